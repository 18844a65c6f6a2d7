"""Tick: yes or no beside its words; native where the system draws its own, ours on Fusion."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, by_keyboard, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import drawn_by_fusion, tokens

_HEIGHT, _BOX, _GAP, _AIR = 28, 16, 10, 6


class Tick(QCheckBox):
    """``text`` says what the tick means; screen readers read it as its name."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.ring = False

    def sizeHint(self) -> QSize:
        if not drawn_by_fusion():
            return super().sizeHint()
        width = scaled(_BOX) + scaled(_GAP) + text_width(self.text(), fonts().body) + scaled(_AIR)
        return QSize(width, row_height(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if drawn_by_fusion() else super().minimumSizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not drawn_by_fusion():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        pieces = Pieces(self.rect(), self.layoutDirection())
        side = scaled(_BOX)
        place = pieces.take(side)
        box = QRect(place.left(), (self.height() - side) // 2, side, side)
        self._paint_box(painter, box)
        pieces.take(scaled(_GAP))
        ink = tokens().text if self.isEnabled() else tokens().faint
        draw_text(painter, pieces.rest, self.text(), fonts().body, ink)
        if self.ring:
            words = pieces.rest
            draw_focus(painter, words.adjusted(-scaled(_AIR), 2, 0, -2) if self.text() else box, CONTROL_RADIUS)

    def _paint_box(self, painter: QPainter, box: QRect) -> None:
        colours = tokens()
        if self.isChecked():
            draw_rounded(painter, box, 4, colours.accent if self.isEnabled() else colours.line2)
            paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", colours.on_accent)
        else:
            edge = colours.text if self.underMouse() and self.isEnabled() else colours.edge
            draw_rounded(painter, box, 4, colours.raised, edge if self.isEnabled() else colours.line2, 1.5)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)
