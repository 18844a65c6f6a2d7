"""Every current link in one list: for whom, what it opens, how it stands, who came."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session

from billing.links import LinkKind
from desktop.models import Customer, Document, Link, Office, PortalState
from desktop.models.base import microseconds
from desktop.queries.links import ENDS_SOON, LinkStateName, portal_time
from desktop.queries.people import holds
from desktop.queries.states import settlement_sql

LinkFilter = Literal["live", "ending", "unseen", "waiting", "settled", "expired"]
LinkSort = Literal["customer", "opens", "state", "viewed", "views", "checks", "ends"]
FOUND_AT_MOST = 1_000
_ORDINAL: ColumnElement[int] = literal_column("link.rowid")


@dataclass(frozen=True, slots=True)
class LinkQuery:
    """Which links, in which order, at ``now`` of this computer; the portal's clock judges."""

    now: datetime
    shown: LinkFilter = "live"
    search: str = ""
    sort: LinkSort = "ends"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link; ``holder_id`` is the document or customer that it opens, ``number`` "" for a customer's."""

    ordinal: int
    id: UUID
    holder_id: UUID
    kind: LinkKind
    number: str
    customer: str
    state: LinkStateName
    views: int
    viewed_at: datetime | None
    checks: int
    expires_at: datetime | None
    asked: bool


def link_ordinals(session: Session, query: LinkQuery) -> "array[int]":
    """Return the ordinals of all matching links in order. They hold until the books are compacted, never longer."""
    state = state_sql(session, query.now)
    statement = _current(select(_ORDINAL)).where(_shown(state, query.shown), _may_be(session, query.shown, query.now))
    if query.search.strip():
        statement = statement.where(_found(query.search))
    key = _sort_key(query.sort, state)
    order = (key.desc().nulls_last(), _ORDINAL.desc()) if query.descending else (key.nulls_last(), _ORDINAL)
    result = session.connection().execute(statement.order_by(*order))
    assert result.cursor is not None
    return array("q", chain.from_iterable(result.cursor.fetchall()))


def link_rows(session: Session, ordinals: Sequence[int], *, now: datetime) -> dict[int, LinkRow]:
    """Return the rows with these ordinals; one that is current no more is absent."""
    columns = (_ORDINAL.label("ordinal"), Link, Document.number, _customer().label("customer"))
    state = state_sql(session, now).label("state")
    found = session.execute(_current(select(*columns, state)).where(_ORDINAL.in_(list(ordinals))))
    return {row.ordinal: _row(row) for row in found}


def link_counts(session: Session, *, now: datetime) -> dict[LinkFilter, int]:
    """Return how many links each filter shows of those that may still be extended; the others only grow."""
    state = state_sql(session, now)
    filters: tuple[LinkFilter, ...] = ("live", "ending", "unseen", "waiting")
    sums = [func.coalesce(func.sum(case((_shown(state, each), 1), else_=0)), 0) for each in filters]
    row = session.execute(_current(select(*sums)).where(_may_be(session, "live", now))).one()
    return dict(zip(filters, row, strict=True))


def holders(session: Session, ordinals: Sequence[int]) -> tuple[UUID, ...]:
    """Return the documents and customers whose links these are, in the order of ``ordinals``."""
    rows = session.execute(
        select(_ORDINAL, func.coalesce(Link.document_id, Link.customer_id)).where(_ORDINAL.in_(list(ordinals)))
    )
    found: dict[int, UUID] = {ordinal: holder for ordinal, holder in rows}  # noqa: C416 - dict() of rows does not type
    return tuple(found[ordinal] for ordinal in ordinals if ordinal in found)


def state_sql(session: Session, now: datetime) -> ColumnElement[LinkStateName]:
    """Return the state of a current link as SQL: the rule of ``link_state`` for those that nobody has ended.

    A test holds the two against each other.
    """
    portal = session.scalars(select(PortalState)).one()
    kept = timedelta(days=session.scalars(select(Office.settled_days)).one())
    at = portal_time(portal, now)
    ends = type_coerce(Link.expires_at, BigInteger)  # as instants are kept
    settled = or_(
        Document.kind == "credit",
        Document.answer != "",
        and_(Document.kind == "invoice", settlement_sql() != "open"),
    )
    named = case(
        (or_(Document.withdrawn_at.is_not(None), Document.voided_at.is_not(None)), "withdrawn"),
        (Link.published_at.is_(None), "waiting"),
        (and_(settled, ends <= microseconds(at - kept)), "expired"),
        (settled, "settled"),
        (ends <= microseconds(at), "expired"),
        (ends <= microseconds(at + ENDS_SOON), "ending"),
        else_="live",
    )
    return cast("ColumnElement[LinkStateName]", named)


def _current(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Link)
        .outerjoin(Document, Document.id == Link.document_id)
        .outerjoin(Customer, Customer.id == Link.customer_id)
        .where(text("link.current"), Link.ended_as == "")
    )


def _customer() -> ColumnElement[str]:
    return func.coalesce(Document.customer_name, Customer.name, "")


def _shown(state: ColumnElement[LinkStateName], shown: LinkFilter) -> ColumnElement[bool]:
    if shown == "unseen":
        return and_(state.in_(("live", "ending")), Link.views == 0)
    return state.in_(("waiting", "live", "ending")) if shown == "live" else state == shown


def _may_be(session: Session, shown: LinkFilter, now: datetime) -> ColumnElement[bool]:
    """Narrow by the day on which a link ends, for which there is an index: most links ended long ago."""
    at = portal_time(session.scalars(select(PortalState)).one(), now)
    if shown == "settled":
        return literal_column("1") == 1
    return Link.expires_at <= at if shown == "expired" else or_(Link.expires_at.is_(None), Link.expires_at > at)


def _sort_key(sort: LinkSort, state: ColumnElement[LinkStateName]) -> ColumnElement[Any]:
    keys: dict[LinkSort, ColumnElement[Any]] = {
        "customer": func.lower(_customer()),
        "opens": func.coalesce(Document.issued_at, 0),
        "state": state,
        "viewed": cast("ColumnElement[Any]", Link.viewed_at),
        "views": cast("ColumnElement[Any]", Link.views),
        "checks": cast("ColumnElement[Any]", Link.checks),
        "ends": cast("ColumnElement[Any]", Link.expires_at),
    }
    return keys[sort]


def _found(search: str) -> ColumnElement[bool]:
    """Documents by beginnings of words, at most 1,000 of the newest; customers by any part of their name."""
    words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", search))
    documents = text(
        "link.document_id IN (SELECT document.id FROM document_search "
        "JOIN document ON document.ordinal = document_search.rowid "
        "WHERE document_search MATCH :words ORDER BY document_search.rowid DESC LIMIT :most)"
    ).bindparams(words=words or '""', most=FOUND_AT_MOST)
    theirs = Link.customer_id.in_(select(Customer.id).where(holds(search, Customer.name, Customer.email)))
    return or_(documents, theirs)


def _row(row: Any) -> LinkRow:
    link: Link = row.Link
    return LinkRow(
        ordinal=row.ordinal,
        id=link.id,
        holder_id=cast("UUID", link.document_id or link.customer_id),
        kind=link.kind,
        number=row.number or "",
        customer=row.customer,
        state=row.state,
        views=link.views,
        viewed_at=link.viewed_at,
        checks=link.checks,
        expires_at=link.expires_at,
        asked=link.asked_at is not None,
    )
