"""The anchor of the desktop's start: an empty QMainWindow that says when it was first painted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks.harness import Measure
from benchmarks.start import seconds_to_line

PAINTED = "painted"


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure an empty window: ``seconds`` from the start of its process to its first paint."""
    command = [sys.executable, "-m", "benchmarks.window"]
    yield lambda: {"seconds": seconds_to_line(command, PAINTED)}


class EmptyWindow(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        print(PAINTED, flush=True)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = EmptyWindow()
    window.resize(1280, 800)
    window.show()
    sys.exit(application.exec())
