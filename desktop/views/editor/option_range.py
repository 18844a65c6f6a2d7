"""OptionRange: where a quote's total stands between no option and every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import draw_rounded, draw_text
from desktop.views.theme import tokens
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.views.editor.sums import Options


class OptionRange(QWidget):
    """Where the total stands between no option and every one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = self._most = self._now = 0
        self._currency = "EUR"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_range(self, options: Options, now: int, currency: str) -> None:
        """Show the three totals, in minor units."""
        self._least, self._most, self._now, self._currency = options.least, options.most, now, currency
        words = self.tr("{least} without options, {most} with every option")
        self.setAccessibleName(words.format(least=amount(self._least, currency), most=amount(self._most, currency)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), scaled(22) + row_height(19) + row_height(18, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        high = scaled(4)
        bar = QRect(0, scaled(9), self.width(), high)
        draw_rounded(painter, bar, high / 2, colours.line2)
        span = self._most - self._least
        share = (self._now - self._least) / span if span > 0 else 1.0  # where on the bar: pixels, no money
        done = round(bar.width() * min(max(share, 0.0), 1.0))
        left = bar.width() - done if self.isRightToLeft() else 0
        draw_rounded(painter, QRect(left, bar.top(), done, high), high / 2, colours.text)
        mark = min(max((left if self.isRightToLeft() else done) - 1, 0), self.width() - 3)
        painter.fillRect(QRect(mark, bar.top() - scaled(4), 3, high + 2 * scaled(4)), colours.text)
        figures = QRect(0, scaled(22), self.width(), row_height(19))
        words = QRect(0, figures.bottom() + 1, self.width(), row_height(18, fonts().small))
        draw_text(painter, figures, amount(self._least, self._currency), fonts().medium, colours.text)
        draw_text(painter, figures, amount(self._most, self._currency), fonts().medium, colours.text, end=True)
        draw_text(painter, words, self.tr("without options"), fonts().small, colours.muted)
        draw_text(painter, words, self.tr("with every option"), fonts().small, colours.muted, end=True)
