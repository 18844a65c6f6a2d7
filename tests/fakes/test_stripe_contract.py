"""The practice Stripe cannot drift from Stripe's SDK: its types judge every request and every answer."""

from copy import deepcopy
from typing import Any

import pytest
import stripe
import stripe.checkout
from stripe.params.checkout import SessionCreateParams, SessionListParams

from tests.fakes.stripe.calls import CALLS, account
from tests.fakes.stripe.contract import complete, problems_of_answer, problems_of_request
from tests.fakes.stripe.forms import BadForm, decode
from tests.fakes.stripe.practice import PracticeStripe

GOOD: dict[str, Any] = {
    "mode": "payment",
    "ui_mode": "hosted_page",
    "success_url": "https://portal.example/back/1",
    "line_items": [
        {
            "quantity": "1",
            "price_data": {"currency": "eur", "unit_amount": "12400", "product_data": {"name": "Invoice 42"}},
        }
    ],
    "metadata": {"counterfoil_doc": "d"},
    "payment_intent_data": {"metadata": {"counterfoil_doc": "d"}},
    "expires_at": "1795734978",
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """Return the good request with one value changed, or taken out with ``to=None``."""
    request = deepcopy(GOOD)
    here: Any = request
    for part in path[:-1]:
        here = here[part]
    if to is None:
        del here[path[-1]]
    else:
        here[path[-1]] = to
    return request


def test_a_good_request_has_no_problem() -> None:
    assert problems_of_request(GOOD, SessionCreateParams) == []


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (changed("amount", to="1"), "request.amount: SessionCreateParams has no such field"),
        (changed("ui_mode", to="hosted"), "request.ui_mode: 'hosted' is none of"),
        (changed("mode", to="pay"), "request.mode: 'pay' is none of"),
        (changed("line_items", to="one"), "request.line_items: 'one' is no list"),
        (changed("line_items", 0, "price_data", "currency", to=None), "price_data.currency: is missing"),
        (changed("line_items", 0, "price_data", "unit_amount", to="12.5"), "unit_amount: '12.5' is no int"),
        (changed("line_items", 0, "price_data", "name", to="x"), "has no such field"),
        (changed("metadata", to="x"), "request.metadata: 'x'"),
        (changed("expires_at", to="tomorrow"), "request.expires_at: 'tomorrow' is no int"),
        (changed("stripe_account", to="acct_1"), "request.stripe_account: SessionCreateParams has no such field"),
    ],
)
def test_a_wrong_request_is_named_with_its_place(request_: dict[str, Any], problem: str) -> None:
    found = problems_of_request(request_, SessionCreateParams)
    assert any(problem in one for one in found), found


@pytest.mark.parametrize("resource", [stripe.PaymentIntent, stripe.Charge, stripe.checkout.Session, stripe.Dispute])
def test_an_answer_that_lacks_a_field_is_no_answer(resource: type) -> None:
    found = problems_of_answer(complete(resource), resource)
    assert found
    assert all("is missing" in one for one in found), found


def test_an_answer_with_a_strange_field_or_kind_is_no_answer() -> None:
    whole: dict[str, Any] = account(None)  # type: ignore[arg-type]  # the account asks for nothing
    assert problems_of_answer(whole, stripe.Account) == []
    assert problems_of_answer(whole | {"colour": "red"}, stripe.Account) == ["answer.colour: Account has no such field"]
    assert problems_of_answer(whole | {"charges_enabled": "yes"}, stripe.Account) == [
        "answer.charges_enabled: 'yes' is no bool"
    ]
    assert problems_of_answer(whole | {"type": "odd"}, stripe.Account)[0].startswith("answer.type: 'odd' is none of")


def test_a_drifted_answer_fails_the_test_that_got_it(practice: PracticeStripe, client: stripe.StripeClient) -> None:
    practice.sides[False].disputes["dp_1"] = {"id": "dp_1", "object": "dispute"}
    with pytest.raises(stripe.APIError, match="drifted"):
        client.v1.disputes.retrieve("dp_1")
    assert practice.drift
    practice.drift.clear()


def test_every_call_is_one_that_the_sdk_makes() -> None:
    assert all(call.path.startswith("/v1/") for call in CALLS)
    assert len({(call.method, call.path) for call in CALLS}) == len(CALLS) == 17


def test_brackets_become_groups_and_lists() -> None:
    assert decode("a[0][b]=1&a[0][c]=&a[1][b]=2&d=%C3%BC&e[x]=y&f[]=1&f[]=2") == {
        "a": [{"b": "1", "c": ""}, {"b": "2"}],
        "d": "ü",
        "e": {"x": "y"},
        "f": ["1", "2"],
    }
    assert decode("") == {}


@pytest.mark.parametrize("body", ["a[0=1", "a=1&a[b]=2"])
def test_a_form_that_contradicts_itself_is_refused(body: str) -> None:
    with pytest.raises(BadForm):
        decode(body)


def test_a_time_span_is_a_group_in_a_query() -> None:
    assert problems_of_request(decode("created[gte]=1&limit=5"), SessionListParams) == []
    assert problems_of_request(decode("created[since]=1"), SessionListParams)
