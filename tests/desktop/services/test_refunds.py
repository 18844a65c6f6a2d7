"""Money that went back, what was let go, and each of it undone with a reason; the file itself forgets nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Document, Refund
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.money import money_on
from desktop.queries.refunds import refundable
from desktop.services import crediting, links, withdrawing
from desktop.services.activity import NoReason
from desktop.services.payments.applying import apply_payment, take_off
from desktop.services.payments.booking import PaymentValues, Share, book_payment
from desktop.services.payments.refunding import (
    RefundPart,
    RefundValues,
    book_refund,
    follow_refund,
    refund_payment,
    undo_refund,
)
from desktop.services.payments.refusals import (
    CannotRefund,
    CannotUndo,
    CannotUse,
    CannotWriteOff,
)
from desktop.services.payments.undoing import undo_payment
from desktop.services.payments.writing_off import undo_write_off, write_off
from desktop.views.drawer.due import refund_words
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.money import ASKED, card, count, favour, payment, refund
from tests.desktop.services.test_crediting import give, handed_over, page, stories


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An issued invoice over 123.00 EUR."""
    return desk.issue().document_id


def test_the_drawer_says_that_money_went_back_which_the_state_alone_does_not(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    assert refund_words(card(desk, invoice)) == ""
    refund(desk, paid, 2_300)
    assert refund_words(card(desk, invoice)) == "Partly refunded: 23.00 EUR"
    refund(desk, paid)
    assert refund_words(card(desk, invoice)) == "Refunded: 123.00 EUR"


# -- giving back ------------------------------------------------------------------------------------------------------


def test_a_refund_in_full_or_in_part_reopens_the_balance_and_never_exceeds_what_is_here(
    desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_300)
    with pytest.raises(CannotRefund, match=r"only €123\.00 of it is still here"):
        refund(desk, paid, 12_301)
    refund(desk, paid, 2_300)
    assert (card(desk, invoice).state, card(desk, invoice).balance_minor) == ("partly_paid", 2_300)
    refund(desk, paid)
    assert (card(desk, invoice).state, card(desk, invoice).balance_minor) == ("issued", 12_300)
    assert payment(desk, paid).state == "refunded"
    with pytest.raises(CannotRefund, match="went back already"):
        refund(desk, paid)
    view = page(desk, invoice)
    assert [(each.method, each.amount, each.is_refund) for each in view.payments] == [
        ("Bank transfer", "€123.00", False), ("Refund", "−€23.00", True), ("Refund", "−€100.00", True),
    ]  # fmt: skip
    assert (view.state, view.paid_minor) == ("open", 0)


def test_what_no_invoice_has_goes_back_first(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 15_000)
    refund(desk, paid, 3_000)
    assert (card(desk, invoice).balance_minor, payment(desk, paid).left_minor) == (300, 0)
    assert len(desk.read(lambda session: session.scalars(select(Refund)).all())) == 2


def test_a_refund_of_credited_money_uses_the_credit_so_that_nothing_is_owed_again(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    note = give(desk, invoice)
    assert card(desk, note.document_id).balance_minor == 12_300
    refund(desk, paid)
    shown = card(desk, invoice)
    assert (shown.state, shown.balance_minor, card(desk, note.document_id).balance_minor) == ("credited", 0, 0)


def test_a_refund_undone_counts_as_money_that_is_here(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    (back,) = refund(desk, paid, 5_000)
    other = desk.pay(invoice, 5_000)
    desk.write(lambda session: undo_refund(session, back, why="Never sent", at=desk.now))
    assert (card(desk, invoice).balance_minor, payment(desk, paid).left_minor) == (0, 5_000)
    assert payment(desk, other).left_minor == 0
    with pytest.raises(CannotUndo, match="undone already"):
        desk.write(lambda session: undo_refund(session, back, why="Again", at=desk.now))


def test_a_refund_at_stripe_counts_while_it_is_on_its_way_and_comes_back_when_it_fails(
    desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_300)
    values = replace(ASKED, by_stripe=True, state="pending")
    back = desk.write(lambda session: book_refund(session, paid, RefundPart(invoice, 12_300), values, at=desk.now))
    assert card(desk, invoice).balance_minor == 12_300
    with pytest.raises(CannotUndo, match="only Stripe can say"):
        desk.write(lambda session: undo_refund(session, back, why="No", at=desk.now))
    desk.write(lambda session: follow_refund(session, back, "done", stripe_id="re_1", at=desk.now))
    assert card(desk, invoice).balance_minor == 12_300
    desk.write(lambda session: follow_refund(session, back, "failed", at=desk.now))
    assert card(desk, invoice).state == "paid"
    assert stories(desk, invoice)[0] == "refund.undone"


def test_another_reason_is_given_in_words(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    other = RefundValues("other", TODAY)
    with pytest.raises(NoReason):
        desk.write(lambda session: refund_payment(session, paid, other, today=TODAY, at=desk.now))
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(CannotRefund, match="on the day on which it arrived or later"):
            desk.write(lambda session, on=on: refund_payment(  # type: ignore[misc]
                session, paid, replace(ASKED, on=on), today=TODAY, at=desk.now
            ))  # fmt: skip
    with pytest.raises(CannotRefund, match="it changed meanwhile"):
        desk.write(lambda session: refund_payment(session, paid, ASKED, today=TODAY, at=desk.now, seen_minor=5))


# -- letting go -------------------------------------------------------------------------------------------------------


def test_a_cent_is_let_go_and_shown_as_its_own_word(desk: Desk, invoice: UUID) -> None:
    desk.pay(invoice, 12_297)
    let_go = desk.write(lambda session: write_off(
        session, invoice, minor=3, kind="cents", why="A difference of cents", on=TODAY, at=desk.now
    ))  # fmt: skip
    shown, view = card(desk, invoice), page(desk, invoice)
    assert (shown.state, shown.balance_minor, shown.paid_minor, shown.written_off_minor) == ("paid", 0, 12_297, 3)
    assert (view.state, view.paid_minor, view.written_off, view.balance_minor) == ("paid", 12_297, "−€0.03", 0)
    assert len(view.payments) == 1
    desk.write(lambda session: undo_write_off(session, let_go, why="It came", at=desk.now))
    assert (card(desk, invoice).balance_minor, page(desk, invoice).written_off) == (3, "")
    with pytest.raises(CannotUndo, match="undone already"):
        desk.write(lambda session: undo_write_off(session, let_go, why="Again", at=desk.now))


def test_a_debt_that_nobody_pays_is_written_off_and_never_called_paid(desk: Desk, invoice: UUID) -> None:
    desk.write(lambda session: write_off(
        session, invoice, minor=12_300, kind="other", why="Insolvent", on=TODAY, at=desk.now
    ))  # fmt: skip
    assert (card(desk, invoice).state, page(desk, invoice).state) == ("written_off", "written_off")


@pytest.mark.parametrize(
    ("minor", "why", "error"),
    [(0, "x", CannotWriteOff), (-3, "x", CannotWriteOff), (12_301, "x", CannotWriteOff), (3, "  ", NoReason)],
)
def test_what_cannot_be_let_go_is_refused(
    desk: Desk, invoice: UUID, minor: int, why: str, error: type[Refused]
) -> None:
    with pytest.raises(error):
        desk.write(lambda session: write_off(
            session, invoice, minor=minor, kind="cents", why=why, on=TODAY, at=desk.now
        ))  # fmt: skip
    assert count(desk) == 0


# -- undoing, and what else happens to an invoice ---------------------------------------------------------------------


def test_a_payment_undone_is_owed_again_and_stays_in_the_books_with_its_reason(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 15_000)
    desk.write(lambda session: undo_payment(session, paid, why="Bounced", at=desk.now))
    row = payment(desk, paid)
    assert (row.state, row.undone_because, row.left_minor) == ("undone", "Bounced", 0)
    assert (card(desk, invoice).balance_minor, card(desk, invoice).money) == (12_300, ())
    with pytest.raises(CannotUndo, match="undone already"):
        desk.write(lambda session: undo_payment(session, paid, why="Again", at=desk.now))
    for act in (
        lambda session: refund_payment(session, paid, ASKED, today=TODAY, at=desk.now),
        lambda session: apply_payment(session, paid, invoice, minor=1, on=TODAY, at=desk.now),
    ):
        with pytest.raises((CannotRefund, CannotUse), match="was taken back"):
            desk.write(act)


def test_a_payment_that_stripe_has_or_that_went_back_is_not_undone(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    refund(desk, paid, 100)
    with pytest.raises(CannotUndo, match="Undo the refund first"):
        desk.write(lambda session: undo_payment(session, paid, why="No", at=desk.now))
    values = PaymentValues(TODAY, 100, "EUR", "stripe", intent="pi_2")
    stripe = desk.write(lambda session: book_payment(session, values, (Share(invoice, 100),), at=desk.now))
    with pytest.raises(CannotUndo, match="stands at Stripe"):
        desk.write(lambda session: undo_payment(session, stripe, why="No", at=desk.now))


def test_an_invoice_with_money_is_not_voided_and_when_withdrawn_its_money_is_free(desk: Desk) -> None:
    document = desk.issue().document_id
    paid = desk.pay(document, 5_000)
    desk.write(lambda session: write_off(
        session, document, minor=100, kind="other", why="Kind", on=TODAY, at=desk.now
    ))  # fmt: skip
    refund(desk, paid, 2_000, document)
    with pytest.raises(withdrawing.CannotVoid, match="money has arrived"):
        desk.write(lambda session: withdrawing.void(session, document, why="Twice", at=desk.now))
    handed(desk, document)
    note = desk.write(lambda session: withdrawing.withdraw(
        session, document, why="Wrong", on=TODAY, at=desk.now, archive=desk.archive
    ))  # fmt: skip
    assert note is not None
    assert (card(desk, document).balance_minor, card(desk, note.document_id).balance_minor) == (0, 0)
    assert (payment(desk, paid).left_minor, payment(desk, paid).refunded_minor) == (3_000, 2_000)
    assert "payment.freed" in stories(desk, document)
    assert favour(desk, document) == 3_000
    with pytest.raises(CannotRefund, match=r"only €30\.00"):
        refund(desk, paid, 3_001)
    refund(desk, paid)
    assert favour(desk, document) == 0


def handed(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: links.mark_sent(session, document, at=desk.now))


def test_money_that_stands_for_a_credit_used_elsewhere_stays_with_a_withdrawn_invoice(desk: Desk) -> None:
    customer = desk.customer()
    first = handed_over(desk, desk.draft(customer=customer))
    paid = desk.pay(first, 12_300)
    note = give(desk, first).document_id
    second = desk.issue(desk.draft(customer=customer)).document_id
    desk.write(lambda session: crediting.apply_credit(session, note, second, minor=12_300, at=desk.now))
    desk.write(lambda session: withdrawing.withdraw(
        session, first, why="Wrong", on=TODAY, at=desk.now, archive=desk.archive
    ))  # fmt: skip
    assert (card(desk, first).balance_minor, payment(desk, paid).left_minor) == (0, 0)
    for act in (
        lambda session: take_off(session, paid, first, why="No", at=desk.now),
        lambda session: undo_payment(session, paid, why="No", at=desk.now),
    ):
        with pytest.raises(CannotUndo, match="is withdrawn"):
            desk.write(act)


def test_what_is_left_of_money_goes_back_though_a_withdrawn_invoice_keeps_some_of_it(desk: Desk) -> None:
    customer = desk.customer()
    first = handed_over(desk, desk.draft(customer=customer))
    paid = desk.pay(first, 20_000)
    note = give(desk, first).document_id
    second = desk.issue(desk.draft(customer=customer)).document_id
    desk.write(lambda session: crediting.apply_credit(session, note, second, minor=12_300, at=desk.now))
    desk.write(lambda session: withdrawing.withdraw(
        session, first, why="Wrong", on=TODAY, at=desk.now, archive=desk.archive
    ))  # fmt: skip
    found = desk.read(lambda session: refundable(session, paid))
    assert (payment(desk, paid).left_minor, found.most_minor) == (7_700, 7_700)
    desk.write(lambda session: refund_payment(
        session, paid, ASKED, today=TODAY, at=desk.now, seen_minor=found.most_minor
    ))  # fmt: skip
    assert payment(desk, paid).left_minor == 0


def test_the_statement_shows_money_on_its_own_day_and_what_went_back_and_was_let_go(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_000, on=TODAY - timedelta(days=5))
    refund(desk, paid, 1_000)
    desk.write(lambda session: write_off(
        session, invoice, minor=300, kind="bank_fee", why="Fee", on=TODAY, at=desk.now
    ))  # fmt: skip

    def read(session: Session) -> list[tuple[str, int, int]]:
        customer = session.get_one(Document, invoice).customer_id
        assert customer is not None
        (account,) = accounts_of(session, customer, issued_documents(session, customer), since=date(2026, 1, 1))
        assert account.open == card(desk, invoice).balance_minor == 1_000
        return [(each.kind, (TODAY - each.on).days, each.minor) for each in account.movements]

    assert sorted(desk.read(read)) == [
        ("invoice", 0, 12_300), ("payment", 5, -12_000), ("refund", 0, 1_000), ("write_off", 0, -300),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment SET amount_minor = 1",
        "UPDATE payment SET customer_id = NULL",
        "UPDATE payment SET applied_minor = amount_minor + 1",
        "DELETE FROM payment",
        "UPDATE allocation SET amount_minor = 1",
        "DELETE FROM allocation",
        "UPDATE allocation SET undone_at = 5 WHERE undone_at IS NOT NULL",
        "UPDATE refund SET amount_minor = 1",
        "DELETE FROM refund",
        "UPDATE write_off SET amount_minor = 1",
        "DELETE FROM write_off",
        "INSERT OR REPLACE INTO payment SELECT * FROM payment",
        'INSERT INTO allocation SELECT payment_id, invoice_id, 99999, "on", at, NULL, randomblob(16) FROM allocation',
        'INSERT INTO refund SELECT payment_id, invoice_id, 99999, reason, note, "by", state, stripe_id, operation, '
        '"on", at, undone_at, undone_because, randomblob(16) FROM refund',
        'INSERT INTO refund SELECT payment_id, NULL, 99999, reason, note, "by", state, stripe_id, operation, '
        '"on", at, undone_at, undone_because, randomblob(16) FROM refund',
        "UPDATE write_off SET amount_minor = 0",
    ],
)
def test_the_file_itself_refuses_what_no_book_of_money_can_say(desk: Desk, invoice: UUID, statement: str) -> None:
    paid = desk.pay(invoice, 12_000)
    refund(desk, paid, 100)
    again = desk.pay(invoice, 50)
    desk.write(lambda session: take_off(session, again, invoice, why="No", at=desk.now))
    desk.write(lambda session: write_off(
        session, invoice, minor=5, kind="cents", why="Cents", on=TODAY, at=desk.now
    ))  # fmt: skip
    with pytest.raises(IntegrityError):
        desk.write(lambda session: session.execute(text(statement)))


def test_money_of_many_invoices_is_read_in_few_statements(desk: Desk) -> None:
    customer = desk.customer()
    documents = [desk.issue(desk.draft(customer=customer)).document_id for _ in range(5)]
    for document in documents:
        desk.pay(document, 100)
    told: list[str] = []
    _listen(desk, told.append)
    found = desk.read(lambda session: money_on(session, documents))
    assert [len(found[each]) for each in documents] == [1] * 5
    assert len(told) == 3


def _listen(desk: Desk, told: Callable[[str], None]) -> None:
    from sqlalchemy import event

    with desk.books.read() as session:
        engine = session.get_bind()

    @event.listens_for(engine, "before_cursor_execute")
    def _said(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "SELECT" in statement and "FROM" in statement:
            told(statement)
