"""Lists of documents: sorted ordinals for a true scroll bar, rows by the page, counts and sums."""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Row,
    Select,
    TextClause,
    and_,
    bindparam,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Document, Link, Office, PortalState
from desktop.queries.balance import BALANCE, balance_of
from desktop.queries.links import LinkStateName, link_state
from desktop.queries.states import OPEN_STATES, DocumentState, state_on

SortKey = Literal["number", "customer", "state", "due", "viewed", "balance"]
FOUND_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which documents, in which order; ``state``, ``seen`` and ``search`` narrow, ``today`` is the office's date.

    ``seen``: True for what a customer has viewed, False for what was issued and nobody has.
    """

    kind: DocumentKind
    today: date
    state: DocumentState | None = None
    search: str = ""
    sort: SortKey = "number"
    descending: bool = True
    seen: bool | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One row of a list; amounts in minor units of ``currency``. ``viewed_at`` is a person's last view."""

    ordinal: int
    id: UUID
    kind: DocumentKind
    number: str
    customer: str
    state: DocumentState
    issued_on: date | None
    due_on: date | None
    valid_until: date | None
    currency: str
    total_minor: int
    balance_minor: int
    link: LinkStateName
    views: int
    viewed_at: datetime | None
    link_ends: datetime | None
    asked: bool


def document_ordinals(session: Session, query: ListQuery, *, limit: int = -1) -> "array[int]":
    """Return the ordinals of all matching documents in order; 8 bytes a row, so 100,000 rows scroll.

    ``limit`` gives the first of them only, for a list that is shown before it is counted.
    """
    if query.search.strip():
        return _found(session, query)
    statement = select(Document.ordinal).where(Document.kind == query.kind)
    statement = _narrowed(statement, query)
    if query.sort == "number":
        return _by_number(session, statement, descending=query.descending, limit=limit)
    return _read(session, _sorted(statement, query).limit(limit))


def ordinal_of(session: Session, document_id: UUID) -> int | None:
    """Return the document's ordinal; None where it is gone."""
    return session.scalars(select(Document.ordinal).where(Document.id == document_id)).one_or_none()


def document_rows(session: Session, ordinals: Sequence[int], *, today: date, now: datetime) -> dict[int, DocumentRow]:
    """Return the rows with these ordinals; one that was deleted meanwhile is absent."""
    at = now + timedelta(milliseconds=session.scalars(select(PortalState.offset_ms)).one())
    settled_days = session.scalars(select(Office.settled_days)).one()
    found = session.execute(_rows_statement(), {"today": today, "ordinals": list(ordinals)})
    return {row.ordinal: _row(row, at, settled_days) for row in found}


def state_counts(session: Session, kind: DocumentKind, *, today: date) -> dict[DocumentState, int]:
    """Return how many documents are in each state."""
    state = state_on(today)
    rows = session.execute(select(state, func.count()).where(Document.kind == kind).group_by(state))
    return {name: count for name, count in rows}  # noqa: C416 - dict() of rows does not type


def notes_left(session: Session) -> int:
    """Return of how many credit notes something is left."""
    issued = Document.number.is_not(None)
    return session.scalar(select(func.count()).where(Document.kind == "credit", issued, BALANCE > 0)) or 0


def open_sums(session: Session, kind: DocumentKind, *, today: date) -> tuple[tuple[str, int], ...]:
    """Return the open balance of each currency, largest first; currencies are never added up."""
    balance = func.sum(BALANCE)
    rows = session.execute(
        select(Document.currency, balance)
        .where(Document.kind == kind, state_on(today).in_(OPEN_STATES), BALANCE != 0)
        .group_by(Document.currency)
        .order_by(balance.desc())
    )
    return tuple((currency, int(minor)) for currency, minor in rows)


_COLUMNS = (
    Document.ordinal, Document.id, Document.kind, Document.number, Document.customer_name, Document.issued_on,
    Document.due_on, Document.valid_until, Document.currency, Document.total_minor, Document.payable_minor,
    Document.settled_minor, Document.credited_minor, Document.written_off_minor, Document.withdrawn_at,
    Document.voided_at, Document.answer,
    func.coalesce(Link.viewed_at, Document.viewed_at).label("last_viewed"),
    Link.id.label("link_id"), Link.ended_as, Link.published_at, Link.expires_at, Link.views, Link.asked_at,
)  # fmt: skip


