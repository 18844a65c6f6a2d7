"""The table of compared payments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.reconcile.words import told_word, verdict_pill
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import PagedTableModel
from desktop.views.tables.roles import TextValue
from desktop.views.words import amount, day, local

if TYPE_CHECKING:
    from desktop.queries.reconciling import ReconciledRow

    _Base = PagedTableModel[ReconciledRow]
else:
    _Base = PagedTableModel

ON, INVOICE, CUSTOMER, STRIPE, PORTAL, BOOKS, VERDICT = range(7)


class ReconcileModel(_Base):
    """Compared payments, which are all at hand."""

    def __init__(self, time_zone: str, parent: QObject | None = None) -> None:
        names = [
            self.tr("Paid"), self.tr("Invoice"), self.tr("From"), self.tr("Stripe"), self.tr("Portal told"),
            self.tr("Books"), self.tr("State"),
        ]  # fmt: skip
        super().__init__(self._answer, names, {}, parent)
        self._zone = time_zone
        self.rows: tuple[ReconciledRow, ...] = ()

    def show_rows(self, rows: tuple[ReconciledRow, ...]) -> None:
        """Show these in their order."""
        self.rows = rows
        self.set_ordinals(range(len(rows)))

    def _answer(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[ReconciledRow]]], None]) -> None:
        done({ordinal: reconciled_cells(self.rows[ordinal], self._zone) for ordinal in ordinals})


def reconciled_cells(row: ReconciledRow, time_zone: str) -> Cells[ReconciledRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    on, pill = day(local(row.at, time_zone).date(), year=True), verdict_pill(row)
    stripe = _sum(row.stripe_minor, row.stripe_back, row.currency)
    books = _sum(row.books_minor, row.books_back, row.currency)
    number, customer = row.number or "–", row.customer or "–"
    values = (
        TextValue(on, muted=row.agrees),
        TextValue(number, strong=not row.agrees),
        TextValue(customer, muted=row.agrees),
        TextValue(stripe),
        TextValue(told_word(row), muted=True),
        TextValue(books),
        pill,
    )
    words = _tr("{on}, {number}, {customer}, Stripe {stripe}, books {books}, {state}")
    sentence = words.format(
        on=on, number=number, customer=customer, stripe=stripe, books=books, state=pill.word
    )  # fmt: skip
    return Cells(row, values, sentence)


def _sum(minor: int | None, back: int, currency: str) -> str:
    """Return "1,240.00 EUR", less what went back, or a dash where nothing is there."""
    if minor is None:
        return "–"
    less = f" − {amount(back, currency)}" if back else ""
    return f"{amount(minor, currency)}{less} {currency}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("reconcile", text)
