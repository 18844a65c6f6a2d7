"""What customers did with a link: looked, downloaded, asked for a new one; counted, and told in the feed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, insert, select, update
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.wire import EventBody
from portal.instants import DAY, SECOND, micros
from portal.store.feed import NewEvent, append_events
from portal.tables import link, seen

SEEN_AGAIN = 30 * 60 * SECOND
TOLD_A_DAY = 60
COMMENTS_A_DAY = 20


def view_counts(connection: Connection, lookup: str, browser: str, *, now: datetime) -> bool:
    """Tell whether this is a view to be told, and count it: once per browser in 30 minutes, at most 60 a day (UTC).

    ``browser`` is a hash that no other link shares.
    """
    at = micros(now)
    place = (seen.c.lookup == lookup) & (seen.c.browser == browser)
    before = connection.scalar(select(seen.c.at).where(place))
    if before is not None and 0 <= at - before < SEEN_AGAIN:
        return False
    if not _one_more(connection, lookup, link.c.day_views, now):
        return False
    if before is None:
        connection.execute(insert(seen).values(lookup=lookup, browser=browser, at=at))
    else:
        connection.execute(update(seen).where(place).values(at=at))
    return True


def download_counts(connection: Connection, lookup: str, *, now: datetime) -> bool:
    """Tell whether this download is to be told, and count it: at most 60 a day (UTC)."""
    return _one_more(connection, lookup, link.c.day_downloads, now)


def comment_counts(connection: Connection, lookup: str, *, now: datetime) -> bool:
    """Tell whether this message is to be told, and count it: at most 20 a day (UTC)."""
    return _one_more(connection, lookup, link.c.day_comments, now, most=COMMENTS_A_DAY)


def may_ask(asked_at: int | None, now: datetime) -> bool:
    """Tell whether a new link may be asked for (again): once in 24 hours."""
    return asked_at is None or micros(now) - asked_at >= DAY


def note_ask(connection: Connection, lookup: str, *, now: datetime) -> bool:
    """Note that a fresh link is wanted; False where that was told within a day."""
    asked_at = connection.scalars(select(link.c.asked_at).where(link.c.lookup == lookup)).one()
    if not may_ask(asked_at, now):
        return False
    connection.execute(update(link).where(link.c.lookup == lookup).values(asked_at=micros(now), rev=link.c.rev + 1))
    return True


def tell_checks(connection: Connection, office: str, counts: Mapping[str, int], *, now: datetime) -> None:
    """Tell the office how often machines fetched its links since the last time: one event a link, nothing secret."""
    known = connection.execute(
        select(link.c.lookup, link.c.doc, link.c.revision).where(link.c.office == office, link.c.lookup.in_(counts))
    ).all()
    if known:
        append_events(connection, office, [_check(row, counts[row.lookup]) for row in known], now=now)


def _check(row: Row[Any, Any, Any], count: int) -> NewEvent:
    identifier, kind = str(uuid7()), "link.checked"
    body = EventBody(id=identifier, kind=kind, doc=row.doc, data={"count": count})
    return NewEvent(identifier, row.lookup, kind, row.revision, sealed=False, blob=canonical(body))


def _one_more(
    connection: Connection, lookup: str, counter: Column[int], now: datetime, *, most: int = TOLD_A_DAY
) -> bool:
    """Count one more on the link's day; False where the day is full, so that no one floods the feed."""
    today = micros(now) // DAY
    row = connection.execute(select(link.c.day, counter.label("told")).where(link.c.lookup == lookup)).one()
    if row.day != today:
        fresh = {"day": today, "day_views": 0, "day_downloads": 0, "day_comments": 0, counter.name: 1}
        connection.execute(update(link).where(link.c.lookup == lookup).values(**fresh))
        return True
    if row.told >= most:
        return False
    connection.execute(update(link).where(link.c.lookup == lookup).values({counter.name: counter + 1}))
    return True
