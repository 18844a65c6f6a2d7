"""A list of any length: a sorted array of ordinals and pages of rows, so that 100,000 of them scroll truly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.views.tables.roles import ValueRole

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.views.tables.cells import Cells

Index = QModelIndex | QPersistentModelIndex


class Row(Protocol):
    """What a row needs to be found again after the list was read anew."""

    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=Row)
LoadCells = Callable[[Sequence[int], Callable[[dict[int, "Cells[R]"]], None]], None]

PAGE = 64
_KEPT_PAGES = 64
_NO_PARENT = QModelIndex()


class PagedTableModel(QAbstractTableModel, Generic[R]):
    """Shows what ``set_ordinals`` gave it; a page is asked for when one of its rows is first painted.

    ``load`` gets ordinals and a callback for their cells; it may answer at once or later. ``sorts`` names the columns
    by which the database can sort; ``sort_requested`` carries the name, and whether descending.
    """

    sort_requested = Signal(str, bool)

    def __init__(
        self, load: LoadCells[R], names: Sequence[str], sorts: Mapping[int, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._ordinals: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, Cells[R]]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._is_beginning = False
        self._names = names
        self._sorts = sorts

    def set_ordinals(self, ordinals: Sequence[int], first: dict[int, Cells[R]] | None = None) -> None:
        """Show these in this order; rows are read again, but for the ``first`` page if it came along."""
        self.beginResetModel()
        self._ordinals = ordinals
        self._is_beginning = first is not None
        self._forget()
        if first:
            self._pages[0] = first
            self._asked.add(0)
        self.endResetModel()

    def complete(self, ordinals: Sequence[int]) -> bool:
        """Add what follows the beginning that is shown; rows that stand stay. False where it is not its beginning."""
        known = len(self._ordinals)
        if not self._is_beginning or len(ordinals) <= known or ordinals[:known] != self._ordinals:
            return False
        self._is_beginning = False
        self.beginInsertRows(QModelIndex(), known, len(ordinals) - 1)
        self._ordinals = ordinals
        self._asked.discard(known // PAGE)  # the page at the seam was read in part
        self._pages.pop(known // PAGE, None)
        self.endInsertRows()
        return True

    def ordinals(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the ordinals of ``rows``, read or not."""
        return tuple(self._ordinals[row] for row in rows)

    def read_again(self, ordinals: Sequence[int]) -> bool:
        """Read the rows again in their places, chosen ones stay so; False where the order is another one."""
        if len(ordinals) != len(self._ordinals) or any(a != b for a, b in zip(ordinals, self._ordinals, strict=True)):
            return False
        self._ordinals = ordinals
        self._generation += 1  # answers that are under way are of before
        pages, self._asked = self._asked, set()
        for page in pages:
            self._ask(page)
        return True

    def row_at(self, row: int) -> R | None:
        """Return what stands in ``row`` if it has been read."""
        cells = self._pages.get(row // PAGE, {}).get(self._ordinals[row])
        return cells.row if cells else None

    def place_of(self, ordinal: int) -> int | None:
        """Return the row of an ordinal, read or not."""
        return self._ordinals.index(ordinal) if ordinal in self._ordinals else None

    def row_of(self, document_id: UUID) -> int | None:
        """Return the row in which the document stands, among those that have been read."""
        for page, rows in self._pages.items():
            for ordinal, each in rows.items():
                if each.row.id == document_id:
                    part = self._ordinals[page * PAGE : (page + 1) * PAGE]
                    return page * PAGE + list(part).index(ordinal)
        return None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ordinals)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in {ValueRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        cells = self._cells(index.row())
        if cells is None:
            return None
        return cells.values[index.column()] if role == ValueRole else cells.in_words

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The database sorts; the owner answers with new ordinals."""
        if column in self._sorts:
            self.sort_requested.emit(self._sorts[column], order is Qt.SortOrder.DescendingOrder)

    def _cells(self, number: int) -> Cells[R] | None:
        page = number // PAGE
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            rows = self._pages.get(page, {})
        return rows.get(self._ordinals[number])

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        generation = self._generation
        ordinals = self._ordinals[page * PAGE : (page + 1) * PAGE]
        self._load(ordinals, lambda cells: self._take(generation, page, cells))

    def _take(self, generation: int, page: int, cells: dict[int, Cells[R]]) -> None:
        if generation != self._generation:
            return
        self._pages[page] = cells
        self._pages.move_to_end(page)
        while len(self._pages) > _KEPT_PAGES:
            self._asked.discard(self._pages.popitem(last=False)[0])
        last = min((page + 1) * PAGE, len(self._ordinals)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._names) - 1))

    def _forget(self) -> None:
        self._generation += 1
        self._pages.clear()
        self._asked.clear()
