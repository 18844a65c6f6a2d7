"""What a person does about money from anywhere: record, use, give back, let go, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from uuid import UUID

    from billing.snapshot import View
    from desktop.queries.cards import DocumentCard
    from desktop.queries.money import MoneyRow
    from desktop.queries.payments import PaymentRow
    from desktop.views.desk import Desk
    from desktop.views.dialogs.money.undo import MoneyAct, Undoing
    from desktop.views.drawer.drawer import Drawer
    from desktop.views.payments.page import PaymentsPage
    from desktop.views.threads import Session


class MoneyActs(QObject):
    """``told`` carries a toast's title and second line; ``credit_wanted`` an invoice to be credited next."""

    told = Signal(str, str)
    credit_wanted = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def follow_drawer(self, drawer: Drawer) -> None:
        """Do what is chosen in the drawer."""
        drawer.pay_requested.connect(self.record)
        drawer.menu.use_payment_wanted.connect(self.use)
        drawer.menu.write_off_wanted.connect(self.write_off)
        drawer.menu.receipt_wanted.connect(self.save_receipt)
        drawer.money.look_wanted.connect(self.look_again)
        drawer.money.seen_wanted.connect(self.leave_misfit)
        drawer.refund_requested.connect(self.refund_row)
        drawer.money_undo_requested.connect(self.undo_row)

    def follow_page(self, page: PaymentsPage) -> None:
        """Do what is chosen in the list of payments."""
        page.apply_requested.connect(self.use)
        page.refund_requested.connect(self.refund_payment)
        page.undo_requested.connect(self.undo_payment)
        page.compare_requested.connect(lambda: self.compare(page))

    def record(self, card: DocumentCard) -> None:
        """Ask what arrived for the invoice."""
        from desktop.views.dialogs.money.record import RecordPaymentDialog

        dialog = RecordPaymentDialog(self._desk, card, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def use(self, of: PaymentRow | DocumentCard) -> None:
        """Ask what money that no invoice has is used for."""
        from desktop.views.dialogs.money.apply import ApplyPaymentDialog

        dialog = ApplyPaymentDialog(self._desk, of, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def write_off(self, card: DocumentCard) -> None:
        """Ask what of the invoice is let go."""
        from desktop.views.dialogs.money.write_off import WriteOffDialog

        dialog = WriteOffDialog(self._desk, card, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def refund_row(self, row: MoneyRow, card: DocumentCard) -> None:
        """Ask what of a payment of the invoice goes back."""
        self._refund(row.id, card.id)

    def refund_payment(self, row: PaymentRow) -> None:
        """Ask what of a payment goes back."""
        self._refund(row.id, None)

    def undo_row(self, row: MoneyRow, card: DocumentCard, act: MoneyAct) -> None:
        """Ask why what was booked for the invoice is undone; a payment goes whole, with all other invoices it paid."""
        from desktop.views.dialogs.money.undo import undoing_row

        if act == "payment":
            self._undo_whole(row.id)
        else:
            self._undo(undoing_row(row, card, act))

    def undo_payment(self, row: PaymentRow) -> None:
        """Ask why a payment is undone."""
        from desktop.views.dialogs.money.undo import undoing_payment

        self._undo(undoing_payment(row))

    def _undo_whole(self, payment_id: UUID) -> None:
        def read(session: Session) -> PaymentRow:
            from desktop.queries.payments import payment_row

            return payment_row(session, payment_id)

        self._desk.runner.read(read, self.undo_payment)

    def compare(self, page: PaymentsPage) -> None:
        """Lay Stripe, portal and books beside each other."""
        from desktop.views.reconcile.dialog import ReconcileDialog

        dialog = ReconcileDialog(self._desk, self._window)
        dialog.told.connect(self.told)
        dialog.document_wanted.connect(page.document_wanted)
        dialog.open()

    def save_receipt(self, card: DocumentCard) -> None:
        """Ask where the receipt of what has arrived for the invoice is kept."""

        def read(session: Session) -> View:
            from desktop.services.receipts import receipt_view

            return receipt_view(session, card.id)

        self._desk.runner.read(read, self._keep_receipt)

    def _keep_receipt(self, view: View) -> None:
        from PySide6.QtWidgets import QFileDialog

        from desktop.services.receipts import receipt_name, save_receipt

        name, title = receipt_name(view), self.tr("Save receipt")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, self.tr("Receipt (*.pdf)"))
        if chosen:
            path = Path(chosen)
            saved = self.tr("Receipt saved.")
            self._desk.runner.work(lambda: save_receipt(view, path), lambda _none: self.told.emit(saved, path.name))

    def look_again(self, intent: str) -> None:
        """Have an online payment read at Stripe once more."""

        def write(session: Session) -> None:
            from desktop.services.online.settling import look_again

            look_again(session, intent)

        self._desk.runner.write(write)

    def leave_misfit(self, intent: str) -> None:
        """A person knows that an online payment did not fit."""

        def write(session: Session) -> None:
            from desktop.services.online.settling import leave_misfit

            leave_misfit(session, intent)

        self._desk.runner.write(write)

    def _refund(self, payment_id: UUID, invoice_id: UUID | None) -> None:
        from desktop.views.dialogs.money.refund import RefundDialog

        dialog = RefundDialog(self._desk, payment_id, invoice_id, self._window)
        dialog.told.connect(self.told)
        dialog.credit_wanted.connect(self._ask_for_credit)
        dialog.open()

    def _undo(self, what: Undoing) -> None:
        from desktop.views.dialogs.money.undo import UndoMoneyDialog

        dialog = UndoMoneyDialog(self._desk, what, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def _ask_for_credit(self, invoice_id: UUID) -> None:
        """A part went back: the credit note asks which lines it was for."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> DocumentCard | None:
            from desktop.queries.cards import card_if_there

            return card_if_there(session, invoice_id, today=today, now=now)

        self._desk.runner.read(read, self.credit_wanted.emit)
