"""Chip: a filter that is on or off, with the colour of its state and the count behind it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import Pieces, draw_dot, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.drawn import DrawnButton

_HEIGHT, _INSET, _DOT, _GAP = 28, 12, 8, 8


class Chip(DrawnButton):
    """Checkable; ``toggled`` and ``clicked`` are QAbstractButton's own."""

    def __init__(
        self, text: str, tone: Tone | None = None, count: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self._tone = tone
        self._count = ""
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many rows the filter leaves; None shows no figure."""
        self._count = "" if count is None else self.locale().toString(count)
        self.setAccessibleName(f"{self.text()}, {self._count}" if self._count else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        dot = scaled(_DOT) + scaled(_GAP) if self._tone else 0
        count = scaled(_GAP) + text_width(self._count, fonts().small) if self._count else 0
        width = 2 * scaled(_INSET) + dot + self._word_width() + count
        return QSize(width, row_height(_HEIGHT, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_frame(painter)
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(scaled(_INSET))
        if self._tone:
            draw_dot(painter, pieces.take(scaled(_DOT)), scaled(_DOT), tokens().tones[self._tone].dot)
            pieces.take(scaled(_GAP))
        font = fonts().small_strong if self.isChecked() else fonts().small
        draw_text(painter, pieces.take(self._word_width()), self.text(), font, tokens().text)
        pieces.take(scaled(_GAP))
        pieces.take_end(scaled(_INSET))
        draw_text(painter, pieces.rest, self._count, fonts().small, tokens().muted)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = tokens()
        lit = self.isChecked() or self.underMouse() or self.isDown()
        border, width = (colours.text, 1.5) if self.isChecked() else (colours.line2, 1.0)
        radius = self.height() / 2
        draw_rounded(painter, self.rect(), radius, colours.alt if lit else colours.base, border, width)
        if self.ring:
            draw_focus(painter, self.rect(), int(radius))

    def _word_width(self) -> int:
        return text_width(self.text(), fonts().small_strong)  # the widest it gets, so that checking moves nothing
