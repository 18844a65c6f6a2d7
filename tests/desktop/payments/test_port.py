"""The desktop asks Stripe for plain values, and every way to fail is one of the house's two families."""

import logging
import subprocess
import sys
import traceback
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from stripe.params import _webhook_endpoint_create_params as webhook_params

from billing.errors import Refused, Unavailable
from billing.stripe_amounts import NotPayable
from desktop.payments.errors import (
    NotAtStripe,
    NotLoopback,
    RightMissing,
    StripeKeyRefused,
    StripeRefused,
    StripeUnavailable,
)
from desktop.payments.port import EVENTS, Account, StripePort
from tests.fakes.stripe.calls import ACCOUNT
from tests.fakes.stripe.practice import KEY, LIVE_KEY, RESTRICTED, Manner, PracticeStripe
from tests.fakes.stripe.selling import sell

OLD = datetime(2026, 1, 1, tzinfo=UTC)


def give_back(port: StripePort, intent: str, minor: int, operation: str = "op-1") -> str:
    made = port.create_refund(intent, minor, "EUR", operation=operation, reason="duplicate", office="o", doc="d")
    return made.id


@pytest.mark.parametrize("key", [KEY, RESTRICTED])
def test_a_good_key_is_known_by_its_account(practice: PracticeStripe, key: str) -> None:
    with StripePort(key, base=practice.address) as port:
        assert port.check_key() == Account(ACCOUNT, "Practice account", livemode=False, currency="EUR")
    assert practice.sides[False].refunds == practice.sides[False].endpoints == {}


def test_a_live_key_is_known_as_one(practice: PracticeStripe) -> None:
    with StripePort(LIVE_KEY, base=practice.address) as port:
        assert port.check_key().livemode


def test_every_right_that_a_restricted_key_lacks_is_named(practice: PracticeStripe) -> None:
    practice.restrict("accounts_kyc_basic_read", "checkout_session_write", "payment_intent_read", "event_read")
    with StripePort(RESTRICTED, base=practice.address) as port, pytest.raises(RightMissing) as lacking:
        port.check_key()
    assert lacking.value.rights == (
        "Charges and Refunds, write",
        "Disputes, read",
        "Webhook Endpoints, write",
    )


def test_a_payment_is_read_whole(practice: PracticeStripe, port: StripePort) -> None:
    intent = practice.test.pay(sell(practice, 124000, doc="d" * 32))["id"]
    practice.test.refund(intent, 4000)
    practice.test.dispute(intent)
    charge = port.read_charge(intent)
    assert (charge.state, charge.minor, charge.currency, charge.method) == ("partly_refunded", 124000, "EUR", "card")
    assert (charge.refunded_minor, charge.doc) == (4000, "d" * 32)
    assert charge.dispute is not None
    assert charge.dispute.is_open


def test_payments_of_other_offices_in_the_same_account_are_left_out(practice: PracticeStripe, port: StripePort) -> None:
    ours = [practice.test.pay(sell(practice, 100 * number, office="ours"))["id"] for number in range(1, 4)]
    practice.test.pay(sell(practice, 999, office="theirs"))
    practice.test.refund(ours[1], 50)
    found = list(port.list_charges(OLD, "ours"))
    assert [one.intent for one in found] == ours[::-1]
    assert [one.refunded_minor for one in found] == [0, 50, 0]
    later = datetime.now(UTC) + timedelta(hours=1)
    assert list(port.list_charges(later, "ours")) == []


def test_a_list_longer_than_a_page_is_read_to_its_end(practice: PracticeStripe, port: StripePort) -> None:
    for _number in range(103):
        practice.test.pay(sell(practice, 500, office="ours"))
    assert len(list(port.list_charges(OLD, "ours"))) == 103


def test_a_refund_carries_its_operation_and_is_made_once(practice: PracticeStripe, port: StripePort) -> None:
    intent = practice.test.pay(sell(practice, 124000))["id"]
    first = give_back(port, intent, 24000)
    assert give_back(port, intent, 24000) == first
    (refund,) = port.list_refunds(intent)
    assert (refund.id, refund.minor, refund.operation, refund.reason) == (first, 24000, "op-1", "duplicate")
    assert refund.state == "succeeded"


