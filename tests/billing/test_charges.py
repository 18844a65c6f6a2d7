"""What became of an online payment is read from Stripe's objects, in whatever order they arrive."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from billing.charges import Charge, Unreadable, charge_of
from billing.stripe_amounts import NotPayable

Object = dict[str, Any]
PAID_AT = 1_790_000_100


def intent(**changes: object) -> Object:
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 124000,
        "amount_received": 0,
        "created": 1_790_000_000,
        "currency": "eur",
        "livemode": False,
        "status": "requires_payment_method",
        "metadata": {"counterfoil_office": "office", "counterfoil_doc": "doc"},
        "latest_charge": None,
        "last_payment_error": None,
        "payment_method_types": ["card", "sepa_debit"],
        **changes,
    }


def paid_intent(**changes: object) -> Object:
    charge = {"id": "ch_1", "created": PAID_AT, "payment_method_details": {"type": "card", "card": {}}}
    return intent(**{"status": "succeeded", "amount_received": 124000, "latest_charge": charge, **changes})


def refund(name: str = "re_1", **changes: object) -> Object:
    return {"id": name, "amount": 24000, "created": 1, "status": "succeeded", "metadata": {}, **changes}


def dispute(name: str = "dp_1", **changes: object) -> Object:
    return {
        "id": name,
        "amount": 124000,
        "created": 1,
        "currency": "eur",
        "reason": "fraudulent",
        "status": "needs_response",
        "evidence_details": {"due_by": PAID_AT},
        **changes,
    }


def test_a_paid_charge_carries_whose_it_is_what_and_when() -> None:
    assert charge_of(paid_intent()) == Charge(
        intent="pi_1",
        office="office",
        doc="doc",
        livemode=False,
        minor=124000,
        currency="EUR",
        state="paid",
        method="card",
        at=datetime.fromtimestamp(PAID_AT, UTC),
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("requires_payment_method", "open"),
        ("requires_confirmation", "open"),
        ("requires_action", "open"),
        ("a_word_of_next_year", "open"),
        ("requires_capture", "processing"),
        ("processing", "processing"),
        ("canceled", "canceled"),
    ],
)
def test_nothing_is_paid_before_stripe_says_that_it_succeeded(status: str, state: str) -> None:
    charge = charge_of(paid_intent(status=status), [refund()], [dispute()])
    assert charge.state == state


def test_an_attempt_that_failed_says_why() -> None:
    error = {"code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has too little."}
    charge = charge_of(intent(last_payment_error=error))
    assert (charge.state, charge.failure_code) == ("failed", "insufficient_funds")
    assert charge.failure == "Your card has too little."


def test_a_declined_card_before_the_one_that_worked_leaves_no_trace() -> None:
    charge = charge_of(paid_intent(last_payment_error={"code": "card_declined", "message": "No."}))
    assert (charge.state, charge.failure_code, charge.failure) == ("paid", "", "")


def test_only_refunds_that_stripe_has_confirmed_count() -> None:
    refunds = [
        refund("re_1", amount=4000),
        refund("re_2", amount=5000, status="pending"),
        refund("re_3", amount=6000, status="failed", failure_reason="lost_or_stolen_card"),
        refund("re_4", amount=7000, status="requires_action"),
        refund("re_5", amount=8000, status="canceled"),
        refund("re_6", amount=9000, status=None),
    ]
    charge = charge_of(paid_intent(), refunds)
    assert (charge.state, charge.refunded_minor) == ("partly_refunded", 4000)
    assert [one.state for one in charge.refunds] == ["succeeded", "pending", "failed", "pending", "canceled", "pending"]
    assert charge.refunds[2].failure == "lost_or_stolen_card"


def test_all_given_back_is_refunded_and_a_refund_of_ours_is_known_by_its_operation() -> None:
    ours = refund("re_2", amount=100000, metadata={"counterfoil_operation": "op-1"}, reason="duplicate")
    charge = charge_of(paid_intent(), [refund(), ours])
    assert charge.state == "refunded"
    assert [(one.operation, one.reason) for one in charge.refunds] == [("", ""), ("op-1", "duplicate")]


def test_the_order_of_refunds_and_disputes_changes_nothing() -> None:
    refunds = [refund(f"re_{number}", amount=1000 + number, created=number % 2) for number in range(3)]
    disputes = [dispute("dp_1", status="won"), dispute("dp_2", status="needs_response"), dispute("dp_3", status="lost")]
    expected = charge_of(paid_intent(), refunds, disputes)
    for back in permutations(refunds):
        for disputed in permutations(disputes):
            assert charge_of(paid_intent(), back, disputed) == expected
    assert expected.dispute is not None
    assert expected.dispute.id == "dp_2"


def test_a_dispute_may_be_in_another_currency_than_what_was_paid() -> None:
    charge = charge_of(paid_intent(), [], [dispute(amount=50000, currency="jpy")])
    assert charge.dispute is not None
    assert (charge.currency, charge.dispute.currency, charge.dispute.minor) == ("EUR", "JPY", 50000)


def test_a_dispute_stands_beside_and_says_until_when_evidence_counts() -> None:
    charge = charge_of(paid_intent(), [], [dispute()])
    assert charge.state == "paid"
    assert charge.dispute is not None
    assert charge.dispute.is_open
    assert charge.dispute.evidence_due_by == datetime.fromtimestamp(PAID_AT, UTC)
    ended = charge_of(paid_intent(), [], [dispute(status="lost", evidence_details={"due_by": None})]).dispute
    assert ended is not None
    assert not ended.is_open


def test_a_bank_debit_is_named_before_there_is_a_charge() -> None:
    assert charge_of(intent(status="processing", payment_method_types=["sepa_debit"])).method == "sepa_debit"
    assert charge_of(intent(latest_charge="ch_1")).method == ""


def test_a_payment_of_somebody_else_has_no_office_and_no_doc() -> None:
    charge = charge_of(intent(metadata={}))
    assert (charge.office, charge.doc) == ("", "")


def test_an_amount_is_counted_in_the_minor_units_of_the_norm() -> None:
    charge = charge_of(paid_intent(currency="isk", amount=50000, amount_received=50000))
    assert (charge.minor, charge.currency) == (500, "ISK")
    with pytest.raises(NotPayable):
        charge_of(intent(currency="isk", amount=50))


@pytest.mark.parametrize(
    ("payment", "refunds", "disputes"),
    [
        ({}, [], []),
        (intent(amount="much"), [], []),
        (intent(status=None), [], []),
        (paid_intent(), [{"id": "re_1"}], []),
        (paid_intent(), [], [{"id": "dp_1"}]),
        (paid_intent(), "refunds", []),
    ],
)
def test_an_answer_that_is_no_payment_is_not_guessed_at(payment: Object, refunds: Any, disputes: Any) -> None:
    with pytest.raises(Unreadable):
        charge_of(payment, refunds, disputes)
