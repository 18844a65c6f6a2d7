"""TableHead: column names above their cells, with an arrow beside the one that sorts."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import Pieces, draw_text, text_width
from desktop.views.tables.delegates import CELL_INSET, CellDelegate
from desktop.views.theme import tokens

_HEIGHT, _ARROW = 32, 12


class TableHead(QHeaderView):
    """Each name stands where its column's delegate puts the cells' text."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setStretchLastSection(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), row_height(_HEIGHT, fonts().small_medium))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt calls it so
        painter.save()
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(rect, tokens().base)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens().line2)
        words = str(self.model().headerData(logical, self.orientation(), Qt.ItemDataRole.DisplayRole) or "")
        self._paint_words(painter, rect, words, logical)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, words: str, logical: int) -> None:
        delegate = self._table.itemDelegateForColumn(logical)
        at_end = (
            isinstance(delegate, CellDelegate) and delegate.at_end and not self.isRightToLeft()
        )  # digits never mirror
        pieces = Pieces(rect, self.layoutDirection())
        pieces.take(scaled(CELL_INSET))
        pieces.take_end(delegate.head_inset() if isinstance(delegate, CellDelegate) else scaled(CELL_INSET))
        sorts = self.isSortIndicatorShown() and self.sortIndicatorSection() == logical
        ink = tokens().text if sorts else tokens().muted
        take = pieces.take_end if at_end else pieces.take
        width = min(text_width(words, fonts().small_medium) + 1, pieces.rest.width())
        draw_text(painter, take(width), words, fonts().small_medium, ink, end=at_end)
        if sorts and pieces.rest.width() >= scaled(_ARROW) + scaled(6):
            take(scaled(6))
            falling = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            paint_icon(painter, take(scaled(_ARROW)), "arrow-down" if falling else "arrow-up", ink)
