"""TextArea: several lines of text in a frame like a field's; Tab goes on to the next field."""

from math import ceil

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop.views.fonts import fonts, scaled
from desktop.views.paint import CONTROL_RADIUS, draw_focus, draw_rounded
from desktop.views.theme import drawn_by_fusion, tokens


class TextArea(QPlainTextEdit):
    """``lines`` of text are in sight. ``edited`` tells that the cursor left it after something was typed."""

    edited = Signal()

    def __init__(self, name: str, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._before = ""
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        if drawn_by_fusion():
            self._clear_ground()

    def sizeHint(self) -> QSize:
        around = self.viewportMargins()
        line = ceil(QFontMetricsF(fonts().body).lineSpacing()) + 1
        high = line * self._lines + around.top() + around.bottom()
        return QSize(scaled(240), high + round(2 * self.document().documentMargin()) + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(120), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and drawn_by_fusion():
            self._paint_frame(QPainter(self))
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._before = self.toPlainText()
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
        if event.reason() is not Qt.FocusReason.PopupFocusReason and self.toPlainText() != self._before:
            self.edited.emit()

    def _paint_frame(self, painter: QPainter) -> None:
        colours = tokens()
        draw_rounded(painter, self.rect(), CONTROL_RADIUS, colours.raised, colours.line2)
        if self.hasFocus():
            draw_focus(painter, self.rect())
            return
        painter.setClipRect(0, self.height() - 2, self.width(), 2)
        draw_rounded(painter, self.rect(), CONTROL_RADIUS, None, colours.edge)

    def _clear_ground(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setViewportMargins(QMargins(scaled(6), scaled(4), scaled(4), scaled(4)))
