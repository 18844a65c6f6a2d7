"""What was read at Stripe is in the books once, as it is, and what does not fit is kept with its reason."""

from datetime import date, timedelta
from functools import partial
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.charges import Charge
from desktop.models import Activity, Document, OnlineCharge, Payment, Refund
from desktop.queries.balance import balance_of
from desktop.queries.online import charge_rows, charges_for_a_person, charges_to_read, published_includes
from desktop.services.links import mark_sent
from desktop.services.online.giving_back import NotThroughStripe, ask_refund
from desktop.services.online.reports import reported
from desktop.services.online.settling import look_again, note_problem, settle
from desktop.services.payments.booking import PaymentValues, record_payment
from desktop.services.payments.refusals import CannotRefund
from desktop.services.publishing import published_view
from desktop.services.withdrawing import withdraw
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.online.charges import PAID_AT, charge, dispute, doc_of, gone_back, told


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    desk.connect()
    return desk.issue().document_id


def hear(desk: Desk, one: Charge) -> None:
    desk.write(lambda session: settle(session, one, at=desk.now))


def owed(desk: Desk, invoice: UUID) -> int:
    return desk.read(lambda session: balance_of(session.get_one(Document, invoice)))


def only_payment(desk: Desk) -> Payment:
    return desk.read(lambda session: session.scalars(select(Payment)).one())


def story(desk: Desk, document: UUID, kind: str) -> list[dict[str, Any]]:
    rows = select(Activity.data).where(Activity.document_id == document, Activity.kind == kind)
    return desk.read(lambda session: list(session.scalars(rows.order_by(Activity.at))))


def test_a_payment_settles_its_invoice_on_the_day_of_the_office(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice)))
    payment = only_payment(desk)
    assert owed(desk, invoice) == 0
    assert (payment.method, payment.intent, payment.amount_minor) == ("stripe", "pi_1", 12300)
    assert payment.received_on == date(2026, 11, 20)  # half past eleven at night, in Dublin as in Greenwich
    assert desk.read(lambda session: published_includes(session, invoice)) == ("pi_1",)
    assert story(desk, invoice, "payment.recorded")[0]["minor"] == 12300


def test_the_page_says_how_it_was_paid_as_it_did_before_the_books_knew(desk: Desk, invoice: UUID) -> None:
    """So page and receipt read the same, whoever made them."""
    hear(desk, charge(doc=doc_of(desk, invoice), method="sepa_debit"))
    view = desk.read(lambda session: published_view(session, session.get_one(Document, invoice), None))
    assert [each.method for each in view.payments] == ["Bank debit"]
    assert view.includes == ("pi_1",)


def test_nothing_is_booked_by_a_report_alone(desk: Desk, invoice: UUID) -> None:
    row, body = told("payment.succeeded", doc_of(desk, invoice), intent="pi_1", minor=12300, currency="EUR")
    desk.write(lambda session: reported(session, row, body))
    assert owed(desk, invoice) == 12300
    (shown,) = desk.read(lambda session: charge_rows(session, invoice))
    assert (shown.waits, shown.state, shown.minor) == (True, "", 12300)
    assert desk.read(lambda session: charges_to_read(session, now=desk.now)) == ("pi_1",)


@pytest.mark.parametrize(
    ("state", "balance"), [("open", 12300), ("processing", 12300), ("failed", 12300), ("canceled", 12300), ("paid", 0)]
)
def test_only_what_has_arrived_is_booked(desk: Desk, invoice: UUID, state: str, balance: int) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), state=state))
    assert owed(desk, invoice) == balance


