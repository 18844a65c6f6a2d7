"""Ways to pay, as views and programs read them."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import PayWayKind
from desktop.models import Document, PaymentMethod


class PayWayRow(NamedTuple):
    """A way to pay on offer; ``label`` "" stands for the word of its kind."""

    id: UUID
    kind: PayWayKind
    label: str
    details: str


def pay_ways(session: Session) -> tuple[PayWayRow, ...]:
    """Return the ways on offer, in their order."""
    offered = select(PaymentMethod).where(PaymentMethod.archived_at.is_(None))
    rows = session.scalars(offered.order_by(PaymentMethod.position, PaymentMethod.id))
    return tuple(PayWayRow(row.id, row.kind, row.label, row.details) for row in rows)


def drafts_that_chose(session: Session, way_id: UUID) -> int:
    """Return how many draft invoices name this way among those that they show; a quote shows none."""
    drafts = select(Document.pay_ways).where(
        Document.kind == "invoice", Document.number.is_(None), Document.pay_ways.is_not(None)
    )
    return sum(str(way_id) in (chosen or ()) for chosen in session.scalars(drafts))


def shown_ways(ways: tuple[PayWayRow, ...], chosen: tuple[UUID, ...] | None) -> tuple[PayWayRow, ...]:
    """Return which of ``ways`` a document with this choice shows: None is all of them."""
    return ways if chosen is None else tuple(way for way in ways if way.id in chosen)


def is_left_without(ways: tuple[PayWayRow, ...], chosen: tuple[UUID, ...] | None) -> bool:
    """Tell whether some were chosen and none of them is among ``ways`` any more; to choose none at all is a choice."""
    return bool(chosen) and not shown_ways(ways, chosen)
