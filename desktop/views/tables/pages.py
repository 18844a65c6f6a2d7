"""A list's table with its columns, and what stands in its place where there is nothing to show."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.tables.delegates import CellDelegate
from desktop.views.tables.view import TableView
from desktop.views.widgets.empty import EmptyState


def set_columns(
    table: TableView,
    delegates: Mapping[int, CellDelegate],  # type: ignore[type-arg]  # any value
    widths: Mapping[int, int],
    *,
    stretched: int,
    sorted_by: int,
    order: Qt.SortOrder,
) -> None:
    """Give each column its delegate and width (pixels at 100 %); ``stretched`` takes the room that is left."""
    for column, delegate in delegates.items():
        table.setItemDelegateForColumn(column, delegate)
    head = table.horizontalHeader()
    for column, width in widths.items():
        head.resizeSection(column, scaled(width))
    head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    head.setSortIndicator(sorted_by, order)
    table.setSortingEnabled(True)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)


def table_pages(
    table: TableView, nothing: str, unmatched: str, clear: str, cleared: Callable[[], None]
) -> tuple[QWidget, QStackedLayout]:
    """Return the widget and its pages: 0 the table, 1 nothing there is, 2 nothing matches, with a button to clear."""
    holder = QWidget()
    pages = QStackedLayout(holder)
    pages.setContentsMargins(scaled(10), 0, 0, 0)
    pages.addWidget(table)
    pages.addWidget(EmptyState(nothing))
    none = EmptyState(unmatched, clear)
    none.acted.connect(cleared)
    pages.addWidget(none)
    return holder, pages
