"""The list of payments in the window: narrowed, summed, and each payment worked on from its row."""

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.payments.undoing import undo_payment
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.money.apply import ApplyPaymentDialog
from desktop.views.dialogs.money.record import RecordPaymentDialog
from desktop.views.dialogs.money.refund import RefundDialog
from desktop.views.dialogs.money.undo import UndoMoneyDialog
from desktop.views.home.page import HomePage
from desktop.views.payments.page import PaymentsPage, period
from desktop.views.window import MainWindow
from tests.desktop.office import TODAY, Desk

pytestmark = pytest.mark.usefixtures("irish")
SOON = 10_000


@pytest.fixture
def invoices(desk: Desk) -> list[UUID]:
    """Two invoices of one customer: the first paid with something left, the second open."""
    who = desk.customer("Quayside")
    made = [desk.issue(desk.draft(customer=who)).document_id for _ in range(2)]
    desk.pay(made[0], 20_000, on=date(2026, 11, 2))
    return made


@pytest.fixture
def window(qtbot: QtBot, invoices: list[UUID], view_desk: ViewDesk) -> MainWindow:
    assert invoices
    window = MainWindow(view_desk)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window._is_complete, timeout=SOON)
    return window


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> PaymentsPage:
    page = window.show_room("payments")
    assert isinstance(page, PaymentsPage)
    read(qtbot, page, 1)
    return page


def read(qtbot: QtBot, page: PaymentsPage, count: int) -> None:
    qtbot.waitUntil(
        lambda: page.model.rowCount() == count and (not count or page.model.row_at(0) is not None), timeout=SOON
    )


def dialog_of(qtbot: QtBot, kind: type[RefundDialog | ApplyPaymentDialog | UndoMoneyDialog | RecordPaymentDialog]) -> (
    RefundDialog | ApplyPaymentDialog | UndoMoneyDialog | RecordPaymentDialog
):  # fmt: skip
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=SOON)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def test_the_list_says_what_arrived_and_what_is_left(qtbot: QtBot, window: MainWindow, page: PaymentsPage) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning, page)
    said = page.model.data(page.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "2 Nov 2026, 200.00 EUR from Quayside, Bank transfer, Unapplied, for INV-2026-0001, unapplied 77.00"
    )
    assert [chip.text() for chip in page.chips.values()] == ["All", "Unapplied", "Refunded", "Undone"]
    assert page.model.rowCount(QModelIndex()) == 1
    assert window.rail._items["payments"].accessibleName() == "Payments, 1"


def test_chips_choices_and_search_narrow_the_list(
    qtbot: QtBot, desk: Desk, page: PaymentsPage, invoices: list[UUID]
) -> None:
    desk.pay(invoices[1], 100)
    page.refresh()
    read(qtbot, page, 2)
    page.chips["unapplied"].click()
    read(qtbot, page, 1)
    page.show_filter("undone")
    read(qtbot, page, 0)
    page._clear()
    read(qtbot, page, 2)
    page.how.choose("cash")
    read(qtbot, page, 0)
    page._clear()
    read(qtbot, page, 2)
    QTest.keyClicks(page.search, "0002")
    read(qtbot, page, 1)
    page._clear()
    page.when.choose("last_month")
    read(qtbot, page, 0)


def test_a_payment_is_worked_on_from_its_row(
    qtbot: QtBot, desk: Desk, window: MainWindow, page: PaymentsPage, invoices: list[UUID]
) -> None:
    assert page.bar.refund.accessibleDescription() == "Choose a payment first."
    page.table.selectRow(0)
    qtbot.waitUntil(page.bar.refund.isEnabled)
    assert "200.00 EUR · 2 Nov · Bank transfer" in page.bar.chosen.text()
    for button, kind in (
        (page.bar.refund, RefundDialog), (page.bar.apply, ApplyPaymentDialog), (page.bar.undo, UndoMoneyDialog),
    ):  # fmt: skip
        button.click()
        dialog_of(qtbot, kind).reject()
    page.bar.open.click()
    qtbot.waitUntil(lambda: window.drawer._wanted == invoices[0], timeout=SOON)
    assert window.drawer._body.currentWidget() is window.drawer.money


def test_what_cannot_be_done_with_a_payment_says_why(qtbot: QtBot, desk: Desk, page: PaymentsPage) -> None:
    row = page.model.row_at(0)
    assert row is not None
    desk.write(lambda session: undo_payment(session, row.id, why="Bounced", at=desk.now))
    page.table.selectRow(0)
    page.refresh()
    qtbot.waitUntil(lambda: "undone: Bounced" in page.bar.chosen.text(), timeout=SOON)
    assert not page.bar.refund.isEnabled()
    assert page.bar.refund.toolTip() == "The payment was undone."
    assert page.bar.apply.toolTip() == "All of it is applied or went back."
    assert page.bar.undo.toolTip() == "The payment was undone."


def test_the_drawer_records_a_payment_and_the_list_of_invoices_follows(
    qtbot: QtBot, window: MainWindow, invoices: list[UUID]
) -> None:
    window.go_to(invoices[1], "invoice", "payments")
    qtbot.waitUntil(window.drawer.pay.isVisible, timeout=SOON)
    window.drawer.pay.click()
    dialog = dialog_of(qtbot, RecordPaymentDialog)
    qtbot.waitUntil(dialog.deed.isEnabled, timeout=SOON)
    dialog.deed.click()
    qtbot.waitUntil(lambda: len(window.drawer.money.buttons) == 1, timeout=SOON)
    assert not window.drawer.pay.isVisible()
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.state == "paid", timeout=SOON)


def test_home_leads_to_the_money_that_no_invoice_has(qtbot: QtBot, window: MainWindow) -> None:
    home = window.show_room("home")
    assert isinstance(home, HomePage)
    qtbot.waitUntil(lambda: bool(home.hands.buttons), timeout=SOON)
    button = next(each for each in home.hands.buttons if "unapplied" in each.accessibleName())
    button.click()
    page = window._rooms["payments"]
    assert isinstance(page, PaymentsPage)
    read(qtbot, page, 1)
    assert page.chips["unapplied"].isChecked()


def test_a_quote_has_no_payments(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    quote = desk.issue(desk.draft(kind="quote")).document_id
    window.go_to(quote, "quote")
    qtbot.waitUntil(lambda: window.drawer._wanted == quote, timeout=SOON)
    qtbot.waitUntil(lambda: window.drawer._card is not None and window.drawer._card.id == quote, timeout=SOON)
    assert not window.drawer.pay.isVisible()
    assert not window.drawer._tabs._group.button(1).isVisible()


@pytest.mark.parametrize(
    ("key", "since", "until"),
    [
        ("month", date(2026, 11, 1), None),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("year", date(2026, 1, 1), None),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        ("", None, None),
    ],
)
def test_a_period_has_its_days(key: str, since: date | None, until: date | None) -> None:
    assert period(key, TODAY) == (since, until)
