"""The list of documents: its columns, and by which of them it can be sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.views.tables.paged import PAGE as PAGE
from desktop.views.tables.paged import LoadCells, PagedTableModel

if TYPE_CHECKING:
    from desktop.queries.documents import DocumentRow, SortKey

    _Base = PagedTableModel[DocumentRow]
else:
    _Base = PagedTableModel

NUMBER, CUSTOMER, STATE, DUE, LINK, VIEWED, BALANCE = range(7)
SORTS: dict[int, SortKey] = {
    NUMBER: "number",
    CUSTOMER: "customer",
    STATE: "state",
    DUE: "due",
    VIEWED: "viewed",
    BALANCE: "balance",
}


class DocumentTableModel(_Base):
    """Invoices, quotes or credit notes, one a row."""

    def __init__(self, load: LoadCells[Any], *, quotes: bool = False, parent: QObject | None = None) -> None:
        names = [
            self.tr("No."), self.tr("Customer"), self.tr("State"),
            self.tr("Valid") if quotes else self.tr("Due"), self.tr("Link"), self.tr("Last viewed"),
            self.tr("Total") if quotes else self.tr("Balance"),
        ]  # fmt: skip
        super().__init__(load, names, SORTS, parent)
