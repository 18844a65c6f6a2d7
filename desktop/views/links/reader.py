"""Reads what the link desk shows and extends many links, on the runner's lanes; the newest wish wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from array import array

    from desktop.queries.link_desk import LinkFilter, LinkQuery, LinkRow
    from desktop.services.links import Extended, LeftAsItIs
    from desktop.views.desk import Desk
    from desktop.views.tables.cells import Cells
    from desktop.views.threads import Session

AT_ONCE = 100  # links in one transaction: typing never waits long for the write lane


class LinkReader:
    """``found`` gets the ordinals of the newest wish, with the number of links behind each filter."""

    def __init__(self, desk: Desk, found: Callable[[LinkQuery, array[int], dict[LinkFilter, int]], None]) -> None:
        self._desk = desk
        self._found = found
        self._newest = 0

    def read(self, query: LinkQuery) -> None:
        """Read which links there are, in order."""
        self._newest += 1
        asked = self._newest

        def read(session: Session) -> tuple[array[int], dict[LinkFilter, int]]:
            from desktop.queries.link_desk import link_counts, link_ordinals

            return link_ordinals(session, query), link_counts(session, now=query.now)

        def take(found: tuple[array[int], dict[LinkFilter, int]]) -> None:
            if asked == self._newest:
                self._found(query, *found)

        self._desk.runner.read(read, take)

    def load(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[LinkRow]]], None]) -> None:
        """Read rows and make their cells off the GUI thread."""
        today, now, zone = self._desk.today(), self._desk.now(), self._desk.office.time_zone

        def read(session: Session) -> dict[int, Cells[LinkRow]]:
            from desktop.queries.link_desk import link_rows
            from desktop.views.links.table import link_cells

            rows = link_rows(session, ordinals, now=now)
            return {ordinal: link_cells(row, today=today, time_zone=zone) for ordinal, row in rows.items()}

        self._desk.runner.read(read, done)


class Extending(QObject):
    """Extends the links with these ordinals, a hundred in a transaction; what is done stays done when it is stopped.

    ``advanced`` carries how many were tried; ``ended`` how many were extended and which were left, or a refusal.
    """

    advanced = Signal(int)
    ended = Signal(int, object)
    refused = Signal(str)

    def __init__(self, desk: Desk, ordinals: Sequence[int], days: int, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting = list(ordinals)
        self._days = days
        self._tried = self._count = 0
        self._left: list[LeftAsItIs] = []

    def go_on(self) -> None:
        """Take the next hundred; nothing is left when they are all done."""
        part, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        if not part:
            self.ended.emit(self._count, self._left)
            return
        now, days = self._desk.now(), self._days

        def write(session: Session) -> Extended:
            from desktop.queries.link_desk import holders
            from desktop.services.links import extend_many

            return extend_many(session, holders(session, part), days=days, at=now)

        self._desk.runner.write(write, lambda done: self._take(len(part), done), self.refused.emit)

    def stop(self) -> None:
        """Leave what has not begun."""
        self._waiting = []

    def _take(self, tried: int, done: Extended) -> None:
        self._tried += tried
        self._count += done.count
        self._left += done.left
        self.advanced.emit(self._tried)
        self.go_on()
