"""The table of calls: its columns, and a call's row made ready for painting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.assistant.words import outcome_pill
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import LoadCells, PagedTableModel
from desktop.views.tables.roles import TextValue
from desktop.views.words import moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.assistant import CallRow

    _Base = PagedTableModel[CallRow]
else:
    _Base = PagedTableModel

AT, KEY, TOOL, ARGUMENTS, OUTCOME = range(5)


class CallTableModel(_Base):
    """Calls, newest first."""

    def __init__(self, load: LoadCells[Any], parent: QObject | None = None) -> None:
        names = [self.tr("When"), self.tr("Key"), self.tr("Tool"), self.tr("With"), self.tr("Outcome")]
        super().__init__(load, names, {}, parent)


def call_cells(row: CallRow, *, today: date, time_zone: str) -> Cells[CallRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    pill, at, with_what = outcome_pill(row.outcome), moment(row.at, time_zone, today), arguments_line(row)
    values = (
        TextValue(at, muted=True),
        TextValue(row.key),
        TextValue(row.tool, strong=row.outcome != "done"),
        TextValue(with_what, muted=True),
        pill,
    )
    words = QCoreApplication.translate("calls", "{at}, {key}, {tool}, {with_what}, {outcome}")
    return Cells(row, values, words.format(at=at, key=row.key, tool=row.tool, with_what=with_what, outcome=pill.word))


def arguments_line(row: CallRow) -> str:
    """Return "invoiceId: 0199…, limit: 20", or a dash."""
    said = (f"{name}: {_said(value)}" for name, value in row.arguments.items())
    return ", ".join(said) or "–"


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
