"""What is done with a document most often, below its card: send it, record what arrives; and what became of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.drawer.mails import MailNotes
from desktop.views.drawer.reasons import why_no_send
from desktop.views.drawer.texts import text_notes
from desktop.views.fonts import scaled
from desktop.views.widgets.buttons import Button

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.cards import DocumentCard


class Deeds(QWidget):
    """*Send…* keeps its place and says why it cannot be pressed; a payment is for invoices alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.send = Button(self.tr("Send…"), "paper-plane-tilt")
        self.pay = Button(self.tr("Record payment"), "wallet")
        self.mails, self.texts = MailNotes(), MailNotes()
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.send)
        row.addWidget(self.pay)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(10))
        column.addLayout(row)
        column.addWidget(self.mails)
        column.addWidget(self.texts)

    def show_card(self, card: DocumentCard, time_zone: str, today: date) -> None:
        """Offer what the document allows; ``today`` and ``time_zone`` are the office's."""
        self.mails.show_rows(card.mails, time_zone, today)
        self.texts.show_notes(text_notes(card.texts, time_zone, today))
        self.pay.setVisible("pay" in card.acts)
        reason = why_no_send(card)
        self.send.set_reason(reason)
        self.send.setToolTip(reason or self.tr("Send… (Ctrl+Enter)"))
