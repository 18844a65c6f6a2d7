"""Switch: on or off at once, without a button to confirm."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.fonts import scaled
from desktop.views.paint import draw_dot, draw_focus, draw_rounded
from desktop.views.theme import tokens
from desktop.views.widgets.drawn import DrawnButton

_WIDTH, _TRACK, _TARGET, _INSET = 36, 20, 28, 4


class Switch(DrawnButton):
    """``name`` is what it switches, for screen readers; the label beside it belongs to the caller."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setCheckable(True)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH), scaled(_TARGET))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        high = scaled(_TRACK)
        track = QRect(0, (self.height() - high) // 2, self.width(), high)
        accent = colours.accent if self.isEnabled() else colours.line2
        if self.isChecked():
            draw_rounded(painter, track, high / 2, accent)
        else:
            edge = colours.text if self.underMouse() and self.isEnabled() else colours.edge
            draw_rounded(painter, track, high / 2, colours.raised, edge if self.isEnabled() else colours.line2, 1.5)
        self._paint_knob(painter, track)
        if self.ring:
            draw_focus(painter, self.rect().adjusted(0, 2, 0, -2), self.height() // 2)

    def _paint_knob(self, painter: QPainter, track: QRect) -> None:
        on = self.isChecked()
        diameter = track.height() - 2 * scaled(_INSET) + (0 if on else -scaled(2))
        reach = track.height() / 2
        at_right = on is (self.layoutDirection() is Qt.LayoutDirection.LeftToRight)
        x = track.left() + (track.width() - reach if at_right else reach)
        middle = QPointF(x, track.top() + reach)
        colour = tokens().on_accent if on else tokens().edge
        square = QRect(0, 0, track.height(), track.height()).translated(int(middle.x() - reach), track.top())
        draw_dot(painter, square, diameter, colour if self.isEnabled() or on else tokens().line2)