def test_every_order_and_number_of_readings_ends_the_same(desk: Desk) -> None:
    """A bank debit with a refund: whatever was read when, one payment, one refund."""
    desk.connect()
    for order in permutations(("processing", "paid", "partly_refunded")):
        invoice = desk.issue().document_id
        doc, intent = doc_of(desk, invoice), f"pi_{'_'.join(order)}"
        back = (gone_back(f"re_{intent}"),)
        for state in (*order, *order, "partly_refunded"):
            refunds = back if state == "partly_refunded" else ()
            hear(desk, charge(intent=intent, doc=doc, state=state, refunds=refunds, refunded_minor=len(refunds) * 2300))
        assert owed(desk, invoice) == 2300
    assert desk.read(lambda session: len(session.scalars(select(Payment)).all())) == 6
    assert desk.read(lambda session: len(session.scalars(select(Refund)).all())) == 6


def test_more_than_was_owed_stays_as_credit_with_a_note(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), minor=15000))
    payment = only_payment(desk)
    assert (owed(desk, invoice), payment.unapplied_minor) == (0, 2700)
    assert payment.note == "€27.00 is more than INV-2026-0001 owed."
    assert [row.misfit for row in desk.read(charges_for_a_person)] == [payment.note]


def test_two_payments_of_one_invoice_are_one_payment_and_one_credit(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    hear(desk, charge(intent="pi_2", doc=doc))
    assert owed(desk, invoice) == 0
    (row,) = desk.read(charges_for_a_person)
    assert (row.intent, row.misfit) == ("pi_2", "Paid online when nothing was open on INV-2026-0001 any more.")


def test_money_for_a_withdrawn_invoice_is_kept_and_flagged(desk: Desk, invoice: UUID) -> None:
    desk.write(lambda session: mark_sent(session, invoice, at=desk.now))
    desk.write(lambda session: withdraw(
        session, invoice, why="ordered twice", on=TODAY, at=desk.now, archive=desk.archive
    ))  # fmt: skip
    hear(desk, charge(doc=doc_of(desk, invoice)))
    payment = only_payment(desk)
    assert (payment.unapplied_minor, payment.note) == (12300, "Paid online, but INV-2026-0001 was taken back.")
    assert payment.customer_id is not None


def test_money_in_another_currency_is_kept_and_flagged(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), currency="USD"))
    payment = only_payment(desk)
    assert (owed(desk, invoice), payment.currency, payment.unapplied_minor) == (12300, "USD", 12300)
    assert payment.note == "Paid in USD, and INV-2026-0001 is in EUR."


def test_money_for_a_document_that_is_not_here_is_kept_for_nobody(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc="f" * 32))
    payment = only_payment(desk)
    assert (payment.customer_id, payment.unapplied_minor) == (None, 12300)
    assert payment.note == "Paid for a document that these books do not have."


@pytest.mark.parametrize("office", ["", "01990000-0000-7000-8000-00000000ffff"])
def test_money_of_another_business_in_the_account_is_not_booked(desk: Desk, invoice: UUID, office: str) -> None:
    hear(desk, charge(doc="f" * 32, office=office))
    assert desk.read(lambda session: session.scalars(select(Payment)).all()) == []
    assert [row.problem for row in desk.read(charges_for_a_person)] == [
        "This payment belongs to another business in the same Stripe account. It is not booked here."
    ]


def test_money_behind_an_earlier_portal_still_finds_its_invoice(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), office="01990000-0000-7000-8000-00000000ffff"))
    assert owed(desk, invoice) == 0


def test_stripes_test_money_is_marked_as_such(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), livemode=False))
    assert not only_payment(desk).livemode


