"""DayBars: who opened a link on which day; filled for people, outlined for automatic checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import Pieces, draw_rounded, draw_text, text_width
from desktop.views.theme import tokens

_HEAD, _PLOT, _FOOT, _BAR = 28, 76, 24, 14


@dataclass(frozen=True, slots=True)
class DayViews:
    """How often a link was opened on one day of the office's calendar."""

    day: date
    people: int
    automatic: int = 0


class DayBars(QWidget):
    """One bar a day; the caller includes days without views. Screen readers get the same as words."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._days: Sequence[DayViews] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.show_days(())

    def show_days(self, days: Sequence[DayViews]) -> None:
        """Show ``days``, oldest first."""
        self._days = tuple(days)
        seen = [self._in_words(each) for each in self._days if each.people or each.automatic]
        self.setAccessibleDescription("; ".join(seen) or self.tr("no views"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(320), scaled(_HEAD) + scaled(_PLOT) + row_height(_FOOT, fonts().small) + scaled(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(200), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_head(painter, QRect(0, 0, self.width(), scaled(_HEAD) - scaled(8)))
        top = self._steps[-1]
        margin = text_width(self.locale().toString(top), fonts().small) + scaled(8)
        pieces = Pieces(QRect(0, scaled(_HEAD) + scaled(8), self.width(), scaled(_PLOT)), self.layoutDirection())
        figures = pieces.take(margin)
        plot = pieces.rest
        for step in self._steps:
            self._paint_step(painter, figures, plot, step)
        self._paint_bars(painter, plot)
        self._paint_days(painter, plot)

    @property
    def _steps(self) -> list[int]:
        """Whole numbers from 0 to the least round one that no bar exceeds, at most five of them."""
        highest = max((each.people + each.automatic for each in self._days), default=0)
        stride = next(step for step in _STRIDES if step * 4 >= highest)
        return list(range(0, max(-(-highest // stride), 1) * stride + 1, stride))

    def _paint_head(self, painter: QPainter, place: QRect) -> None:
        pieces = Pieces(place, self.layoutDirection())
        for word, filled in ((self.tr("automatic check"), False), (self.tr("person"), True)):
            name = pieces.take_end(text_width(word, fonts().small))
            draw_text(painter, name, word, fonts().small, tokens().muted)
            pieces.take_end(scaled(8))
            side = scaled(10)
            square = pieces.take_end(side)
            square = QRect(square.left(), square.center().y() - side // 2 + 1, side, side)
            self._paint_box(painter, square, filled=filled)
            pieces.take_end(scaled(16))
        draw_text(painter, pieces.rest, self._title, fonts().strong, tokens().text)

    def _paint_step(self, painter: QPainter, figures: QRect, plot: QRect, step: int) -> None:
        y = self._y(plot, step)
        painter.fillRect(QRect(plot.left(), y, plot.width(), 1), tokens().line if step else tokens().line2)
        line = QRect(figures.left(), y - scaled(10), figures.width(), scaled(20))
        pieces = Pieces(line, self.layoutDirection())
        pieces.take_end(scaled(8))
        draw_text(painter, pieces.rest, self.locale().toString(step), fonts().small, tokens().muted, end=True)

    def _paint_bars(self, painter: QPainter, plot: QRect) -> None:
        for index, each in enumerate(self._days):
            column = self._column(plot, index)
            self._paint_box(painter, self._between(plot, column, 0, each.people), filled=True)
            whole = each.people + each.automatic
            self._paint_box(painter, self._between(plot, column, each.people, whole), filled=False)

    def _paint_box(self, painter: QPainter, box: QRect, *, filled: bool) -> None:
        if box.height() <= 0:
            return
        if filled:
            draw_rounded(painter, box, 2, tokens().accent)
        else:
            draw_rounded(painter, box, 2, tokens().raised, tokens().edge)

    def _paint_days(self, painter: QPainter, plot: QRect) -> None:
        if not self._days:
            return
        last = len(self._days) - 1
        for index in sorted({0, last // 2, last} if last >= 4 else {0, last}):
            words = self._day(self._days[index].day)
            width = text_width(words, fonts().small) + 2
            middle = self._column(plot, index).center().x()
            left = max(0, min(middle - width // 2, self.width() - width))
            place = QRect(left, plot.bottom() + scaled(4), width, row_height(20, fonts().small))
            draw_text(painter, place, words, fonts().small, tokens().muted)

    def _column(self, plot: QRect, index: int) -> QRect:
        share = plot.width() / max(len(self._days), 1)
        wide = max(2, min(scaled(_BAR), round(share * 0.7)))
        at = len(self._days) - 1 - index if self.isRightToLeft() else index
        return QRect(round(plot.left() + share * (at + 0.5) - wide / 2), plot.top(), wide, plot.height())

    def _between(self, plot: QRect, column: QRect, low: int, high: int) -> QRect:
        upper, lower = self._y(plot, high), self._y(plot, low)
        return QRect(column.left(), upper, column.width(), lower - upper)

    def _y(self, plot: QRect, value: int) -> int:
        return plot.bottom() - round((plot.height() - 1) * value / self._steps[-1])

    def _day(self, day: date) -> str:
        return self.locale().toString(QDate(day.year, day.month, day.day), "d MMM")

    def _in_words(self, views: DayViews) -> str:
        counts = [(views.people, self.tr("person")), (views.automatic, self.tr("automatic check"))]
        return f"{self._day(views.day)}: " + ", ".join(f"{count} {word}" for count, word in counts if count)


_STRIDES = [step * 10**power for power in range(9) for step in (1, 2, 5)]
