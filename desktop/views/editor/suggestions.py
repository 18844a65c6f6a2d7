"""Suggestions: what completes a field while it is typed, in a list under it that never takes the focus."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import bidirectional

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.editor.catalogue import folded
from desktop.views.editor.floating import Floating
from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, SHADOW, Pieces, draw_rounded, draw_text, text_width
from desktop.views.theme import tokens

_ROW, _INSET, _PAD, _NARROWEST, _WIDEST = 30, 10, 4, 220, 420


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``key`` is what is chosen; ``glyph`` marks a deed such as adding; ``end`` stands at the end (price, key)."""

    key: object
    text: str
    code: str = ""
    end: str = ""
    glyph: str = ""


class Suggestions(Floating):
    """``chosen`` carries the key of the suggestion that was clicked or taken."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._rows: Sequence[Suggestion] = ()
        self._typed = ""
        self._current = -1
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Suggestions"))

    @property
    def rows(self) -> Sequence[Suggestion]:
        """What is offered."""
        return self._rows if self.isVisible() else ()

    @property
    def current(self) -> Suggestion | None:
        """The suggestion that Enter takes."""
        return self._rows[self._current] if self.isVisible() and 0 <= self._current < len(self._rows) else None

    def offer(self, anchor: QWidget, rows: Sequence[Suggestion], typed: str, *, first: bool) -> None:
        """Show ``rows`` under ``anchor``; what matches ``typed`` stands out. ``first`` puts the person on the first."""
        self._rows, self._typed = rows, typed.strip()
        self._current = 0 if first and rows else -1
        if rows:
            self.float_by(anchor)
            self.update()
        else:
            self.hide()

    def step(self, by: int) -> None:
        """Go up or down; above the first one nothing is chosen."""
        self._current = max(-1, min(self._current + by, len(self._rows) - 1))
        self.update()
        if (row := self.current) is not None:
            said = " ".join(filter(None, (row.text, row.code, row.end)))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def sizeHint(self) -> QSize:
        wide = max((self._width_of(row) for row in self._rows), default=0)
        wide = max(scaled(_NARROWEST), self._anchor.width(), min(wide, scaled(_WIDEST)))
        high = len(self._rows) * row_height(_ROW) + 2 * scaled(_PAD)
        return QSize(wide + 2 * SHADOW, high + 2 * SHADOW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._current = self._row_at(event.position().toPoint())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self._rows[row].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for number, row in enumerate(self._rows):
            place = self._rect_of(number)
            if number == self._current:
                draw_rounded(
                    painter, place.adjusted(scaled(_PAD), 0, -scaled(_PAD), 0), CONTROL_RADIUS, tokens().selected
                )
            self._paint_row(painter, place.adjusted(scaled(_INSET), 0, -scaled(_INSET), 0), row)

    def _paint_row(self, painter: QPainter, place: QRect, row: Suggestion) -> None:
        colours = tokens()
        pieces = Pieces(place, self.layoutDirection())
        if row.end:
            draw_text(painter, pieces.take_end(text_width(row.end, fonts().body)), row.end, fonts().body, colours.muted)
            pieces.take_end(scaled(12))
        if row.glyph:
            icon = pieces.take(scaled(16))
            paint_icon(painter, icon.adjusted(0, 0, -2, 0), row.glyph, colours.muted)
            pieces.take(scaled(6))
        code = min(text_width(row.code, fonts().small) + scaled(10), pieces.rest.width() // 3) if row.code else 0
        match = self._match_of(row.text)
        for part, font in ((row.text[:match], fonts().strong), (row.text[match:], fonts().body)):
            width = min(text_width(part, font), max(pieces.rest.width() - code, 0))
            draw_text(painter, pieces.take(width), part, font, colours.muted if row.glyph else colours.text)
        if code:
            pieces.take(scaled(10))
            draw_text(painter, pieces.rest, row.code, fonts().small, colours.faint)

    def _match_of(self, text: str) -> int:
        """Return how many letters stand out; none where words run against the list: the parts would change places."""
        right_to_left = bidirectional(text[:1] or "a") in ("R", "AL")
        if not self._typed or right_to_left is not self.isRightToLeft():
            return 0
        return len(self._typed) if folded(text).startswith(folded(self._typed)) else 0

    def _width_of(self, row: Suggestion) -> int:
        words = text_width(row.text, fonts().strong) + text_width(row.code, fonts().small)
        return words + text_width(row.end, fonts().body) + 2 * scaled(_INSET) + scaled(50)

    def _rect_of(self, number: int) -> QRect:
        frame, high = self.frame(), row_height(_ROW)
        return QRect(frame.left(), frame.top() + scaled(_PAD) + number * high, frame.width(), high)

    def _row_at(self, place: QPoint) -> int:
        return next((number for number in range(len(self._rows)) if self._rect_of(number).contains(place)), -1)