def test_a_refund_that_was_asked_for_here_is_pending_until_stripe_confirms(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    payment = only_payment(desk).id
    (refund,) = desk.write(lambda session: ask_refund(
        session, payment, minor=2300, reason="duplicate", note="", on=TODAY, at=desk.now
    ))  # fmt: skip
    row = desk.read(lambda session: session.get_one(Refund, refund))
    assert (row.state, row.stripe_id, owed(desk, invoice)) == ("pending", None, 2300)
    ours = str(row.operation)
    hear(desk, charge(doc=doc, refunds=(gone_back(state="pending", operation=ours),)))
    assert desk.read(lambda session: session.get_one(Refund, refund)).state == "pending"
    hear(desk, charge(doc=doc, state="partly_refunded", refunds=(gone_back(operation=ours),), refunded_minor=2300))
    row = desk.read(lambda session: session.get_one(Refund, refund))
    assert (row.state, row.stripe_id, owed(desk, invoice)) == ("done", "re_1", 2300)


def test_a_refund_that_failed_is_with_the_payment_again(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    payment = only_payment(desk).id
    (refund,) = desk.write(lambda session: ask_refund(
        session, payment, minor=None, reason="duplicate", note="", on=TODAY, at=desk.now
    ))  # fmt: skip
    ours = str(desk.read(lambda session: session.get_one(Refund, refund)).operation)
    assert owed(desk, invoice) == 12300
    hear(desk, charge(doc=doc, refunds=(gone_back(minor=12300, state="failed", operation=ours),)))
    assert (owed(desk, invoice), only_payment(desk).refunded_minor) == (0, 0)


def test_money_by_hand_does_not_go_back_through_stripe(desk: Desk, invoice: UUID) -> None:
    values = PaymentValues(TODAY, 500, "EUR", "cash")
    payment = desk.write(
        lambda session: record_payment(session, values, (), today=TODAY, at=desk.now, rest_confirmed=True)
    )
    with pytest.raises(NotThroughStripe):
        desk.write(lambda session: ask_refund(
            session, payment, minor=None, reason="duplicate", note="", on=TODAY, at=desk.now
        ))  # fmt: skip


def test_a_refund_made_at_stripe_is_found_and_booked_from_where_the_money_is(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc, minor=15000))
    whole = charge(doc=doc, minor=15000, state="refunded", refunds=(gone_back(minor=15000),), refunded_minor=15000)
    hear(desk, whole)
    hear(desk, whole)
    payment = only_payment(desk)
    assert (owed(desk, invoice), payment.refunded_minor, payment.unapplied_minor) == (12300, 15000, 0)
    rows = desk.read(lambda session: session.scalars(select(Refund).order_by(Refund.amount_minor)).all())
    assert [(row.amount_minor, row.stripe_id, row.state) for row in rows] == [
        (2700, "re_1", "done"),
        (12300, "re_1/2", "done"),
    ]


def test_a_dispute_stands_with_its_deadline_until_the_bank_has_decided(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    for state in ("needs_response", "needs_response", "won"):
        hear(desk, charge(doc=doc, dispute=dispute(state)))
        (row,) = desk.read(lambda session: charge_rows(session, invoice))
        assert (row.dispute, row.evidence_due_by, row.is_disputed) == (state, PAID_AT, state != "won")
    assert [each["why"] for each in story(desk, invoice, "payment.disputed")] == ["product not received"]
    assert [each["why"] for each in story(desk, invoice, "payment.dispute_closed")] == ["won"]
    assert owed(desk, invoice) == 0


def test_a_lost_dispute_takes_the_money_and_one_that_is_won_after_all_brings_it_back(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    for state, balance in (("under_review", 0), ("lost", 2300), ("lost", 2300), ("won", 0)):
        hear(desk, charge(doc=doc, dispute=dispute(state, minor=2300)))
        assert owed(desk, invoice) == balance
    (row,) = desk.read(lambda session: session.scalars(select(Refund)).all())
    assert (row.amount_minor, row.stripe_id, row.state) == (2300, "dp_1", "failed")
    assert row.note == "The payer’s bank took it back after a dispute"


def test_a_dispute_that_was_lost_counts_also_where_another_is_open(desk: Desk, invoice: UUID) -> None:
    """Both may have come while this computer was off."""
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    both = (dispute("lost", 2300), dispute("needs_response", 1000, name="dp_2"))
    hear(desk, charge(doc=doc, disputes=both))
    assert owed(desk, invoice) == 2300
    (row,) = desk.read(lambda session: charge_rows(session, invoice))
    assert (row.is_disputed, row.dispute_minor) == (True, 1000)


def test_what_a_bank_took_in_another_currency_is_for_a_person(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    hear(desk, charge(doc=doc))
    hear(desk, charge(doc=doc, dispute=dispute("lost", 9900, currency="USD")))
    assert owed(desk, invoice) == 0
    (row,) = desk.read(charges_for_a_person)
    assert "took money back in USD" in row.problem


def test_a_refund_is_not_asked_for_by_a_form_that_shows_what_is_no_more(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice)))
    payment = only_payment(desk).id
    ask = partial(ask_refund, payment_id=payment, reason="duplicate", note="", on=TODAY, at=desk.now)
    desk.write(lambda session: ask(session, minor=2300, seen_minor=12300))
    with pytest.raises(CannotRefund, match=r"€100\.00 of it is still here: it changed meanwhile"):
        desk.write(lambda session: ask(session, minor=2300, seen_minor=12300))


def test_attempts_that_came_to_nothing_are_told_with_their_reason(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    for sequence, (kind, data) in enumerate(
        [("started", {}), ("failed", {"code": "insufficient_funds"}), ("abandoned", {})], start=1
    ):
        row, body = told(f"payment.{kind}", doc, sequence, **data)
        desk.write(lambda session, row=row, body=body: reported(session, row, body))  # type: ignore[misc]
    assert [each["why"] for each in story(desk, invoice, "payment.failed")] == ["insufficient funds"]
    assert len(story(desk, invoice, "payment.started")) == len(story(desk, invoice, "payment.abandoned")) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"intent": "<script>", "minor": 1},
        {"intent": "pi_" + "x" * 300},
        {"intent": "../v1/refunds"},
        {"intent": 7},
        {},
    ],
)
def test_a_report_that_names_no_payment_is_only_kept(desk: Desk, invoice: UUID, data: dict[str, Any]) -> None:
    row, body = told("payment.succeeded", doc_of(desk, invoice), **data)
    desk.write(lambda session: reported(session, row, body))
    assert desk.read(lambda session: session.scalars(select(OnlineCharge)).all()) == []


