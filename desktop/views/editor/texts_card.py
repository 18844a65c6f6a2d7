"""TextCard: a text of several lines that is printed on the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.views.editor.draft_edit import set_fields
from desktop.views.fonts import fonts, scaled
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_LINES = 3


class TextCard(Card):
    """Typed in place, without a frame of its own; ``field`` is the draft's text that it shows."""

    def __init__(
        self,
        state: DraftState,
        field: Literal["message", "terms", "late_fee"],
        title: str,
        invitation: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._field = field
        self.text = PlainText(title)
        self.text.setPlaceholderText(invitation)
        self.text.textChanged.connect(self._type)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(12), scaled(12), scaled(8))
        column.setSpacing(scaled(4))
        column.addWidget(Label(title, "section"))
        column.addWidget(self.text)
        state.opened.connect(self._follow)
        state.changed.connect(self._follow)

    def _follow(self) -> None:
        words = getattr(self._state.values, self._field)
        if self.text.toPlainText() != words:
            self.text.setPlainText(words)

    def _type(self) -> None:
        if not self._state.is_open:
            return
        values = set_fields(self._state.values, **{self._field: self.text.toPlainText()})
        self._state.change(values, self._field)


class PlainText(QPlainTextEdit):
    """Three lines high; Tab goes on to the next field, undo is the document's."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self._take_palette()

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), QFontMetrics(fonts().body).lineSpacing() * _LINES + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(120), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return False
        return super().event(event)

    def _take_palette(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, "transparent")
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)
