"""Payments through the assistant: recorded against what is owed, corrected by undoing, never deleted."""

from typing import Any

import pytest

from billing.errors import Refused
from desktop.assistant.tools.payments import OverPaid
from desktop.services.payments.refusals import MoreThanOwed
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import Desk, line


def test_balance_and_state_follow_a_payment(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    paid = ask("record_payment", invoiceId=number, amount="23.00", paymentMode="Credit Card", paymentDate="2026-11-19")
    assert (paid["amount"], paid["paymentMode"], paid["invoices"][0]["number"]) == ("23.00", "credit_card", number)
    invoice = ask("get_invoice", invoiceId=number)
    assert (invoice["state"], invoice["balance"]) == ("partly_paid", "100.00")
    assert ask("get_payment", paymentId=paid["id"]) == paid
    assert len(ask("list_payments", search=number, paymentMode="Credit Card")["payments"]) == 1
    assert ask("list_payments", dateFrom="2026-11-20")["payments"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"amount": "123.01"}, "owes 123.00 EUR, and this is more.* keepRestAsCredit: true"),
        ({"amount": 0}, "above 0"),
        ({"amount": -5}, "below 0"),
        ({"amount": "1.001"}, "too many decimals"),
        ({"amount": "1e15"}, "out of range"),
        ({"amount": 1, "paymentDate": "2026-11-21"}, "still to come"),
        ({"amount": 1, "paymentMode": "Stripe"}, "paymentMode"),
    ],
)
def test_money_that_cannot_be_is_refused_and_nothing_is_recorded(
    desk: Desk, ask: Client, arguments: dict[str, Any], words: str
) -> None:
    number = desk.issue().number
    before = everything(desk)
    with pytest.raises(Refused, match=words):
        ask("record_payment", invoiceId=number, **arguments)
    assert everything(desk) == before


def test_more_than_is_owed_is_kept_as_credit_only_where_that_is_said(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    with pytest.raises(OverPaid):
        ask("record_payment", invoiceId=number, amount=150)
    paid = ask("record_payment", invoiceId=number, amount=150, keepRestAsCredit=True)
    assert (paid["applied"], paid["unused"]) == ("123.00", "27.00")
    with pytest.raises(Refused, match="no issued invoice"):
        ask("record_payment", invoiceId=str(desk.draft()), amount=1)


def test_a_correction_takes_back_and_records_anew(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    wrong = ask("record_payment", invoiceId=number, amount="100", reference="Transfer 7", notes="by phone")
    right = ask("update_payment", paymentId=wrong["id"], amount="123")
    assert right["id"] != wrong["id"]
    assert (right["reference"], right["paymentMode"]) == ("Transfer 7", "bank_transfer")
    assert ask("get_payment", paymentId=wrong["id"])["state"] == "undone"
    assert ask("get_invoice", invoiceId=number)["state"] == "paid"
    with pytest.raises(Refused, match="undone already"):
        ask("update_payment", paymentId=wrong["id"], amount=1)
    with pytest.raises(MoreThanOwed):
        ask("update_payment", paymentId=right["id"], amount=200)
    assert ask("get_invoice", invoiceId=number)["paid"] == "123.00"


def test_a_day_is_corrected_and_the_customers_credit_stays(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    paid = ask("record_payment", invoiceId=number, amount=150, keepRestAsCredit=True)
    right = ask("update_payment", paymentId=paid["id"], paymentDate="2026-11-01", reference=None)
    assert (right["receivedOn"], right["applied"], right["unused"]) == ("2026-11-01", "123.00", "27.00")


def test_a_payment_that_never_came_is_owed_again(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    paid = ask("record_payment", invoiceId=number, amount=123)
    rehearsed = ask.rehearse("delete_payment", paymentId=paid["id"])
    assert (rehearsed.recipients, rehearsed.amounts[0]) == (("Rosewood Dental",), (12300, "EUR"))
    ask("delete_payment", paymentId=paid["id"], reason="Booked twice")
    assert ask("get_invoice", invoiceId=number)["balance"] == "123.00"


def test_pages_of_payments_follow_each_other(desk: Desk, ask: Client) -> None:
    number = desk.issue(desk.draft(line(price="10"))).number
    made = [ask("record_payment", invoiceId=number, amount=1)["id"] for _ in range(5)]
    first = ask("list_payments", limit=3)
    rest = ask("list_payments", limit=3, cursor=first["nextCursor"])
    assert [row["id"] for row in first["payments"] + rest["payments"]] == made[::-1]


def test_a_payment_that_must_stay_is_refused_before_anybody_is_asked(desk: Desk, ask: Client) -> None:
    invoice = desk.issue()
    desk.pay(invoice.document_id, 12300)
    (payment,) = ask("list_payments")["payments"]
    assert "never came" in ask.rehearse("delete_payment", paymentId=payment["id"]).says[0]

    ask("delete_payment", paymentId=payment["id"])
    with pytest.raises(Refused, match="undone already"):
        ask.rehearse("delete_payment", paymentId=payment["id"])
