"""What customers did since the books were last looked at: what is worth a notice, and nothing of earlier times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from desktop.models import Activity, Customer, Document, NoticeRule, PortalState
from desktop.models.activity import NOTICED
from desktop.queries.links import portal_time

MOST = 50
# What is worth a notice, and whether it says so by itself at first.
KINDS: dict[str, bool] = {
    "viewed": True,
    "accepted": True,
    "declined": True,
    "comment.added": True,
    "link.requested": True,
    "quote.requested": True,
    "payment.recorded": True,
    "payment.failed": False,
    "payment.disputed": True,
    "mail.failed": True,
    "text.failed": True,
}
_ALSO = {"accepted.unverified": "accepted", "mail.unsure": "mail.failed", "text.unsure": "text.failed"}
_OF_SENDING = ("mail.failed", "mail.unsure", "text.failed", "text.unsure")
_PLACE: ColumnElement[int] = literal_column("activity.rowid")


@dataclass(frozen=True, slots=True)
class NewsMark:
    """How far the news were read; ``since`` (portal time) leaves out what a portal tells of before it was set up."""

    place: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """One thing a customer did, or a message that failed: ``holder_id`` is the document, or the customer where all of
    their documents were meant. ``id`` names the activity, ``at`` is when it happened.
    """

    id: UUID
    at: datetime
    kind: str
    holder_id: UUID
    holder_kind: str
    number: str
    customer: str
    minor: int
    currency: str
    why: str


def rule_of(kind: str) -> str:
    """Return the kind whose rule holds for an activity of ``kind``."""
    return _ALSO.get(kind, kind)


def mark(session: Session, *, now: datetime) -> NewsMark:
    """Return where the news begin: at what comes next, and at ``now`` where the feed was never read before."""
    portal = session.scalars(select(PortalState)).one()
    place = session.scalar(select(func.max(_PLACE)).select_from(Activity)) or 0
    return NewsMark(place, None if portal.cursor else portal_time(portal, now))


def news(session: Session, after: NewsMark, *, now: datetime) -> tuple[NewsMark, tuple[News, ...]]:
    """Return what happened after ``after`` and says so by itself, oldest first, and the mark for the next time."""
    new = mark(session, now=now)
    since = after.since or new.since
    told_since = Activity.at >= since if since else _PLACE > 0
    rows = session.execute(
        noticed()
        .where(after.place < _PLACE, new.place >= _PLACE)
        .where(or_(told_since, Activity.kind.in_(_OF_SENDING)))
        .order_by(_PLACE)
        .limit(MOST)
    )
    silent = silent_kinds(session)
    found = tuple(news_of(row) for row in rows)
    return NewsMark(new.place, since), tuple(each for each in found if rule_of(each.kind) not in silent)


def silent_kinds(session: Session) -> frozenset[str]:
    """Return the kinds that say nothing by themselves."""
    chosen = {row.kind: row.pops for row in session.scalars(select(NoticeRule))}
    return frozenset(kind for kind, pops in (KINDS | chosen).items() if not pops)


def noticed() -> Select[*tuple[Any, ...]]:
    """Return the statement of all that is worth a notice.

    A view is only if it is a document's first, or the first of a customer's own link.
    """
    first = and_(
        Activity.kind == "viewed",
        or_(
            Activity.at == Document.viewed_at,
            and_(Activity.document_id.is_(None), Activity.data["count"].as_integer() == 1),
        ),
    )
    kinds = [kind for kind in (*KINDS, *_ALSO) if kind != "viewed"]
    return (
        select(
            Activity.id, Activity.at, Activity.kind, Activity.data, Activity.document_id, Activity.customer_id,
            Document.number, Document.kind.label("holder_kind"), Document.currency, Document.total_minor,
            func.coalesce(Document.customer_name, Customer.name, "").label("customer"),
        )
        .outerjoin(Document, Document.id == Activity.document_id)
        .outerjoin(Customer, Customer.id == Activity.customer_id)
        .where(text(NOTICED), or_(Activity.kind.in_(kinds), first))
    )  # fmt: skip


def news_of(row: Row[*tuple[Any, ...]]) -> News:
    """Return what one row of ``noticed`` tells."""
    return News(
        id=row.id,
        at=row.at,
        kind=row.kind.partition(".unverified")[0],
        holder_id=row.document_id or row.customer_id,
        holder_kind=row.holder_kind or "customer",
        number=row.number or "",
        customer=row.customer,
        minor=int(row.data.get("minor", row.total_minor or 0)),
        currency=row.currency or "",
        why=str(row.data.get("why", "")),
    )
