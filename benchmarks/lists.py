"""The list of 100,000 invoices, ours and Qt's own, each in a process of its own: ``python -m benchmarks.lists``."""

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtSql import QSqlDatabase, QSqlQueryModel
from PySide6.QtWidgets import QTableView, QWidget

from desktop.program import Program, application
from desktop.queries.office import office_row
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.document_list import DocumentList

_QUERY = (
    "SELECT number, customer_name, viewed_at, due_on, handed_over_at, payable_minor - settled_minor FROM document "
    "WHERE kind = 'invoice' ORDER BY issued_at DESC, ordinal DESC"
)


class _Painted(QObject):
    """Waits until what it watches is painted and the condition holds."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self.is_ready: Callable[[], bool] = lambda: True
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.is_ready():
            self._loop.quit()
        return False

    def wait(self) -> None:
        self._loop.exec()


def ours(folder: Path) -> dict[str, float]:
    """Show our list; the books are open and everything is imported before the clock starts, as Qt's plugin is."""
    import_module("desktop.queries.documents")
    import_module("desktop.views.tables.cells")
    import_module("zoneinfo")
    program = Program(DataFolder(folder), MemorySecret())
    with program.runner.books().read() as session:
        office = office_row(session)
    assert office is not None
    before, began = _resident(), time.perf_counter()
    listing = DocumentList(program.desk(office), "invoice")
    listing.resize(800, 800)
    painted = _Painted(listing.table.viewport())
    painted.is_ready = lambda: listing.model.rowCount() > 0 and listing.model.row_at(0) is not None
    listing.reload()
    listing.show()
    painted.wait()
    return {"seconds": time.perf_counter() - began, "mib": (_resident() - before) / 2**20}


def qt(folder: Path) -> dict[str, float]:
    """Show the same rows with QSqlQueryModel, which fetches the first 256 of them."""
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(folder / "books.db"))
    database.setConnectOptions("QSQLITE_OPEN_READONLY")
    assert database.open()
    before, began = _resident(), time.perf_counter()
    model = QSqlQueryModel()
    model.setQuery(_QUERY)
    view = QTableView()
    view.setModel(model)
    view.resize(800, 800)
    painted = _Painted(view.viewport())
    view.show()
    painted.wait()
    return {"seconds": time.perf_counter() - began, "mib": (_resident() - before) / 2**20}


def _resident() -> int:
    """Return this process's resident bytes; Linux only, as the benchmarks are."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    app = application(sys.argv[:1])
    measured = {"ours": ours, "qt": qt}[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps(measured), flush=True)
    os._exit(0)
