"""StatePill: a state as icon and word; the same painting in lists and in cards."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import Pieces, draw_rounded, draw_text, text_width
from desktop.views.tables.roles import PillValue
from desktop.views.theme import tokens

_HEIGHT, _ICON, _GAP, _START, _END = 22, 14, 5, 8, 10


def pill_size(value: PillValue) -> QSize:
    """Return the size of the pill; text starts at the same place with and without fill."""
    frame = scaled(_START) + scaled(_ICON) + scaled(_GAP) + scaled(_END)
    return QSize(frame + text_width(value.word, _font(value)), row_height(_HEIGHT, fonts().small))


def paint_pill(painter: QPainter, rect: QRect, value: PillValue) -> None:
    """Paint the pill at the start of ``rect``, in the middle of its height, no wider than its word and ``rect``."""
    size = pill_size(value)
    place = Pieces(rect, painter.layoutDirection()).take(min(size.width(), rect.width()))
    place = QRect(place.left(), rect.top() + (rect.height() - size.height()) // 2, place.width(), size.height())
    colours = tokens().tones[value.tone]
    if value.filled:
        draw_rounded(painter, place, place.height() / 2, colours.fill)
    pieces = Pieces(place, painter.layoutDirection())
    pieces.take(scaled(_START))
    paint_icon(painter, _square(pieces.take(scaled(_ICON))), value.icon, colours.word)
    pieces.take(scaled(_GAP))
    pieces.take_end(scaled(_END) // 2)  # the other half is left to letters that lean over
    draw_text(painter, pieces.rest, value.word, _font(value), colours.word)


def _square(place: QRect) -> QRect:
    return QRect(place.left(), place.top() + (place.height() - place.width()) // 2, place.width(), place.width())


def _font(value: PillValue) -> QFont:
    return fonts().small_medium if value.filled else fonts().small


class StatePill(QWidget):
    """The state of the one document that a card or a dialog shows."""

    def __init__(self, value: PillValue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._value = value
        self.set_value(value)

    @property
    def value(self) -> PillValue:
        """The state shown."""
        return self._value

    def set_value(self, value: PillValue) -> None:
        """Show another state."""
        self._value = value
        self.setAccessibleName(value.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self._value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_pill(painter, self.rect(), self._value)
