"""What can be done with the payment that is chosen, below the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.payments.words import method_word, money
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface
from desktop.views.words import day

if TYPE_CHECKING:
    from desktop.queries.payments import PaymentRow


class PaymentBar(Surface):
    """A button that cannot work keeps its place and says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("alt", "top", parent=parent)
        self.chosen = Label("", "body", "muted", elided=True)
        self.apply = Button(self.tr("Use for an invoice…"), "arrow-right")
        self.refund = Button(self.tr("Refund…"), "arrow-u-up-left")
        self.open = Button(self.tr("Show invoice"), "receipt")
        self.undo = IconButton("arrow-counter-clockwise", self.tr("Undo payment…"), Kind.WARY)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(20), scaled(8), scaled(16), scaled(8))
        row.setSpacing(scaled(8))
        row.addWidget(self.chosen, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.apply, self.refund, self.open, self.undo):
            row.addWidget(button)
        self.show_row(None)

    def show_row(self, row: PaymentRow | None) -> None:
        """Offer what ``row`` allows."""
        none = "" if row is not None else self.tr("Choose a payment first.")
        self.chosen.setText(self._said(row))
        self.apply.set_reason(none or self._why_not_apply(row))
        self.refund.set_reason(none or self._why_not_refund(row))
        self.open.set_reason(none or ("" if row is not None and row.invoices else self.tr("No invoice has any of it.")))
        self.undo.set_reason(none or self._why_not_undo(row))

    def _said(self, row: PaymentRow | None) -> str:
        if row is None:
            return self.tr("No payment is chosen")
        said = [money(row.amount_minor, row.currency), day(row.received_on), method_word(row.method)]
        if row.undone_because:
            said.append(self.tr("undone: {why}").format(why=row.undone_because))
        return " · ".join([*said, *filter(None, (row.reference, row.note))])

    def _why_not_apply(self, row: PaymentRow | None) -> str:
        return "" if row is not None and row.left_minor > 0 else self.tr("All of it is applied or went back.")

    def _why_not_refund(self, row: PaymentRow | None) -> str:
        if row is not None and row.state == "undone":
            return self.tr("The payment was undone.")
        gone = row is None or row.refunded_minor >= row.amount_minor
        return self.tr("All of it went back already.") if gone else ""

    def _why_not_undo(self, row: PaymentRow | None) -> str:
        if row is None or row.state == "undone":
            return self.tr("The payment was undone.")
        if row.at_stripe:
            return self.tr("It stands at Stripe. Refund it instead.")
        return self.tr("Some of it was refunded. Undo the refund first.") if row.refunded_minor else ""
