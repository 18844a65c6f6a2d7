"""What a person does about money that arrived: record it, use what is left of it."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from uuid_utils.compat import uuid7

from desktop.models import Document
from desktop.queries.drafts import draft_of
from desktop.queries.owing import MOST, OwingRow
from desktop.services.drafts import save_draft
from desktop.views import fonts
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.money.invoices import InvoiceRows
from desktop.views.dialogs.money.record import RecordPaymentDialog
from desktop.views.drawer.activity import sentence
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.views.dialogs.money import card, opened, payment, payments, pressed, type_into

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def customer(desk: Desk) -> UUID:
    return desk.customer()


@pytest.fixture
def invoice(desk: Desk, customer: UUID) -> UUID:
    """An issued invoice over 123.00 EUR."""
    return desk.issue(desk.draft(customer=customer)).document_id


def recording(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> RecordPaymentDialog:
    dialog = RecordPaymentDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.deed.isEnabled())
    return dialog


# -- recording --------------------------------------------------------------------------------------------------------


def test_the_balance_is_offered_and_one_press_records_it(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    assert dialog.about.text() == "Rosewood Dental · INV-2026-0001 · 123.00 EUR open"
    assert (dialog.minor.text(), dialog.minor.selectedText()) == ("123.00", "123.00")
    dialog.how.choose("cash")
    type_into(dialog.reference, "Receipt 7")
    assert pressed(qtbot, dialog) == ["123.00 EUR recorded.", "For INV-2026-0001."]
    assert not dialog.isVisible()
    (row,) = payments(desk)
    assert (row.method, row.reference, row.received_on, row.amount_minor) == ("cash", "Receipt 7", TODAY, 12_300)
    assert card(desk, invoice).state == "paid"
    assert sentence(card(desk, invoice).activity[0]) == "123.00 EUR recorded: Cash, received 20 Nov 2026"


def test_a_part_leaves_the_rest_owed_unless_a_person_lets_it_go(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    assert not dialog.left.isVisible()
    type_into(dialog.minor, "121,50")
    assert dialog.left.isVisible()
    assert dialog._says.text() == "1.50 EUR of INV-2026-0001 stays open:"
    dialog.left.choose("bank_fee")
    pressed(qtbot, dialog)
    shown = card(desk, invoice)
    assert (shown.state, shown.paid_minor, shown.written_off_minor) == ("paid", 12_150, 150)
    assert [row.why for row in shown.money if row.kind == "write_off"] == ["Bank fee"]


def test_one_payment_is_spread_over_the_ticked_invoices_in_their_order(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID
) -> None:
    second = desk.issue(desk.draft(line(price="50"), customer=customer)).document_id
    desk.issue(desk.draft(customer=desk.customer("Quayside")))
    dialog = recording(qtbot, view_desk, desk, invoice)
    rows = dialog.invoices.rows
    assert [each.row.number for each in rows] == ["INV-2026-0001", "INV-2026-0002"]
    type_into(dialog.minor, "150")
    assert dialog.credit.isVisible()
    rows[1].tick.click()
    assert [each.minor.text() for each in rows] == ["123.00", "27.00"]
    assert not dialog.credit.isVisible()
    type_into(rows[0].minor, "100")
    type_into(rows[1].minor, "50")
    pressed(qtbot, dialog)
    assert (card(desk, invoice).balance_minor, card(desk, second).balance_minor) == (2_300, 1_150)


def test_more_than_is_owed_is_kept_as_credit_once_it_is_ticked(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    type_into(dialog.minor, "200")
    assert dialog.credit.text() == "Keep 77.00 EUR as the customer’s credit"
    dialog.deed.click()
    qtbot.waitUntil(lambda: "€77.00 is more than is owed" in dialog.problem.text())
    assert payments(desk) == []
    qtbot.waitUntil(dialog.deed.isEnabled)
    dialog.credit.click()
    assert pressed(qtbot, dialog)[1] == "For INV-2026-0001. 77.00 EUR is the customer’s credit."
    assert payment(desk, payments(desk)[0].id).left_minor == 7_700


def test_a_refusal_leaves_what_each_invoice_was_given_as_it_was_typed(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID
) -> None:
    second = desk.issue(desk.draft(line(price="50"), customer=customer)).document_id
    dialog = recording(qtbot, view_desk, desk, invoice)
    rows = dialog.invoices.rows
    type_into(dialog.minor, "150")
    rows[1].tick.click()
    type_into(rows[1].minor, "7")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "€20.00 is more than is owed" in dialog.problem.text())
    qtbot.waitUntil(dialog.deed.isEnabled)
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    assert [each.minor.text() for each in dialog.invoices.rows] == ["123.00", "7"]
    dialog.credit.click()
    pressed(qtbot, dialog)
    assert card(desk, second).paid_minor == 700
    assert payment(desk, payments(desk)[0].id).left_minor == 2_000


def test_a_balance_that_changed_meanwhile_is_said_and_shown(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    desk.pay(invoice, 2_300)
    dialog.deed.click()
    qtbot.waitUntil(lambda: "owes €100.00 now" in dialog.problem.text())
    qtbot.waitUntil(lambda: "100.00 EUR open" in dialog.about.text())
    assert len(payments(desk)) == 1
    assert dialog.isVisible()


def test_at_twice_the_size_a_small_screen_shows_the_form_without_scrolling_aside(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, dressed: QApplication
) -> None:
    """The offscreen screen is 800 pixels wide."""
    fonts.install(dressed, 2.0)
    dialog = recording(qtbot, view_desk, desk, invoice)
    type_into(dialog.minor, "12345678901.00")
    assert dialog.credit.isVisible()
    qtbot.waitUntil(lambda: dialog.width() > 0)
    assert dialog._page.minimumSizeHint().width() <= dialog._scroll.viewport().width()
    assert dialog._scroll.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("amount", "on", "words"),
    [
        ("", "", "amount is missing"),
        ("12x", "", "12x"),
        ("1.234", "", "too many decimals"),
        ("0", "", "above 0"),
        ("-5", "", "above 0"),
        ("123", "31 Feb", "day is missing or cannot be read"),
        ("123", "21 Nov 2026", "still to come"),
        ("123.456", "", "decimals"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_recorded(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, amount: str, on: str, words: str
) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    dialog.minor.clear()
    type_into(dialog.minor, amount)
    if on:
        type_into(dialog.on, on)
    dialog.deed.click()
    qtbot.waitUntil(lambda: words in dialog.problem.text())
    assert payments(desk) == []


@pytest.mark.parametrize(("currency", "typed", "minor"), [("JPY", "1,000", 1_000), ("KWD", "1.2", 1_200)])
def test_money_is_typed_in_the_digits_of_its_currency(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID, currency: str, typed: str, minor: int
) -> None:
    dialog = recording(qtbot, view_desk, desk, in_currency(desk, customer, currency))
    type_into(dialog.minor, typed)
    pressed(qtbot, dialog)
    assert [row.amount_minor for row in payments(desk)] == [minor]


@pytest.mark.parametrize(("currency", "typed", "words"), [("JPY", "10.5", "decimals"), ("KWD", "1.2345", "decimals")])
def test_digits_that_the_currency_has_not_are_refused(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID, currency: str, typed: str, words: str
) -> None:
    dialog = recording(qtbot, view_desk, desk, in_currency(desk, customer, currency))
    type_into(dialog.minor, typed)
    dialog.deed.click()
    qtbot.waitUntil(lambda: words in dialog.problem.text())
    assert payments(desk) == []


def in_currency(desk: Desk, customer: UUID, currency: str) -> UUID:
    """Return an issued invoice over 5,000 of this currency."""
    draft = desk.draft(line(price="5000", rate="0"), customer=customer)
    with desk.books.write() as session:
        values = replace(draft_of(session.get_one(Document, draft)), currency=currency)
        save_draft(session, draft, values, at=desk.now)
    return desk.issue(draft).document_id


def test_the_keyboard_alone_records_a_payment(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    dialog = recording(qtbot, view_desk, desk, invoice)
    assert dialog.minor.hasFocus()
    QTest.keyClicks(dialog.minor, "100")
    seen: list[str] = []
    while not dialog.deed.hasFocus() and len(seen) < 20:
        focused = dialog.focusWidget()
        assert isinstance(focused, QWidget)
        seen.append(focused.accessibleName() or getattr(focused, "text", str)())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert all(seen), seen
    with qtbot.waitSignal(dialog.told):
        QTest.keyClick(dialog.deed, Qt.Key.Key_Space)
    assert card(desk, invoice).balance_minor == 2_300


def test_as_many_invoices_as_the_form_holds_are_said_to_be_the_first(qtbot: QtBot) -> None:
    rows = InvoiceRows("EUR")
    qtbot.addWidget(rows)
    found = [OwingRow(uuid7(), f"INV-{place}", TODAY, 100) for place in range(MOST)]
    rows.show_rows(found[:-1])
    assert rows.more.isHidden()
    rows.show_rows(found)
    assert not rows.more.isHidden()
    assert rows.more.text() == f"The {MOST} that fall due first are listed."
