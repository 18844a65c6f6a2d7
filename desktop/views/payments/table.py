"""The table of payments: its columns, and a payment's row made ready for painting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.payments.words import method_word, money, payment_pill
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import LoadCells, PagedTableModel
from desktop.views.tables.roles import AmountValue, TextValue
from desktop.views.words import amount, day

if TYPE_CHECKING:
    from desktop.queries.payments import PaymentRow, PaymentSort

    _Base = PagedTableModel[PaymentRow]
else:
    _Base = PagedTableModel

ON, CUSTOMER, INVOICES, METHOD, STATE, LEFT, AMOUNT = range(7)
SORTS: dict[int, PaymentSort] = {
    ON: "on", CUSTOMER: "customer", METHOD: "method", LEFT: "left", AMOUNT: "amount",
}  # fmt: skip
_NAMED = 2


class PaymentTableModel(_Base):
    """Money that arrived, one payment a row."""

    def __init__(self, load: LoadCells[Any], parent: QObject | None = None) -> None:
        names = [
            self.tr("Received"), self.tr("From"), self.tr("For"), self.tr("Paid by"), self.tr("State"),
            self.tr("Unapplied"), self.tr("Amount"),
        ]  # fmt: skip
        super().__init__(load, names, SORTS, parent)


def payment_cells(row: PaymentRow) -> Cells[PaymentRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    undone = row.state == "undone"
    pill, on = payment_pill(row.state), day(row.received_on, year=True)
    what = for_words(row)
    left = amount(row.left_minor, row.currency) if row.left_minor else "–"
    values = (
        TextValue(on, muted=undone),
        TextValue(row.customer or _tr("Nobody knows yet"), strong=row.left_minor > 0, muted=undone),
        TextValue(what, muted=undone or not row.invoices),
        TextValue(method_word(row.method), muted=undone),
        pill,
        TextValue(left, muted=not row.left_minor),
        AmountValue(amount(row.amount_minor, row.currency), row.currency, faint=undone, strong=row.left_minor > 0),
    )
    words = _tr("{on}, {amount} from {customer}, {method}, {state}, for {what}, unapplied {left}")
    sentence = words.format(
        on=on, amount=money(row.amount_minor, row.currency), customer=row.customer, method=method_word(row.method),
        state=pill.word, what=what, left=left,
    )  # fmt: skip
    return Cells(row, values, sentence)


def for_words(row: PaymentRow) -> str:
    """Return which invoices have a part of the payment: the first two by number, the others counted."""
    numbers = [number for _id, number in row.invoices]
    if not numbers:
        return "–"
    named = ", ".join(numbers[:_NAMED])
    return (
        named
        if len(numbers) <= _NAMED
        else _tr("{named} + {count} more").format(named=named, count=len(numbers) - _NAMED)
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("payments", text)
