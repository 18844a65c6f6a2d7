"""Stripe, portal and books are compared payment by payment; what differs is named, and one press mends it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.charges import Charge
from billing.wire import EventBody
from desktop.models import Inbox, Payment
from desktop.queries.reconciling import ReconciledRow, reconcile
from desktop.services.online.giving_back import ask_refund
from desktop.services.online.reports import reported
from desktop.services.online.settling import settle
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.online.charges import PAID_AT, charge, doc_of, gone_back, told

SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    desk.connect()
    return desk.issue().document_id


def compare(desk: Desk, *charges: Charge, since: datetime = SINCE) -> tuple[ReconciledRow, ...]:
    return desk.read(lambda session: reconcile(session, charges, since=since))


def book(desk: Desk, one: Charge) -> None:
    desk.write(lambda session: settle(session, one, at=desk.now))


def report(desk: Desk, invoice: UUID, intent: str = "pi_1", kind: str = "succeeded") -> None:
    """Tell of a payment as the feed does, with its row in the inbox."""
    row, body = told(f"payment.{kind}", doc_of(desk, invoice), intent=intent, minor=12300, currency="EUR")

    def write(session: Any) -> None:
        reported(session, row, body)
        session.add(
            Inbox(event=row.id, sequence=1, kind=row.kind, at=row.at, body=EventBody.model_dump_json(body).encode(),
                  applied=True)
        )  # fmt: skip

    desk.write(write)


def test_what_is_the_same_in_all_three_agrees(desk: Desk, invoice: UUID) -> None:
    report(desk, invoice)
    paid = charge(doc=doc_of(desk, invoice))
    book(desk, paid)
    (row,) = compare(desk, paid)
    assert row.agrees
    assert (row.number, row.customer, row.reported) == ("INV-2026-0001", "Rosewood Dental", "succeeded")
    assert (row.stripe_minor, row.books_minor, row.stripe_back, row.books_back) == (12300, 12300, 0, 0)


def test_money_that_no_portal_reported_is_found_and_booked_by_one_press(desk: Desk, invoice: UUID) -> None:
    paid = charge(doc=doc_of(desk, invoice))
    (row,) = compare(desk, paid)
    assert (row.verdict, row.mendable, row.reported, row.books_minor) == ("not_booked", True, "", None)
    assert row.charge is not None
    book(desk, row.charge)
    (row,) = compare(desk, paid)
    assert row.agrees


def test_a_refund_made_at_stripe_is_found_and_booked_by_one_press(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    book(desk, charge(doc=doc))
    back = charge(doc=doc, state="partly_refunded", refunds=(gone_back(),), refunded_minor=2300)
    (row,) = compare(desk, back)
    assert (row.verdict, row.mendable, row.stripe_back, row.books_back) == ("refund_differs", True, 2300, 0)
    book(desk, back)
    (row,) = compare(desk, back)
    assert row.agrees


def test_a_refund_that_waits_to_be_sent_is_under_way(desk: Desk, invoice: UUID) -> None:
    paid = charge(doc=doc_of(desk, invoice))
    book(desk, paid)
    payment = desk.read(lambda session: session.scalars(select(Payment.id)).one())
    desk.write(lambda session: ask_refund(
        session, payment, minor=2300, reason="duplicate", note="", on=TODAY, at=desk.now
    ))  # fmt: skip
    (row,) = compare(desk, paid)
    assert (row.verdict, row.agrees) == ("under_way", True)


def test_a_bank_debit_is_under_way_and_attempts_that_came_to_nothing_are_left_out(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    rows = compare(
        desk,
        charge(doc=doc, state="processing"),
        charge(intent="pi_2", doc=doc, state="failed"),
        charge(intent="pi_3", doc=doc, state="canceled"),
        charge(intent="pi_4", doc=doc, state="open"),
    )
    assert [(row.intent, row.verdict) for row in rows] == [("pi_1", "under_way")]


def test_another_amount_in_the_books_is_named_and_left_to_a_person(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    book(desk, charge(doc=doc))
    (row,) = compare(desk, charge(doc=doc, minor=99900))
    assert (row.verdict, row.mendable) == ("amount_differs", False)


def test_a_payment_that_stripe_does_not_list_is_named(desk: Desk, invoice: UUID) -> None:
    book(desk, charge(doc=doc_of(desk, invoice)))
    (row,) = compare(desk)
    assert (row.verdict, row.mendable, row.books_minor, row.stripe_minor) == ("not_at_stripe", False, 12300, None)


def test_a_report_of_money_that_stripe_does_not_have_is_named(desk: Desk, invoice: UUID) -> None:
    report(desk, invoice, "pi_forged")
    (row,) = compare(desk)
    assert (row.verdict, row.number) == ("only_reported", "INV-2026-0001")


def test_what_could_not_be_booked_or_does_not_fit_says_why(desk: Desk, invoice: UUID) -> None:
    foreign = charge(intent="pi_2", doc="f" * 32, office="")
    odd = charge(doc=doc_of(desk, invoice), currency="USD")
    for one in (foreign, odd):
        book(desk, one)
    rows = {row.intent: row for row in compare(desk, foreign, odd)}
    assert rows["pi_2"].verdict == "problem"
    assert "another business" in rows["pi_2"].why
    assert (rows["pi_1"].verdict, rows["pi_1"].why) == ("misfit", "Paid in USD, and INV-2026-0001 is in EUR.")


def test_what_differs_stands_before_what_agrees_and_newest_first(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    charges = [charge(intent=f"pi_{day}", doc=doc, minor=100, at=PAID_AT + timedelta(days=day)) for day in range(4)]
    for one in charges[::2]:
        book(desk, one)
    assert [row.intent for row in compare(desk, *charges)] == ["pi_3", "pi_1", "pi_2", "pi_0"]


def test_what_was_paid_before_the_day_is_left_alone(desk: Desk, invoice: UUID) -> None:
    book(desk, charge(doc=doc_of(desk, invoice)))
    assert compare(desk, since=PAID_AT + timedelta(days=2)) == ()
