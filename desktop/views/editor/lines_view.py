"""LinesView: the lines are typed in the table itself, by keyboard alone if one likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from desktop.views.editor import draft_edit
from desktop.views.editor.cell_typing import CellTyping
from desktop.views.editor.cells import FigureCell, HandleCell, OptionCell, TextCell, WordCell
from desktop.views.editor.lines_model import (
    DISCOUNT,
    HANDLE,
    NET,
    OPTIONAL,
    PRICE,
    QUANTITY,
    TAX,
    TITLE,
    TYPED,
    UNIT,
    LinesTableModel,
)
from desktop.views.fonts import scaled
from desktop.views.paint import draw_focus
from desktop.views.tables.delegates import LINE_HEIGHT
from desktop.views.tables.view import TableView

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_WIDE = {HANDLE: 24, OPTIONAL: 74, QUANTITY: 82, UNIT: 58, PRICE: 104, DISCOUNT: 66, TAX: 72, NET: 116}
_NARROW = {HANDLE: 22, OPTIONAL: 72, QUANTITY: 74, UNIT: 48, PRICE: 90, DISCOUNT: 56, TAX: 62, NET: 100}
_TEXT, _NARROWEST_TEXT, _SECOND_TAX = 230, 130, 44


class LinesView(TableView):
    """``left`` tells that Tab walked out behind the last line (1) or before the first (-1); ``grown`` a new height."""

    left = Signal(int)
    grown = Signal()

    def __init__(self, state: DraftState, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, LINE_HEIGHT, parent)
        self._state = state
        self._dragged: int | None = None
        self._moved = self._bears_several = False
        self.lines = LinesTableModel(state, self)
        self.setModel(self.lines)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.typing = CellTyping(self, state)
        self._dress()
        for signal in (self.lines.rowsInserted, self.lines.rowsRemoved, self.lines.modelReset):
            signal.connect(self._take_height)
        state.opened.connect(self._begin)
        state.restoring.connect(self.typing.end)
        self.clicked.connect(self._edit_clicked)

    # -- going about --------------------------------------------------------------------------------------------------

    def edit_cell(self, row: int, column: int) -> None:
        """Type in this cell now."""
        self.typing.end()
        index = self.lines.index(min(row, self.lines.rowCount() - 1), column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def walk(self, index: QModelIndex, by: int) -> None:
        """Go on to the next cell (1) or back to the last one (-1); an empty last row is the way out."""
        place = TYPED.index(index.column()) + by
        row = index.row() + (1 if place >= len(TYPED) else -1 if place < 0 else 0)
        at_end = by > 0 and self.lines.line_at(index.row()) is None
        if at_end or not 0 <= row < self.lines.rowCount():
            self.typing.end()
            self.left.emit(by)
            return
        self.edit_cell(row, TYPED[place % len(TYPED)])

    def next_line(self, index: QModelIndex) -> None:
        """Enter: go to the next line; there is always an empty one behind the last."""
        if self.lines.line_at(index.row()) is not None:
            self.edit_cell(index.row() + 1, TITLE)

    # -- deeds on a line ----------------------------------------------------------------------------------------------

    def move_line(self, by: int) -> None:
        """Move the line the person is on up (-1) or down (1); they stay in the cell they are in."""
        index, typed = self.currentIndex(), self.typing.is_under_way
        row, to = index.row(), index.row() + by
        if self.lines.line_at(row) is None or self.lines.line_at(to) is None:
            return
        self.typing.end()
        self._state.attempt(lambda values: draft_edit.move_line(values, row, to))
        self._go(to, index.column(), typed=typed)

    def repeat_line(self) -> None:
        """Put a copy of the line below it and go there."""
        index, typed = self.currentIndex(), self.typing.is_under_way
        line = self.lines.line_at(index.row())
        if line is None:
            return
        self.typing.end()
        if self._state.attempt(lambda values: draft_edit.insert_line(values, index.row() + 1, line)):
            self._go(index.row() + 1, index.column(), typed=typed)

    def remove_line(self) -> None:
        """Take the line away; undo brings it back."""
        index = self.currentIndex()
        row = index.row()
        if self.lines.line_at(row) is None:
            return
        self.typing.end()
        self._state.attempt(lambda values: draft_edit.remove_line(values, row))
        self._go(min(row, self.lines.rowCount() - 1), index.column(), typed=False)

    def turn_option(self, row: int) -> None:
        """Fixed, optional and ticked for them, optional and left to them, and back."""
        line = self.lines.line_at(row)
        if line is not None:
            self.lines.put(row, draft_edit.next_option(line))

    # -- size ---------------------------------------------------------------------------------------------------------

    def content_height(self) -> int:
        """Return the height that shows every line."""
        wider = self.horizontalHeader().length() > self.viewport().width()
        below = self.horizontalScrollBar().sizeHint().height() if wider else 0
        return self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + below

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(240), self.horizontalHeader().sizeHint().height() + 2 * scaled(LINE_HEIGHT))

    # -- events -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentIndex().column() < OPTIONAL and self.lines.rowCount():  # where Qt puts a newcomer
            self.setCurrentIndex(self.lines.index(self.lines.rowCount() - 1, TITLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and index.isValid():
            self.ring = True
            self.edit_cell(index.row(), index.column() if index.column() in TYPED else TITLE)
        elif key == Qt.Key.Key_Space and index.column() == OPTIONAL:
            self.turn_option(index.row())
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.column() == HANDLE and event.button() is Qt.MouseButton.LeftButton:
            self.typing.end()
            self._dragged, self._moved = index.row(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            super().mouseMoveEvent(event)
            return
        to = self.rowAt(event.position().toPoint().y())
        if to >= 0 and to != self._dragged and self.lines.line_at(to) and self.lines.line_at(self._dragged):
            self.move_line(to - self._dragged)
            self._dragged, self._moved = to, True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        still = self._dragged is not None and not self._moved
        self._dragged = None
        super().mouseReleaseEvent(event)
        if still:
            self._show_menu(event.position().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        self._show_menu(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        ring, self.ring = self.ring, False  # the ring of a list is its row's; here it is the cell's
        super().paintEvent(event)
        self.ring = ring
        if ring and self.hasFocus() and self.currentIndex().isValid():
            draw_focus(QPainter(self.viewport()), self._cell_rect(self.currentIndex()), 2)

    def _cell_rect(self, index: QModelIndex) -> QRect:
        return self.visualRect(index).adjusted(0, 0, 0, -1)

    def _edit_clicked(self, index: QModelIndex) -> None:
        if index.column() == OPTIONAL:
            self.turn_option(index.row())
        elif index.column() in TYPED:
            self.edit(index)

    def _show_menu(self, place: QPoint) -> None:
        row = self.rowAt(place.y())
        if self.lines.line_at(row) is None:
            return
        self.typing.end()
        self.setCurrentIndex(self.lines.index(row, TITLE))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, keys, act in (
            (self.tr("Repeat"), "Ctrl+D", self.repeat_line),
            (self.tr("Move up"), "Alt+Shift+Up", lambda: self.move_line(-1)),
            (self.tr("Move down"), "Alt+Shift+Down", lambda: self.move_line(1)),
            (self.tr("Remove"), "Ctrl+Shift+Backspace", self.remove_line),
        ):
            menu.addAction(words, keys, act)
        if not self.isColumnHidden(OPTIONAL):
            menu.addSeparator()
            menu.addAction(self.tr("Fixed, ticked for them, left to them"), lambda: self.turn_option(row))
        menu.popup(self.viewport().mapToGlobal(place))

    # -- building -----------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        for column in range(self.lines.columnCount()):
            self.setItemDelegateForColumn(column, FigureCell(self, self.typing.begin))
        self.setItemDelegateForColumn(HANDLE, HandleCell(self))
        self.setItemDelegateForColumn(OPTIONAL, OptionCell(self))
        self.setItemDelegateForColumn(TITLE, TextCell(self, self.typing.begin))
        self.setItemDelegateForColumn(UNIT, WordCell(self, self.typing.begin))
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(1)

    def _begin(self) -> None:
        self.typing.end()
        self.setColumnHidden(OPTIONAL, self._state.values.kind != "quote")
        borne = [line.taxes for line in self._state.values.lines]
        borne += [tax.taxes for tax in self._state.catalogue.taxes]
        self._bears_several = any(len(taxes) > 1 for taxes in borne)
        self._share_width()
        self._take_height()

    def _share_width(self) -> None:
        """The text takes what the figures leave."""
        head = self.horizontalHeader()
        room = self.viewport().width()
        widths = _WIDE if room >= self._shown_width(_WIDE) + scaled(_TEXT) else _NARROW
        if self._bears_several:
            widths = {**widths, TAX: widths[TAX] + _SECOND_TAX}
        for column, width in widths.items():
            head.resizeSection(column, scaled(width))
        head.resizeSection(TITLE, max(room - self._shown_width(widths), scaled(_NARROWEST_TEXT)))

    def _shown_width(self, widths: Mapping[int, int]) -> int:
        return sum(scaled(width) for column, width in widths.items() if not self.isColumnHidden(column))

    def _take_height(self) -> None:
        self.updateGeometry()
        self.grown.emit()

    def _go(self, row: int, column: int, *, typed: bool) -> None:
        if typed:
            self.edit_cell(row, column)
        else:
            self.setCurrentIndex(self.lines.index(row, column))
