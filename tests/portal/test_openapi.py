"""The office API called with everything its own description allows and much that it forbids."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from billing.wire import WIRE, WIRE_HEADER
from portal.app import make_app
from portal.context import Portal, Settings
from portal.store.offices import add_office
from tests.portal.desk import Clock

CALLS = ["GET /office", "PUT /content/{content}", "GET /content/{content}", "POST /operations", "GET /events"]
CALLS += ["GET /manifest"]
EXAMPLES, MANY = 60, 3_000
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Api:
    """The API of one portal by its own description, and how often it answered with which status."""

    schema: schemathesis.schemas.BaseSchema
    headers: dict[str, str]
    answered: Counter[int] = field(default_factory=Counter)

    def tried(self, case: Case[Any]) -> None:
        """Call once with a good key and once as the case wants it; every answer has to be as described."""
        for headers in (self.headers, {}):
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS, headers=headers)
            self.answered[response.status_code] += 1


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    app = make_app(Settings(data=tmp_path_factory.mktemp("portal"), clock=Clock()))
    portal: Portal = app.state.portal
    with portal.database.write() as connection:
        key = add_office(connection, "Alder & Finch", computer="Front desk", now=portal.clock()).key
    portal.bell.close()  # a poll for news does not wait
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    yield Api(schema, {"Authorization": f"Bearer {key}", WIRE_HEADER: str(WIRE)})
    shutdown_lifespans()


def test_every_call_of_the_description_is_tried(api: Api) -> None:
    described = {found.ok().label for found in api.schema.get_all_operations() if isinstance(found, Ok)}
    assert described == set(CALLS)


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("call", CALLS)
def test_promise_p7_no_call_is_suffered(api: Api, call: str, mode: GenerationMode) -> None:
    """Good calls and spoiled ones: 0 answers of 5xx, 0 statuses, types or bodies that are not described. C: 30 s."""
    try_calls(api, call, mode, EXAMPLES)


@pytest.mark.soak
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("call", CALLS)
def test_promise_p7_no_call_is_suffered_in_the_long_form(api: Api, call: str, mode: GenerationMode) -> None:
    try_calls(api, call, mode, MANY)


def test_promise_p7_reaches_good_and_bad_answers(api: Api) -> None:
    """So that the calls above are not all turned away at the door."""
    try_calls(api, "GET /manifest", GenerationMode.POSITIVE, 20)
    try_calls(api, "GET /events", GenerationMode.NEGATIVE, 20)
    assert {200, 400, 401} <= set(api.answered)


def try_calls(api: Api, call: str, mode: GenerationMode, examples: int) -> None:
    chosen = random.randrange(2**32)
    print(f"seed {chosen}")
    method, path = call.split()
    cases = api.schema[path][method].as_strategy(generation_mode=mode)

    @seed(chosen)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def calls(case: Case[Any]) -> None:
        api.tried(case)

    calls()
