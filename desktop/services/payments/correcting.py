"""A payment by hand that was recorded wrongly: taken back with its reason, and recorded anew."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Document, Payment
from desktop.models.payment import Method
from desktop.queries.balance import balance_of
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.counting import applied_to, invoices_of
from desktop.services.payments.refusals import CannotRecord
from desktop.services.payments.undoing import undo_payment


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """What was recorded wrongly; None stays as it is. ``minor`` counts units of the payment's own currency."""

    received_on: date | None = None
    minor: int | None = None
    method: Method | None = None
    reference: str | None = None
    note: str | None = None


def correct_payment(
    session: Session,
    payment_id: UUID,
    change: PaymentChange,
    *,
    why: str,
    today: date,
    at: datetime,
    rest_confirmed: bool = False,
) -> UUID:
    """Undo a payment by hand and record it as it was meant; return the new one's id. Its invoices keep their parts.

    An amount is corrected where one invoice, or none, has the payment. ``rest_confirmed``: what is more than the
    invoice owes stays the customer's credit. Raises NoReason, CannotUndo, CannotRecord, MoreThanOwed.
    """
    payment = session.get_one(Payment, payment_id)
    shares = _shares(session, payment_id)
    had_rest = payment.unapplied_minor > 0
    before = PaymentValues(
        payment.received_on, payment.amount_minor, payment.currency, payment.method, payment.customer_id,
        payment.reference, payment.note,
    )  # fmt: skip
    values = replace(
        before,
        received_on=change.received_on or before.received_on,
        minor=before.minor if change.minor is None else change.minor,
        method=change.method or before.method,
        reference=before.reference if change.reference is None else change.reference,
        note=before.note if change.note is None else change.note,
    )
    undo_payment(session, payment_id, why=why, at=at)
    if values.minor != before.minor:
        shares = _shared_anew(session, shares, values.minor)
    same = values.minor == before.minor
    return record_payment(
        session, values, shares, today=today, at=at, rest_confirmed=rest_confirmed or (had_rest and same)
    )


def _shares(session: Session, payment_id: UUID) -> tuple[Share, ...]:
    invoices = invoices_of(session, payment_id)
    found = [Share(each.id, applied_to(session, payment_id, each.id)) for each in invoices]
    return tuple(share for share in found if share.minor > 0)


def _shared_anew(session: Session, shares: tuple[Share, ...], minor: int) -> tuple[Share, ...]:
    if len(shares) > 1:
        raise CannotRecord("it is split over several invoices, so undo it and record it anew in Counterfoil")
    if not shares:
        return ()
    invoice_id = shares[0].invoice_id
    owed = balance_of(session.get_one(Document, invoice_id))
    return (Share(invoice_id, min(minor, owed)),) if owed > 0 else ()
