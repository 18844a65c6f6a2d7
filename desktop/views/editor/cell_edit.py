"""The fields in which a cell of a line is typed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.views.fonts import FontName, fonts, scaled
from desktop.views.paint import CONTROL_RADIUS, draw_focus, draw_rounded
from desktop.views.theme import tokens

_INSET = 8


class CellEdit(QLineEdit):
    """Says which way the person goes on: ``walked`` to the next (1) or last (-1) cell, ``entered`` to the next line."""

    walked = Signal(int)
    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()
    turned = Signal()  # Shift+Enter: to the other line of the same cell

    def __init__(self, name: str, parent: QWidget, font: FontName = "body", *, framed: bool = True) -> None:
        super().__init__(parent)
        self._framed = framed
        self.setAccessibleName(name)
        self.setFont(fonts().named(font))
        self.setFrame(False)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        if framed:
            self.setTextMargins(scaled(_INSET) - 2, 0, scaled(_INSET) - 2, 0)  # Qt adds 2 of its own

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_history(event):
            event.ignore()  # undo is the document's, also inside a cell
            return False
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.walked.emit(1 if forward else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if _is_history(event) or not plain:
            event.ignore() if _is_history(event) or key in _LINE_KEYS else super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.turned if shift else self.entered).emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._framed:
            painter = QPainter(self)
            _paint_frame(painter, self)
            painter.end()
        super().paintEvent(event)


class TextCellEdit(QWidget):
    """Title and, smaller, detail in one frame."""

    def __init__(self, title: str, detail: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = CellEdit(title, self, "medium", framed=False)
        self.detail = CellEdit(detail, self, "small", framed=False)
        self.detail.setPlaceholderText(self.tr("Detail (Shift+Enter)"))
        self.setFocusProxy(self.title)
        self.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(_INSET) - 2, 2, scaled(_INSET) - 2, 2)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.detail)
        self.title.turned.connect(lambda: self.detail.setFocus(Qt.FocusReason.TabFocusReason))
        self.detail.turned.connect(lambda: self.title.setFocus(Qt.FocusReason.TabFocusReason))

    def paintEvent(self, _event: QPaintEvent) -> None:
        _paint_frame(QPainter(self), self)


_LINE_KEYS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_D, Qt.Key.Key_Tab,
}  # fmt: skip


def _is_history(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _paint_frame(painter: QPainter, widget: QWidget) -> None:
    draw_rounded(painter, widget.rect(), CONTROL_RADIUS, tokens().raised)
    draw_focus(painter, widget.rect())
