"""What needs a hand today: who waits for an answer, what was answered, what ends, what is late, what was refused."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from billing.issued import DocumentKind
from desktop.models import Activity, Answer, Comment, Customer, Document, Link, Office, Outbox, Payment, PortalState
from desktop.models.document import OFFERED, OWED
from desktop.models.payment import UNAPPLIED
from desktop.queries.balance import OPEN
from desktop.queries.links import portal_time
from desktop.queries.mails import mails_that_need_a_hand
from desktop.queries.online import charges_of_hands
from desktop.queries.receivables import Receivables
from desktop.queries.tasks import open_tasks
from desktop.queries.texts import texts_that_need_a_hand

HandKind = Literal[
    "disputed", "not_booked", "mail_failed", "mail_unsure", "text_failed", "text_unsure",
    "overdue", "unapplied", "task", "asked", "new_quote", "message",
    "accepted", "declined", "ending", "refused",
]  # fmt: skip
ENDS_WITHIN = timedelta(days=3)
MOST = 20  # of each kind: a page, not a list
_GROUPED_FROM = 4


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing that waits for a person.

    ``document_id`` is None where it is about several (then ``count`` says how many) or about a customer's link
    (``customer_id``). ``sums`` are pairs of currency and minor units; ``why`` is the customer's or the portal's words.
    ``at`` is when it happened, or until when a link lives; ``on`` the day since which an invoice is due, or by which a
    task is to be done. ``task_id`` is set where a person can tick it off here.
    """

    kind: HandKind
    customer: str
    number: str = ""
    document_id: UUID | None = None
    document_kind: DocumentKind = "invoice"
    customer_id: UUID | None = None
    count: int = 1
    sums: tuple[tuple[str, int], ...] = ()
    why: str = ""
    at: datetime | None = None
    on: date | None = None
    task_id: UUID | None = None


def hands(session: Session, owed: tuple[Receivables, ...], *, today: date, now: datetime) -> tuple[Hand, ...]:
    """Return what needs a hand, at most 20 of each kind, the kinds in the order in which a person would take them."""
    portal = session.scalars(select(PortalState)).one()
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    yesterday = datetime.combine(today - timedelta(days=1), time.min, tzinfo=zone)
    return (
        *_online(session),
        *_mails(session),
        *_texts(session),
        *_overdue(session, owed, today),
        *_unapplied(session),
        *_tasks(session, today),
        *_asked(session, timedelta(milliseconds=portal.offset_ms)),
        *_new_quotes(session),
        *_messages(session),
        *_answered(session, "accepted", yesterday),
        *_answered(session, "declined", yesterday),
        *_ending(session, portal_time(portal, now), today),
        *_refused(session),
    )


_TOLD = (
    Document.id, Document.kind, Document.number, Document.customer_name, Document.currency, Document.total_minor,
    Document.payable_minor, OPEN.label("open"),
)  # fmt: skip
_STANDS = and_(Document.withdrawn_at.is_(None), Document.voided_at.is_(None))


def _overdue(session: Session, owed: tuple[Receivables, ...], today: date) -> list[Hand]:
    late = [each.overdue for each in owed if each.overdue.count]
    oldest = session.execute(
        select(*_TOLD, Document.due_on)
        .where(text(OWED), Document.due_on < today)
        .order_by(Document.due_on, Document.ordinal)
        .limit(1)
    ).one_or_none()
    if oldest is None:
        return []
    sums = tuple((each.currency, each.minor) for each in late)
    count = sum(each.count for each in late)
    if count == 1:
        return [_hand("overdue", oldest, on=oldest.due_on)]
    return [Hand("overdue", oldest.customer_name, count=count, sums=sums, on=oldest.due_on)]


