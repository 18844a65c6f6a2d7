"""The desktop as a person starts it, saying when it was painted and when the list stood."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject

from desktop.program import Program, application
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret

PAINTED, LISTED = "painted", "listed"


class _Watch(QObject):
    """Says each word once, when what it watches is painted and the condition holds."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._said: set[str] = set()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._say(PAINTED)
            window = self._program.window
            listing = window.documents() if window else None
            if listing is not None and listing.model.rowCount() and listing.model.row_at(0) is not None:
                self._say(LISTED)
        return False

    def _say(self, word: str) -> None:
        if word not in self._said:
            self._said.add(word)
            print(word, flush=True)


def main() -> None:
    """Open the books named on the command line."""
    app = application(sys.argv[:1])
    program = Program(DataFolder(Path(sys.argv[1])), MemorySecret())
    watch = _Watch(program)
    office = program.office()
    assert office is not None
    window = program.open_window(office)
    listing = window.documents()
    assert listing is not None
    window.centralWidget().installEventFilter(watch)
    listing.table.viewport().installEventFilter(watch)
    app.exec()
    os._exit(0)


if __name__ == "__main__":
    main()
