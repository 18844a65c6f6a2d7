"""The table of links: its columns, and a link's row made ready for painting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.states import link_value
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import LoadCells, PagedTableModel
from desktop.views.tables.roles import TextValue
from desktop.views.words import day, local, moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.link_desk import LinkRow, LinkSort

    _Base = PagedTableModel[LinkRow]
else:
    _Base = PagedTableModel

CUSTOMER, OPENS, STATE, ENDS, VIEWED, VIEWS, CHECKS = range(7)
SORTS: dict[int, LinkSort] = {
    CUSTOMER: "customer", OPENS: "opens", STATE: "state", ENDS: "ends", VIEWED: "viewed", VIEWS: "views",
    CHECKS: "checks",
}  # fmt: skip
_WORDS = {"live": "works", "ending": "ends soon", "settled": "settled", "asked": "asked for link"}


class LinkTableModel(_Base):
    """Current links, one a row."""

    def __init__(self, load: LoadCells[Any], parent: QObject | None = None) -> None:
        names = [
            self.tr("For"), self.tr("Opens"), self.tr("State"), self.tr("Ends"), self.tr("Last viewed"),
            self.tr("Views"), self.tr("Checks"),
        ]  # fmt: skip
        super().__init__(load, names, SORTS, parent)


def link_cells(row: LinkRow, *, today: date, time_zone: str) -> Cells[LinkRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    state = "asked" if row.asked and row.state == "expired" else row.state
    look = link_value(state, _tr(_WORDS[state]) if state in _WORDS else "", opened=row.views > 0)
    opens = row.number or _tr("All documents")
    ends = day(local(row.expires_at, time_zone).date(), year=True) if row.expires_at else "–"
    seen = moment(row.viewed_at, time_zone, today) if row.viewed_at else "–"
    values = (
        TextValue(row.customer, strong=row.state != "expired", muted=row.state == "expired"),
        TextValue(opens, muted=not row.number),
        look,
        TextValue(ends, muted=row.expires_at is None),
        TextValue(seen, muted=row.viewed_at is None),
        TextValue(str(row.views), muted=not row.views),
        TextValue(str(row.checks), muted=not row.checks),
    )
    words = _tr(
        "{customer}, {opens}, link {state}, ends {ends}, last viewed {seen}, {views} views, {checks} automatic checks"
    )
    figures = {"views": row.views, "checks": row.checks}
    return Cells(
        row, values, words.format(customer=row.customer, opens=opens, state=look.text, ends=ends, seen=seen, **figures)
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("links", text)
