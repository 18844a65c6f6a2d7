"""A document's row made ready for painting: one value a column, and the sentence a screen reader says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QCoreApplication

from billing.numbers import without_prefix
from desktop.views.states import document_pill
from desktop.views.tables.roles import AmountValue, CellValue, NumberValue, TextValue
from desktop.views.words import amount, due_value, link_cell, moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.documents import DocumentRow

_SETTLED = {"paid", "void", "credited", "written_off", "converted", "withdrawn", "declined", "expired"}


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cells(Generic[R]):
    """``values`` in the order of the columns."""

    row: R
    values: tuple[CellValue, ...]
    in_words: str


def document_cells(row: DocumentRow, *, today: date, time_zone: str) -> Cells[DocumentRow]:
    """Return what the list paints for ``row``: number, customer, state, due, link, last view, balance."""
    settled = row.state in _SETTLED
    pill, due, link = document_pill(row.state), due_value(row, today), link_cell(row, time_zone)
    owed = row.total_minor if row.kind == "quote" else row.balance_minor
    digits = amount(owed, row.currency)
    values = (
        NumberValue(without_prefix(row.number) or "–", muted=settled, struck=row.state == "void"),
        TextValue(row.customer or _tr("No customer yet"), strong=not settled, muted=settled),
        pill,
        due,
        link,
        TextValue(
            moment(row.viewed_at, time_zone, today) if row.viewed_at else "–", muted=settled or not row.viewed_at
        ),
        AmountValue(digits, row.currency, faint=owed == 0, strong=not settled),
    )
    sentence = _tr("{number}, {customer}, {state}, due {due}, balance {owed}, link {link}").format(
        number=row.number or _tr("Draft"),
        customer=row.customer,
        state=pill.word,
        due=due.text,
        owed=f"{digits} {row.currency}",
        link=link.text,
    )
    return Cells(row, values, sentence)


def _tr(text: str) -> str:
    return QCoreApplication.translate("cells", text)
