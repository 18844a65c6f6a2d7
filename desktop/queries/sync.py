"""Where the exchange with the portal stands, for the status bar, Settings and the sync engine."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.acceptance import key_id
from desktop.models import Customer, Document, Office, Outbox, PortalState
from desktop.models.post import OUTBOX_ORDER


@dataclass(frozen=True, slots=True)
class PortalRow:
    """The portal's address and what was seen of it; ``trouble`` is "" or what only a person can end."""

    address: str
    practice: bool
    office: str
    log: str
    cursor: int
    tip: str
    offset_ms: int
    synced_at: datetime | None
    trouble: str
    trouble_why: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One change that waits, in words: what, for whom, since when; parked ones with the portal's reason."""

    id: UUID
    kind: str
    number: str
    customer: str
    created_at: datetime
    parked_why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits and since when; ``parked`` of them need a person."""

    count: int
    oldest: datetime | None
    parked: int


def pinned_keys(session: Session) -> dict[str, bytes]:
    """Return the portal's raw public keys by key id, as they were pinned when it was set up; a key that is none, or
    goes by the id of another, signs nothing.
    """
    keys = session.scalars(select(PortalState.keys)).one_or_none() or {}
    raw = {name: _decoded(key) for name, key in keys.items()}
    return {name: key for name, key in raw.items() if key_id(key) == name}


def _decoded(key: str) -> bytes:
    try:
        return b64decode(key, validate=True)
    except ValueError:
        return b""


def portal_row(session: Session) -> PortalRow:
    """Return the one portal state."""
    state = session.scalars(select(PortalState)).one()
    return PortalRow(
        address=state.address,
        practice=state.practice,
        office=state.office,
        log=state.log,
        cursor=state.cursor,
        tip=state.tip,
        offset_ms=state.offset_ms,
        synced_at=state.synced_at,
        trouble=state.trouble,
        trouble_why=state.trouble_why,
    )


def books_id(session: Session) -> UUID:
    """Return this database's id, to which the portal binds the office."""
    return session.scalars(select(Office.books)).one()


def waiting(session: Session) -> Waiting:
    """Return the figures of what waits for the portal."""
    count, oldest = session.execute(
        select(func.count(), func.min(Outbox.created_at)).where(Outbox.parked_at.is_(None))
    ).one()
    parked = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.parked_at.is_not(None)))
    return Waiting(count, oldest, parked or 0)


def what_waits(session: Session, limit: int = 200) -> tuple[WaitingRow, ...]:
    """Return what waits, in the order in which it is sent."""
    rows = session.execute(
        select(Outbox, Document.number, func.coalesce(Document.customer_name, Customer.name))
        .outerjoin(Document, Document.id == Outbox.document_id)
        .outerjoin(Customer, Customer.id == Outbox.customer_id)
        .order_by(OUTBOX_ORDER)
        .limit(limit)
    )
    return tuple(
        WaitingRow(row.id, row.kind, number or "", customer or "", row.created_at, row.parked_why)
        for row, number, customer in rows
    )


def refused_of(session: Session, holder_id: UUID) -> str:
    """Return why the portal refused the newest change of a document's or a customer's page, "" where it did not."""
    of_it = (Outbox.document_id == holder_id) | (Outbox.customer_id == holder_id)
    refused = select(Outbox.parked_why).where(of_it, Outbox.parked_at.is_not(None)).order_by(OUTBOX_ORDER.desc())
    return session.scalars(refused.limit(1)).one_or_none() or ""
