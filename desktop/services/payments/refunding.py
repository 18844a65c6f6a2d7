"""Giving money back: in full or in part, never more than arrived; the invoice owes it again until it is credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.letters import whole_letters
from desktop.models import Document, Payment, Refund
from desktop.models.payment import RefundReason, RefundState
from desktop.services import crediting
from desktop.services.activity import LONGEST_REASON, reason, record
from desktop.services.payments.applying import let_go_of_surplus
from desktop.services.payments.counting import applied_to, count_invoice, count_payment, invoices_of
from desktop.services.payments.refusals import CannotRefund, CannotUndo, in_words


@dataclass(frozen=True, slots=True)
class RefundValues:
    """Why and when money goes back, on the office's date ``on``, and who sends it.

    ``operation`` is the outbox row that asks Stripe for it, ``stripe_id`` Stripe's name for it; both None by hand.
    """

    reason: RefundReason
    on: date
    note: str = ""
    by_stripe: bool = False
    state: RefundState = "done"
    stripe_id: str | None = None
    operation: UUID | None = None


@dataclass(frozen=True, slots=True)
class RefundPart:
    """``minor`` units of what an invoice has of the payment; ``invoice_id`` None: of what no invoice has."""

    invoice_id: UUID | None
    minor: int


def refund_parts(
    session: Session, payment_id: UUID, minor: int | None = None, *, invoice_id: UUID | None = None
) -> tuple[RefundPart, ...]:
    """Return from where ``minor`` units go back, all that is there where it is None.

    What no invoice has goes first, then the invoice that got its part last; ``invoice_id`` leaves only that invoice.
    Raises CannotRefund.
    """
    payment = session.get_one(Payment, payment_id)
    there = _there(session, payment, invoice_id)
    most = sum(part.minor for part in there)
    wanted = most if minor is None else minor
    if payment.undone_at is not None:
        raise CannotRefund("the payment was taken back")
    if most <= 0:
        raise CannotRefund("all of it went back already")
    if wanted < 1:
        raise CannotRefund("the amount must be above 0")
    if wanted > most:
        raise CannotRefund(f"only {in_words(session, most, payment.currency)} of it is still here")
    parts = []
    for part in there:
        parts.append(RefundPart(part.invoice_id, min(part.minor, wanted)))
        wanted -= parts[-1].minor
    return tuple(part for part in parts if part.minor > 0)


def refund_payment(
    session: Session,
    payment_id: UUID,
    values: RefundValues,
    *,
    minor: int | None = None,
    invoice_id: UUID | None = None,
    today: date,
    at: datetime,
    seen_minor: int | None = None,
) -> tuple[UUID, ...]:
    """Record by hand that ``minor`` units (None: all of it) went back to the customer; return the refunds' ids.

    ``seen_minor`` is what the person saw could go back at most. Raises NoReason, CannotRefund.
    """
    payment = session.get_one(Payment, payment_id)
    if not payment.received_on <= values.on <= today:
        raise CannotRefund("it goes back on the day on which it arrived or later, and not on a day to come")
    must_be_what_was_seen(session, payment, invoice_id, seen_minor)
    parts = refund_parts(session, payment_id, minor, invoice_id=invoice_id)
    return tuple(book_refund(session, payment_id, part, values, at=at) for part in parts)


def must_be_what_was_seen(session: Session, payment: Payment, invoice_id: UUID | None, seen_minor: int | None) -> None:
    """Raise CannotRefund where another amount can go back than the person saw; None: nobody looked."""
    there = sum(part.minor for part in _there(session, payment, invoice_id))
    if seen_minor not in {None, there}:
        raise CannotRefund(f"{in_words(session, there, payment.currency)} of it is still here: it changed meanwhile")


def book_refund(session: Session, payment_id: UUID, part: RefundPart, values: RefundValues, *, at: datetime) -> UUID:
    """Write money that goes back into the books; what it went back from owes it again.

    What is left of the invoice's own credit notes is used for it at once. Raises NoReason, CannotRefund.
    """
    note = reason(values.note) if values.reason == "other" else whole_letters(values.note.strip()[:LONGEST_REASON])
    payment = session.get_one(Payment, payment_id)
    invoice = session.get_one(Document, part.invoice_id) if part.invoice_id else None
    _must_be_there(session, payment, invoice, part.minor)
    row = Refund(
        payment_id=payment.id,
        invoice_id=part.invoice_id,
        amount_minor=part.minor,
        reason=values.reason,
        note=note,
        by="stripe" if values.by_stripe else "hand",
        state=values.state,
        stripe_id=values.stripe_id,
        operation=values.operation,
        on=values.on,
        at=at,
    )
    session.add(row)
    _count(session, payment, invoice, at)
    _tell(session, "refund.recorded", row, payment, why=note or values.reason, at=at)
    if invoice is not None:
        crediting.use_own_credits(session, invoice, at=at)
    session.flush()
    return row.id


def undo_refund(session: Session, refund_id: UUID, *, why: str, at: datetime) -> None:
    """Say that money by hand did not go back after all. Raises NoReason, CannotUndo."""
    why = reason(why)
    row = session.get_one(Refund, refund_id)
    if row.undone_at is not None:
        raise CannotUndo("it was undone already")
    if row.by == "stripe":
        raise CannotUndo("Stripe sends it, and only Stripe can say that it failed")
    row.undone_at, row.undone_because = at, why
    _come_back(session, row, why=why, who="office", at=at)


def follow_refund(
    session: Session, refund_id: UUID, state: RefundState, *, stripe_id: str | None = None, why: str = "", at: datetime
) -> None:
    """Let a refund stand as Stripe has it; one that failed is with the payment again. ``why`` is Stripe's reason."""
    row = session.get_one(Refund, refund_id)
    counted = row.counts
    row.state, row.stripe_id = state, stripe_id or row.stripe_id
    session.flush()
    if counted and not row.counts:
        _come_back(session, row, why=why or "Stripe could not send it", who="stripe", at=at)
    elif not counted and row.counts:
        payment = session.get_one(Payment, row.payment_id)
        _count(session, payment, session.get_one(Document, row.invoice_id) if row.invoice_id else None, at)


