"""One feed per office: sequence and running hash are taken under the office's lock, so no reader sees a hole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from billing.wire import EventRow, first_tip, next_tip
from portal.instants import instant, micros
from portal.store.offices import locked_office
from portal.tables import feed, office


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

    A cursor whose own event is forgotten is checked by the event after it.
    """
    rows = connection.execute(
        select(feed)
        .where(feed.c.office == office_row.id, feed.c.sequence >= after)
        .order_by(feed.c.sequence)
        .limit(limit + 1)
    ).all()
    later = [row for row in rows if row.sequence > after][:limit]
    if not _follows(office_row, rows, later, after, tip):
        return None
    at_cursor = tip or first_tip(office_row.log)
    return FeedPart(later[-1].tip if later else at_cursor, tuple(_event(row) for row in later))


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
