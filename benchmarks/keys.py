"""Keys typed into a document of 200 lines: ``python -m benchmarks.keys`` prints its milliseconds as JSON."""

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import desktop.__main__  # noqa: F401 - turns the collector off, as every start does
from billing.issued import IssuedTax
from desktop.program import Program, application
from desktop.queries.drafts import LineValues
from desktop.queries.office import office_row
from desktop.services.drafts import begin_draft, save_draft
from desktop.services.office import Founding, found_office
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.collector import Collector
from desktop.views.editor.editor import Editor
from desktop.views.editor.lines_model import PRICE, QUANTITY, TITLE

_LINES = 200
_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_WARM_UP = 10  # the first keys import and cache what the others find
_TYPED = ((TITLE, " with fittings"), (QUANTITY, "12.5"), (PRICE, "1,240.50"))


def keys(folder: Path) -> dict[str, float]:
    """Return median and longest time of a key: until the window has nothing left to do for it."""
    program = Program(DataFolder(folder), MemorySecret())
    with program.runner.books().write() as session:
        found_office(session, Founding("Alder & Finch Interiors", "IE", "EUR", "en-IE", "Europe/Dublin"))
    with program.runner.books().write() as session:
        document, values = begin_draft(session, "invoice", on=_NOW.date(), at=_NOW)
        save_draft(session, document, replace(values, lines=tuple(map(_line, range(_LINES)))), at=_NOW)
        office = office_row(session)
    assert office is not None
    editor = Editor(program.desk(office))
    editor.resize(1_228, 870)
    editor.show()
    opened = QEventLoop()
    editor.state.opened.connect(opened.quit)
    editor.edit(document)
    opened.exec()
    collector = Collector(editor)
    taken = _typed(editor, collector)[_WARM_UP:]
    return {"p50": median(taken), "max": max(taken)}


def _line(number: int) -> LineValues:
    vat = IssuedTax(label="VAT", rate=Decimal("13.5") if number % 3 else Decimal(23))
    return LineValues(
        title=f"Oak panel {number}",
        quantity=Decimal(number + 1),
        unit_price=Decimal("49.95"),
        taxes=(vat,),
    )


def _typed(editor: Editor, collector: Collector) -> list[float]:
    """Type into cells all over the document; garbage goes between two of them, as it does while a person thinks."""
    taken = []
    for row in range(0, _LINES, 20):
        for column, words in _TYPED:
            editor.page.lines.table.edit_cell(row, column)
            _come_to_rest()
            collector.look()
            for letter in words:
                field = QApplication.focusWidget()
                assert field is not None
                began = time.perf_counter()
                QTest.keyClicks(field, letter)
                _settle()
                taken.append((time.perf_counter() - began) * 1_000)
    return taken


def _come_to_rest() -> None:
    """Let what opening a cell has left for later be done: nobody types within the same hundredth of a second."""
    for _ in range(3):
        _settle()


def _settle() -> None:
    """Let everything happen that is due now, repaints included."""
    QApplication.processEvents()


if __name__ == "__main__":
    app = application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(keys(Path(folder))), flush=True)
        os._exit(0)
