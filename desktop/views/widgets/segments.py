"""Segments: one choice out of a few, all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import CARD_RADIUS, CONTROL_RADIUS, Pieces, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import tokens
from desktop.views.widgets.drawn import DrawnButton

_HEIGHT, _INSET, _MARGIN = 28, 12, 2


class Segments(QWidget):
    """``chosen`` carries the key of the segment that the person picked; ``choose`` is silent."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``choices`` are pairs of key and word; the first is chosen."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        row.setSpacing(0)
        for key, word in choices:
            self._segments[key] = segment = _Segment(word, self)
            self._group.addButton(segment)
            row.addWidget(segment)
        self._group.buttonClicked.connect(self._announce)
        self.choose(choices[0][0])

    @property
    def current(self) -> str:
        """The key of the chosen segment."""
        return next(key for key, segment in self._segments.items() if segment.isChecked())

    def choose(self, key: str) -> None:
        """Show ``key`` as chosen; KeyError if there is no such segment."""
        self._segments[key].setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_rounded(QPainter(self), self.rect(), CARD_RADIUS, tokens().window)

    def _announce(self, _button: QAbstractButton) -> None:
        self.chosen.emit(self.current)


class _Segment(DrawnButton):
    def __init__(self, word: str, parent: QWidget) -> None:
        super().__init__(word, parent)
        self.setCheckable(True)
        self.setAccessibleName(word)

    def sizeHint(self) -> QSize:
        width = 2 * scaled(_INSET) + text_width(self.text(), fonts().small_strong)
        return QSize(max(width, scaled(40)), row_height(_HEIGHT, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        if self.isChecked():
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, colours.raised, colours.line2)
        if self.ring:
            draw_focus(painter, self.rect())
        font = fonts().small_strong if self.isChecked() else fonts().small
        spare = self.width() - text_width(self.text(), font)
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(spare // 2)
        chosen = self.isChecked() or self.underMouse()
        draw_text(painter, pieces.rest, self.text(), font, colours.text if chosen else colours.muted)
