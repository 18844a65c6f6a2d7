"""Text messages as people see them: what waits, what was sent to whom, what arrived, what failed and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from billing.issued import DocumentKind
from desktop.models import Document, Link, OptOut, Text, TextAccount
from desktop.queries.links import still_waits

TextState = Literal["queued", "waits_for_portal", "sending", "sent", "arrived", "failed", "unsure"]
_Log = Select[Text, str | None, DocumentKind, str, datetime | None, bool]
_FOLLOWED = timedelta(days=1)  # how long it is asked what became of a message
_LOOKS = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class TextAccountRow:
    """Whose account it is; ``trouble`` is "" or what only a person can end."""

    account: str
    sender: str
    name: str
    checked_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """One message: to which number, how it stands, since when, and why.

    ``at`` is when a person sent it off, ``sent_at`` when Twilio took it, ``next_at`` when it is tried again;
    ``needs_hand``: only a person can say what happens next.
    """

    id: UUID
    document_id: UUID
    document: str
    document_kind: DocumentKind
    customer: str
    number: str
    body: str
    state: TextState
    reason: str
    at: datetime
    sent_at: datetime | None
    arrived_at: datetime | None
    next_at: datetime | None
    needs_hand: bool


@dataclass(frozen=True, slots=True)
class TextStanding:
    """How text messages stand: the account, and how many messages wait."""

    account: TextAccountRow | None
    waiting: int


def text_standing(session: Session) -> TextStanding:
    """Return how text messages stand."""
    waiting = select(func.count()).select_from(Text).where(Text.state.in_(("queued", "sending")))
    return TextStanding(text_account(session), session.scalars(waiting).one())


def texts_that_need_a_hand(session: Session, limit: int) -> tuple[TextRow, ...]:
    """Return the messages that only a person can settle, newest first."""
    return _rows(session, _log().where(needs_hand()).limit(limit))


def needs_hand() -> ColumnElement[bool]:
    """Return the condition of a message that may have been sent or was not, and that no later one has replaced."""
    later = aliased(Text)
    replaced = exists().where(later.at > Text.at, later.document_id == Text.document_id)
    lies = or_(Text.state == "unsure", and_(Text.state == "failed", ~replaced))
    return and_(Text.left_at.is_(None), lies)


def text_account(session: Session) -> TextAccountRow | None:
    """Return the office's account, or None where none is set up."""
    row = session.scalars(select(TextAccount)).one_or_none()
    return TextAccountRow(row.account, row.sender, row.name, row.checked_at, row.trouble) if row else None


def texts_of(session: Session, document_id: UUID, limit: int = 50) -> tuple[TextRow, ...]:
    """Return the messages with a document, newest first."""
    return _rows(session, _log().where(Text.document_id == document_id).limit(limit))


def text_log(
    session: Session, *, states: Sequence[TextState] = (), search: str = "", limit: int = 100
) -> tuple[TextRow, ...]:
    """Return messages of all documents, newest first; ``states`` () for all, ``search`` a part of a telephone number, a
    document's number or a name.
    """
    query = _log().limit(limit)
    if search.strip():
        query = query.where(_has(search.strip()))
    if states:
        query = query.where(or_(*(_is(state) for state in states)))
    return _rows(session, query)


def has_opted_out(session: Session, number: str) -> bool:
    """Tell whether whoever has the number wants no messages."""
    there = select(OptOut.id).where(OptOut.number == number, OptOut.ended_at.is_(None))
    return session.scalars(there.limit(1)).first() is not None


def ready_to_leave(at: datetime) -> Select[Text]:
    """Return the statement of the messages that may leave at ``at``, in the order in which they could.

    One leaves only after the portal has confirmed its link as it is now, else the customer opens the balance of before;
    one that must not leave any more comes as well, to be failed.
    """
    opens = and_(Link.published_at.is_not(None), ~still_waits())
    ended = or_(Link.ended_as != "", Link.current.is_(False))
    past = or_(ended, Document.withdrawn_at.is_not(None), Document.voided_at.is_not(None))
    return (
        select(Text)
        .join(Link, Link.id == Text.link_id)
        .join(Document, Document.id == Text.document_id)
        .where(Text.state == "queued", or_(Text.next_at.is_(None), Text.next_at <= at), or_(opens, past))
        .order_by(func.coalesce(Text.next_at, Text.at), Text.at, Text.id)
    )


