"""Surfaces: the grounds that everything else stands on, painted from the tokens."""

from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.paint import CARD_RADIUS, draw_rounded
from desktop.views.theme import tokens

Ground = Literal["window", "rail", "base", "alt", "mat"]
Edge = Literal["top", "bottom", "start", "end"]


class Surface(QWidget):
    """A plain ground, perhaps with a hairline along some of its edges."""

    def __init__(self, ground: Ground, *edges: Edge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground: Ground = ground
        self._edges = edges

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), getattr(tokens(), self._ground))
        for edge in self._edges:
            painter.fillRect(self._hairline(edge), tokens().line)

    def _hairline(self, edge: Edge) -> QRect:
        if edge in ("top", "bottom"):
            return QRect(0, 0 if edge == "top" else self.height() - 1, self.width(), 1)
        at_left = (edge == "start") is not self.isRightToLeft()
        return QRect(0 if at_left else self.width() - 1, 0, 1, self.height())


class Card(QWidget):
    """A raised card with rounded corners and a hairline border, no shadow."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_rounded(QPainter(self), self.rect(), CARD_RADIUS, tokens().raised, tokens().line)


class Hairline(QWidget):
    """A line of 1 px between two parts of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().line)
