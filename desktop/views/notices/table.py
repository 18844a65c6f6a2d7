"""The table of notices: what is unread stands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.notices.words import news_detail, news_title
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import PagedTableModel
from desktop.views.tables.roles import TextValue
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.notices import NoticeRow

    _Base = PagedTableModel[NoticeRow]
else:
    _Base = PagedTableModel

AT, WHAT, MORE = range(3)


class NoticeModel(_Base):
    """Notices, which are all at hand."""

    def __init__(self, time_zone: str, today: date, parent: QObject | None = None) -> None:
        super().__init__(self._answer, [self.tr("When"), self.tr("What"), ""], {}, parent)
        self._zone, self._today = time_zone, today
        self.rows: tuple[NoticeRow, ...] = ()

    def show_rows(self, rows: tuple[NoticeRow, ...]) -> None:
        """Show these in their order."""
        self.rows = rows
        self.set_ordinals(range(len(rows)))

    def _answer(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[NoticeRow]]], None]) -> None:
        done({ordinal: notice_cells(self.rows[ordinal], self._zone, self._today) for ordinal in ordinals})


def notice_cells(row: NoticeRow, time_zone: str, today: date) -> Cells[NoticeRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    when, title, detail = moment(row.news.at, time_zone, today), news_title(row.news), news_detail(row.news)
    values = (
        TextValue(when, muted=True),
        TextValue(title, strong=not row.is_read, muted=row.is_read),
        TextValue(detail, muted=True),
    )
    words = _tr("{when}: {what}. {more}") if row.is_read else _tr("Unread. {when}: {what}. {more}")
    return Cells(row, values, words.format(when=when, what=title, more=detail))


def _tr(text: str) -> str:
    return QCoreApplication.translate("notices", text)
