"""How the cells of the editor are painted, and in which field each is typed."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop.views.editor.cell_edit import CellEdit, TextCellEdit
from desktop.views.editor.values import FigureValue, OptionValue, PlaceValue
from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import draw_rounded, draw_text, text_width
from desktop.views.tables.delegates import LINE_HEIGHT, CellDelegate, Index, LineTextDelegate
from desktop.views.tables.roles import LineValue, ValueRole
from desktop.views.theme import tokens

Opened = Callable[[QWidget, Index], None]
V = TypeVar("V")
_FIELD, _TICK, _DOTS = 34, 18, 14


class _LineCell(CellDelegate[V]):
    """A cell in a row of two lines of text. The view answers for what is typed: Qt's own way of closing stays out."""

    height = LINE_HEIGHT

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        return False

    def row_height(self) -> int:
        return row_height(LINE_HEIGHT, fonts().medium, fonts().small)


class WordCell(_LineCell[FigureValue]):
    """A unit. ``opened`` gets the field and the cell when one begins to type."""

    def __init__(self, parent: QObject, opened: Opened) -> None:
        super().__init__(parent)
        self._opened = opened

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        return CellEdit(_name(index), parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        self._opened(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        high = min(row_height(_FIELD), option.rect.height() - 2)
        top = option.rect.top() + (option.rect.height() - high) // 2
        editor.setGeometry(QRect(option.rect.left() + 1, top, option.rect.width() - 2, high))

    def paint_value(self, painter: QPainter, rect: QRect, value: FigureValue) -> None:
        draw_text(painter, rect, value.text, _font(value), _ink(value))

    def in_words(self, value: FigureValue) -> str:
        return value.text

    def tooltip(self, value: FigureValue) -> str:
        return value.tooltip

    def value_width(self, value: FigureValue) -> int:
        return text_width(value.text, _font(value))


class FigureCell(WordCell):
    """A figure ends at the right, in right-to-left too."""

    at_end = True

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = CellEdit(_name(index), parent)
        editor.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        )
        return editor

    def paint_value(self, painter: QPainter, rect: QRect, value: FigureValue) -> None:
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if value.tone is not None:
            colours = tokens().tones[value.tone]
            draw_rounded(painter, rect.adjusted(-6, scaled(9), 6, -scaled(9)), 4, colours.fill)
        draw_text(painter, rect, value.text, _font(value), _ink(value), end=not mirrored)


class TextCell(LineTextDelegate):
    """Title and detail, or the faint words that invite to type."""

    def __init__(self, parent: QObject, opened: Opened) -> None:
        super().__init__(parent)
        self._opened = opened

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        return TextCellEdit(_name(index), self.tr("Detail"), parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        self._opened(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(1, 1, -1, -2))

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        return False

    def paint_value(self, painter: QPainter, rect: QRect, value: LineValue | PlaceValue) -> None:
        if isinstance(value, PlaceValue):
            draw_text(painter, rect, value.text, fonts().body, tokens().faint)
        else:
            super().paint_value(painter, rect, value)

    def value_width(self, value: LineValue | PlaceValue) -> int:
        return text_width(value.text, fonts().body) if isinstance(value, PlaceValue) else super().value_width(value)

    def in_words(self, value: LineValue | PlaceValue) -> str:
        return value.text if isinstance(value, PlaceValue) else super().in_words(value)


class OptionCell(_LineCell[OptionValue]):
    """The tick that makes a line optional."""

    def paint_value(self, painter: QPainter, rect: QRect, value: OptionValue) -> None:
        side = scaled(_TICK)
        box = QRect(rect.center().x() - side // 2, rect.center().y() - side // 2, side, side)
        if value.ticked:
            draw_rounded(painter, box, 4, tokens().accent)
            paint_icon(painter, box.adjusted(3, 3, -3, -3), "check", tokens().on_accent)
        else:
            draw_rounded(painter, box, 4, tokens().raised, tokens().edge, 1.5)

    def value_width(self, _value: OptionValue) -> int:
        return scaled(_TICK)

    def in_words(self, _value: OptionValue) -> str:
        return ""

    def tooltip(self, _value: OptionValue) -> str:
        return self.tr("Fixed, optional and ticked for them, optional and left to them (Space)")


class HandleCell(_LineCell[object]):
    """Six dots to drag a line by; a click opens the line's menu."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if isinstance(index.sibling(index.row(), index.column() + 2).data(ValueRole), LineValue):
            side = scaled(_DOTS)
            centre = option.rect.center()
            square = QRect(centre.x() - side // 2 + 2, centre.y() - side // 2, side, side)
            paint_icon(painter, square, "dots-six-vertical", tokens().faint)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(scaled(24), self.row_height())


def _name(index: Index) -> str:
    model = index.model()
    column = model.headerData(index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
    return model.tr("{column} of line {row}").format(column=column, row=index.row() + 1)


def _font(value: FigureValue) -> QFont:
    return fonts().strong if value.strong else fonts().body


def _ink(value: FigureValue) -> QColor:
    if value.tone is not None:
        return tokens().tones[value.tone].word
    return tokens().muted if value.muted else tokens().text
