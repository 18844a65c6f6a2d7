"""How one quote may be answered on its page: by the office's rules, or by rules of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from billing.answering import Answering
from desktop.services.answering import OwnAnswering
from desktop.views.fonts import scaled
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.label import Label
from desktop.views.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.queries.answers import AnsweringRow


class AnsweringBox(QWidget):
    """``changed`` carries the quote's own rules, as a person has just set them."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accepts = Switch(self.tr("Accept online"))
        self.terms = Switch(self.tr("Ask to tick the terms"))
        wanted = [("no", self.tr("Not asked")), ("may", self.tr("If they like")), ("must", self.tr("Required"))]
        self.signature = Choice(self.tr("Signature"), wanted)
        self.order_number = Choice(self.tr("Order number"), wanted)
        self._accepts_said = Label("", "small", "muted")
        self._accepts_said.setWordWrap(True)
        for switch in (self.accepts, self.terms):
            switch.clicked.connect(self._announce)
        for choice in (self.signature, self.order_number):
            choice.activated.connect(self._announce)
        self._row: AnsweringRow | None = None
        self._lay_out()

    def show_row(self, row: AnsweringRow, why_not: str) -> None:
        """Show the rules that hold; ``why_not`` says why they matter no more, or is ""."""
        self._row = row
        self.accepts.setChecked(row.accepts)
        self.terms.setChecked(row.asked.terms)
        self.signature.choose(row.asked.signature)
        self.order_number.choose(row.asked.order_number)
        said = self.tr("The customer can accept and sign on the page.")
        if not row.accepts:
            said = self.tr("The page shows the quote; it asks the customer to write or call.")
        self._accepts_said.setText(why_not or said)
        self.accepts.setEnabled(not why_not)
        for control in (self.terms, self.signature, self.order_number):
            control.setEnabled(not why_not and row.accepts)

    def _announce(self) -> None:
        """What is as it was stays the office's rule; only what a person changed becomes the quote's own."""
        row = self._row
        if row is None:
            return
        shown = Answering(
            signature=self.signature.currentData(),
            terms=self.terms.isChecked(),
            order_number=self.order_number.currentData(),
        )
        accepts = self.accepts.isChecked()
        self.changed.emit(
            OwnAnswering(
                accepts=row.own_accepts if accepts == row.accepts else accepts,
                signature=row.own_signature if shown.signature == row.asked.signature else shown.signature,
                terms=row.own_terms if shown.terms == row.asked.terms else shown.terms,
                order_number=row.own_order_number
                if shown.order_number == row.asked.order_number
                else shown.order_number,
            )
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(12))
        words = QVBoxLayout()
        words.setSpacing(scaled(1))
        words.addWidget(Label(self.tr("Accept online"), "medium"))
        words.addWidget(self._accepts_said)
        head.addLayout(words, 1)
        head.addWidget(self.accepts, 0, Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(16))
        grid.setVerticalSpacing(scaled(6))
        asked = (
            (self.tr("Signature"), self.signature),
            (self.tr("Order number"), self.order_number),
            (self.tr("Terms to tick"), self.terms),
        )
        for place, (name, control) in enumerate(asked):
            label = Label(name, "small_medium", "muted")
            label.setBuddy(control)
            grid.addWidget(label, 0, place)
            grid.addWidget(control, 1, place, Qt.AlignmentFlag.AlignLeft)
            grid.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(10))
        column.addLayout(head)
        column.addLayout(grid)
