"""What was booked about money is undone from its row, with a reason, and stays in the story."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.links import mark_sent
from desktop.services.payments.booking import Share
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.money.refund import RefundDialog
from desktop.views.dialogs.money.undo import Undoing, UndoMoneyDialog, undoing_payment, undoing_row
from desktop.views.dialogs.money.write_off import WriteOffDialog
from desktop.views.drawer.money import MoneyList
from desktop.views.money_acts import MoneyActs
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.money import cash, record
from tests.desktop.views.dialogs.money import card, opened, payment, pressed, type_into

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def customer(desk: Desk) -> UUID:
    return desk.customer()


@pytest.fixture
def invoice(desk: Desk, customer: UUID) -> UUID:
    """An issued invoice over 123.00 EUR."""
    return desk.issue(desk.draft(customer=customer)).document_id


def undo(qtbot: QtBot, view_desk: ViewDesk, what: Undoing) -> list[str]:
    dialog = UndoMoneyDialog(view_desk, what)
    opened(qtbot, dialog)
    assert dialog.keep.hasFocus()
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    return list(told.args)


def test_each_row_of_the_drawer_is_undone_from_its_menu(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_000, on=TODAY - timedelta(days=2))
    dialog = RefundDialog(view_desk, paid, invoice)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    type_into(dialog.minor, "50")
    pressed(qtbot, dialog)
    off = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, off)
    type_into(off.minor, "1")
    type_into(off.why, "Kind")
    pressed(qtbot, off)
    money = MoneyList()
    qtbot.addWidget(money)
    shown = card(desk, invoice)
    money.show_card(shown, "Europe/Dublin", TODAY)
    assert [row.kind for row in shown.money] == ["payment", "refund", "write_off"]
    assert all(button.accessibleName() for button in money.buttons)
    menus = [
        [(action.text(), action.isEnabled()) for action in money.menu_for(row, shown, money).actions()]
        for row in shown.money
    ]
    assert menus == [
        [("Refund…", True), ("Take off this invoice…", True), ("Undo payment…", False)],
        [("Undo refund…", True)],
        [("Undo write-off…", True)],
    ]
    payment_, refund, let_go = shown.money
    assert undo(qtbot, view_desk, undoing_row(let_go, shown, "write_off"))[0] == "Write-off undone."
    assert undo(qtbot, view_desk, undoing_row(refund, shown, "refund"))[0] == "Refund undone."
    assert undo(qtbot, view_desk, undoing_row(payment_, shown, "take_off"))[0] == "Payment taken off."
    assert card(desk, invoice).balance_minor == 12_300
    assert undo(qtbot, view_desk, undoing_payment(payment(desk, paid)))[0] == "Payment undone."
    assert payment(desk, paid).undone_because == "It never arrived"


def test_an_undoing_that_is_refused_says_why(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    what = undoing_payment(payment(desk, paid))
    undo(qtbot, view_desk, what)
    dialog = UndoMoneyDialog(view_desk, what)
    opened(qtbot, dialog)
    dialog.deed.click()
    qtbot.waitUntil(lambda: "undone already" in dialog.problem.text())


def test_a_payment_is_undone_from_one_invoice_with_all_that_it_paid_in_sight(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID
) -> None:
    second = desk.issue(desk.draft(customer=customer)).document_id
    record(desk, cash(20_000), Share(invoice, 12_300), Share(second, 7_700))
    window = QWidget()
    qtbot.addWidget(window)
    shown = card(desk, invoice)
    MoneyActs(view_desk, window).undo_row(shown.money[0], shown, "payment")
    qtbot.waitUntil(lambda: window.findChild(UndoMoneyDialog) is not None)
    dialog = window.findChild(UndoMoneyDialog)
    assert dialog is not None
    assert dialog.about.text().startswith("Rosewood Dental · 200.00 EUR")
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "INV-2026-0001, INV-2026-0002 owes it again." in said


def test_a_withdrawn_invoice_offers_nothing_of_its_money(desk: Desk, view_desk: ViewDesk, invoice: UUID) -> None:
    desk.pay(invoice, 5_000, on=date(2026, 11, 2))
    desk.write(lambda session: mark_sent(session, invoice, at=desk.now))
    desk.write(lambda session: view_desk.withdraw(session, invoice, "Wrong"))
    assert card(desk, invoice).money == ()
    assert not card(desk, invoice).acts
