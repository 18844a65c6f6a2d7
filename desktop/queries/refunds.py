"""What of a payment can still go back, and what that means for its invoice."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Allocation, Document, Refund
from desktop.models.payment import Method
from desktop.queries.balance import balance_of
from desktop.queries.credits import notes_on
from desktop.queries.deposits import taken_off_by
from desktop.queries.life import creditable_minor
from desktop.queries.payments import PaymentRow, payment_row


@dataclass(frozen=True, slots=True)
class Refundable:
    """A payment of which ``most_minor`` units can go back.

    ``invoice_id`` is the one invoice that it comes from, None where it may come from several or from none;
    ``creditable``: something of that invoice can be credited. ``own_credit_minor`` is what is unused of its own credit
    notes; ``settles``: nothing of what arrived for the invoice is left once ``most_minor`` went back.
    """

    customer: str
    currency: str
    received_on: date
    method: Method
    amount_minor: int
    most_minor: int
    invoice_id: UUID | None = None
    number: str = ""
    creditable: bool = False
    own_credit_minor: int = 0
    settles: bool = False
    at_stripe: bool = False


def refundable(session: Session, payment_id: UUID, invoice_id: UUID | None = None) -> Refundable:
    """Return what can go back of the payment, or of what ``invoice_id`` has of it."""
    row = payment_row(session, payment_id)
    only = invoice_id
    if only is None and len(row.invoices) == 1 and not row.left_minor:
        only = row.invoices[0][0]
    invoice = session.get_one(Document, only) if only is not None else None
    if invoice is None or invoice.withdrawn_at is not None:
        return Refundable(row.customer, row.currency, row.received_on, row.method, row.amount_minor,
                          _everything(session, row), at_stripe=row.at_stripe)  # fmt: skip
    most = _applied(session, payment_id, invoice.id)
    return Refundable(
        customer=row.customer,
        currency=row.currency,
        received_on=row.received_on,
        method=row.method,
        amount_minor=row.amount_minor,
        most_minor=most,
        invoice_id=invoice.id,
        number=invoice.number or "",
        creditable=creditable_minor(session, invoice) > 0 and not taken_off_by(session, invoice.id),
        own_credit_minor=max(sum(map(balance_of, notes_on(session, invoice.id))), 0),
        settles=invoice.settled_minor == most,
        at_stripe=row.at_stripe,
    )


def _everything(session: Session, row: PaymentRow) -> int:
    """Return what no invoice has and what invoices have of it; what a withdrawn one keeps stays there."""
    standing = [each for each, _number in row.invoices if session.get_one(Document, each).withdrawn_at is None]
    return row.left_minor + sum(_applied(session, row.id, each) for each in standing)


def _applied(session: Session, payment_id: UUID, invoice_id: UUID) -> int:
    given = select(func.coalesce(func.sum(Allocation.amount_minor), 0)).where(
        Allocation.payment_id == payment_id, Allocation.invoice_id == invoice_id, Allocation.undone_at.is_(None)
    )
    gone = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
        Refund.payment_id == payment_id, Refund.invoice_id == invoice_id,
        Refund.undone_at.is_(None), Refund.state != "failed",
    )  # fmt: skip
    return (session.scalar(given) or 0) - (session.scalar(gone) or 0)
