"""The card *Needs a hand today*: a row each, with the one button that leads there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.fonts import row_height, scaled
from desktop.views.home.words import HandWords, hand_words
from desktop.views.icons import paint_icon
from desktop.views.paint import CARD_RADIUS, draw_rounded
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card, Hairline

if TYPE_CHECKING:
    from desktop.queries.hands import Hand

_INSET, _TILE = 16, 36


class HandsCard(Card):
    """``pressed`` carries the hand whose button was pressed, ``ticked`` the task that is done. Read again, the keyboard
    stays in its row.
    """

    pressed = Signal(object)
    ticked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("Needs a hand today"))
        self.buttons: list[Button] = []
        self._shown: tuple[tuple[Hand, HandWords], ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_hands(self, hands: tuple[Hand, ...], time_zone: str, today: date) -> None:
        """Show ``hands`` in their order; what stands already is left alone."""
        rows = tuple((hand, hand_words(hand, time_zone, today)) for hand in hands)
        if rows == self._shown:
            return
        self._shown = rows
        at = next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)
        self._clear()
        for number, (hand, words) in enumerate(rows):
            if number:
                self._column.addWidget(Hairline())
            self._column.addWidget(self._row(hand, words, first=number == 0))
        if not rows:
            self._column.addWidget(_nothing(self.tr("Nothing needs a hand today.")))
        if at is not None and self.buttons:
            self.buttons[min(at, len(self.buttons) - 1)].setFocus()

    def _clear(self) -> None:
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _row(self, hand: Hand, words: HandWords, *, first: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(scaled(_INSET), scaled(10), scaled(_INSET), scaled(10))
        line.setSpacing(scaled(14))
        line.addWidget(_Tile(words.glyph, words.tone))
        said = QVBoxLayout()
        said.setSpacing(scaled(1))
        said.addWidget(Label(words.title, "strong", elided=True))
        said.addWidget(Label(words.detail, "body", "muted", elided=True))
        line.addLayout(said, 1)
        if words.sums:
            sums = Label(words.sums, "medium")
            sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(sums)
        if hand.task_id is not None:
            line.addWidget(self._tick(hand, words))
        deed = Button(words.deed, kind=Kind.FILLED if first else Kind.OUTLINED)
        deed.setMinimumWidth(deed.width_for("MMMMMMM"))
        deed.setAccessibleName(f"{words.deed}: {words.title}")
        deed.setAccessibleDescription(f"{words.detail} {words.sums}".strip().replace("\n", ", "))
        deed.clicked.connect(lambda: self.pressed.emit(hand))
        self.buttons.append(deed)
        line.addWidget(deed)
        return row

    def _tick(self, hand: Hand, words: HandWords) -> Button:
        done = Button(self.tr("Done"), "check")
        done.setAccessibleName(self.tr("Done: {task}").format(task=words.title))
        done.clicked.connect(lambda: self.ticked.emit(hand.task_id))
        return done


class _Tile(QWidget):
    """The row's icon on the ground of its tone."""

    def __init__(self, glyph: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._tone = glyph, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(row_height(_TILE), row_height(_TILE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens().tones[self._tone]
        draw_rounded(painter, self.rect(), CARD_RADIUS, colours.fill)
        side = scaled(18)
        middle = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, middle, self._glyph, colours.word)


def _nothing(sentence: str) -> QWidget:
    place = QWidget()
    line = QHBoxLayout(place)
    line.setContentsMargins(scaled(_INSET), scaled(20), scaled(_INSET), scaled(20))
    line.setSpacing(scaled(10))
    line.addWidget(Glyph("check-circle"))
    words = Label(sentence, "body", "muted")
    words.setWordWrap(True)
    line.addWidget(words, 1)
    return place
