"""Refunds through Stripe: asked for here and sent by the exchange, or made at Stripe and found here."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.charges import Charge, ChargeDispute, ChargeRefund
from billing.errors import Refused
from desktop.models import Office, Payment, Refund
from desktop.models.payment import RefundReason, RefundState
from desktop.services.payments.refunding import (
    RefundPart,
    RefundValues,
    book_refund,
    follow_refund,
    must_be_what_was_seen,
    refund_parts,
)

_STATES: dict[str, RefundState] = {"pending": "pending", "succeeded": "done", "failed": "failed", "canceled": "failed"}
_REASONS: dict[str, RefundReason] = {
    "duplicate": "duplicate",
    "fraudulent": "fraudulent",
    "requested_by_customer": "requested_by_customer",
}
_ELSEWHERE = "Made at Stripe"
_DISPUTE = "The payer’s bank took it back after a dispute"
_IN_ANOTHER = (
    "The payer’s bank took money back in {currency} after a dispute. What that is of this payment stands in Stripe: "
    "record it as a refund there."
)


class NotThroughStripe(Refused):
    """Only what came through Stripe goes back through Stripe."""

    def __init__(self) -> None:
        super().__init__("This money did not come through Stripe. Nothing was changed. Send it back by hand.")


def ask_refund(
    session: Session,
    payment_id: UUID,
    *,
    minor: int | None,
    reason: RefundReason,
    note: str,
    on: date,
    at: datetime,
    invoice_id: UUID | None = None,
    seen_minor: int | None = None,
) -> tuple[UUID, ...]:
    """Queue that Stripe gives ``minor`` units back (None: all there is), and return the refunds' ids.

    It counts at once, so that nothing goes back twice, and is pending until Stripe confirms it. Each part has its own
    operation, which is Stripe's idempotency key. ``seen_minor`` is what the person saw could go back at most.
    Raises NotThroughStripe, NoReason, CannotRefund.
    """
    payment = session.get_one(Payment, payment_id)
    if payment.intent is None:
        raise NotThroughStripe
    must_be_what_was_seen(session, payment, invoice_id, seen_minor)
    parts = refund_parts(session, payment_id, minor, invoice_id=invoice_id)
    return tuple(
        book_refund(
            session,
            payment_id,
            part,
            RefundValues(reason, on, note, by_stripe=True, state="pending", operation=uuid7()),
            at=at,
        )
        for part in parts
    )


def refund_sent(session: Session, refund_id: UUID, made: ChargeRefund, *, at: datetime) -> None:
    """Stripe has the refund; it stays pending until Stripe says that it went through."""
    follow_refund(session, refund_id, _STATES[made.state], stripe_id=made.id, why=made.failure, at=at)


def refund_refused(session: Session, refund_id: UUID, why: str, *, at: datetime) -> None:
    """Stripe will not make the refund: the money is with the payment again, and the story says why."""
    follow_refund(session, refund_id, "failed", why=why, at=at)


def follow_refunds(session: Session, payment_id: UUID, charge: Charge, *, at: datetime) -> str:
    """Let every refund of a payment stand as Stripe has it, and return what of that the books cannot hold, or "".

    What a bank gave back to the payer after a dispute is gone like a refund; one that is won after all comes back.
    """
    decided = [each for each in charge.disputes if each.state in {"lost", "won"}]
    taken = [_taken_by_the_bank(each) for each in decided if each.currency == charge.currency]
    problems = [_follow(session, payment_id, one, at) for one in (*charge.refunds, *taken)]
    problems += [_IN_ANOTHER.format(currency=each.currency) for each in decided if _is_foreign(each, charge)]
    return next((problem for problem in problems if problem), "")


def _is_foreign(dispute: ChargeDispute, charge: Charge) -> bool:
    return dispute.state == "lost" and dispute.currency != charge.currency


def _taken_by_the_bank(dispute: ChargeDispute) -> ChargeRefund:
    gone = dispute.state == "lost"
    return ChargeRefund(id=dispute.id, minor=dispute.minor, state="succeeded" if gone else "failed", reason=_DISPUTE)


def _follow(session: Session, payment_id: UUID, found: ChargeRefund, at: datetime) -> str:
    state = _STATES[found.state]
    rows = _rows_of(session, payment_id, found)
    for row in rows:
        if (row.state, row.stripe_id is None) != (state, False):
            follow_refund(session, row.id, state, stripe_id=row.stripe_id or found.id, why=found.failure, at=at)
    if rows or state == "failed":
        return ""
    return _book_elsewhere(session, payment_id, found, state, at)


def _rows_of(session: Session, payment_id: UUID, found: ChargeRefund) -> list[Refund]:
    """Return what the books have of a refund: by its operation, or by Stripe's name of it and its parts."""
    named = or_(Refund.stripe_id == found.id, Refund.stripe_id.startswith(f"{found.id}/", autoescape=True))
    ours = _operation(found)
    which = or_(named, Refund.operation == ours) if ours is not None else named
    return list(session.scalars(select(Refund).where(Refund.payment_id == payment_id, which)))


def _operation(found: ChargeRefund) -> UUID | None:
    try:
        return UUID(found.operation)
    except ValueError:
        return None


def _book_elsewhere(session: Session, payment_id: UUID, found: ChargeRefund, state: RefundState, at: datetime) -> str:
    """Book a refund that somebody made at Stripe; from several invoices it is several rows, numbered after its name."""
    on = at.astimezone(ZoneInfo(session.scalars(select(Office.time_zone)).one())).date()
    try:
        parts: tuple[RefundPart, ...] = refund_parts(session, payment_id, found.minor)
        for number, part in enumerate(parts):
            name = found.id if number == 0 else f"{found.id}/{number + 1}"
            note = _DISPUTE if found.reason == _DISPUTE else _ELSEWHERE
            values = RefundValues(
                _REASONS.get(found.reason, "other"), on, note, by_stripe=True, state=state, stripe_id=name
            )
            book_refund(session, payment_id, part, values, at=at)
    except Refused as error:
        return f"A refund made at Stripe is not in the books. {error}"
    return ""
