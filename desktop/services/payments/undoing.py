"""Taking back a payment that was recorded by hand and never arrived."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Document, Payment
from desktop.services import crediting
from desktop.services.activity import reason, record
from desktop.services.payments.applying import must_not_be_withdrawn
from desktop.services.payments.counting import applied_to, count_invoice, count_payment, free, invoices_of
from desktop.services.payments.refusals import CannotUndo


def undo_payment(session: Session, payment_id: UUID, *, why: str, at: datetime) -> None:
    """Say that money never arrived: what it paid is owed again, less what the invoice's own credit notes have left.

    Raises NoReason, CannotUndo.
    """
    why = reason(why)
    payment, invoices = must_be_undoable(session, payment_id)
    rest = payment.unapplied_minor
    payment.undone_at, payment.undone_because = at, why
    for invoice in invoices:
        minor = applied_to(session, payment.id, invoice.id)
        free(session, payment, invoice, minor, at=at)
        count_invoice(session, invoice, at=at)
        record(session, "payment.undone", at=at, document=invoice.id, minor=minor, why=why)
        crediting.use_own_credits(session, invoice, at=at)
    count_payment(session, payment, at=at)
    if rest and payment.customer_id is not None:
        record(session, "payment.undone", at=at, customer=payment.customer_id, minor=rest, why=why,
               currency=payment.currency)  # fmt: skip
    session.flush()


def must_be_undoable(session: Session, payment_id: UUID) -> tuple[Payment, list[Document]]:
    """Return the payment and the invoices that have a part of it. Raises CannotUndo where it must stay."""
    payment = session.get_one(Payment, payment_id)
    if payment.undone_at is not None:
        raise CannotUndo("it was undone already")
    if payment.intent is not None:
        raise CannotUndo("it stands at Stripe. Refund it instead")
    if payment.refunded_minor:
        raise CannotUndo("some of it was refunded. Undo the refund first")
    invoices = [each for each in invoices_of(session, payment.id) if applied_to(session, payment.id, each.id) > 0]
    for invoice in invoices:
        must_not_be_withdrawn(invoice)
    return payment, invoices
