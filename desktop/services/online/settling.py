"""What was read at Stripe comes into the books: money once, refunds as they stand, disputes with their deadline.

Calls as often as one likes, in any order, with the same charge or a later one: what is in the books already stays.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.charges import Charge, ChargeDispute
from billing.errors import Refused
from desktop.models import Document, Office, OnlineCharge, Payment, PortalState
from desktop.queries.online import told_after
from desktop.services import outbox
from desktop.services.activity import record
from desktop.services.online.giving_back import follow_refunds
from desktop.services.payments.booking import PaymentValues, Share, book_payment, fitting
from desktop.services.payments.refusals import in_words, why_not_standing

_ARRIVED = frozenset(("paid", "partly_refunded", "refunded"))
_FOREIGN = "This payment belongs to another business in the same Stripe account. It is not booked here."


@dataclass(frozen=True, slots=True)
class Settled:
    """What a reading came to: is the money in the books, and what of it needs a person ("" for nothing)."""

    is_booked: bool
    misfit: str
    problem: str


def settle(session: Session, charge: Charge, *, at: datetime, heard: int | None = None) -> Settled:
    """Let the books say what ``charge`` says, read at Stripe at ``at``; the page of its invoice follows.

    ``heard`` is the place in the feed up to which the books knew when Stripe was asked: what was told of the payment
    since may be news to ``charge``, and it is read once more. None: nothing can have been told meanwhile.

    Money that does not fit its invoice stays unapplied with a note: never dropped, never forced. Raises nothing of its
    own: what cannot be booked is kept with its reason.
    """
    row = _row(session, charge, at)
    _note(session, row, charge, at)
    row.problem = ""
    if _is_foreign(session, row, charge):
        row.problem = _FOREIGN
    elif charge.state in _ARRIVED:
        _book(session, row, charge, at)
    if row.payment_id is not None:
        row.problem = follow_refunds(session, row.payment_id, charge, at=at)
    waited, row.checked_at = row.waits, at
    _let_wait(session, row, heard)
    session.flush()
    if waited and row.document_id is not None:
        outbox.publish(session, session.get_one(Document, row.document_id), at=at)  # it counts more of the feed now
    return Settled(row.payment_id is not None, row.misfit, row.problem)


def note_problem(session: Session, intent: str, why: str, *, at: datetime, heard: int | None = None) -> None:
    """Keep why a payment could not be read; a person has to look. ``heard`` as in ``settle``: what was told since is
    read first.
    """
    row = session.scalars(select(OnlineCharge).where(OnlineCharge.intent == intent)).one_or_none()
    if row is not None:
        row.problem, row.checked_at = why, at
        row.waits = told_after(session, intent, heard) is not None
        session.flush()


def look_again(session: Session, intent: str) -> None:
    """Have a payment read at Stripe once more; a person asks."""
    row = session.scalars(select(OnlineCharge).where(OnlineCharge.intent == intent)).one()
    row.waits, row.problem = True, ""
    session.flush()


def leave_misfit(session: Session, intent: str) -> None:
    """A person has seen that the money did not fit, and what became of it."""
    row = session.scalars(select(OnlineCharge).where(OnlineCharge.intent == intent)).one()
    row.misfit = ""
    session.flush()


def _let_wait(session: Session, row: OnlineCharge, heard: int | None) -> None:
    """A payment that was read waits no more, but for what was told of it while Stripe was asked."""
    row.sequence = told_after(session, row.intent, heard)
    row.waits = row.sequence is not None


def _row(session: Session, charge: Charge, at: datetime) -> OnlineCharge:
    row = session.scalars(select(OnlineCharge).where(OnlineCharge.intent == charge.intent)).one_or_none()
    if row is None:
        row = OnlineCharge(intent=charge.intent, reported_at=at, waits=False, dispute="", state="", misfit="")
        session.add(row)
    if charge.doc:
        row.doc = charge.doc[:64]
        row.document_id = session.scalars(select(Document.id).where(Document.doc == charge.doc)).one_or_none()
    return row


def _note(session: Session, row: OnlineCharge, charge: Charge, at: datetime) -> None:
    """Write down how the payment stands; the story of the document tells what is new."""
    if row.state != charge.state and charge.state == "processing" and row.document_id is not None:
        record(session, "payment.processing", at=at, document=row.document_id, who="customer", minor=charge.minor)
    row.state, row.minor, row.currency, row.livemode = charge.state, charge.minor, charge.currency, charge.livemode
    row.method = charge.method[:40]
    row.failure_code, row.failure = charge.failure_code[:100], charge.failure
    row.refunded_minor = charge.refunded_minor
    row.pending_minor = sum(one.minor for one in charge.refunds if one.state == "pending")
    known = (row.dispute, row.evidence_due_by)
    if charge.dispute is not None and (charge.dispute.state[:40], charge.dispute.evidence_due_by) != known:
        _disputed(session, row, charge.dispute, at)


def _disputed(session: Session, row: OnlineCharge, dispute: ChargeDispute, at: datetime) -> None:
    row.dispute, row.dispute_reason = dispute.state[:40], dispute.reason[:100]
    row.dispute_minor, row.evidence_due_by = dispute.minor, dispute.evidence_due_by
    if row.document_id is None:
        return
    kind = "payment.disputed" if dispute.is_open else "payment.dispute_closed"
    why = (dispute.reason if dispute.is_open else dispute.state).replace("_", " ")
    record(session, kind, at=at, document=row.document_id, who="customer", minor=dispute.minor,
           currency=dispute.currency, why=why)  # fmt: skip


def _is_foreign(session: Session, row: OnlineCharge, charge: Charge) -> bool:
    """Tell whether neither the document nor the office is one of these books."""
    office = session.scalars(select(PortalState.office)).one()
    return row.document_id is None and (not charge.office or charge.office != office)


def _book(session: Session, row: OnlineCharge, charge: Charge, at: datetime) -> None:
    known = session.scalars(select(Payment.id).where(Payment.intent == charge.intent)).one_or_none()
    if known is not None:
        row.payment_id = known
        return
    document = session.get_one(Document, row.document_id) if row.document_id is not None else None
    shares = fitting(session, document.id, charge.minor, charge.currency) if document is not None else ()
    row.misfit = _misfit(session, document, charge, shares)
    values = PaymentValues(
        received_on=charge.at.astimezone(ZoneInfo(session.scalars(select(Office.time_zone)).one())).date(),
        minor=charge.minor,
        currency=charge.currency,
        method="stripe",
        customer_id=document.customer_id if document is not None else None,
        reference=charge.intent,
        note=row.misfit,
        intent=charge.intent,
        livemode=charge.livemode,
    )
    try:
        row.payment_id = book_payment(session, values, shares, at=at, who="customer")
    except Refused as error:
        row.problem = str(error)
        return
    if document is not None:  # who pays on the page has looked at it
        document.viewed_at = document.viewed_at or charge.at


def _misfit(session: Session, document: Document | None, charge: Charge, shares: tuple[Share, ...]) -> str:
    """Return why not all of the money is for its invoice, "" where it is."""
    if document is None:
        return "Paid for a document that these books do not have."
    if why := why_not_standing(document):
        return f"Paid online, but {why}."
    if document.currency != charge.currency:
        return f"Paid in {charge.currency}, and {document.number} is in {document.currency}."
    rest = charge.minor - sum(share.minor for share in shares)
    if not shares:
        return f"Paid online when nothing was open on {document.number} any more."
    return f"{in_words(session, rest, charge.currency)} is more than {document.number} owed." if rest else ""
