"""Popover: explains what opened it; never asks anything that must be answered."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.paint import CARD_RADIUS, SHADOW, draw_rounded, draw_shadow
from desktop.views.theme import tokens

_GAP = 8


class Popover(QWidget):
    """A frame beside ``anchor``: below it, or above where the screen ends. Esc closes it and the focus goes back.

    Put the content into ``body``; its margins reach the frame, so that hairlines may run from edge to edge.
    """

    closed = Signal()

    def __init__(self, anchor: QWidget, name: str) -> None:
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(anchor, flags)
        self._anchor = anchor
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SHADOW + 1, SHADOW + 1, SHADOW + 1, SHADOW + 1)
        self.body.setSpacing(0)

    def open(self) -> None:
        """Show it beside its anchor, with the focus inside."""
        self.open_by(self._anchor.rect())

    def open_by(self, part: QRect) -> None:
        """Show it beside a part of its anchor."""
        self.adjustSize()
        self.move(self._place(part))
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.focusNextChild()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        draw_shadow(painter, frame)
        draw_rounded(painter, frame, CARD_RADIUS, tokens().raised, tokens().line2)

    def _place(self, part: QRect) -> QPoint:
        anchor = QRect(self._anchor.mapToGlobal(part.topLeft()), part.size())
        screen = self._anchor.screen().availableGeometry()
        x = anchor.left() - SHADOW if not self.isRightToLeft() else anchor.right() + 1 + SHADOW - self.width()
        x = max(screen.left() - SHADOW, min(x, screen.right() + 1 + SHADOW - self.width()))
        below = anchor.bottom() + 1 + _GAP - SHADOW
        fits = below + self.height() - SHADOW <= screen.bottom()
        return QPoint(x, below if fits else anchor.top() - _GAP + SHADOW - self.height())
