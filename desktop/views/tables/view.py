"""TableView: a list of rows as the design wants it, for any model whose cells carry values."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.views.fonts import row_height
from desktop.views.paint import by_keyboard, draw_focus
from desktop.views.tables.delegates import ROW_HEIGHT
from desktop.views.tables.head import TableHead
from desktop.views.theme import tokens

_BAR = 3


class TableView(QTableView):
    """Whole rows are chosen; the chosen ones carry an accent bar at their start, the current one the focus ring."""

    def __init__(self, name: str, row: int = ROW_HEIGHT, parent: QWidget | None = None) -> None:
        """``row`` is the height of a row at the design's text size."""
        super().__init__(parent)
        self.ring = False
        self._row = row
        self.setAccessibleName(name)
        self.setHorizontalHeader(TableHead(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self._take_row_height()

    def selectRow(self, row: int) -> None:  # noqa: N802 - Qt's own name
        """Choose this row alone. Qt's own asks which column is at the edge; mirrored, none is in a narrow list."""
        head = self.horizontalHeader()
        shown = (head.logicalIndex(place) for place in range(head.count()))
        first = next((column for column in shown if not head.isSectionHidden(column)), 0)
        choose = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.model().index(row, first), choose)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._take_row_height()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = by_keyboard(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring = False
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is None or not (self.ring or self.selectionModel().hasSelection()):
            return  # an empty list at the start: the first painter here costs a tenth of the first paint
        painter = QPainter(self.viewport())
        for row in self._rows_within(event.rect()):  # all of 100,000 rows may be chosen
            if self.selectionModel().isRowSelected(row, self.rootIndex()):
                place = self._row_rect(row)
                x = place.right() + 1 - _BAR if self.isRightToLeft() else place.left()
                painter.fillRect(QRect(x, place.top(), _BAR, place.height() - 1), tokens().accent)
        if self.ring and self.hasFocus() and self.currentIndex().isValid():
            draw_focus(painter, self._row_rect(self.currentIndex().row()).adjusted(0, 0, 0, -1), 2)

    def _rows_within(self, rect: QRect) -> range:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else self.model().rowCount() - 1) + 1)

    def _row_rect(self, row: int) -> QRect:
        head = self.horizontalHeader()
        width = min(head.length(), self.viewport().width())
        left = self.viewport().width() - width if self.isRightToLeft() else 0
        return QRect(left, self.rowViewportPosition(row), width, self.rowHeight(row))

    def _take_row_height(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(row_height(self._row))
