"""Paying online, as views, the page and the exchange read it: the account, the rules, what was reported and read."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, text
from sqlalchemy.orm import Session

from billing.charges import OPEN_DISPUTES
from billing.errors import Refused
from billing.issued import DocumentKind
from billing.paying import Paying
from billing.stripe_amounts import smallest, to_stripe
from desktop.models import Document, Inbox, Office, OnlineCharge, Payment, PortalState, Refund, StripeAccount
from desktop.models.online import WAITS
from desktop.queries.balance import balance_of

LOOK_AGAIN = timedelta(minutes=15)
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class StripeRow:
    """The account that customers pay into; the key is in the keychain. ``hook``: "" where Stripe cannot call."""

    account: str
    name: str
    currency: str
    livemode: bool
    hint: str
    hook: str
    checked_at: datetime
    trouble: str


@dataclass(frozen=True, slots=True)
class PayingRow:
    """How one invoice may be paid online now. ``why_not``: "" or why it cannot be, whatever the switches say."""

    online: bool
    parts: bool
    own_online: bool | None
    own_parts: bool | None
    minimum_minor: int
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One online payment in words that a view can show; amounts in minor units of ``currency``."""

    intent: str
    document_id: UUID | None
    number: str
    minor: int
    currency: str
    livemode: bool
    state: str
    method: str
    failure: str
    refunded_minor: int
    pending_minor: int
    dispute: str
    dispute_reason: str
    dispute_minor: int
    evidence_due_by: datetime | None
    reported_at: datetime
    waits: bool
    misfit: str
    problem: str

    @property
    def is_disputed(self) -> bool:
        """True while the bank has not decided."""
        return self.dispute in OPEN_DISPUTES


@dataclass(frozen=True, slots=True)
class RefundJob:
    """A refund that Stripe is to be asked for; ``operation`` is its idempotency key."""

    refund_id: UUID
    operation: UUID
    intent: str
    minor: int
    currency: str
    reason: str
    doc: str


def stripe_row(session: Session) -> StripeRow | None:
    """Return the Stripe account, or None where nobody can pay online."""
    row = session.scalars(select(StripeAccount)).one_or_none()
    if row is None:
        return None
    return StripeRow(row.account, row.name, row.currency, row.livemode, row.hint, row.hook, row.checked_at, row.trouble)


def paying_row(session: Session, document: Document) -> PayingRow:
    """Return how an invoice may be paid, by its own rules and else the office's."""
    office = session.scalars(select(Office)).one()
    return PayingRow(
        online=office.pay_online if document.pays_online is None else document.pays_online,
        parts=office.pay_parts if document.pays_parts is None else document.pays_parts,
        own_online=document.pays_online,
        own_parts=document.pays_parts,
        minimum_minor=_minimum(office, document.currency),
        why_not=_why_not(session, document),
    )


def published_paying(session: Session, document: Document) -> Paying | None:
    """Return how the customer may pay ``document`` on its page; None where not at all."""
    row = paying_row(session, document)
    if row.why_not or not row.online:
        return None
    return Paying(part_minimum_minor=row.minimum_minor if row.parts else None)


def published_through(session: Session, holder_id: UUID, cursor: int) -> int:
    """Return up to which place of the feed the balance of a document, or of all of a customer's, counts everything:
    ``cursor``, or before the first report of money that is still being checked, or could not be booked.
    """
    theirs = select(Document.id).where(or_(Document.id == holder_id, Document.customer_id == holder_id))
    uncounted = or_(text(WAITS), and_(OnlineCharge.problem != "", OnlineCharge.payment_id.is_(None)))
    first = select(func.min(OnlineCharge.sequence)).where(OnlineCharge.document_id.in_(theirs), uncounted)
    waiting = session.scalar(first)
    return cursor if waiting is None else min(cursor, waiting - 1)


def published_includes(session: Session, holder_id: UUID) -> tuple[str, ...]:
    """Return the PaymentIntents that the balance of a document, or of all of a customer's, counts already, wherever in
    the feed they were told.
    """
    theirs = select(Document.id).where(or_(Document.id == holder_id, Document.customer_id == holder_id))
    booked = select(OnlineCharge.intent).where(
        OnlineCharge.document_id.in_(theirs), OnlineCharge.payment_id.is_not(None)
    )
    return tuple(session.scalars(booked.order_by(OnlineCharge.intent)))


def online_methods(session: Session, document_id: UUID) -> dict[UUID, str]:
    """Return how Stripe says that a document's booked payments were made, by payment."""
    rows = select(OnlineCharge.payment_id, OnlineCharge.method).where(
        OnlineCharge.document_id == document_id, OnlineCharge.payment_id.is_not(None)
    )
    return {payment: method for payment, method in session.execute(rows) if payment is not None and method}


def charge_rows(session: Session, document_id: UUID) -> tuple[ChargeRow, ...]:
    """Return the online payments of a document, newest first, also those that came to nothing."""
    rows = select(OnlineCharge).where(OnlineCharge.document_id == document_id)
    found = session.scalars(rows.order_by(OnlineCharge.reported_at.desc(), OnlineCharge.id.desc())).all()
    number = session.get_one(Document, document_id).number or ""
    return tuple(charge_row(row, number) for row in found)


def charges_for_a_person(session: Session) -> tuple[ChargeRow, ...]:
    """Return the online payments that need a hand: disputed, misfitting or not to be booked."""
    rows = session.execute(_of_a_person())
    return tuple(charge_row(row, number or "") for row, _name, number, _kind in rows)


