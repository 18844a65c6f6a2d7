"""Delegates: how a cell of each kind is painted; all colours from the tokens, all sizes from the fonts."""

from typing import Generic, TypeVar

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import Pieces, draw_rounded, draw_text, never_markup, text_width
from desktop.views.tables.roles import (
    AmountValue,
    DueValue,
    LineValue,
    LinkValue,
    NumberValue,
    PillValue,
    TextValue,
    ValueRole,
)
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.pill import paint_pill, pill_size

Index = QModelIndex | QPersistentModelIndex
V = TypeVar("V")

CELL_INSET = 10
ROW_HEIGHT = 34
LINE_HEIGHT = 48
CURRENCY_COLUMN = 30


class CellDelegate(QStyledItemDelegate, Generic[V]):
    """Paints the ground of the row and its hairline; each kind of cell paints its value on it.

    ``head_inset`` is the room that the head leaves at the end, so that it stands above the cell's own text.
    """

    height = ROW_HEIGHT
    at_end = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        painter.setLayoutDirection(option.direction)
        # named in full: the first mention of QStyle costs a tenth of the first paint, and an empty list needs none
        chosen = bool(option.state & QtWidgets.QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, tokens().selected if chosen else tokens().base)
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), tokens().line)
        value = index.data(ValueRole)
        if value is not None:
            self.paint_value(painter, _inner(option), value)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        value = index.data(ValueRole)
        wide = self.value_width(value) if value is not None else 0
        return QSize(wide + 2 * scaled(CELL_INSET), self.row_height())

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        value = index.data(ValueRole)
        if event.type() != QEvent.Type.ToolTip or value is None:
            return super().helpEvent(event, view, option, index)
        words = self.tooltip(value)
        if not words and self.value_width(value) > _inner(option).width() + 1:
            words = self.in_words(value)
        QToolTip.showText(event.globalPos(), never_markup(words), view)
        return True

    def head_inset(self) -> int:
        """Return the pixels between the head's text and the end of the cell."""
        return scaled(CELL_INSET)

    def row_height(self) -> int:
        """Return the height that this kind of cell needs at the text size of the moment."""
        return row_height(self.height)

    def paint_value(self, painter: QPainter, rect: QRect, value: V) -> None:
        """Paint ``value`` inside ``rect``, which leaves the insets out."""
        raise NotImplementedError

    def value_width(self, value: V) -> int:
        """Return the width that shows all of ``value``."""
        raise NotImplementedError

    def in_words(self, value: V) -> str:
        """Return all of ``value`` as text, for the tooltip of a cell that is too narrow."""
        raise NotImplementedError

    def tooltip(self, _value: V) -> str:
        """Return what the tooltip says even when all of the value can be seen."""
        return ""


class PillDelegate(CellDelegate[PillValue]):
    """A document's state."""

    def paint_value(self, painter: QPainter, rect: QRect, value: PillValue) -> None:
        paint_pill(painter, rect, value)

    def value_width(self, value: PillValue) -> int:
        return pill_size(value).width()

    def in_words(self, value: PillValue) -> str:
        return value.word


class AmountDelegate(CellDelegate[AmountValue]):
    """Digits at the right, also in right-to-left; the currency in a column of its own, which changes sides."""

    at_end = True

    def paint_value(self, painter: QPainter, rect: QRect, value: AmountValue) -> None:
        pieces = Pieces(rect, painter.layoutDirection())
        code = pieces.take_end(_currency_column())
        draw_text(painter, code, value.currency, fonts().caption, tokens().faint, end=True)
        digits = pieces.rest
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        ink = tokens().faint if value.faint else tokens().text
        draw_text(painter, digits, value.digits, _digits_font(value), ink, end=not mirrored)

    def value_width(self, value: AmountValue) -> int:
        return text_width(value.digits, _digits_font(value)) + _currency_column()

    def in_words(self, value: AmountValue) -> str:
        return f"{value.digits} {value.currency}"

    def head_inset(self) -> int:
        return scaled(CELL_INSET) + _currency_column()


class FigureDelegate(CellDelegate[TextValue]):
    """A bare figure of an editor's line (quantity, price, rate); its currency stands once above the lines."""

    at_end = True

    def paint_value(self, painter: QPainter, rect: QRect, value: TextValue) -> None:
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        draw_text(painter, rect, value.text, _text_font(value), _text_ink(value), end=not mirrored)

    def value_width(self, value: TextValue) -> int:
        return text_width(value.text, _text_font(value))

    def in_words(self, value: TextValue) -> str:
        return value.text


class TextDelegate(CellDelegate[TextValue]):
    """A name or a word."""

    def paint_value(self, painter: QPainter, rect: QRect, value: TextValue) -> None:
        draw_text(painter, rect, value.text, _text_font(value), _text_ink(value))

    def value_width(self, value: TextValue) -> int:
        return text_width(value.text, _text_font(value))

    def in_words(self, value: TextValue) -> str:
        return value.text


