"""SumBar: how many are shown and what is open in each currency, never added up across currencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from billing.issued import DocumentKind

_SHOWN = 3


class SumBar(Surface):
    """The lower edge of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("base", "top", parent=parent)
        self._count = Label("", "small_strong")
        self._open = Label("", "small", "muted")
        self._sums = QHBoxLayout()
        self._sums.setSpacing(scaled(16))
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(20), scaled(8), scaled(16), scaled(8))
        row.setSpacing(scaled(12))
        row.addWidget(self._count)
        row.addWidget(self._open)
        row.addStretch(1)
        row.addLayout(self._sums)

    def show_sums(self, kind: DocumentKind, total: int, unsettled: int, sums: Sequence[tuple[str, int]]) -> None:
        """Show the count, how many are open, and the largest open sums; the others are counted."""
        noun, one = {
            "invoice": (self.tr("{count} invoices"), self.tr("1 invoice")),
            "quote": (self.tr("{count} quotes"), self.tr("1 quote")),
            "credit": (self.tr("{count} credit notes"), self.tr("1 credit note")),
        }[kind]
        self._count.setText(one if total == 1 else noun.format(count=self.locale().toString(total)))
        self._open.setText(self.tr("{count} open").format(count=self.locale().toString(unsettled)))
        self._show(sums)

    def show_money(self, total: int, left: int, sums: Sequence[tuple[str, int]]) -> None:
        """Show how many payments there are, of how many something is unapplied, and what they come to."""
        count, some = self.locale().toString(total), self.locale().toString(left)
        self._count.setText(self.tr("1 payment") if total == 1 else self.tr("{count} payments").format(count=count))
        self._open.setText(self.tr("{count} unapplied").format(count=some) if left else "")
        self._show(sums)

    def _show(self, sums: Sequence[tuple[str, int]]) -> None:
        from desktop.views.words import amount  # babel comes with the first sums

        while (item := self._sums.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for currency, minor in sums[:_SHOWN]:
            self._sums.addWidget(self._sum(amount(minor, currency), currency))
        if len(sums) > _SHOWN:
            self._sums.addWidget(Label(self.tr("+ {count} more").format(count=len(sums) - _SHOWN), "small", "muted"))

    def _sum(self, digits: str, currency: str) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(6))
        row.addWidget(Label(digits, "small_strong"))
        row.addWidget(Label(currency, "caption", "faint"))
        return pair
