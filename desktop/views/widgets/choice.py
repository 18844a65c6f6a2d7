"""Choice: one of several, behind a press; native where the system draws its own, ours on Fusion."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, draw_focus, draw_rounded, draw_text
from desktop.views.theme import drawn_by_fusion, tokens

_HEIGHT, _INSET, _CARET, _SHOWN = 32, 10, 12, 14


class Choice(QComboBox):
    """``name`` is what it asks for, for screen readers; ``choices`` are pairs of key and words."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMaxVisibleItems(_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        for key, words in choices:
            self.addItem(words, key)

    @property
    def key(self) -> str:
        """The key of the chosen words."""
        return str(self.currentData())

    def choose(self, key: str, words: str = "") -> None:
        """Show ``key`` as chosen; one that is not on offer is added, called ``words``."""
        found = self.findData(key)
        if found < 0:
            self.addItem(words or key, key)
            found = self.count() - 1
        self.setCurrentIndex(found)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), row_height(_HEIGHT)) if drawn_by_fusion() else hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), row_height(_HEIGHT)) if drawn_by_fusion() else hint

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page that is scrolled under the mouse changes no answer

    def paintEvent(self, event: QPaintEvent) -> None:
        if not drawn_by_fusion():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self._paint_frame(painter)
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(scaled(_INSET))
        pieces.take_end(scaled(_INSET))
        side = scaled(_CARET)
        caret = pieces.take_end(side)
        square = QRect(caret.left(), (self.height() - side) // 2, side, side)
        paint_icon(painter, square, "caret-down", tokens().muted if self.isEnabled() else tokens().faint)
        pieces.take_end(scaled(8))
        ink = tokens().text if self.isEnabled() else tokens().faint
        draw_text(painter, pieces.rest, self.currentText(), fonts().body, ink)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = tokens()
        lit = self.isEnabled() and self.underMouse()
        ground = colours.raised if self.isEnabled() else colours.alt
        draw_rounded(painter, self.rect(), CONTROL_RADIUS, ground, colours.edge if lit else colours.line2)
        if self.hasFocus():
            draw_focus(painter, self.rect())
        elif self.isEnabled():
            painter.setClipRect(0, self.height() - 2, self.width(), 2)
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, None, colours.edge)
            painter.setClipping(False)
