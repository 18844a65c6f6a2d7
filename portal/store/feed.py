"""One feed per office: sequence and running hash are taken under the office's lock, so no reader sees a hole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from billing.wire import EventRow, first_tip, next_tip
from portal.instants import instant, micros
from portal.store.offices import locked_office
from portal.tables import feed, office

MAX_PAGE = 16 * 1024 * 1024  # bytes of blobs: what a desktop reads at once, whatever customers have written


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it has its place in the feed; ``blob`` is bound to ``id`` when ``sealed``.

    ``lookup`` is None where no link is known behind which it happened.
    """

    id: str
    lookup: str | None
    kind: str
    revision: str
    sealed: bool
    blob: bytes


@dataclass(frozen=True, slots=True)
class FeedPart:
    """The events after a cursor, and the running hash at the last of them (or at the cursor)."""

    tip: str
    events: tuple[EventRow, ...]


def append_events(connection: Connection, office_id: str, events: Sequence[NewEvent], *, now: datetime) -> int:
    """Give ``events`` the next places in the office's feed, in the transaction of what they tell; return the last."""
    row = locked_office(connection, office_id)
    sequence, tip = row.sequence, row.tip
    values = []
    for event in events:
        sequence, tip = sequence + 1, next_tip(tip, event.id, event.blob)
        values.append(_values(office_id, sequence, tip, event, now))
    connection.execute(insert(feed), values)
    connection.execute(update(office).where(office.c.id == office_id).values(sequence=sequence, tip=tip))
    return int(sequence)


def read_feed(connection: Connection, office_row: Row[Any], *, after: int, tip: str, limit: int) -> FeedPart | None:
    """Return what came after the cursor, or None where ``tip`` shows that portal and books tell different stories.

    A cursor whose own event is forgotten is checked by the event after it. At most ``limit`` events, and no more than
    are carried in ``MAX_PAGE`` bytes, but always one.
    """
    ours = (feed.c.office == office_row.id) & (feed.c.sequence >= after)
    sizes = select(feed.c.sequence, func.length(feed.c.blob)).where(ours).order_by(feed.c.sequence).limit(limit + 1)
    until = _last_of_page(connection.execute(sizes).all(), after)
    rows = connection.execute(select(feed).where(ours, feed.c.sequence <= until).order_by(feed.c.sequence)).all()
    later = [row for row in rows if row.sequence > after][:limit]
    if not _follows(office_row, rows, later, after, tip):
        return None
    at_cursor = tip or first_tip(office_row.log)
    return FeedPart(later[-1].tip if later else at_cursor, tuple(_event(row) for row in later))


def _last_of_page(sizes: Sequence[Row[int, int]], after: int) -> int:
    """Return the place of the last event that one page after ``after`` carries."""
    until, weight = after, 0
    for sequence, size in sizes:
        weight += size if sequence > after else 0
        if until > after and weight > MAX_PAGE:
            break
        until = max(until, sequence)
    return until


def _follows(office_row: Row[Any], rows: Sequence[Row[Any]], later: Sequence[Row[Any]], after: int, tip: str) -> bool:
    if after == 0:
        expected = first_tip(office_row.log)
        return tip in {"", expected} and (not later or later[0].sequence == 1)
    if after == office_row.sequence:
        return bool(tip == office_row.tip)
    if rows and rows[0].sequence == after:
        return bool(tip == rows[0].tip)
    following = later[0] if later else None
    return (
        following is not None
        and following.sequence == after + 1
        and following.tip == next_tip(tip, following.id, following.blob)
    )


def _values(office_id: str, sequence: int, tip: str, event: NewEvent, now: datetime) -> dict[str, object]:
    return {
        "office": office_id,
        "sequence": sequence,
        "id": event.id,
        "lookup": event.lookup,
        "kind": event.kind,
        "at": micros(now),
        "revision": event.revision,
        "sealed": event.sealed,
        "blob": event.blob,
        "tip": tip,
    }


def _event(row: Row[Any]) -> EventRow:
    return EventRow(
        sequence=row.sequence,
        id=row.id,
        lookup=row.lookup,
        kind=row.kind,
        at=instant(row.at),
        revision=row.revision,
        sealed=row.sealed,
        blob=row.blob,
    )
