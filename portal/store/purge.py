"""What time takes away: loose contents, keys of ended links, forgotten links, events and answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select

from billing.wire import OfficeProfile
from portal.instants import DAY, micros
from portal.life import EXPIRED_WRAPS_DAYS, forgotten_before
from portal.store.contents import drop_wraps
from portal.tables import checkout, content, doc, feed, heard, link, office, operation, payment, seen, wrap

CHUNK = 200


def purge_common(connection: Connection, *, now: datetime) -> None:
    """Delete contents that no link names for a day, browsers after a day, events, answers and sessions after 400 days.

    A payment stays as long as its document.
    """
    at = micros(now)
    connection.execute(delete(content).where(content.c.loose_since < at - DAY))
    connection.execute(delete(feed).where(feed.c.at < forgotten_before(at)))
    connection.execute(delete(operation).where(operation.c.at < forgotten_before(at)))
    connection.execute(delete(seen).where(seen.c.at < at - DAY))
    connection.execute(delete(heard).where(heard.c.at < forgotten_before(at)))
    connection.execute(delete(checkout).where(checkout.c.at < forgotten_before(at)))
    connection.execute(delete(payment).where(payment.c.changed_at < forgotten_before(at), _has_no_doc()))


def purge_links(connection: Connection, office_id: str, *, now: datetime) -> bool:
    """Take one chunk of the office's outlived keys and forgotten links away; True where more may wait.

    Keys of expired links go 30 days after their end; lookups of all ended ones are unknown after 400 days.
    """
    profile = connection.scalars(select(office.c.profile).where(office.c.id == office_id)).one()
    settled = OfficeProfile.model_validate_json(profile).settled_days * DAY
    at = micros(now)
    outlived = _lookups(
        connection,
        and_(
            link.c.office == office_id,
            _expired_before(at - EXPIRED_WRAPS_DAYS * DAY, settled),
            exists().where(wrap.c.lookup == link.c.lookup),
        ),
    )
    for lookup in outlived:
        drop_wraps(connection, office_id, [lookup], now=now)
    forgotten = _lookups(connection, and_(link.c.office == office_id, _ended_before(forgotten_before(at), settled)))
    _forget(connection, office_id, forgotten, now=now)
    return len(outlived) == CHUNK or len(forgotten) == CHUNK


def _has_no_doc() -> ColumnElement[bool]:
    return ~exists().where(doc.c.office == payment.c.office, doc.c.id == payment.c.doc)


def _expired_before(at: int, settled: int) -> ColumnElement[bool]:
    return or_(
        and_(link.c.state != "settled", link.c.expires_at < at),
        and_(link.c.state == "settled", link.c.expires_at < at - settled),
    )


def _ended_before(at: int, settled: int) -> ColumnElement[bool]:
    """Ended by the office, withdrawn, or expired; each counted from its own end."""
    withdrawn_at = (
        select(doc.c.withdrawn_at).where(doc.c.office == link.c.office, doc.c.id == link.c.doc).scalar_subquery()
    )
    return or_(
        link.c.ended_at < at,
        and_(link.c.ended_at.is_(None), withdrawn_at < at),
        and_(link.c.ended_at.is_(None), withdrawn_at.is_(None), _expired_before(at, settled)),
    )


def _lookups(connection: Connection, where: ColumnElement[bool]) -> Sequence[Any]:
    return connection.scalars(select(link.c.lookup).where(where).limit(CHUNK)).all()


def _forget(connection: Connection, office_id: str, lookups: Sequence[Any], *, now: datetime) -> None:
    for lookup in lookups:
        drop_wraps(connection, office_id, [lookup], now=now)
    connection.execute(delete(seen).where(seen.c.lookup.in_(lookups)))
    connection.execute(delete(link).where(link.c.lookup.in_(lookups)))
    unlinked = ~exists().where(link.c.office == doc.c.office, link.c.doc == doc.c.id)
    outlived = or_(doc.c.withdrawn_at.is_(None), doc.c.withdrawn_at < forgotten_before(micros(now)))
    connection.execute(delete(doc).where(doc.c.office == office_id, unlinked, outlived))