def _unapplied(session: Session) -> list[Hand]:
    """Money that no invoice has: one row, with the oldest of it."""
    left = Payment.amount_minor - Payment.applied_minor - Payment.refunded_minor
    rows = session.execute(
        select(Payment.currency, func.count(), func.sum(left)).where(text(UNAPPLIED)).group_by(Payment.currency)
    ).all()
    oldest = session.execute(
        select(Payment.received_on, Payment.customer_id, Customer.name)
        .outerjoin(Customer, Customer.id == Payment.customer_id)
        .where(text(UNAPPLIED))
        .order_by(Payment.received_on, Payment.ordinal)
        .limit(1)
    ).one_or_none()
    if oldest is None:
        return []
    sums = sorted(((currency, int(minor)) for currency, _count, minor in rows), key=lambda pair: -pair[1])
    count = sum(count for _currency, count, _minor in rows)
    return [
        Hand("unapplied", oldest.name or "", customer_id=oldest.customer_id, count=count, sums=tuple(sums),
             on=oldest.received_on)
    ]  # fmt: skip


def _tasks(session: Session, today: date) -> list[Hand]:
    """What somebody wrote down to be done by now, or without a day; what is for another day comes on that day."""
    return [
        Hand(
            "task", row.customer, row.number, row.document_id, row.document_kind, row.customer_id, why=row.says,
            on=row.due_on, task_id=row.id,
        )
        for row in open_tasks(session, due_by=today, limit=MOST)
    ]  # fmt: skip


def _asked(session: Session, ahead: timedelta) -> list[Hand]:
    """Whoever stood before an expired link, asked, and was handed nothing since; the portal's clock told when."""
    document = aliased(Document)
    rows = session.execute(
        select(Link.asked_at, Link.customer_id, Link.document_id, document.kind, document.number, Customer.name)
        .outerjoin(document, document.id == Link.document_id)
        .outerjoin(Customer, Customer.id == func.coalesce(Link.customer_id, document.customer_id))
        .where(
            Link.asked_at.is_not(None),
            Link.ended_as != "revoked",
            document.withdrawn_at.is_(None),
            document.voided_at.is_(None),
            ~_handed_over_since(ahead),
        )
        .order_by(Link.asked_at.desc())
        .limit(MOST)
    )
    return [
        Hand("asked", name or "", number or "", document_id, kind or "invoice", customer_id, at=asked_at)
        for asked_at, customer_id, document_id, kind, number, name in rows
    ]


def _handed_over_since(ahead: timedelta) -> ColumnElement[bool]:
    """Tell whether the office has given the document or the customer a link after the portal's ``asked_at``."""
    asked_at = type_coerce(Link.asked_at, BigInteger) - ahead // timedelta(microseconds=1)  # as instants are kept
    since = type_coerce(Activity.at, BigInteger) >= asked_at
    given = Activity.kind.in_(("link.copied", "handed_over"))
    document = exists().where(Activity.document_id == Link.document_id, given, since)
    return or_(document, exists().where(Activity.customer_id == Link.customer_id, given, since))


def _new_quotes(session: Session) -> list[Hand]:
    """Customers who want another offer, until the quote is renewed, made into something, or taken back."""
    later = aliased(Activity)
    renewed = exists().where(
        later.document_id == Activity.document_id,
        later.at > Activity.at,
        later.kind.in_(("renewed", "converted", "quote.requested")),
    )
    asked: ColumnElement[bool] = literal_column("activity.kind = 'quote.requested'")
    rows = session.execute(
        select(*_TOLD, Activity.at)
        .join(Activity, Activity.document_id == Document.id)
        .where(asked, _STANDS, Document.converted_at.is_(None), Document.answer != "accepted", ~renewed)
        .order_by(Activity.at.desc())
        .limit(MOST)
    )
    return [_hand("new_quote", row, at=row.at) for row in rows]


def _messages(session: Session) -> list[Hand]:
    """What customers wrote and nobody has read, a row a document, with the newest of it."""
    unread = (
        select(Comment.document_id, func.count().label("count"), func.max(Comment.at).label("at"), Comment.text)
        .where(text("comment.by_office = 0 AND comment.read_at IS NULL"))
        .group_by(Comment.document_id)
        .subquery()
    )
    rows = session.execute(
        select(*_TOLD, unread.c.count, unread.c.at, unread.c.text)
        .join(unread, unread.c.document_id == Document.id)
        .order_by(unread.c.at.desc())
        .limit(MOST)
    )
    return [_hand("message", row, at=row.at, count=row.count, why=row.text, sums=()) for row in rows]


