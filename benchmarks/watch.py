"""Says each word once: when a widget is first painted, and when it is painted with rows in it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Watch(QObject):
    """An event filter that prints."""

    def __init__(self, painted: str, listed: str, *, is_listed: Callable[[], bool]) -> None:
        super().__init__()
        self._painted = painted
        self._listed = listed
        self._is_listed = is_listed
        self._said: set[str] = set()

    def over(self, *widgets: QWidget | None) -> None:
        """Watch these widgets."""
        for widget in widgets:
            if widget is not None:
                widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._say(self._painted)
            if self._is_listed():
                self._say(self._listed)
        return False

    def _say(self, word: str) -> None:
        if word not in self._said:
            self._said.add(word)
            print(word, flush=True)
