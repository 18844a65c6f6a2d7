"""What customers did since the books were last looked at, and what did not reach them: what is worth a notice, and
nothing of earlier times.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from desktop.models import Activity, Customer, Document, PortalState
from desktop.queries.links import portal_time

MOST = 50
_PLACE: ColumnElement[int] = literal_column("activity.rowid")
_TOLD = (
    "accepted",
    "accepted.unverified",
    "declined",
    "comment.added",
    "link.requested",
    "quote.requested",
    "payment.recorded",
    "payment.disputed",
)
_OF_MAIL = ("mail.failed", "mail.unsure")


@dataclass(frozen=True, slots=True)
class NewsMark:
    """How far the news were read; ``since`` (portal time) leaves out what a portal tells of before it was set up."""

    place: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """One thing a customer did, or a message that failed: ``holder_id`` is the document, or the customer where all of
    their documents were meant.
    """

    kind: str
    holder_id: UUID
    holder_kind: str
    number: str
    customer: str
    minor: int
    currency: str
    why: str


def mark(session: Session, *, now: datetime) -> NewsMark:
    """Return where the news begin: at what comes next, and at ``now`` where the feed was never read before."""
    portal = session.scalars(select(PortalState)).one()
    place = session.scalar(select(func.max(_PLACE)).select_from(Activity)) or 0
    return NewsMark(place, None if portal.cursor else portal_time(portal, now))


def news(session: Session, after: NewsMark, *, now: datetime) -> tuple[NewsMark, tuple[News, ...]]:
    """Return what customers did after ``after``, oldest first, and the mark for the next time.

    A view is news only if it is a document's first, or the first of a customer's own link.
    """
    new = mark(session, now=now)
    since = after.since or new.since
    first = and_(
        Activity.kind == "viewed",
        or_(
            Activity.at == Document.viewed_at,
            and_(Activity.document_id.is_(None), Activity.data["count"].as_integer() == 1),
        ),
    )
    by_customer = or_(Activity.kind.in_(_TOLD), first)
    told_since = Activity.at >= since if since else _PLACE > 0
    rows = session.execute(
        select(Activity.kind, Activity.data, Activity.document_id, Activity.customer_id, Document.number,
               Document.kind.label("holder_kind"), Document.currency, Document.total_minor,
               func.coalesce(Document.customer_name, Customer.name, "").label("customer"))
        .outerjoin(Document, Document.id == Activity.document_id)
        .outerjoin(Customer, Customer.id == Activity.customer_id)
        .where(after.place < _PLACE, new.place >= _PLACE)
        .where(or_(and_(Activity.who == "customer", by_customer, told_since), Activity.kind.in_(_OF_MAIL)))
        .order_by(_PLACE)
        .limit(MOST)
    )  # fmt: skip
    return NewsMark(new.place, since), tuple(_news(row) for row in rows)


def _news(row: Row[*tuple[Any, ...]]) -> News:
    return News(
        kind=row.kind.partition(".unverified")[0],
        holder_id=row.document_id or row.customer_id,
        holder_kind=row.holder_kind or "customer",
        number=row.number or "",
        customer=row.customer,
        minor=int(row.data.get("minor", row.total_minor or 0)),
        currency=row.currency or "",
        why=str(row.data.get("why", "")),
    )
