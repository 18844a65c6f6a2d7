"""Sealed bytes: immutable under their id; what nothing names for a day goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from billing.wire import ContentKind, Wrap
from portal.instants import micros
from portal.tables import content, wrap


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds under an id."""

    kind: str
    size: int


def put_content(
    connection: Connection, office: str, identifier: str, kind: ContentKind, blob: bytes, *, now: datetime
) -> Stored:
    """Store ``blob`` and return what is stored; an id that is there already stays as it is."""
    if (known := stored_content(connection, office, identifier)) is not None:
        return known
    connection.execute(
        insert(content).values(
            office=office, id=identifier, kind=kind, size=len(blob), blob=blob, loose_since=micros(now)
        )
    )
    return Stored(kind, len(blob))


def stored_content(connection: Connection, office: str, identifier: str) -> Stored | None:
    """Return kind and size of a content, or None."""
    row = connection.execute(
        select(content.c.kind, content.c.size).where(content.c.office == office, content.c.id == identifier)
    ).one_or_none()
    return None if row is None else Stored(row.kind, row.size)


def read_content(connection: Connection, office: str, identifier: str) -> tuple[str, bytes] | None:
    """Return kind and sealed bytes of a content, or None."""
    row = connection.execute(
        select(content.c.kind, content.c.blob).where(content.c.office == office, content.c.id == identifier)
    ).one_or_none()
    return None if row is None else (row.kind, row.blob)


def missing_contents(connection: Connection, office: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the ids among ``wanted`` that the store lacks, in their order."""
    asked = list(dict.fromkeys(wanted))
    known = connection.scalars(select(content.c.id).where(content.c.office == office, content.c.id.in_(asked)))
    found = set(known)
    return tuple(identifier for identifier in asked if identifier not in found)


def name_contents(connection: Connection, office: str, lookup: str, wraps: Sequence[Wrap], *, now: datetime) -> None:
    """Make ``wraps`` all that the link names; the contents it named before are loose unless another link names them."""
    drop_wraps(connection, office, [lookup], now=now)
    if not wraps:
        return
    rows = {each.content: each for each in wraps}
    connection.execute(
        insert(wrap),
        [
            {"lookup": lookup, "content": name, "office": office, "sealed": each.sealed, "doc": each.doc}
            for name, each in rows.items()
        ],
    )
    connection.execute(
        update(content).where(content.c.office == office, content.c.id.in_(rows)).values(loose_since=None)
    )


def drop_wraps(connection: Connection, office: str, lookups: Sequence[str], *, now: datetime) -> None:
    """Delete all wraps of ``lookups``: what they opened can be opened by them no more."""
    _drop(connection, office, wrap.c.lookup.in_(lookups), now)


def drop_wraps_of(connection: Connection, office: str, doc: str, *, now: datetime) -> None:
    """Delete the wraps that customers' links hold for ``doc``; the other documents behind them still open."""
    _drop(connection, office, (wrap.c.office == office) & (wrap.c.doc == doc), now)


def _drop(connection: Connection, office: str, which: ColumnElement[bool], now: datetime) -> None:
    loose = connection.scalars(select(wrap.c.content).where(which)).all()
    if not loose:
        return
    connection.execute(delete(wrap).where(which))
    still_named = exists().where(wrap.c.office == content.c.office, wrap.c.content == content.c.id)
    connection.execute(
        update(content)
        .where(content.c.office == office, content.c.id.in_(loose), ~still_named)
        .values(loose_since=micros(now))
    )