def charges_of_hands(session: Session, most: int) -> list[tuple[ChargeRow, str, DocumentKind]]:
    """Return the most urgent that are disputed or not booked, each with its customer and the kind of its document."""
    urgent = or_(OnlineCharge.problem != "", OnlineCharge.dispute.in_(sorted(OPEN_DISPUTES)))
    rows = session.execute(_of_a_person().where(urgent).limit(most))
    return [(charge_row(row, number or ""), name or "", kind or "invoice") for row, name, number, kind in rows]


def _of_a_person() -> Select[*tuple[Any, ...]]:
    wanted = or_(OnlineCharge.problem != "", OnlineCharge.misfit != "", OnlineCharge.dispute.in_(sorted(OPEN_DISPUTES)))
    deadline = OnlineCharge.evidence_due_by
    return (
        select(OnlineCharge, Document.customer_name, Document.number, Document.kind)
        .outerjoin(Document, Document.id == OnlineCharge.document_id)
        .where(wanted)
        .order_by(deadline.is_(None), deadline, OnlineCharge.reported_at.desc(), OnlineCharge.id.desc())
    )


def charge_row(row: OnlineCharge, number: str) -> ChargeRow:
    """Return what a view shows of an online payment."""
    return ChargeRow(
        intent=row.intent,
        document_id=row.document_id,
        number=number,
        minor=row.minor,
        currency=row.currency,
        livemode=row.livemode,
        state=row.state,
        method=row.method,
        failure=row.failure or row.failure_code,
        refunded_minor=row.refunded_minor,
        pending_minor=row.pending_minor,
        dispute=row.dispute,
        dispute_reason=row.dispute_reason,
        dispute_minor=row.dispute_minor,
        evidence_due_by=row.evidence_due_by,
        reported_at=row.reported_at,
        waits=row.waits,
        misfit=row.misfit,
        problem=row.problem,
    )


def charges_to_read(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Return the payments to read at Stripe now: those reported, and those still under way that were not looked at for
    a quarter of an hour, or by a clock that was set back since. Oldest report first, a few at a time.
    """
    under_way = or_(
        OnlineCharge.state == "processing",
        OnlineCharge.pending_minor > 0,
        OnlineCharge.dispute.in_(sorted(OPEN_DISPUTES)),
    )
    stale = and_(under_way, or_(OnlineCharge.checked_at < now - LOOK_AGAIN, OnlineCharge.checked_at > now))
    rows = select(OnlineCharge.intent).where(or_(text(WAITS), stale))
    return tuple(session.scalars(rows.order_by(OnlineCharge.reported_at, OnlineCharge.id).limit(MOST_AT_ONCE)))


def feed_heard(session: Session) -> int:
    """Return the place in the feed up to which the books know."""
    return session.scalars(select(PortalState.cursor)).one()


def told_after(session: Session, intent: str, heard: int | None) -> int | None:
    """Return the first place in the feed after ``heard`` where the payment was told of; None for no such place, or
    where ``heard`` is not known.
    """
    if heard is None or feed_heard(session) == heard:
        return None
    rows = select(Inbox.sequence, Inbox.body).where(Inbox.sequence > heard, Inbox.kind.startswith("payment."))
    for sequence, body in session.execute(rows.order_by(Inbox.sequence)):
        if intent_told(body) == intent:
            return int(sequence)
    return None


def intent_told(body: bytes) -> str:
    """Return the payment that an event of the feed names, "" for none."""
    try:
        return str(json.loads(body).get("data", {}).get("intent", ""))
    except (ValueError, AttributeError):
        return ""


def refund_jobs(session: Session) -> tuple[RefundJob, ...]:
    """Return the refunds that Stripe was not seen to have yet, oldest first."""
    rows = session.execute(
        select(Refund, Payment.intent, Payment.currency, Document.doc)
        .join(Payment, Payment.id == Refund.payment_id)
        .outerjoin(Document, Document.id == Refund.invoice_id)
        .where(Refund.by == "stripe", Refund.state == "pending", Refund.stripe_id.is_(None))
        .where(Refund.operation.is_not(None), Refund.undone_at.is_(None), Payment.intent.is_not(None))
        .order_by(Refund.at, Refund.id)
        .limit(MOST_AT_ONCE)
    )
    return tuple(
        RefundJob(row.id, row.operation, intent, row.amount_minor, currency, row.reason, doc or "")
        for row, intent, currency, doc in rows
        if row.operation is not None and intent is not None
    )


def _minimum(office: Office, currency: str) -> int:
    least = smallest(currency) or 1
    return max(least, office.pay_part_minor) if currency == office.currency else least


def _why_not(session: Session, document: Document) -> str:
    if document.kind != "invoice":
        return "Only invoices are paid."
    if session.scalars(select(StripeAccount.id)).first() is None:
        return "No Stripe account is set up. Settings, Payments takes two minutes."
    if document.withdrawn_at or document.voided_at:
        return "It was taken back."
    owed = balance_of(document)
    if owed <= 0:
        return "Nothing is open."
    try:
        to_stripe(owed, document.currency)
    except Refused as error:
        return str(error)
    least = smallest(document.currency)
    return "" if least is None or owed >= least else "What is open is less than Stripe charges at least."


def portal_office_id(session: Session) -> str:
    """Return the id under which payments name these books at Stripe; "" before a portal was set up."""
    return session.scalars(select(PortalState.office)).one()
