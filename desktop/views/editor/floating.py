"""What floats over the editor without taking the focus: a frame beside the field it belongs to."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.paint import CARD_RADIUS, SHADOW, draw_rounded, draw_shadow
from desktop.views.theme import tokens

_GAP = 4


class Floating(QWidget):
    """A child of its anchor's window, so that no window of the system comes and goes while keys are typed."""

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def float_by(self, anchor: QWidget) -> None:
        """Show below ``anchor``, or above it where the window ends."""
        self._anchor = anchor
        if self.parentWidget() is not anchor.window():
            self.setParent(anchor.window())
        self.adjustSize()
        self.move(self._place())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_shadow(painter, self.frame())
        draw_rounded(painter, self.frame(), CARD_RADIUS, tokens().raised, tokens().line2)

    def frame(self) -> QRect:
        """Return what is inside the shadow."""
        return self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def _place(self) -> QPoint:
        window = self._anchor.window()
        room = window.rect()
        anchor = QRect(self._anchor.mapTo(window, QPoint()), self._anchor.size())
        x = anchor.right() + 1 + SHADOW - self.width() if self.isRightToLeft() else anchor.left() - SHADOW
        x = max(room.left() - SHADOW, min(x, room.right() + 1 + SHADOW - self.width()))
        below = anchor.bottom() + 1 + _GAP - SHADOW
        if below + self.height() - SHADOW <= room.bottom():
            return QPoint(x, below)
        return QPoint(x, anchor.top() - _GAP + SHADOW - self.height())
