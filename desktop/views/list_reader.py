"""Reads what a list of documents shows: ordinals, cells, counts; on the read lane, the newest wish wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer

from desktop.views.tables.documents import PAGE

if TYPE_CHECKING:
    from array import array
    from datetime import date, datetime
    from uuid import UUID

    from billing.issued import DocumentKind
    from desktop.queries.documents import DocumentRow, SortKey
    from desktop.queries.states import DocumentState
    from desktop.views.desk import Desk
    from desktop.views.tables.cells import Cells
    from desktop.views.threads import Session

    Counts = tuple[dict[DocumentState, int], int, tuple[tuple[str, int], ...]]

BEGINNING = 256
_BEHIND_MS = 60  # the first rows are painted before the rest is read: both want the interpreter


class Wish(NamedTuple):
    """What the person wants to see."""

    kind: DocumentKind
    state: DocumentState | None = None
    search: str = ""
    sort: SortKey = "number"
    descending: bool = True
    seen: bool | None = None

    @property
    def is_narrowed(self) -> bool:
        """True when a filter or a search leaves documents out."""
        return bool(self.state or self.search.strip()) or self.seen is not None


class ListReader:
    """``beginning`` gets the first ordinals with the first page's cells, ``whole`` all ordinals; both only for the
    newest wish.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        beginning: Callable[[Wish, array[int], dict[int, Cells[DocumentRow]]], None],
        whole: Callable[[Wish, array[int]], None],
    ) -> None:
        self._desk = desk
        self._beginning = beginning
        self._whole = whole
        self._newest = 0

    def read(self, wish: Wish, *, from_scratch: bool) -> None:
        """Read which documents there are; a list that shows nothing yet gets its beginning first."""
        self._newest += 1
        ordinals = partial(_ordinals, wish=wish, today=self._desk.today())
        if not from_scratch:
            self._desk.runner.read(ordinals, partial(self._take_whole, self._newest, wish))
            return
        cells = self._cells()

        def read(session: Session) -> tuple[array[int], dict[int, Cells[DocumentRow]]]:
            first = ordinals(session, limit=BEGINNING)
            return first, cells(session, first[:PAGE])

        self._desk.runner.read(read, partial(self._take_beginning, self._newest, wish, ordinals))

    def load(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[DocumentRow]]], None]) -> None:
        """Read rows and make their cells off the GUI thread; the window only paints them."""
        cells = self._cells()
        self._desk.runner.read(lambda session: cells(session, ordinals), done)

    def find(self, document_id: UUID, done: Callable[[int | None], None]) -> None:
        """Read the ordinal of a document; None where it is gone."""

        def read(session: Session) -> int | None:
            from desktop.queries.documents import ordinal_of

            return ordinal_of(session, document_id)

        self._desk.runner.read(read, done)

    def count(self, kind: DocumentKind, done: Callable[[Counts], None]) -> None:
        """Read the counts by state, how many are open, and the open sums, of one kind."""
        self._desk.runner.read(partial(_counts, kind=kind, today=self._desk.today()), done)

    def _take_beginning(
        self,
        asked: int,
        wish: Wish,
        ordinals: Callable[[Session], array[int]],
        first: tuple[array[int], dict[int, Cells[DocumentRow]]],
    ) -> None:
        if asked != self._newest:
            return
        self._beginning(wish, *first)
        if len(first[0]) >= BEGINNING:
            QTimer.singleShot(
                _BEHIND_MS, lambda: self._desk.runner.read(ordinals, partial(self._take_whole, asked, wish))
            )

    def _take_whole(self, asked: int, wish: Wish, ordinals: array[int]) -> None:
        if asked == self._newest:
            self._whole(wish, ordinals)

    def _cells(self) -> Callable[[Session, Sequence[int]], dict[int, Cells[DocumentRow]]]:
        desk = self._desk
        return partial(_read_cells, today=desk.today(), now=desk.now(), time_zone=desk.office.time_zone)


# SQLAlchemy and babel are imported by the first op, off the GUI thread and after the first paint.


def _ordinals(session: Session, *, wish: Wish, today: date, limit: int = -1) -> array[int]:
    from desktop.queries.documents import ListQuery, document_ordinals

    query = ListQuery(wish.kind, today, wish.state, wish.search, wish.sort, wish.descending, wish.seen)
    return document_ordinals(session, query, limit=limit)


def _read_cells(
    session: Session, ordinals: Sequence[int], *, today: date, now: datetime, time_zone: str
) -> dict[int, Cells[DocumentRow]]:
    from desktop.queries.documents import document_rows
    from desktop.views.tables.cells import document_cells

    rows = document_rows(session, ordinals, today=today, now=now)
    return {ordinal: document_cells(row, today=today, time_zone=time_zone) for ordinal, row in rows.items()}


def _counts(session: Session, *, kind: DocumentKind, today: date) -> Counts:
    from desktop.queries.documents import notes_left, open_sums, state_counts
    from desktop.queries.states import OPEN_STATES

    counts = state_counts(session, kind, today=today)
    open_ = notes_left(session) if kind == "credit" else sum(counts.get(each, 0) for each in OPEN_STATES)
    return counts, open_, open_sums(session, kind, today=today)