@cache
def _rows_statement() -> Select[*tuple[Any, ...]]:
    """Built once: putting it together takes as long as reading a page of rows."""
    return (
        select(*_COLUMNS, state_on(bindparam("today", type_=Date)).label("state"))
        .outerjoin(Link, and_(Link.document_id == Document.id, Link.current))
        .where(Document.ordinal.in_(bindparam("ordinals", expanding=True)))
    )


def _row(row: Row[*tuple[Any, ...]], at: datetime, settled_days: int) -> DocumentRow:
    return DocumentRow(
        ordinal=row.ordinal,
        id=row.id,
        kind=row.kind,
        number=row.number or "",
        customer=row.customer_name,
        state=row.state,
        issued_on=row.issued_on,
        due_on=row.due_on,
        valid_until=row.valid_until,
        currency=row.currency,
        total_minor=row.total_minor,
        balance_minor=balance_of(row),
        link=link_state(row, row, at, settled_days) if row.link_id else "none",
        views=row.views or 0,
        viewed_at=row.last_viewed,
        link_ends=row.expires_at,
        asked=row.asked_at is not None,
    )


def _by_number(session: Session, statement: Select[int], *, descending: bool, limit: int) -> "array[int]":
    """Drafts first, newest first; then by time of issue, which is the order of numbers. Reads one index only."""
    issued_at, ordinal = Document.issued_at, Document.ordinal
    drafts = statement.where(issued_at.is_(None)).order_by(ordinal.desc()).limit(limit)
    order = (issued_at.desc(), ordinal.desc()) if descending else (issued_at, ordinal)
    issued = statement.where(issued_at.is_not(None)).order_by(*order).limit(limit)
    return _read(session, drafts) + _read(session, issued)


def _read(
    session: Session, statement: Select[int] | TextClause, parameters: Mapping[str, Any] | None = None
) -> "array[int]":
    """Read one column straight from the driver: a row object for each of 100,000 would double the time."""
    result = session.connection().execute(statement, parameters or {})
    assert result.cursor is not None
    return array("q", chain.from_iterable(result.cursor.fetchall()))


def _sorted(statement: Select[int], query: ListQuery) -> Select[int]:
    key = _sort_key(query)
    order = (key.desc(), Document.ordinal.desc()) if query.descending else (key, Document.ordinal)
    return statement.order_by(*order)


_LAST_VIEW = (
    select(type_coerce(Link.viewed_at, BigInteger))
    .where(Link.document_id == Document.id, text("link.current"))
    .correlate(Document)
    .scalar_subquery()
)


def _narrowed(statement: Select[int], query: ListQuery) -> Select[int]:
    if query.state is not None:
        statement = statement.where(state_on(query.today) == query.state)
    if query.seen is None:
        return statement
    viewed = Document.viewed_at
    return statement.where(viewed.is_not(None) if query.seen else and_(viewed.is_(None), Document.number.is_not(None)))


def _sort_key(query: ListQuery) -> ColumnElement[Any]:
    keys: dict[SortKey, ColumnElement[Any]] = {
        "customer": func.lower(Document.customer_name),
        "state": state_on(query.today),
        "due": func.coalesce(Document.due_on, Document.valid_until, date.max),
        "viewed": func.coalesce(_LAST_VIEW, type_coerce(Document.viewed_at, BigInteger), 0),
        "balance": BALANCE,
    }
    return keys[query.sort]


_SEARCH = text(
    "SELECT document.ordinal FROM document_search JOIN document ON document.ordinal = document_search.rowid "
    "WHERE document_search MATCH :words AND document.kind = :kind ORDER BY document_search.rowid DESC LIMIT :limit"
)


def _found(session: Session, query: ListQuery) -> "array[int]":
    """Full-text search by beginnings of words, newest first, at most 1,000; narrowed by state afterwards."""
    words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", query.search))
    if not words:
        return array("q")
    found = _read(session, _SEARCH, {"words": words, "kind": query.kind, "limit": FOUND_AT_MOST})
    if query.state is None and query.seen is None:
        return found
    matching = _narrowed(select(Document.ordinal).where(Document.ordinal.in_(found)), query)
    return array("q", session.scalars(matching.order_by(Document.ordinal.desc())))
