"""The lines of an invoice to tick for a credit note, each by quantity or by amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from billing.crediting import CreditWish
from billing.formatting import format_number
from billing.money import QUANTITY_PLACES, exponent, to_minor
from billing.parsing import parse_number
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick
from desktop.views.words import amount, language

if TYPE_CHECKING:
    from billing.crediting import LineLeft

_MOST = 200


class CreditLine(QWidget):
    """One line: the field that was typed in last counts, the other follows it."""

    edited = Signal()

    def __init__(self, left: LineLeft, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = left
        self._currency = currency
        self._by_amount = False
        self.tick = Tick(left.title or self.tr("Line {number}").format(number=left.line))
        self.quantity = _figure(self.tr("Quantity to credit"), format_number(left.quantity_left, language()))
        self.minor = _figure(self.tr("Amount to credit"), amount(left.net_left, currency))
        words = self.tr("of {quantity} {unit}").format(
            quantity=format_number(left.quantity, language()), unit=left.unit
        )
        self.of = Label(words.strip(), "small", "muted")
        self.tick.toggled.connect(self._switch)
        self.quantity.textEdited.connect(lambda _text: self._typed(by_amount=False))
        self.minor.textEdited.connect(lambda _text: self._typed(by_amount=True))
        self._enable()

    def wish(self) -> CreditWish | None:
        """Return what is wanted of the line, or None where it is not ticked. Raises Refused while it is no number."""
        if not self.tick.isChecked():
            return None
        if self._by_amount:
            typed = parse_number(self.minor.text(), language(), places=exponent(self._currency))
            return CreditWish(self.left.line, minor=to_minor(typed, self._currency))
        quantity = parse_number(self.quantity.text(), language(), places=QUANTITY_PLACES)
        return CreditWish(self.left.line, quantity=quantity) if quantity else CreditWish(self.left.line, minor=0)

    def show_amount(self, minor: int) -> None:
        """Let the amount follow the quantity."""
        if not self._by_amount:
            self.minor.setText(amount(minor, self._currency))

    def _typed(self, *, by_amount: bool) -> None:
        self._by_amount = by_amount
        if by_amount:
            self.quantity.setText("")
            self.quantity.setPlaceholderText("–")
        self.edited.emit()

    def _switch(self) -> None:
        self._enable()
        if self.tick.isChecked():
            self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
            self.quantity.selectAll()
        self.edited.emit()

    def _enable(self) -> None:
        for field in (self.quantity, self.minor):
            field.setEnabled(self.tick.isChecked())


class CreditLines(QWidget):
    """All lines of which something is left; ``edited`` tells that the wishes may be others now."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[CreditLine] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(scaled(12))
        self._grid.setVerticalSpacing(scaled(6))
        self._grid.setColumnStretch(0, 1)

    def show_lines(self, lines: tuple[LineLeft, ...], currency: str, *, with_tax: bool) -> None:
        """Show what is left of each line, none of them ticked; ``with_tax``: the amounts hold it."""
        open_ = [each for each in lines if each.net_left]
        heads = (self.tr("Line"), self.tr("Quantity"), "", self.tr("Amount"))
        for column, words in enumerate(heads):
            self._grid.addWidget(Label(words, "small", "muted"), 0, column)
        for at, left in enumerate(open_[:_MOST], 1):
            row = CreditLine(left, currency, self)
            row.edited.connect(self.edited)
            self.rows.append(row)
            for column, part in enumerate((row.tick, row.quantity, row.of, row.minor)):
                self._grid.addWidget(part, at, column)
        kind = (
            self.tr("Amounts in {currency}, with tax.") if with_tax else self.tr("Amounts in {currency}, without tax.")
        )
        self._grid.addWidget(Label(kind.format(currency=currency), "small", "muted"), _MOST + 1, 0, 1, 4)
        if len(open_) > _MOST:
            more = self.tr("The first {count} lines are shown. Credit the others with all that is left.")
            self._grid.addWidget(Label(more.format(count=_MOST), "small", Tone.WARN), _MOST + 2, 0, 1, 4)

    def wishes(self) -> tuple[CreditWish, ...]:
        """Return what is wanted. Raises Refused while something in a field is no number."""
        found = [row.wish() for row in self.rows]
        return tuple(wish for wish in found if wish is not None)

    def show_amounts(self, amounts: dict[int, int]) -> None:
        """Let the amounts follow their quantities; ``amounts`` maps a line to minor units."""
        for row in self.rows:
            if row.left.line in amounts:
                row.show_amount(amounts[row.left.line])


def _figure(name: str, text: str) -> Field:
    field = Field(name)
    field.setFixedWidth(scaled(110))
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setText(text)
    return field
