"""Money that arrived is booked once, against what is owed now, and what is left of it is used later."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.money import UnknownCurrency
from billing.terms import DueRule, Part, Terms
from desktop.models import Document, Outbox
from desktop.queries.drafts import draft_of
from desktop.services.activity import NoReason
from desktop.services.drafts import save_draft
from desktop.services.payments.applying import apply_payment, take_off
from desktop.services.payments.booking import PaymentValues, Share, book_payment, fitting
from desktop.services.payments.refusals import (
    BalanceChanged,
    CannotRecord,
    CannotUndo,
    CannotUse,
    MoreThanOwed,
)
from desktop.services.payments.writing_off import write_off
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.services.money import card, cash, count, favour, payment, record
from tests.desktop.services.test_crediting import page, stories


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An issued invoice over 123.00 EUR."""
    return desk.issue().document_id


# -- recording --------------------------------------------------------------------------------------------------------


def test_money_that_covers_an_invoice_pays_it_and_its_page_says_when(desk: Desk, invoice: UUID) -> None:
    before = desk.read(lambda session: (session.get_one(Document, invoice).version,
                                        session.get_one(Document, invoice).payable))  # fmt: skip
    record(desk, replace(cash(12_300, on=date(2026, 11, 18)), reference="RF18"), Share(invoice, 12_300, 12_300))
    shown = card(desk, invoice)
    assert (shown.state, shown.settlement, shown.balance_minor, shown.paid_minor) == ("paid", "paid", 0, 12_300)
    assert [(row.kind, row.on, row.why) for row in shown.money] == [("payment", date(2026, 11, 18), "RF18")]
    view = page(desk, invoice)
    assert (view.state, view.balance_minor) == ("paid", 0)
    assert [(each.on, each.method, each.amount) for each in view.payments] == [("18 November 2026", "Cash", "€123.00")]
    row = desk.read(lambda session: session.get_one(Document, invoice))
    assert row.version > before[0]
    assert row.payable != before[1]
    assert stories(desk, invoice)[0] == "payment.recorded"


def test_a_payment_is_queued_for_the_portal_with_its_invoice(desk: Desk, invoice: UUID) -> None:
    desk.connect()
    desk.write(lambda session: session.execute(text("DELETE FROM outbox")))
    desk.pay(invoice, 5_000)
    assert "link.put" in desk.read(lambda session: session.scalars(select(Outbox.kind)).all())


def test_one_payment_covers_several_invoices_and_several_payments_one_invoice(desk: Desk) -> None:
    customer = desk.customer()
    first, second = (desk.issue(desk.draft(customer=customer)).document_id for _ in range(2))
    record(desk, cash(20_000), Share(first, 12_300), Share(second, 7_700))
    assert (card(desk, first).state, card(desk, second).balance_minor) == ("paid", 4_600)
    desk.pay(second, 4_600, on=TODAY - timedelta(days=1))
    assert card(desk, second).state == "paid"
    assert [row.minor for row in card(desk, second).money] == [4_600, 7_700]


def test_what_is_more_than_owed_is_the_customers_credit_once_a_person_said_so(desk: Desk, invoice: UUID) -> None:
    with pytest.raises(MoreThanOwed, match=r"€77\.00 is more than is owed") as refused:
        record(desk, cash(20_000), Share(invoice, 12_300))
    assert refused.value.minor == 7_700
    assert count(desk) == 0
    identifier = record(desk, cash(20_000), Share(invoice, 12_300), rest_confirmed=True)
    assert (payment(desk, identifier).left_minor, payment(desk, identifier).state) == (7_700, "unapplied")
    assert favour(desk, invoice) == 7_700


def test_a_balance_that_changed_under_the_form_is_said_and_nothing_is_recorded(desk: Desk, invoice: UUID) -> None:
    desk.pay(invoice, 2_300)
    before = count(desk)
    with pytest.raises(BalanceChanged, match=r"INV-2026-0001 owes €100\.00 now") as refused:
        record(desk, cash(12_300), Share(invoice, 12_300, 12_300))
    assert refused.value.minor == 10_000
    with pytest.raises(BalanceChanged, match=r"owes €100\.00 now"):
        desk.write(lambda session: write_off(
            session, invoice, minor=5, kind="cents", why="A cent", on=TODAY, at=desk.now, seen_minor=12_300
        ))  # fmt: skip
    assert count(desk) == before


