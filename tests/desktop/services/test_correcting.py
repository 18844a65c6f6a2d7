"""A payment by hand that was recorded wrongly: taken back, recorded anew, its invoices left with their parts."""

from datetime import date
from uuid import UUID

import pytest

from desktop.services.payments.booking import PaymentValues, Share
from desktop.services.payments.correcting import PaymentChange, correct_payment
from desktop.services.payments.refusals import CannotRecord, CannotUndo, MoreThanOwed
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.money import card, count, payment, record, refund


def correct(desk: Desk, identifier: UUID, change: PaymentChange, *, rest: bool = False) -> UUID:
    return desk.write(
        lambda session: correct_payment(
            session, identifier, change, why="typed wrongly", today=TODAY, at=desk.now, rest_confirmed=rest
        )
    )


def test_a_payment_of_several_invoices_keeps_its_parts(desk: Desk) -> None:
    who = desk.customer()
    one, two = (desk.issue(desk.draft(customer=who)).document_id for _ in range(2))
    values = PaymentValues(TODAY, 15_000, "EUR", "cash", who)
    wrong = record(desk, values, Share(one, 12_300), Share(two, 2_700))

    right = correct(desk, wrong, PaymentChange(received_on=date(2026, 11, 1), method="check"))

    assert (payment(desk, wrong).state, payment(desk, right).method) == ("undone", "check")
    assert (card(desk, one).balance_minor, card(desk, two).balance_minor) == (0, 9_600)
    with pytest.raises(CannotRecord, match="several invoices"):
        correct(desk, right, PaymentChange(minor=10_000))


def test_nothing_changes_where_the_correction_is_refused(desk: Desk) -> None:
    invoice = desk.issue().document_id
    paid = desk.pay(invoice, 5_000)
    rows = count(desk)
    for change, refusal in (
        (PaymentChange(minor=20_000), MoreThanOwed),
        (PaymentChange(minor=0), CannotRecord),
        (PaymentChange(received_on=date(2026, 11, 21)), CannotRecord),
    ):
        with pytest.raises(refusal):
            correct(desk, paid, change)
    assert (count(desk), card(desk, invoice).balance_minor) == (rows, 7_300)
    refund(desk, paid, 1_000)
    with pytest.raises(CannotUndo, match="refunded"):
        correct(desk, paid, PaymentChange(minor=6_000))


def test_more_is_kept_as_credit_where_a_person_said_so(desk: Desk) -> None:
    invoice = desk.issue().document_id
    right = correct(desk, desk.pay(invoice, 5_000), PaymentChange(minor=20_000), rest=True)
    assert (card(desk, invoice).balance_minor, payment(desk, right).left_minor) == (0, 7_700)
