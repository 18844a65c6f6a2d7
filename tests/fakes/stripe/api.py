"""The API's door: key, rights, version, idempotency, types of the request and of the answer."""

import json
import secrets
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import stripe
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.stripe.calls import ACCOUNT, CALLS, Asked, Call
from tests.fakes.stripe.contract import problems_of_answer, problems_of_request
from tests.fakes.stripe.forms import BadForm, decode
from tests.fakes.stripe.rules import ApiError, refused
from tests.fakes.stripe.side import Object, Side

if TYPE_CHECKING:
    from tests.fakes.stripe.practice import PracticeStripe

EXPANDABLE = ("latest_charge", "payment_intent", "charge")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the account; ``rights`` None: all of them (a secret key), else a restricted key's."""

    live: bool
    rights: frozenset[str] | None = None

    def may(self, right: str) -> bool:
        """Say whether a call that needs ``right`` is allowed; who may write may read."""
        return self.rights is None or right in self.rights or right.replace("_read", "_write") in self.rights


@dataclass(frozen=True, slots=True)
class _Kept:
    """The stored answer of an idempotency key."""

    asked: bytes
    status: int
    body: bytes


def routes(practice: "PracticeStripe") -> list[Route]:
    """Return the API's routes for ``practice``."""
    return [Route(call.path, _endpoint(practice, call), methods=[call.method]) for call in CALLS]


def _endpoint(practice: "PracticeStripe", call: Call) -> Any:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        practice.asked.append((call.method, request.url.path))
        with practice.lock:
            status, body = _idempotent(practice, call, request, raw)
        headers = {"Request-Id": f"req_{secrets.token_hex(7)}", "Stripe-Version": stripe.api_version}
        return Response(body, status, headers, "application/json")

    return endpoint


def _idempotent(practice: "PracticeStripe", call: Call, request: Request, raw: bytes) -> tuple[int, bytes]:
    """Same key and same request: the stored answer; another request under the key: an error."""
    name = request.headers.get("idempotency-key", "") if call.method == "POST" else ""
    asked = b" ".join((request.headers.get("authorization", "").encode(), request.url.path.encode(), raw))
    kept = practice.kept.get(name) if name else None
    if kept is not None and kept.asked != asked:
        message = f"Keys for idempotent requests can only be used with the same parameters. Key: {name}"
        return _told(ApiError(400, "idempotency_error", message))
    if kept is not None:
        return kept.status, kept.body
    status, body = _answer(practice, call, request, raw)
    if name and status not in (400, 401, 403, 429):  # as Stripe: what never began is not remembered
        practice.kept[name] = _Kept(asked, status, body)
    return status, body


def _answer(practice: "PracticeStripe", call: Call, request: Request, raw: bytes) -> tuple[int, bytes]:
    try:
        key = _key(practice, call, request)
        practice.trouble_of(call.method, request.url.path)
        params = _params(call, request, raw)
        side = practice.sides[key.live]
        practice.expire_old(side)
        asked = Asked(side, practice.acts(live=key.live), params, request.path_params.get("name", ""), practice.address)
        answer = _expanded(deepcopy(call.do(asked)), params.get("expand", []), side)
    except ApiError as error:
        return _told(error)
    if found := problems_of_answer(answer, call.answers):
        practice.drift.extend(found)
        return _told(ApiError(500, "api_error", f"The practice Stripe has drifted: {found[:3]}"))
    return 200, json.dumps(answer).encode()


def _key(practice: "PracticeStripe", call: Call, request: Request) -> Key:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    key = practice.keys.get(secret)
    if key is None:
        raise ApiError(401, "invalid_request_error", f"Invalid API Key provided: {secret[:8]}****{secret[-4:]}")
    if not key.may(call.right):
        message = (
            f"The provided key '{secret[:8]}****' does not have the required permissions for this endpoint on account "
            f"'{ACCOUNT}'. Having the 'rak_{call.right}' permission would allow this request to continue."
        )
        raise ApiError(403, "invalid_request_error", message)
    version = request.headers.get("stripe-version")
    if version != stripe.api_version:
        raise refused(f"Invalid Stripe API version: {version}")
    return key


def _params(call: Call, request: Request, raw: bytes) -> Object:
    try:
        params = decode(raw.decode() if call.method == "POST" else request.url.query)
    except (BadForm, UnicodeDecodeError) as error:
        raise refused(f"Invalid form: {error}") from None
    if found := problems_of_request(params, call.wanted):
        raise refused(f"Received unknown or wrong parameters: {'; '.join(found)}", code="parameter_unknown")
    return params


def _expanded(answer: Object, paths: list[str], side: Side) -> Object:
    for path in paths:
        rows = answer["data"] if path.startswith("data.") else [answer]
        for row in rows:
            _expand(row, path.removeprefix("data.").split("."), side)
    return answer


def _expand(row: Object, names: list[str], side: Side) -> None:
    name = names[0]
    if name not in EXPANDABLE or name not in row:
        raise refused(f"This property cannot be expanded ({name}).", param="expand")
    if isinstance(row[name], str):
        row[name] = deepcopy(side.find(row[name]))
    if names[1:] and row[name] is not None:
        _expand(row[name], names[1:], side)


def _told(error: ApiError) -> tuple[int, bytes]:
    return error.status, json.dumps(error.body()).encode()
