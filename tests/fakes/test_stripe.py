"""The practice Stripe behaves to the official SDK as Stripe is documented to."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
import stripe

from tests.fakes.conftest import sdk
from tests.fakes.stripe.practice import KEY, LIVE_KEY, RESTRICTED, Manner, PracticeStripe
from tests.fakes.stripe.side import Object

BACK = "http://127.0.0.1/back/x?session={CHECKOUT_SESSION_ID}"
LEFT = "http://127.0.0.1/left"


def order(amount: int = 12400, currency: str = "eur", **more: Any) -> Any:
    product = {"name": "Invoice 42"}
    line = {"quantity": 1, "price_data": {"currency": currency, "unit_amount": amount, "product_data": product}}
    data = {"metadata": {"counterfoil_office": "o", "counterfoil_doc": "d"}}
    urls = {"success_url": BACK, "cancel_url": LEFT}
    return {"mode": "payment", "line_items": [line], "payment_intent_data": data, **urls, **more}


def opened(client: stripe.StripeClient, amount: int = 12400) -> str:
    return client.v1.checkout.sessions.create(order(amount)).id


def paid(client: stripe.StripeClient, practice: PracticeStripe) -> Object:
    return practice.test.pay(opened(client))


def test_a_session_has_a_page_and_its_payment_is_made_when_the_customer_confirms(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    session = client.v1.checkout.sessions.create(order())
    assert (session.status, session.payment_intent) == ("open", None)
    assert session.url == f"{practice.address}/c/pay/{session.id}"
    practice.test.pay(session.id)
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = after.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (after.status, after.payment_status, after.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received) == ("succeeded", 12400)
    assert intent.metadata.to_dict() == {"counterfoil_office": "o", "counterfoil_doc": "d"}
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.payment_method_details is not None
    assert intent.latest_charge.payment_method_details.type == "card"


def test_a_declined_card_leaves_the_session_open_and_the_next_one_pays(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    session = opened(client)
    intent = practice.test.pay(session, "declined")["id"]
    failed = client.v1.payment_intents.retrieve(intent)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error is not None
    assert failed.last_payment_error.decline_code == "insufficient_funds"
    assert practice.test.pay(session)["id"] == intent
    assert client.v1.payment_intents.retrieve(intent).status == "succeeded"


@pytest.mark.parametrize(("end", "status"), [("settle", "succeeded"), ("bounce", "requires_payment_method")])
def test_a_bank_debit_is_processing_until_it_arrives_or_comes_back(
    client: stripe.StripeClient, practice: PracticeStripe, end: str, status: str
) -> None:
    intent = practice.test.pay(opened(client), "debit")["id"]
    assert client.v1.payment_intents.retrieve(intent).status == "processing"
    getattr(practice.test, end)(intent)
    assert client.v1.payment_intents.retrieve(intent).status == status


def test_a_session_ends_by_the_api_or_by_its_time_and_takes_its_payment_along(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    first, second = opened(client), opened(client)
    intent = practice.test.pay(second, "declined")["id"]
    assert client.v1.checkout.sessions.expire(first).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(first)
    practice.pass_time(86_401)
    assert client.v1.checkout.sessions.retrieve(second).status == "expired"
    assert client.v1.payment_intents.retrieve(intent).status == "canceled"
    assert client.v1.checkout.sessions.list({"status": "open"}).data == []


def test_lists_come_newest_first_page_by_page_and_since_a_time(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    first = paid(client, practice)["id"]
    practice.pass_time(100)
    later = [paid(client, practice)["id"] for _ in range(3)]
    since = practice.now() - 50
    page = client.v1.payment_intents.list({"limit": 2, "created": {"gte": since}, "expand": ["data.latest_charge"]})
    assert page.has_more
    assert [one.id for one in page.auto_paging_iter()] == later[::-1]
    assert isinstance(page.data[0].latest_charge, stripe.Charge)
    assert first in [one.id for one in client.v1.payment_intents.list({}).data]


def test_no_refund_is_above_what_was_paid(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    intent = paid(client, practice)["id"]
    refund = client.v1.refunds.create(
        {"payment_intent": intent, "amount": 400, "metadata": {"counterfoil_operation": "op"}}
    )
    assert refund.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 12001})
    client.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"
    assert [one.amount for one in client.v1.refunds.list({"payment_intent": intent}).data] == [12000, 400]


def test_a_refund_may_stay_pending_and_then_arrive_or_fail(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    intent = paid(client, practice)["id"]
    practice.test.refunds_become = "pending"
    one, two = (client.v1.refunds.create({"payment_intent": intent, "amount": 100}).id for _ in range(2))
    practice.test.confirm_refund(one)
    practice.test.fail_refund(two)
    assert [client.v1.refunds.retrieve(name).status for name in (one, two)] == ["succeeded", "failed"]


def test_a_dispute_names_the_day_until_which_evidence_counts(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    intent = paid(client, practice)["id"]
    dispute = practice.test.dispute(intent, days=9)["id"]
    found = client.v1.disputes.list({"payment_intent": intent}).data[0]
    assert (found.id, found.status) == (dispute, "needs_response")
    assert found.evidence_details.due_by == practice.now() + 9 * 86_400
    practice.test.close_dispute(dispute, "won")
    assert client.v1.disputes.retrieve(dispute).status == "won"
    with pytest.raises(stripe.InvalidRequestError, match="disputed"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 100})


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [(49, "eur", "amount_too_small"), (150, "isk", "invalid_amount"), (5124, "kwd", "invalid_amount")],
)
def test_an_amount_that_cannot_be_charged_is_refused(
    client: stripe.StripeClient, amount: int, currency: str, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(order(amount, currency))
    assert refused.value.code == code


def test_the_same_key_and_body_give_the_same_answer_and_another_body_an_error(client: stripe.StripeClient) -> None:
    def create(amount: int) -> str:
        return client.v1.checkout.sessions.create(order(amount), {"idempotency_key": "k"}).id

    assert create(12400) == create(12400)
    with pytest.raises(stripe.IdempotencyError):
        create(12500)


def test_a_hundred_at_once_under_one_key_are_one(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    def create(_number: int) -> str:
        return client.v1.checkout.sessions.create(order(), {"idempotency_key": "k"}).id

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(create, range(100)))) == 1
    assert len(practice.sides[False].sessions) == 1


@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("401", stripe.AuthenticationError),
        ("declined", stripe.CardError),
        ("429", stripe.RateLimitError),
        ("500", stripe.APIError),
        ("html", stripe.APIError),
        ("answer lost", stripe.APIConnectionError),
    ],
)
def test_each_trouble_is_the_error_that_the_sdk_has_for_it(
    client: stripe.StripeClient, practice: PracticeStripe, manner: Manner, error: type[Exception]
) -> None:
    practice.manner = manner
    with pytest.raises(error):
        client.v1.checkout.sessions.create(order())
    practice.manner = "well"
    assert opened(client)


@pytest.mark.parametrize("manner", ["silent", "slow"])
def test_no_answer_within_the_time_is_no_connection(practice: PracticeStripe, manner: Manner) -> None:
    practice.manner = manner
    http = stripe.RequestsClient(timeout=0.2)
    client = stripe.StripeClient(KEY, base_addresses={"api": practice.address}, http_client=http)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.accounts.retrieve_current()


def test_a_lost_answer_asked_again_is_done_once(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    intent = paid(client, practice)["id"]
    practice.manner = "answer lost"
    ask: Callable[[], stripe.Refund] = lambda: client.v1.refunds.create(  # noqa: E731 - the same call twice
        {"payment_intent": intent, "amount": 400}, {"idempotency_key": "refund-1"}
    )
    with pytest.raises(stripe.APIConnectionError):
        ask()
    practice.manner = "well"
    assert ask().amount == 400
    assert len(practice.sides[False].refunds) == 1


def test_an_unknown_key_and_a_right_that_is_missing_are_told_apart(practice: PracticeStripe) -> None:
    with pytest.raises(stripe.AuthenticationError):
        sdk(practice, "sk_test_wrong").v1.accounts.retrieve_current()
    limited = sdk(practice, RESTRICTED)
    assert limited.v1.checkout.sessions.list({}).data == []
    practice.restrict("checkout_session_write")
    with pytest.raises(stripe.PermissionError):
        limited.v1.payment_intents.list({})


def test_live_and_test_do_not_see_each_other(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    session = opened(client)
    live = sdk(practice, LIVE_KEY)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        live.v1.checkout.sessions.retrieve(session)
    assert refused.value.code == "resource_missing"
    with pytest.raises(stripe.InvalidRequestError, match="HTTPS"):
        live.v1.checkout.sessions.create(order())


def test_a_webhook_secret_is_told_once_and_what_it_signs_is_read_by_the_sdk(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    practice.hooks.hold()
    url = f"{practice.address}/nobody"
    endpoint = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["payment_intent.succeeded"]})
    assert endpoint.secret
    assert [one.secret for one in client.v1.webhook_endpoints.list({}).data] == [None]
    intent = paid(client, practice)["id"]
    (message,) = practice.hooks.take()
    event = client.construct_event(message.body, message.headers()["Stripe-Signature"], endpoint.secret)
    assert event.type == "payment_intent.succeeded"
    assert event.data.object["id"] == intent
    old = message.headers(at=int(time.time()) - 400)
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(message.body, old["Stripe-Signature"], endpoint.secret)
    client.v1.webhook_endpoints.delete(endpoint.id)
    paid(client, practice)
    assert practice.hooks.take() == []


def test_messages_are_delivered_in_any_order_and_number(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    practice.hooks.hold()
    client.v1.webhook_endpoints.create({"url": f"{practice.address}/nobody", "enabled_events": ["*"]})
    paid(client, practice)
    messages = practice.hooks.take()
    kinds = [message.kind for message in messages]
    assert kinds == [
        "payment_intent.created",
        "payment_intent.succeeded",
        "charge.succeeded",
        "checkout.session.completed",
    ]
    for message in [*reversed(messages), messages[0]]:
        assert practice.hooks.deliver(message) == 404
    assert len(practice.hooks.answers) == 5
    listed = client.v1.events.list({"types": ["payment_intent.succeeded"]}).data
    assert [one.id for one in listed] == [json.loads(messages[1].body)["id"]]


def test_the_practice_page_says_what_it_is_and_leads_back(
    client: stripe.StripeClient, practice: PracticeStripe
) -> None:
    session = client.v1.checkout.sessions.create(order())
    assert session.url
    page = httpx2.get(session.url)
    assert "PRACTICE" in page.text
    assert "124.00 EUR" in page.text
    assert httpx2.post(session.url, data={"how": "leave"}).headers["location"] == LEFT
    assert "Your card was declined. Nothing was charged." in httpx2.post(session.url, data={"how": "declined"}).text
    done = httpx2.post(session.url, data={"how": "card"})
    assert done.headers["location"] == BACK.replace("{CHECKOUT_SESSION_ID}", session.id)
    assert "is over" in httpx2.get(session.url).text


def test_what_banks_do_can_be_chosen_at_the_desk(client: stripe.StripeClient, practice: PracticeStripe) -> None:
    intent = practice.test.pay(opened(client), "debit")["id"]
    assert intent in httpx2.get(practice.address).text
    for act, status in (("settle", "succeeded"), ("settle", "succeeded"), ("refund", "succeeded")):
        httpx2.post(practice.address, data={"act": act, "intent": intent})
        assert client.v1.payment_intents.retrieve(intent).status == status
    assert [one.amount for one in client.v1.refunds.list({}).data] == [12400]