@pytest.mark.parametrize(
    ("values", "share", "sentence"),
    [
        (cash(0), 0, "the amount must be above 0"),
        (cash(-5), -5, "the amount must be above 0"),
        (cash(100, currency="USD"), 100, "is in EUR, and the money is in USD"),
        (cash(100, on=TODAY + timedelta(days=1)), 100, "its day is still to come"),
        (cash(100), 0, "each invoice gets an amount above 0"),
        (cash(100), 200, "its invoices get more than the €1.00 that arrived"),
        (cash(12_301), 12_301, "owes €123.00, which is less"),
        (replace(cash(100), method="stripe"), 100, "money at Stripe is read from Stripe"),
        (replace(cash(100), method="barter"), 100,  # type: ignore[arg-type]
         "no way to pay that the books know"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_payment_is_refused_and_nothing_is_written(
    desk: Desk, invoice: UUID, values: PaymentValues, share: int, sentence: str
) -> None:
    with pytest.raises(CannotRecord, match=sentence):
        record(desk, values, Share(invoice, share))
    assert count(desk) == 0
    assert card(desk, invoice).balance_minor == 12_300


def test_money_that_no_book_can_hold_is_refused(desk: Desk, invoice: UUID) -> None:
    for values, error in ((cash(10**15 + 1), Refused), (cash(5, currency="XYZ"), UnknownCurrency)):
        with pytest.raises(error):
            record(desk, values, Share(invoice, 5), rest_confirmed=True)
    assert count(desk) == 0


def test_a_payment_is_of_one_customer_and_names_an_invoice_once(desk: Desk, invoice: UUID) -> None:
    theirs = desk.issue(desk.draft(customer=desk.customer("Quayside"))).document_id
    with pytest.raises(CannotRecord, match="different customers"):
        record(desk, cash(200), Share(invoice, 100), Share(theirs, 100))
    with pytest.raises(CannotRecord, match="named twice"):
        record(desk, cash(200), Share(invoice, 100), Share(invoice, 100))
    draft, quote = desk.draft(), desk.issue(desk.draft(kind="quote")).document_id
    for document in (draft, quote):
        with pytest.raises(CannotRecord, match="is no issued invoice"):
            record(desk, cash(100), Share(document, 100))


def test_money_from_elsewhere_is_booked_once_and_what_does_not_fit_stays_unapplied(desk: Desk, invoice: UUID) -> None:
    stripe = PaymentValues(TODAY, 15_000, "EUR", "stripe", intent="pi_1", livemode=False)

    def book(session: Session) -> UUID:
        shares = fitting(session, invoice, 15_000, "EUR")
        return book_payment(session, stripe, shares, at=desk.now, who="customer")

    row = payment(desk, desk.write(book))
    assert (row.applied_minor, row.left_minor, row.at_stripe, row.livemode) == (12_300, 2_700, True, False)
    with pytest.raises(IntegrityError):
        desk.write(book)
    assert desk.read(lambda session: fitting(session, invoice, 100, "EUR")) == ()
    assert desk.read(lambda session: fitting(session, invoice, 100, "USD")) == ()


def test_money_of_which_nobody_knows_whose_it_is_becomes_the_customers_whose_invoice_it_pays(
    desk: Desk, invoice: UUID
) -> None:
    stray = desk.write(lambda session: book_payment(session, cash(5_000), (), at=desk.now))
    assert payment(desk, stray).customer == ""
    desk.write(lambda session: apply_payment(session, stray, invoice, minor=5_000, on=TODAY, at=desk.now))
    assert payment(desk, stray).customer == "Rosewood Dental"
    assert card(desk, invoice).balance_minor == 7_300


def test_a_part_that_is_paid_moves_the_due_day_to_the_next_part(desk: Desk) -> None:
    draft = desk.draft(line(price="100", rate="0"))
    halves = (Part(50, Terms(DueRule.ON_RECEIPT)), Part(50, Terms(DueRule.NET, 30)))  # type: ignore[arg-type]

    def in_parts(session: Session) -> None:
        save_draft(session, draft, replace(draft_of(session.get_one(Document, draft)), parts=halves), at=desk.now)

    desk.write(in_parts)
    document = desk.issue(draft).document_id
    assert card(desk, document).due_on == TODAY
    desk.pay(document, 5_000)
    assert card(desk, document).due_on == TODAY + timedelta(days=30)
    assert [part.is_paid for part in page(desk, document).instalments] == [True, False]


# -- using later ------------------------------------------------------------------------------------------------------


def test_what_is_left_is_used_later_and_counts_from_that_day(desk: Desk) -> None:
    customer = desk.customer()
    first = desk.issue(desk.draft(customer=customer)).document_id
    left = desk.pay(first, 20_000, on=TODAY - timedelta(days=9))
    second = desk.issue(desk.draft(customer=customer)).document_id
    assert "use_payment" in card(desk, second).acts

    def use(minor: int) -> None:
        desk.write(lambda session: apply_payment(session, left, second, minor=minor, on=TODAY, at=desk.now))

    for minor, words in ((7_701, "less than that is left"), (0, "above 0")):
        with pytest.raises(CannotUse, match=words):
            use(minor)
    use(7_700)
    assert card(desk, second).balance_minor == 4_600
    assert [row.on for row in card(desk, second).money] == [TODAY]
    assert payment(desk, left).left_minor == 0


def test_what_is_left_is_used_for_the_same_customer_and_currency_alone(desk: Desk, invoice: UUID) -> None:
    theirs = desk.issue(desk.draft(customer=desk.customer("Quayside"))).document_id
    left = desk.pay(invoice, 20_000)
    with pytest.raises(CannotUse, match="another customer"):
        desk.write(lambda session: apply_payment(session, left, theirs, minor=1, on=TODAY, at=desk.now))
    with pytest.raises(CannotUse, match="owes less"):
        desk.write(lambda session: apply_payment(session, left, invoice, minor=1, on=TODAY, at=desk.now))


def test_a_payment_taken_off_an_invoice_is_free_for_another(desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    with pytest.raises(NoReason):
        desk.write(lambda session: take_off(session, paid, invoice, why=" ", at=desk.now))
    desk.write(lambda session: take_off(session, paid, invoice, why="For another", at=desk.now))
    assert (card(desk, invoice).balance_minor, payment(desk, paid).left_minor) == (12_300, 12_300)
    with pytest.raises(CannotUndo, match="has nothing of it"):
        desk.write(lambda session: take_off(session, paid, invoice, why="Again", at=desk.now))
