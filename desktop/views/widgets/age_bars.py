"""AgeBars: what customers owe by how late it is, one currency at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import FontName, fonts, row_height, scaled
from desktop.views.paint import draw_rounded, draw_text, text_width
from desktop.views.theme import Tone, tokens

_BAR, _PLOT, _LEAST = 44, 128, 3


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """``minor`` only scales the bar (one currency, minor units); ``figure`` is what people read."""

    word: str
    detail: str
    figure: str
    minor: int
    tone: Tone = Tone.NEUTRAL


class AgeBars(QWidget):
    """Figures stand on their bars; the same as words for screen readers."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buckets: Sequence[AgeBucket] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_buckets(self, buckets: Sequence[AgeBucket]) -> None:
        """Show ``buckets``, youngest first."""
        self._buckets = tuple(buckets)
        words = (f"{each.word}: {each.figure}, {each.detail}" for each in self._buckets)
        self.setAccessibleDescription("; ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(360), scaled(24) + scaled(_PLOT) + 2 * row_height(18, fonts().small) + scaled(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(280), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        plot = QRect(0, scaled(24), self.width(), scaled(_PLOT))
        for third in range(4):
            y = plot.top() + round((plot.height() - 1) * third / 3)
            painter.fillRect(QRect(0, y, self.width(), 1), tokens().line2 if third == 3 else tokens().line)
        highest = max((each.minor for each in self._buckets), default=0) or 1
        for index, bucket in enumerate(self._buckets):
            self._paint_bucket(painter, plot, index, bucket, highest)

    def _paint_bucket(self, painter: QPainter, plot: QRect, index: int, bucket: AgeBucket, highest: int) -> None:
        share = plot.width() / len(self._buckets)
        at = len(self._buckets) - 1 - index if self.isRightToLeft() else index
        column = QRect(round(at * share), plot.top(), round(share), plot.height())
        high = (
            max(round((plot.height() - scaled(8)) * bucket.minor / highest), scaled(_LEAST)) if bucket.minor > 0 else 0
        )
        wide = min(scaled(_BAR), column.width() - 8)
        bar = QRect(column.center().x() - wide // 2, plot.bottom() - high, wide, high)
        if high:
            draw_rounded(painter, bar, 2, tokens().tones[bucket.tone].dot)
        line = row_height(18, fonts().small)
        self._centred(
            painter, QRect(column.left(), bar.top() - line - 2, column.width(), line), bucket.figure, "small_strong"
        )
        below = QRect(column.left(), plot.bottom() + scaled(6), column.width(), line)
        self._centred(painter, below, bucket.word, "small")
        self._centred(painter, below.translated(0, line - 2), bucket.detail, "caption")

    def _centred(self, painter: QPainter, place: QRect, words: str, name: FontName) -> None:
        font = fonts().named(name)
        width = min(text_width(words, font) + 2, place.width())
        ground = QRect(place.center().x() - width // 2, place.top(), width, place.height())
        if name == "small_strong":  # no gridline runs through a figure
            painter.fillRect(ground.adjusted(-4, 0, 4, 0), tokens().raised)
        draw_text(painter, ground, words, font, tokens().muted if name == "caption" else tokens().text)
