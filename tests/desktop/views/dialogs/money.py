"""Dialogs about money as a test opens and presses them."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Payment
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.payments import PaymentRow, payment_row
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.money.apply import ApplyPaymentDialog
from desktop.views.dialogs.money.record import RecordPaymentDialog
from desktop.views.dialogs.money.refund import RefundDialog
from desktop.views.dialogs.money.write_off import WriteOffDialog
from desktop.views.widgets.field import Field
from tests.desktop.office import TODAY, Desk


def card(desk: Desk, document: UUID) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=desk.now))


def payment(desk: Desk, identifier: UUID) -> PaymentRow:
    return desk.read(lambda session: payment_row(session, identifier))


def payments(desk: Desk) -> list[Payment]:
    return list(desk.read(lambda session: session.scalars(select(Payment).order_by(Payment.ordinal)).all()))


def opened(qtbot: QtBot, dialog: Dialog) -> None:
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()


def type_into(field: Field, words: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


def pressed(
    qtbot: QtBot, dialog: RecordPaymentDialog | RefundDialog | WriteOffDialog | ApplyPaymentDialog
) -> list[str]:
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    return list(told.args)
