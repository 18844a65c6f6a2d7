"""LinkLine: a quiet line of words that leads somewhere else."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.fonts import fonts, row_height
from desktop.views.paint import Pieces, draw_focus, draw_text, text_width
from desktop.views.theme import tokens
from desktop.views.widgets.drawn import DrawnButton

_HEIGHT = 26


class LinkLine(DrawnButton):
    """Small accent-coloured words, underlined under the mouse."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), fonts().small) + 2, row_height(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_text(painter, self.rect(), self.text(), fonts().small, tokens().accent)
        if self.underMouse():
            wide = text_width(self.text(), fonts().small)
            line = Pieces(self.rect(), self.layoutDirection()).take(wide)
            below = (self.height() + QFontMetrics(fonts().small).ascent()) // 2
            painter.fillRect(line.left(), below, wide, 1, tokens().accent)
        if self.ring:
            draw_focus(painter, self.rect())
