"""Messages as people see them: what waits, what was sent to whom, what failed and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from billing.issued import DocumentKind
from desktop.models import Customer, Document, Link, Mail, MailAccount
from desktop.models.mail import MailSecurity
from desktop.queries.balance import BALANCE
from desktop.queries.links import still_waits

MailState = Literal["queued", "waits_for_portal", "sending", "sent", "failed", "unsure"]


@dataclass(frozen=True, slots=True)
class MailAccountRow:
    """Where mail is handed in; ``trouble`` is "" or what only a person can end."""

    host: str
    port: int
    security: MailSecurity
    username: str
    sender: str
    sender_name: str
    checked_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class MailStanding:
    """How e-mail stands: the account or None, how many messages wait to leave, and how many need a person."""

    account: MailAccountRow | None
    waiting: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class MailRow:
    """One message: to whom, how it stands, since when, and why. ``at`` is when a person sent it off, ``sent_at`` when
    the server took it, ``next_at`` when a server that said *later* is asked again. ``document_id`` is None where it is
    about all of a customer's; ``needs_hand``: only a person can say what happens next.
    """

    id: UUID
    document_id: UUID | None
    document_kind: DocumentKind
    customer_id: UUID | None
    kind: str
    number: str
    customer: str
    to: tuple[str, ...]
    subject: str
    with_pdf: bool
    state: MailState
    reason: str
    at: datetime
    sent_at: datetime | None
    tries: int
    next_at: datetime | None
    needs_hand: bool


def mail_account(session: Session) -> MailAccountRow | None:
    """Return the office's mail server, or None where none is set up."""
    row = session.scalars(select(MailAccount)).one_or_none()
    return MailAccountRow(**{name: getattr(row, name) for name in MailAccountRow.__slots__}) if row else None


def mail_standing(session: Session) -> MailStanding:
    """Return how e-mail stands."""
    waiting = select(func.count()).select_from(Mail).where(Mail.state.in_(("queued", "sending")))
    unsettled = select(func.count()).select_from(Mail).where(needs_hand())
    return MailStanding(mail_account(session), session.scalars(waiting).one(), session.scalars(unsettled).one())


def mails_that_need_a_hand(session: Session, limit: int) -> tuple[MailRow, ...]:
    """Return the messages that only a person can settle, newest first."""
    return _rows(session, _log().where(needs_hand()).limit(limit))


def needs_hand() -> ColumnElement[bool]:
    """Return the condition of a message that may have been sent or was not, and that no later one has replaced."""
    later = aliased(Mail)
    replaced = exists().where(
        later.at > Mail.at,
        later.kind == Mail.kind,
        later.document_id.is_not_distinct_from(Mail.document_id),
        later.customer_id.is_not_distinct_from(Mail.customer_id),
    )
    lies = or_(Mail.state == "unsure", and_(Mail.state == "failed", ~replaced))
    about_something = or_(Mail.document_id.is_not(None), Mail.customer_id.is_not(None))  # a notice to the office is not
    return and_(Mail.left_at.is_(None), about_something, lies)


def mails_of(session: Session, document_id: UUID, limit: int = 50) -> tuple[MailRow, ...]:
    """Return the messages with a document, newest first."""
    return _rows(session, _log().where(Mail.document_id == document_id).limit(limit))


def mail_log(
    session: Session,
    *,
    states: Sequence[MailState] = (),
    search: str = "",
    customer_id: UUID | None = None,
    kind: str = "",
    to: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 100,
) -> tuple[MailRow, ...]:
    """Return messages of all documents, newest first; ``states`` () for all, ``search`` a part of an address, a number
    or a name, ``after`` the last row seen before.

    ``kind`` "" is any, ``to`` a part of an address alone; ``since`` and ``before`` bound when they were sent off.
    """
    query = _log().where(*_narrowing(kind, to, since, before)).limit(limit)
    if search.strip():
        query = query.where(_has(search.strip()))
    if customer_id is not None:
        query = query.where(Mail.customer_id == customer_id)
    if states:
        query = query.where(or_(*(_is(state) for state in states)))
    if after is not None:
        query = query.where(tuple_(Mail.at, Mail.id) < after)
    return _rows(session, query)