class NumberDelegate(CellDelegate[NumberValue]):
    """A document's number."""

    def paint_value(self, painter: QPainter, rect: QRect, value: NumberValue) -> None:
        font = fonts().struck if value.struck else fonts().body
        draw_text(painter, rect, value.text, font, tokens().muted if value.muted else tokens().text)

    def value_width(self, value: NumberValue) -> int:
        return text_width(value.text, fonts().body)

    def in_words(self, value: NumberValue) -> str:
        return value.text


class DueDelegate(CellDelegate[DueValue]):
    """How far away the due date is; the date itself is the tooltip."""

    def paint_value(self, painter: QPainter, rect: QRect, value: DueValue) -> None:
        draw_text(painter, rect, value.text, self._font(value), _tone_ink(value.tone))

    def value_width(self, value: DueValue) -> int:
        return text_width(value.text, self._font(value))

    def in_words(self, value: DueValue) -> str:
        return value.text

    def tooltip(self, value: DueValue) -> str:
        return value.tooltip

    def _font(self, value: DueValue) -> QFont:
        return fonts().strong if value.strong else fonts().body


class LinkDelegate(CellDelegate[LinkValue]):
    """What became of the link: a small icon and a word."""

    def paint_value(self, painter: QPainter, rect: QRect, value: LinkValue) -> None:
        pieces = Pieces(rect, painter.layoutDirection())
        ink = _tone_ink(value.tone)
        if value.icon:
            paint_icon(painter, pieces.take(scaled(14)), value.icon, ink)
            pieces.take(scaled(6))
        draw_text(painter, pieces.rest, value.text, fonts().body, ink)

    def value_width(self, value: LinkValue) -> int:
        return text_width(value.text, fonts().body) + (scaled(20) if value.icon else 0)

    def in_words(self, value: LinkValue) -> str:
        return value.text


class LineTextDelegate(CellDelegate[LineValue]):
    """A line of a document: title with tags, and a lighter second line."""

    height = LINE_HEIGHT

    def paint_value(self, painter: QPainter, rect: QRect, value: LineValue) -> None:
        upper = row_height(18)
        lower = row_height(17, fonts().small) if value.detail else 0
        top = rect.top() + (rect.height() - upper - lower) // 2
        self._paint_title(painter, QRect(rect.left(), top, rect.width(), upper), value)
        second = QRect(rect.left(), top + upper, rect.width(), lower)
        draw_text(painter, second, value.detail, fonts().small, tokens().muted)

    def value_width(self, value: LineValue) -> int:
        title = text_width(value.title, fonts().medium) + sum(self._tag_width(tag) + scaled(8) for tag in value.tags)
        return max(title, text_width(value.detail, fonts().small))

    def in_words(self, value: LineValue) -> str:
        return "\n".join(filter(None, (value.title, value.detail)))

    def row_height(self) -> int:
        return row_height(self.height, fonts().medium, fonts().small)

    def _paint_title(self, painter: QPainter, rect: QRect, value: LineValue) -> None:
        pieces = Pieces(rect, painter.layoutDirection())
        tags = sum(self._tag_width(tag) + scaled(8) for tag in value.tags)
        title = min(text_width(value.title, fonts().medium), max(rect.width() - tags, 0))
        draw_text(painter, pieces.take(title), value.title, fonts().medium, tokens().text)
        for tag in value.tags:
            pieces.take(scaled(8))
            frame = pieces.take(self._tag_width(tag))
            neutral = tokens().tones[Tone.NEUTRAL]
            draw_rounded(painter, frame.adjusted(0, 1, 0, -1), 4, neutral.fill)
            draw_text(painter, frame.adjusted(scaled(6), 0, -scaled(5), 0), tag, fonts().caption_strong, neutral.word)

    def _tag_width(self, tag: str) -> int:
        return text_width(tag, fonts().caption_strong) + 2 * scaled(6)


def _inner(option: QStyleOptionViewItem) -> QRect:
    inset = scaled(CELL_INSET)
    return option.rect.adjusted(inset, 0, -inset, -1)  # the hairline is no part of the cell's middle


def _currency_column() -> int:
    return max(scaled(CURRENCY_COLUMN), text_width("MMM", fonts().caption) + scaled(4))


def _digits_font(value: AmountValue) -> QFont:
    return fonts().medium if value.strong and not value.faint else fonts().body


def _text_font(value: TextValue) -> QFont:
    return fonts().medium if value.strong else fonts().body


def _text_ink(value: TextValue) -> QColor:
    return tokens().muted if value.muted else tokens().text


def _tone_ink(tone: Tone | None) -> QColor:
    return tokens().text if tone is None else tokens().tones[tone].word
