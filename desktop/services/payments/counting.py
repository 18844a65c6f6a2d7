"""What invoices and payments carry follows from the rows of money that count; nothing else writes these sums."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.models import Allocation, Document, Payment, Refund, WriteOff
from desktop.services import outbox

LIVE = Allocation.undone_at.is_(None)
COUNTS = and_(Refund.undone_at.is_(None), Refund.state != "failed")


def allocate(
    session: Session, payment: Payment, invoice: Document, minor: int, *, on: date, at: datetime
) -> Allocation:
    """Let ``minor`` of the payment count for the invoice from ``on``; the caller has checked both and counts again."""
    allocation = Allocation(payment_id=payment.id, invoice_id=invoice.id, amount_minor=minor, on=on, at=at)
    session.add(allocation)
    session.flush()
    return allocation


def count_invoice(session: Session, invoice: Document, *, at: datetime) -> None:
    """Let the invoice carry what arrived for it and what of it was let go, and its customer's page say so."""
    session.flush()
    of = Allocation.invoice_id == invoice.id
    refunded = _sum(session, Refund.amount_minor, Refund.invoice_id == invoice.id, COUNTS)
    invoice.settled_minor = _sum(session, Allocation.amount_minor, of, LIVE) - refunded
    let_go = (WriteOff.invoice_id == invoice.id, WriteOff.undone_at.is_(None))
    invoice.written_off_minor = _sum(session, WriteOff.amount_minor, *let_go)
    outbox.new_payable(invoice)
    outbox.publish(session, invoice, at=at)


def count_payment(session: Session, payment: Payment, *, at: datetime) -> None:
    """Let the payment carry what of it is applied and refunded, and the page of its customer's documents say it."""
    session.flush()
    refunds = (Refund.payment_id == payment.id, COUNTS)
    of_applied = _sum(session, Refund.amount_minor, *refunds, Refund.invoice_id.is_not(None))
    applied = _sum(session, Allocation.amount_minor, Allocation.payment_id == payment.id, LIVE) - of_applied
    payment.applied_minor, payment.refunded_minor = applied, _sum(session, Refund.amount_minor, *refunds)
    if payment.customer_id is not None:
        outbox.publish_page(session, payment.customer_id, at=at)
    session.flush()


def applied_to(session: Session, payment_id: UUID, invoice_id: UUID) -> int:
    """Return what the invoice has of the payment, less what of that was refunded, in minor units."""
    given = sum(each.amount_minor for each in _allocations(session, payment_id, invoice_id))
    pair = (Refund.payment_id == payment_id, Refund.invoice_id == invoice_id)
    return given - _sum(session, Refund.amount_minor, *pair, COUNTS)


def free(session: Session, payment: Payment, invoice: Document, minor: int, *, at: datetime) -> None:
    """Let the invoice go without ``minor`` of the payment, the newest first; the caller counts again.

    What of it was refunded stays with the invoice, as that is where it went back from.
    """
    for allocation in _allocations(session, payment.id, invoice.id):
        if minor <= 0:
            return
        kept = max(allocation.amount_minor - minor, 0)
        minor -= allocation.amount_minor - kept
        allocation.undone_at = at
        session.flush()
        if kept:
            allocate(session, payment, invoice, kept, on=allocation.on, at=at)


def payments_of(session: Session, invoice_id: UUID) -> Sequence[Payment]:
    """Return the payments of which the invoice has a part, the oldest first."""
    parts = select(Allocation.payment_id).where(Allocation.invoice_id == invoice_id, LIVE)
    return session.scalars(select(Payment).where(Payment.id.in_(parts)).order_by(Payment.ordinal)).all()


def invoices_of(session: Session, payment_id: UUID) -> Sequence[Document]:
    """Return the invoices that have a part of the payment, the one that got it last first."""
    parts = select(Allocation).where(Allocation.payment_id == payment_id, LIVE)
    rows = session.scalars(parts.order_by(Allocation.at.desc(), Allocation.id.desc())).all()
    return [session.get_one(Document, each) for each in dict.fromkeys(row.invoice_id for row in rows)]


def _allocations(session: Session, payment_id: UUID, invoice_id: UUID) -> Sequence[Allocation]:
    pair = (Allocation.payment_id == payment_id, Allocation.invoice_id == invoice_id)
    newest = (Allocation.at.desc(), Allocation.id.desc())
    return session.scalars(select(Allocation).where(*pair, LIVE).order_by(*newest)).all()


def _sum(session: Session, amount: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(amount), 0)).where(*which)) or 0)
