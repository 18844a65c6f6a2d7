"""Tabs: words with counts over a hairline; the chosen one is underlined."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import Pieces, draw_focus, draw_text, text_width
from desktop.views.theme import tokens
from desktop.views.widgets.drawn import DrawnButton
from desktop.views.widgets.surface import Surface

_HEIGHT, _GAP = 32, 6


class Tabs(Surface):
    """``chosen`` carries the index of the tab the person picked."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("alt", "bottom", parent=parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(20))
        for number, name in enumerate(names):
            tab = _Tab(name, self)
            self._group.addButton(tab, number)
            row.addWidget(tab)
        row.addStretch(1)
        self._group.buttons()[0].setChecked(True)
        self._group.idClicked.connect(self.chosen)

    def choose(self, index: int) -> None:
        """Go to a tab, as a press would."""
        self._group.button(index).click()

    def set_shown(self, index: int, *, shown: bool) -> None:
        """Offer a tab, or leave it out where there is nothing that could lie behind it."""
        self._group.button(index).setVisible(shown)

    def set_count(self, index: int, count: int) -> None:
        """Show how many things lie behind a tab."""
        tab = self._group.button(index)
        assert isinstance(tab, _Tab)
        tab.set_count(count)


class _Tab(DrawnButton):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setCheckable(True)
        self._count = ""
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = self.locale().toString(count) if count else ""
        self.setAccessibleName(f"{self.text()} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        count = scaled(_GAP) + text_width(self._count, fonts().small) if self._count else 0
        return QSize(text_width(self.text(), fonts().strong) + count, row_height(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        pieces = Pieces(self.rect(), self.layoutDirection())
        lit = self.isChecked() or self.underMouse()
        font = fonts().strong if self.isChecked() else fonts().body
        name = pieces.take(text_width(self.text(), font))
        draw_text(painter, name, self.text(), font, colours.text if lit else colours.muted)
        pieces.take(scaled(_GAP))
        draw_text(painter, pieces.rest, self._count, fonts().small, colours.muted)
        if self.isChecked():
            painter.fillRect(QRect(0, self.height() - 2, self.width(), 2), colours.text)
        if self.ring:
            draw_focus(painter, self.rect())
