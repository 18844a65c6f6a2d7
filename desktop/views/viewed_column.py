"""The column *Last viewed* of the lists: it shows where there is room, or as the person has said."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QTableView

from desktop.views.fonts import scaled
from desktop.views.memory import Memory
from desktop.views.tables.documents import VIEWED

_ROOMY = 900  # narrower, the customer's name needs the room


class ViewedColumn:
    """Shows and hides the column; the choice is remembered for the list called ``name``."""

    def __init__(self, table: QTableView, memory: Memory, name: str) -> None:
        self._table = table
        self._memory = memory
        self._key = f"columns/{name}-viewed"
        self._chosen = memory.choice(self._key)

    def place(self, width: int) -> None:
        """Show or hide it in a list that is ``width`` pixels wide."""
        shows = width >= scaled(_ROOMY) if self._chosen is None else self._chosen
        self._table.setColumnHidden(VIEWED, not shows)

    def offer(self, menu: QMenu) -> None:
        """Put the choice into ``menu``."""
        action = menu.addAction(QCoreApplication.translate("DocumentList", "Last viewed"), self._toggle)
        action.setCheckable(True)
        action.setChecked(not self._table.isColumnHidden(VIEWED))

    def _toggle(self) -> None:
        self._chosen = self._table.isColumnHidden(VIEWED)
        self._memory.keep_choice(self._key, chosen=self._chosen)
        self._table.setColumnHidden(VIEWED, not self._chosen)
