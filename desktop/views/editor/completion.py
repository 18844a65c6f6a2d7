"""Completion: a field whose words are found while they are typed; keys are read before the field sees them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.editor.suggestions import Suggestion, Suggestions

Find = Callable[[str], Sequence[Suggestion]]
_TAKING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}


class Completion(QObject):
    """``taken`` carries the key of what was chosen. Enter and Tab take the suggestion the person is on.

    With ``first`` that is the best match from the start; without, the typed text stays unless Down was pressed.
    The list stands ``under`` the field, or under what holds it.
    """

    taken = Signal(object)

    def __init__(self, field: QLineEdit, find: Find, *, first: bool, under: QWidget | None = None) -> None:
        super().__init__(field)
        self._under = under or field
        self._field = field
        self._find = find
        self._first = first
        self._list: Suggestions | None = None
        field.installEventFilter(self)
        field.textEdited.connect(self.offer)
        field.destroyed.connect(self._forget)

    @property
    def rows(self) -> Sequence[Suggestion]:
        """What is offered at the moment."""
        return self._list.rows if self._list is not None else ()

    def offer(self, text: str = "") -> None:
        """Show what matches ``text``."""
        rows = self._find(text)
        if self._list is None:
            self._list = Suggestions(self._field)
            self._list.chosen.connect(self._take)
        exact = bool(rows) and bool(text) and text.strip().casefold() == rows[0].code.casefold()
        self._list.offer(self._under, rows, text, first=exact or (self._first and bool(text.strip())))

    def hide(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes_key(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        return super().eventFilter(watched, event)

    def _takes_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        shown = self._list is not None and self._list.isVisible()
        if key == Qt.Key.Key_Down and not shown and self._first:
            self.offer("")
            return True
        if not shown or self._list is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if key in _TAKING and self._list.current is not None:
            self._take(self._list.current.key)
            return True
        return False

    def _take(self, key: object) -> None:
        self.hide()
        self.taken.emit(key)

    def _forget(self) -> None:
        if self._list is not None:
            self._list.deleteLater()
            self._list = None
