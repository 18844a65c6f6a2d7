"""Lists by the page, each from where the one before ended: for whoever reads on without a scroll bar."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing.issued import DocumentKind
from desktop.models import Customer, Document, Item, Payment
from desktop.models.payment import Method
from desktop.queries.payments import PaymentQuery, narrowed
from desktop.queries.people import holds
from desktop.queries.states import DocumentState, state_on

_MATCHING = text("document.ordinal IN (SELECT rowid FROM document_search WHERE document_search MATCH :words)")


def document_page(
    session: Session,
    kinds: Sequence[DocumentKind],
    *,
    today: date,
    state: DocumentState | None = None,
    customer_id: UUID | None = None,
    search: str = "",
    below: int | None = None,
    limit: int,
) -> tuple[int, ...]:
    """Return the ordinals of at most ``limit`` documents below the ordinal ``below``, the one made last first.

    ``search`` looks for beginnings of words in number, customer, order number, amount and line titles.
    """
    statement = select(Document.ordinal).where(Document.kind.in_(kinds)).order_by(Document.ordinal.desc())
    if state is not None:
        statement = statement.where(state_on(today) == state)
    if customer_id is not None:
        statement = statement.where(Document.customer_id == customer_id)
    if below is not None:
        statement = statement.where(Document.ordinal < below)
    if search.strip():
        words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", search))
        if not words:
            return ()
        statement = statement.where(_MATCHING).params(words=words)
    return tuple(session.scalars(statement.limit(limit)))


def payment_page(
    session: Session,
    *,
    search: str = "",
    method: Method | None = None,
    since: date | None = None,
    until: date | None = None,
    customer_id: UUID | None = None,
    below: int | None = None,
    limit: int,
) -> tuple[int, ...]:
    """Return the ordinals of at most ``limit`` payments below ``below``, the one recorded last first."""
    query = PaymentQuery(method=method or "", search=search, since=since, until=until)
    statement: Select[int] = narrowed(select(Payment.ordinal), query).order_by(Payment.ordinal.desc())
    if customer_id is not None:
        statement = statement.where(Payment.customer_id == customer_id)
    if below is not None:
        statement = statement.where(Payment.ordinal < below)
    return tuple(session.scalars(statement.limit(limit)))


def customer_page_of(
    session: Session, *, search: str = "", after: tuple[str, UUID] | None = None, limit: int
) -> tuple[UUID, ...]:
    """Return the ids of at most ``limit`` customers after the name and id ``after``, by name; none archived."""
    statement = select(Customer.id).where(Customer.archived_at.is_(None))
    if search.strip():
        statement = statement.where(holds(search, Customer.name, Customer.contact, Customer.email))
    return _after(session, statement, Customer.name, Customer.id, after, limit)


def item_page(
    session: Session, *, search: str = "", after: tuple[str, UUID] | None = None, limit: int
) -> tuple[UUID, ...]:
    """Return the ids of at most ``limit`` entries of the catalogue after the title and id ``after``, by title."""
    statement = select(Item.id).where(Item.archived_at.is_(None))
    if search.strip():
        statement = statement.where(holds(search, Item.title, Item.code))
    return _after(session, statement, Item.title, Item.id, after, limit)


def customers_called(session: Session, name: str) -> tuple[UUID, ...]:
    """Return the customers with exactly this name, whatever the case of its letters; archived ones are none."""
    first = func.lower(Customer.name) == name.strip().lower()  # SQLite's lower() knows ASCII letters only
    same = or_(first, Customer.name == name.strip())
    statement = select(Customer.id).where(and_(Customer.archived_at.is_(None), same)).order_by(Customer.id)
    return tuple(session.scalars(statement))


def _after(
    session: Session,
    statement: Select[UUID],
    name: InstrumentedAttribute[str],
    identifier: InstrumentedAttribute[UUID],
    after: tuple[str, UUID] | None,
    limit: int,
) -> tuple[UUID, ...]:
    if after is not None:
        place: Any = (after[0], after[1])
        statement = statement.where(tuple_(name, identifier) > place)
    return tuple(session.scalars(statement.order_by(name, identifier).limit(limit)))