def test_more_than_was_paid_is_refused_in_stripes_words(practice: PracticeStripe, port: StripePort) -> None:
    intent = practice.test.pay(sell(practice, 1000))["id"]
    with pytest.raises(StripeRefused, match="greater than unrefunded amount"):
        give_back(port, intent, 1001)


def test_an_amount_that_stripe_has_not_is_refused_before_it_is_asked(
    practice: PracticeStripe, port: StripePort
) -> None:
    with pytest.raises(NotPayable):
        port.create_refund("pi_1", 5124, "KWD", operation="op", reason="other", office="o", doc="d")
    assert practice.asked == []


def test_a_webhook_address_is_registered_once(practice: PracticeStripe, port: StripePort) -> None:
    url = "https://pay.example/hooks/stripe/o"
    first, second = port.register_webhook(url), port.register_webhook(url)
    assert first.secret != second.secret
    assert first.secret not in repr(first)
    assert list(practice.sides[False].endpoints) == [second.id]
    port.remove_webhooks(url)
    assert practice.sides[False].endpoints == {}


def test_where_no_new_address_can_be_registered_the_old_one_stays(practice: PracticeStripe, port: StripePort) -> None:
    """Else nothing would tell the portal of payments until somebody looked."""
    url = "https://pay.example/hooks/stripe/o"
    kept = port.register_webhook(url)
    endpoints = practice.sides[False].endpoints
    practice.at, practice.manner = "POST /v1/webhook_endpoints", "500"
    with pytest.raises(StripeUnavailable):
        port.register_webhook(url)
    assert list(endpoints) == [kept.id]


def test_every_message_that_the_portal_asks_for_is_one_that_stripe_sends() -> None:
    kinds = webhook_params.WebhookEndpointCreateParams.__annotations__["enabled_events"]
    assert set(EVENTS) <= _words(kinds)


def _words(kind: object) -> set[str]:
    found: set[str] = set()
    for inner in get_args(kind):
        found |= {inner} if isinstance(inner, str) else _words(inner)
    return found


@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("401", StripeKeyRefused),
        ("declined", StripeRefused),
        ("429", StripeUnavailable),
        ("500", StripeUnavailable),
        ("html", StripeUnavailable),
        ("answer lost", StripeUnavailable),
    ],
)
def test_each_trouble_says_what_a_person_can_do(
    practice: PracticeStripe, port: StripePort, manner: Manner, error: type[Exception]
) -> None:
    intent = practice.test.pay(sell(practice, 1000))["id"]
    practice.manner = manner
    with pytest.raises(error):
        port.read_charge(intent)


def test_nobody_there_and_nobody_answering_are_tried_again_later(practice: PracticeStripe) -> None:
    practice.manner = "silent"
    for base in (practice.address, "http://127.0.0.1:1"):
        with StripePort(KEY, base=base, seconds=0.2) as port, pytest.raises(StripeUnavailable):
            port.read_charge("pi_1")


def test_a_payment_of_another_account_is_not_there(port: StripePort) -> None:
    with pytest.raises(NotAtStripe):
        port.read_charge("pi_unknown")


@pytest.mark.parametrize(
    "base", ["https://api.example.com", "http://192.168.1.7:12111", "ftp://127.0.0.1", "http://127.0.0.1.evil.example"]
)
def test_a_key_goes_to_stripe_or_to_this_computer(base: str) -> None:
    with pytest.raises(NotLoopback):
        StripePort(KEY, base=base)


@pytest.mark.parametrize("manner", ["well", "401", "500", "html"])
def test_no_key_is_in_a_repr_an_error_or_a_log(
    practice: PracticeStripe, caplog: pytest.LogCaptureFixture, manner: Manner
) -> None:
    caplog.set_level(logging.DEBUG)
    practice.manner = manner
    with StripePort(KEY, base=practice.address) as port:
        try:
            port.check_key()
        except (Refused, Unavailable):
            told = traceback.format_exc()
        else:
            told = ""
        kept = [repr(port), told, caplog.text]
    assert not any(KEY in text for text in kept)


def test_the_sdk_is_imported_on_first_use() -> None:
    code = "import sys; from desktop.payments.port import StripePort; StripePort('k'); print('stripe' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
