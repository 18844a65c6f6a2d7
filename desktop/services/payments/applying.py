"""Money that no invoice has: used later for one, taken off again, and let go where an invoice is withdrawn."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Document, Payment, WriteOff
from desktop.queries.balance import balance_of
from desktop.services import crediting
from desktop.services.activity import reason, record
from desktop.services.payments.counting import (
    allocate,
    applied_to,
    count_invoice,
    count_payment,
    free,
    payments_of,
)
from desktop.services.payments.refusals import CannotUndo, CannotUse, must_owe_what_was_seen, why_not_standing


def apply_payment(
    session: Session,
    payment_id: UUID,
    invoice_id: UUID,
    *,
    minor: int,
    on: date,
    at: datetime,
    seen_minor: int | None = None,
) -> None:
    """Use ``minor`` of what is left of a payment for an open invoice; it counts from the office's date ``on``.

    Money of which nobody knew whose it is becomes the invoice's customer's. ``seen_minor`` is the balance that the
    person saw. Raises CannotUse, BalanceChanged.
    """
    payment, invoice = session.get_one(Payment, payment_id), session.get_one(Document, invoice_id)
    if why := _why_not(payment, invoice):
        raise CannotUse(why)
    must_owe_what_was_seen(session, invoice, seen_minor)
    if why := _why_not_so_much(payment, invoice, minor):
        raise CannotUse(why)
    if payment.customer_id is None:
        payment.customer_id = invoice.customer_id
    allocate(session, payment, invoice, minor, on=max(on, payment.received_on), at=at)
    count_invoice(session, invoice, at=at)
    count_payment(session, payment, at=at)
    record(session, "payment.applied", at=at, document=invoice.id, minor=minor)
    session.flush()


def take_off(session: Session, payment_id: UUID, invoice_id: UUID, *, why: str, at: datetime) -> None:
    """Let an invoice owe again what it has of a payment, which is free for another; what is left of the invoice's own
    credit notes is used first. Raises NoReason, CannotUndo.
    """
    why = reason(why)
    payment, invoice = session.get_one(Payment, payment_id), session.get_one(Document, invoice_id)
    minor = applied_to(session, payment_id, invoice_id)
    if minor <= 0:
        raise CannotUndo(f"{invoice.number} has nothing of it any more")
    must_not_be_withdrawn(invoice)
    _let_go(session, payment, invoice, minor, why=why, at=at)
    crediting.use_own_credits(session, invoice, at=at)


def must_not_be_withdrawn(invoice: Document) -> None:
    """Raise CannotUndo where the invoice would owe again although it is withdrawn."""
    if invoice.withdrawn_at is not None:
        raise CannotUndo(
            f"{invoice.number} is withdrawn, and what was paid for it stands for its credit note, which is used for "
            "another invoice"
        )


def release_money(session: Session, invoice: Document, *, keep: int, why: str, at: datetime) -> None:
    """Before an invoice is withdrawn: take its write-offs back, and let go of all money but ``keep`` units.

    The newest payment is let go first; what is free is the customer's credit, and shows as unapplied.
    """
    for row in session.scalars(select(WriteOff).where(WriteOff.invoice_id == invoice.id, WriteOff.undone_at.is_(None))):
        row.undone_at, row.undone_because = at, why
        record(session, "write_off.undone", at=at, document=invoice.id, minor=row.amount_minor, why=why)
    count_invoice(session, invoice, at=at)
    surplus = invoice.settled_minor - keep
    for payment in reversed(payments_of(session, invoice.id)):
        minor = min(applied_to(session, payment.id, invoice.id), surplus)
        if minor > 0:
            _let_go(session, payment, invoice, minor, why=why, at=at)
            surplus -= minor


def let_go_of_surplus(
    session: Session, payment: Payment, invoice: Document, *, why: str, at: datetime, who: str = "office"
) -> None:
    """Free what the invoice has of the payment beyond what it asks for, once both are counted anew. ``why`` is in the
    words of ``who``.
    """
    minor = min(-balance_of(invoice), applied_to(session, payment.id, invoice.id))
    if minor > 0:
        _let_go(session, payment, invoice, minor, why=why, at=at, who=who)


def _let_go(
    session: Session, payment: Payment, invoice: Document, minor: int, *, why: str, at: datetime, who: str = "office"
) -> None:
    free(session, payment, invoice, minor, at=at)
    count_invoice(session, invoice, at=at)
    count_payment(session, payment, at=at)
    record(session, "payment.freed", at=at, document=invoice.id, who=who, minor=minor, why=why)
    session.flush()


def _why_not(payment: Payment, invoice: Document) -> str:
    if why := why_not_standing(invoice):
        return why
    if payment.undone_at is not None:
        return "it was taken back"
    if payment.customer_id not in {None, invoice.customer_id}:
        return f"it is of another customer than {invoice.number}"
    if payment.currency != invoice.currency:
        return f"it is in {payment.currency}, {invoice.number} in {invoice.currency}"
    return ""


def _why_not_so_much(payment: Payment, invoice: Document, minor: int) -> str:
    if minor < 1:
        return "the amount must be above 0"
    if minor > payment.unapplied_minor:
        return "less than that is left of it"
    return f"{invoice.number} owes less than that" if minor > balance_of(invoice) else ""
