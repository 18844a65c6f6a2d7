"""SumTable: rows of words and figures under the total, each of which can be asked why it is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import FontName, fonts, row_height, scaled
from desktop.views.paint import CONTROL_RADIUS, Pieces, by_keyboard, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import tokens

if TYPE_CHECKING:
    from billing.steps import Part

_ROW, _ABOVE_HEAD, _AIR = 24, 8, 6


@dataclass(frozen=True, slots=True)
class SumRow:
    """Cells from start to end: the first is words, the others figures that end in columns. No cells is a hairline.

    ``part`` and ``index`` name the figure for whoever asks how it comes about.
    """

    cells: tuple[str, ...] = ()
    words: FontName = "body"
    figures: FontName = "body"
    head: bool = False
    part: Part | None = None
    index: int = 0


class SumTable(QWidget):
    """The figures stand in columns that end on one edge each; ``asked`` carries the row that was pressed."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[SumRow] = ()
        self._lit = -1
        self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setToolTip(self.tr("Why this cent?"))

    @property
    def rows(self) -> Sequence[SumRow]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[SumRow]) -> None:
        """Show other rows."""
        taller = len(rows) != len(self._rows)
        self._rows = rows
        if self._lit >= len(rows):
            self._lit = -1
        self.setAccessibleName("; ".join(" ".join(row.cells) for row in rows if row.cells))
        if taller:
            self.updateGeometry()
        self.update()

    def place_of(self, row: SumRow) -> QRect:
        """Return where ``row`` stands."""
        return self._places()[list(self._rows).index(row)]

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), sum(self._height(row) for row in self._rows))

    # -- asking -------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._light(self._row_at(event.position().toPoint().y()))

    def leaveEvent(self, _event: QEvent) -> None:
        if not self.hasFocus():
            self._light(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint().y())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(self._rows[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._lit >= 0 and not event.modifiers()
        ):
            self.asked.emit(self._rows[self._lit])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        if self._lit < 0:
            self._light(next((at for at, row in enumerate(self._rows) if row.part), -1))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self._light(-1)
        super().focusOutEvent(event)

    def _step(self, by: int) -> None:
        asking = [at for at, row in enumerate(self._rows) if row.part]
        if asking:
            place = asking.index(self._lit) + by if self._lit in asking else 0
            self._light(asking[max(0, min(place, len(asking) - 1))])

    def _light(self, row: int) -> None:
        if row != self._lit:
            self._lit = row
            self.setAccessibleDescription(" ".join(self._rows[row].cells) if row >= 0 else "")
            self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _row_at(self, y: int) -> int:
        for at, (row, place) in enumerate(zip(self._rows, self._places(), strict=True)):
            if row.part and place.top() <= y <= place.bottom():
                return at
        return -1

    # -- painting -----------------------------------------------------------------------------------------------------

    def _places(self) -> list[QRect]:
        places, top = [], 0
        for row in self._rows:
            places.append(QRect(0, top, self.width(), self._height(row)))
            top += places[-1].height()
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        widths = [text_width(row.cells[2], _font(row.figures)) for row in self._rows if len(row.cells) == 3]
        for at, (row, place) in enumerate(zip(self._rows, self._places(), strict=True)):
            if at == self._lit:
                self._paint_light(painter, place)
            if row.cells:
                self._paint_row(painter, place, row, max(widths, default=0))
            else:
                painter.fillRect(QRect(0, place.center().y(), self.width(), 1), tokens().line)

    def _paint_light(self, painter: QPainter, place: QRect) -> None:
        draw_rounded(painter, place, CONTROL_RADIUS, tokens().alt)
        if self._ring:
            draw_focus(painter, place)

    def _paint_row(self, painter: QPainter, place: QRect, row: SumRow, last: int) -> None:
        colours = tokens()
        if row.head:
            place = place.adjusted(0, scaled(_ABOVE_HEAD), 0, 0)
        pieces = Pieces(place, self.layoutDirection())
        figures = row.cells[1:]
        strong = colours.muted if row.head else colours.text
        wide = last if len(figures) == 2 else text_width(figures[-1], _font(row.figures))
        font = _font("medium") if row.figures == "body" else _font(row.figures)
        draw_text(
            painter, pieces.take_end(max(wide, text_width(figures[-1], font))), figures[-1], font, strong, end=True
        )
        pieces.take_end(scaled(16))
        if len(figures) == 2:
            middle = pieces.take_end(text_width(figures[0], _font(row.figures)) + 1)
            draw_text(painter, middle, figures[0], _font(row.figures), strong, end=True)
            pieces.take_end(scaled(8))
        plain = len(row.cells) == 3 or row.words != "body"
        ink = colours.muted if row.head or not plain else colours.text
        draw_text(painter, pieces.rest, row.cells[0], _font(row.words), ink)

    def _height(self, row: SumRow) -> int:
        if not row.cells:
            return scaled(17)
        return row_height(_ROW, _font(row.words)) + (scaled(_ABOVE_HEAD) if row.head else 0)


def _font(name: FontName) -> QFont:
    return fonts().named(name)