def test_a_report_with_senseless_figures_is_looked_at_all_the_same(desk: Desk, invoice: UUID) -> None:
    row, body = told("payment.succeeded", doc_of(desk, invoice), intent="pi_1", minor=-5, currency="<b>")
    desk.write(lambda session: reported(session, row, body))
    (shown,) = desk.read(lambda session: charge_rows(session, invoice))
    assert (shown.minor, shown.currency, shown.waits) == (0, "", True)


def test_what_could_not_be_read_stays_or_waits_for_a_person(desk: Desk, invoice: UUID) -> None:
    row, body = told("payment.succeeded", doc_of(desk, invoice), intent="pi_1")
    desk.write(lambda session: reported(session, row, body))
    desk.write(lambda session: note_problem(session, "pi_1", "not there", at=desk.now))
    assert desk.read(lambda session: charges_to_read(session, now=desk.now)) == ()
    assert [each.problem for each in desk.read(charges_for_a_person)] == ["not there"]
    desk.write(lambda session: look_again(session, "pi_1"))
    assert desk.read(lambda session: charges_to_read(session, now=desk.now)) == ("pi_1",)


def test_what_is_under_way_is_looked_at_again_after_a_quarter_of_an_hour(desk: Desk, invoice: UUID) -> None:
    hear(desk, charge(doc=doc_of(desk, invoice), state="processing"))
    later = desk.now + timedelta(minutes=16)
    assert desk.read(lambda session: charges_to_read(session, now=desk.now)) == ()
    assert desk.read(lambda session: charges_to_read(session, now=later)) == ("pi_1",)
    before = desk.now - timedelta(days=400)  # the clock was a year ahead when it was looked at
    assert desk.read(lambda session: charges_to_read(session, now=before)) == ("pi_1",)