def _come_back(session: Session, row: Refund, *, why: str, who: str, at: datetime) -> None:
    """Let the money be with the payment again; what the invoice does not owe meanwhile is free. ``why`` is in the words
    of ``who``.
    """
    payment = session.get_one(Payment, row.payment_id)
    invoice = session.get_one(Document, row.invoice_id) if row.invoice_id else None
    _count(session, payment, invoice, at)
    _tell(session, "refund.undone", row, payment, why=why, who=who, at=at)
    if invoice is not None:
        let_go_of_surplus(session, payment, invoice, why=why, who=who, at=at)
    session.flush()


def _there(session: Session, payment: Payment, only: UUID | None) -> Sequence[RefundPart]:
    applied = [
        RefundPart(invoice.id, applied_to(session, payment.id, invoice.id))
        for invoice in invoices_of(session, payment.id)
        if only in {None, invoice.id} and invoice.withdrawn_at is None
    ]
    return applied if only else [RefundPart(None, payment.unapplied_minor), *applied]


def _must_be_there(session: Session, payment: Payment, invoice: Document | None, minor: int) -> None:
    if payment.undone_at is not None:
        raise CannotRefund("the payment was taken back")
    there = applied_to(session, payment.id, invoice.id) if invoice is not None else payment.unapplied_minor
    if minor < 1 or minor > there:
        raise CannotRefund(f"only {in_words(session, max(there, 0), payment.currency)} of it is still here")


def _count(session: Session, payment: Payment, invoice: Document | None, at: datetime) -> None:
    if invoice is not None:
        count_invoice(session, invoice, at=at)
    count_payment(session, payment, at=at)


def _tell(
    session: Session, kind: str, row: Refund, payment: Payment, *, why: str, at: datetime, who: str = "office"
) -> None:
    """The story of the invoice tells of it; of money that no invoice had, that of the customer."""
    if row.invoice_id is not None:
        record(session, kind, at=at, document=row.invoice_id, who=who, minor=row.amount_minor, why=why)
    elif payment.customer_id is not None:
        record(session, kind, at=at, customer=payment.customer_id, who=who, minor=row.amount_minor, why=why,
               currency=payment.currency)  # fmt: skip