def next_text_at(session: Session, at: datetime) -> datetime | None:
    """Return when a message that was put off is tried again after ``at``, or one is looked at next; None where nothing
    is to be done.
    """
    waits = select(func.min(Text.next_at)).where(Text.state == "queued", Text.next_at > at)
    tried = session.scalars(waits).one()
    followed = [_look_at(row) for row in session.scalars(select(Text).where(_is_followed(at))).all()]
    return min(filter(None, (tried, *followed)), default=None)


def to_look_at(session: Session, at: datetime) -> tuple[tuple[UUID, str], ...]:
    """Return the messages of which Twilio is to be asked now what became of them, with Twilio's name of each."""
    rows = session.scalars(select(Text).where(_is_followed(at)).order_by(Text.sent_at)).all()
    return tuple((row.id, row.sid) for row in rows if row.sid is not None and _look_at(row) <= at)


def _is_followed(at: datetime) -> ColumnElement[bool]:
    return and_(Text.state == "sent", Text.sid.is_not(None), Text.arrived_at.is_(None), Text.sent_at > at - _FOLLOWED)


def _look_at(row: Text) -> datetime:
    """Return when it is asked next: soon after it was sent, then more and more seldom."""
    assert row.sent_at is not None
    known = row.looked_at or row.sent_at
    planned = [row.sent_at + each for each in _LOOKS if row.sent_at + each > known]
    return planned[0] if planned else known + _LOOKS[-1]


def _log() -> _Log:
    return (
        select(
            Text,
            Document.number,
            Document.kind,
            Document.customer_name,
            Link.published_at,
            needs_hand().label("needs_hand"),
        )
        .join(Document, Document.id == Text.document_id)
        .join(Link, Link.id == Text.link_id)
        .order_by(Text.at.desc(), Text.id.desc())
    )


def _rows(session: Session, query: _Log) -> tuple[TextRow, ...]:
    return tuple(
        _row(found[0], found[1], found[2], found[3], found[4], hand=found[5]) for found in session.execute(query)
    )


def _row(
    text: Text, document: str | None, kind: DocumentKind, customer: str, published_at: datetime | None, *, hand: bool
) -> TextRow:
    return TextRow(
        id=text.id,
        document_id=text.document_id,
        document=document or "",
        document_kind=kind,
        customer=customer,
        number=text.number,
        body=text.body,
        state=_state(text, published_at),
        reason=text.reason,
        at=text.at,
        sent_at=text.sent_at,
        arrived_at=text.arrived_at,
        next_at=text.next_at,
        needs_hand=hand,
    )


def _has(text: str) -> ColumnElement[bool]:
    digits = re.sub(r"[\s()./-]", "", text).lstrip("0")  # as people write a number that is kept as E.164
    named = or_(*(column.icontains(text, autoescape=True) for column in (Document.number, Document.customer_name)))
    return or_(named, Text.number.contains(digits, autoescape=True)) if digits else named


def _is(state: TextState) -> ColumnElement[bool]:
    has_arrived, waits = Text.arrived_at.is_not(None), Link.published_at.is_(None)
    if state in {"queued", "waits_for_portal"}:
        return and_(Text.state == "queued", waits if state == "waits_for_portal" else ~waits)
    if state in {"sent", "arrived"}:
        return and_(Text.state == "sent", has_arrived if state == "arrived" else ~has_arrived)
    return Text.state == state


def _state(text: Text, published_at: datetime | None) -> TextState:
    if text.state == "queued" and published_at is None:
        return "waits_for_portal"
    return "arrived" if text.state == "sent" and text.arrived_at is not None else text.state