def _answered(session: Session, kind: Literal["accepted", "declined"], since: datetime) -> list[Hand]:
    """Answers that hold: of yesterday and today, and older ones that nobody has looked at."""
    rows = session.execute(
        select(*_TOLD, Answer.at, Answer.name, Answer.reason, Answer.total_minor.label("chosen"))
        .join(Answer, Answer.document_id == Document.id)
        .where(
            or_(Answer.at >= since, text("answer.seen_at IS NULL")),
            Answer.kind == kind,
            Answer.undone_at.is_(None),
            _STANDS,
            Document.converted_at.is_(None),
        )
        .order_by(Answer.at.desc())
        .limit(MOST)
    )
    return [_hand(kind, row, at=row.at, why=row.name if kind == "accepted" else row.reason) for row in rows]


def _ending(session: Session, at: datetime, today: date) -> list[Hand]:
    """Links that end soon while their document is open; from four on they are one row."""
    stands = and_(Link.ended_as == "", Link.published_at.is_not(None), text("link.current"))
    soon = and_(stands, Link.expires_at > at, Link.expires_at <= at + ENDS_WITHIN)
    offers = and_(text(OFFERED), or_(Document.valid_until.is_(None), Document.valid_until >= today))
    is_open = or_(text(f"({OWED})"), offers)
    found: Select[*tuple[Any, ...]] = (
        select(*_TOLD, Link.expires_at.label("at")).join(Link, Link.document_id == Document.id).where(soon, is_open)
    )
    first = session.execute(found.order_by(Link.expires_at).limit(_GROUPED_FROM)).all()
    if len(first) < _GROUPED_FROM:
        return [_hand("ending", row, at=row.at) for row in first]
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return [Hand("ending", first[0].customer_name, count=count, at=first[0].at)]


def _online(session: Session) -> list[Hand]:
    """Disputes, which have a deadline, and online payments that could not be booked; what is booked and unapplied has
    its own row.
    """
    found = []
    for row, name, document_kind in charges_of_hands(session, MOST):
        kind: HandKind = "disputed" if row.is_disputed else "not_booked"
        minor = row.dispute_minor if row.is_disputed else row.minor
        at = row.evidence_due_by if row.is_disputed else row.reported_at
        why = row.dispute_reason.replace("_", " ") if row.is_disputed else row.problem
        sums = ((row.currency, minor),) if row.currency else ()
        found.append(Hand(kind, name, row.number, row.document_id, document_kind, sums=sums, why=why, at=at))
    return found


def _mails(session: Session) -> list[Hand]:
    """Messages that were not sent, or of which nobody knows; ``why`` begins with whom they were for."""
    return [
        Hand(
            "mail_unsure" if row.state == "unsure" else "mail_failed", row.customer, row.number, row.document_id,
            row.document_kind, row.customer_id, why=f"{', '.join(row.to)}: {row.reason}", at=row.at,
        )
        for row in mails_that_need_a_hand(session, MOST)
    ]  # fmt: skip


def _texts(session: Session) -> list[Hand]:
    return [
        Hand(
            "text_unsure" if row.state == "unsure" else "text_failed", row.customer, row.document, row.document_id,
            row.document_kind, why=f"{row.number}: {row.reason}", at=row.at,
        )
        for row in texts_that_need_a_hand(session, MOST)
    ]  # fmt: skip


def _refused(session: Session) -> list[Hand]:
    rows = session.execute(
        select(Outbox.parked_at, Outbox.parked_why, Outbox.document_id, Outbox.customer_id, Document.kind,
               Document.number, func.coalesce(Document.customer_name, Customer.name, ""))
        .outerjoin(Document, Document.id == Outbox.document_id)
        .outerjoin(Customer, Customer.id == Outbox.customer_id)
        .where(Outbox.parked_at.is_not(None))
        .order_by(Outbox.parked_at.desc())
        .limit(MOST)
    )  # fmt: skip
    return [
        Hand("refused", name, number or "", document_id, kind or "invoice", customer_id, why=why, at=at)
        for at, why, document_id, customer_id, kind, number, name in rows
    ]


def _hand(kind: HandKind, row: Row[*tuple[Any, ...]], **more: Any) -> Hand:
    owed = row.total_minor if row.kind == "quote" else row.open
    more.setdefault("sums", ((row.currency, owed),))
    return Hand(kind, row.customer_name, row.number or "", row.id, row.kind, **more)
