"""Jumps in the list of 100,000 invoices: ``python -m benchmarks.jumps BOOKS`` prints its milliseconds as JSON."""

import json
import os
import random
import sys
import time
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEvent, QEventLoop, QObject

from desktop.program import Program, application
from desktop.queries.office import office_row
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.document_list import DocumentList

_JUMPS = 200
_SEED = 3


class Jumper(QObject):
    """Waits until every row in sight is read and then painted."""

    def __init__(self, listing: DocumentList) -> None:
        super().__init__()
        self._listing = listing
        self._loop = QEventLoop()
        listing.table.viewport().installEventFilter(self)

    def jump(self, place: int) -> float:
        """Put the scroll bar at ``place`` and return how many milliseconds it took until the rows there stood."""
        began = time.perf_counter()
        self._listing.table.verticalScrollBar().setValue(place)
        self._loop.exec()
        return (time.perf_counter() - began) * 1_000

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._are_read():
            self._loop.quit()  # carried out behind this paint
        return False

    def _are_read(self) -> bool:
        table, model = self._listing.table, self._listing.model
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        return first >= 0 and all(model.row_at(row) is not None for row in range(first, last + 1))


def jumps(folder: Path) -> dict[str, float]:
    """Return median and longest time of random jumps, the first of which warm up."""
    program = Program(DataFolder(folder), MemorySecret())
    with program.runner.books().read() as session:
        office = office_row(session)
    assert office is not None
    listing = DocumentList(program.desk(office), "invoice")
    listing.resize(800, 800)
    listing.reload()
    listing.show()
    whole = QEventLoop()
    listing.model.rowsInserted.connect(whole.quit)  # the rest follows the beginning
    whole.exec()
    jumper = Jumper(listing)
    chance = random.Random(_SEED)
    far = listing.table.verticalScrollBar().maximum()
    taken = [jumper.jump(chance.randrange(far)) for _ in range(_JUMPS)][10:]
    return {"p50": median(taken), "max": max(taken)}


if __name__ == "__main__":
    app = application(sys.argv[:1])
    print(json.dumps(jumps(Path(sys.argv[1]))), flush=True)
    os._exit(0)
