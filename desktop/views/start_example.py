"""What a customer will see, with two example lines, in the currency that was chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from billing.formatting import format_amount
from billing.money import Money, exponent
from desktop.services.office import tax_word
from desktop.views.fonts import scaled
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card, Hairline, Surface
from desktop.views.words import language

_LINES = (
    (("Your first line", "What it is, in your words"), "1", 750),
    (("Your second line", "Quantity times price"), "5", 250),
)
_NET, _PERCENT = 1_000, 20
_END = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight


class StartExample(Surface):
    """The right half of the first start; it follows what is typed on the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("mat", parent=parent)
        self.setAccessibleName(self.tr("Example of an invoice"))
        self._avatar = Avatar(size=30)
        self._name = Label("", "strong", elided=True)
        self._country = Label("", "small", "muted")
        self._due = Label("", "title")
        self._amounts = [Label("") for _ in _LINES]
        self._sums = [Label("") for _ in range(3)]
        self._tax = Label("", "small", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(48), scaled(48), scaled(48), 0)
        column.setSpacing(scaled(12))
        column.addWidget(Label(self.tr("This is what a customer will see"), "medium", "muted"))
        column.addWidget(self._build_sheet(), 1)

    def show_office(self, name: str, country: str, code: str, currency: str) -> None:
        """Show the business and its currency."""
        self._avatar.set_name(name or self.tr("Your business"))
        self._name.setText(name or self.tr("Your business"))
        self._country.setText(country)
        tax = _NET * _PERCENT // 100
        self._due.setText(f"{_digits(_NET + tax, currency)} {currency}")
        for label, (_words, _quantity, amount) in zip(self._amounts, _LINES, strict=True):
            label.setText(_digits(amount, currency))
        for label, amount in zip(self._sums, (_NET, tax, _NET + tax), strict=True):
            label.setText(_digits(amount, currency))
        self._tax.setText(f"{tax_word(code)} {_PERCENT} %")

    def _build_sheet(self) -> QWidget:
        sheet = Card()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(scaled(24), scaled(24), scaled(24), scaled(24))
        column.setSpacing(scaled(12))
        column.addLayout(self._build_head())
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("Amount due"), "small", "muted"))
        column.addWidget(self._due)
        column.addLayout(self._build_lines())
        column.addWidget(Label(self.tr("How to pay"), "small_strong"))
        column.addWidget(Label(self.tr("Your bank details appear here when you add them."), "small", "muted"))
        column.addStretch(1)
        return sheet

    def _build_head(self) -> QHBoxLayout:
        who = QVBoxLayout()
        who.setSpacing(0)
        who.addWidget(self._name)
        who.addWidget(self._country)
        row = QHBoxLayout()
        row.setSpacing(scaled(10))
        row.addWidget(self._avatar)
        row.addLayout(who, 1)
        row.addWidget(Label(self.tr("Invoice"), "strong"))
        return row

    def _build_lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(scaled(6))
        grid.setHorizontalSpacing(scaled(16))
        grid.setColumnStretch(0, 1)
        for row, ((title, detail), quantity, _amount) in enumerate(_LINES):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(self.tr(title), "medium"))
            words.addWidget(Label(self.tr(detail), "small", "muted"))
            grid.addLayout(words, row * 2, 0)
            grid.addWidget(Label(quantity), row * 2, 1, _END)
            grid.addWidget(self._amounts[row], row * 2, 2, _END)
            grid.addWidget(Hairline(), row * 2 + 1, 0, 1, 3)
        names = (Label(self.tr("Net"), "small", "muted"), self._tax, Label(self.tr("Total"), "strong"))
        for row, (name, amount) in enumerate(zip(names, self._sums, strict=True), 2 * len(_LINES)):
            grid.addWidget(name, row, 1, _END)
            grid.addWidget(amount, row, 2, _END)
        return grid


def _digits(whole: int, currency: str) -> str:
    return format_amount(Money(whole * 10 ** exponent(currency), currency), language())
