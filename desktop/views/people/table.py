"""A short list of records, one per row; the rows are plain values that stay in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.views.tables.roles import CellValue, ValueRole

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class RecordTableModel(QAbstractTableModel, Generic[R]):
    """``cells`` makes the values of one row, ``words`` what a screen reader says of it."""

    def __init__(
        self,
        names: Sequence[str],
        cells: Callable[[R], tuple[CellValue, ...]],
        words: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = names
        self._cells = cells
        self._words = words
        self._rows: Sequence[R] = ()

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show ``rows`` in their order."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> Sequence[R]:
        """What is shown."""
        return self._rows

    def row_at(self, row: int) -> R | None:
        """Return the record in ``row``, or None."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ValueRole:
            return self._cells(self._rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(self._rows[index.row()])
        return None