def ready_to_leave(at: datetime) -> Select[Mail]:
    """Return the statement of the messages that may leave at ``at``, in the order in which they could: one that was put
    off comes after what became ready meanwhile, so that it stops no other.

    One with a link leaves only after the portal has confirmed that link as it is now, else the customer opens the
    balance of before; one that must not leave any more comes as well, to be failed.
    """
    opens = or_(Mail.link_id.is_(None), and_(Link.published_at.is_not(None), ~still_waits()))
    ended = or_(Link.ended_as != "", Link.current.is_(False))
    settled = and_(Mail.kind == "reminder", BALANCE <= 0)
    past = or_(ended, settled, Document.withdrawn_at.is_not(None), Document.voided_at.is_not(None))
    return (
        select(Mail)
        .outerjoin(Link, Link.id == Mail.link_id)
        .outerjoin(Document, Document.id == Mail.document_id)
        .where(Mail.state == "queued", or_(Mail.next_at.is_(None), Mail.next_at <= at), or_(opens, past))
        .order_by(Mail.tries > 0, func.coalesce(Mail.next_at, Mail.at), Mail.at, Mail.id)
    )


def next_mail_at(session: Session, at: datetime) -> datetime | None:
    """Return when a message that was put off is tried again after ``at``, None where none is."""
    return session.scalars(select(func.min(Mail.next_at)).where(Mail.state == "queued", Mail.next_at > at)).one()


def _log() -> Select[*tuple[Any, ...]]:
    name = func.coalesce(Document.customer_name, Customer.name, "").label("customer")
    return (
        select(Mail, Document.number, Document.kind, name, Link.published_at, needs_hand().label("needs_hand"))
        .outerjoin(Document, Document.id == Mail.document_id)
        .outerjoin(Customer, Customer.id == Mail.customer_id)
        .outerjoin(Link, Link.id == Mail.link_id)
        .order_by(Mail.at.desc(), Mail.id.desc())
    )


def _narrowing(kind: str, to: str, since: datetime | None, before: datetime | None) -> Iterator[ColumnElement[bool]]:
    if kind:
        yield Mail.kind == kind
    if to.strip():
        yield _goes_to(to.strip())
    if since is not None:
        yield Mail.at >= since
    if before is not None:
        yield Mail.at < before


def _goes_to(text: str) -> ColumnElement[bool]:
    each = func.json_each(Mail.recipients).table_valued("value")
    return exists(select(each.c.value).where(each.c.value.icontains(text, autoescape=True)))


def _has(text: str) -> ColumnElement[bool]:
    to = _goes_to(text)
    named = (Document.number, Document.customer_name, Customer.name)
    return or_(to, *(column.icontains(text, autoescape=True) for column in named))


def _is(state: MailState) -> ColumnElement[bool]:
    waits = (Mail.link_id.is_not(None)) & (Link.published_at.is_(None))
    if state == "waits_for_portal":
        return (Mail.state == "queued") & waits
    return (Mail.state == state) & ~waits if state == "queued" else Mail.state == state


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[MailRow, ...]:
    return tuple(_row(*found) for found in session.execute(query))


def _row(
    mail: Mail, number: str | None, kind: DocumentKind | None, customer: str, published_at: datetime | None, hand: bool
) -> MailRow:
    waits = mail.state == "queued" and mail.link_id is not None and published_at is None
    return MailRow(
        id=mail.id,
        document_id=mail.document_id,
        document_kind=kind or "invoice",
        customer_id=mail.customer_id,
        kind=mail.kind,
        number=number or "",
        customer=customer,
        to=tuple(mail.recipients),
        subject=mail.subject,
        with_pdf=bool(mail.pdf_sha256),
        state="waits_for_portal" if waits else mail.state,
        reason=mail.reason,
        at=mail.at,
        sent_at=mail.sent_at,
        tries=mail.tries,
        next_at=mail.next_at,
        needs_hand=hand,
    )


def mail_counts(session: Session) -> dict[str, int]:
    """Return how many messages there are in each of the books' own states."""
    return {state: count for state, count in session.execute(select(Mail.state, func.count()).group_by(Mail.state))}  # noqa: C416 - dict() of rows does not type
