"""What the exchange does with text messages: which leaves next, and what Twilio said of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.texting import as_sent
from desktop.models import Document, Link, Text, TextAccount
from desktop.models.text import TextFact
from desktop.queries.texts import has_opted_out, ready_to_leave
from desktop.services.activity import record
from desktop.services.mailing.queueing import must_open_own
from desktop.services.texting.drafting import OPTED_OUT, WITHDRAWN
from desktop.services.texting.numbers import opt_out
from desktop.services.texting.queueing import address_of

_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_GIVE_UP = timedelta(days=1)  # a text message is read within minutes or not at all
_AT_ONCE = 50
_LINK_ENDED = "The link in it has ended since it was written. Press Send… and a message with the new link is made."
_NOT_TOGETHER = "Its link opens another document. It was not sent. Press Send… and a new message is made."
_TOO_OLD = "It could not be sent for a day, so it is not sent any more. {why}"
_STOPPED = (
    "The app stopped while it was being handed in. It may have been sent. "
    "Ask the customer, or look at Twilio, before you send it again."
)


@dataclass(frozen=True, slots=True)
class TextJob:
    """One message that is to be handed in now; ``checked_at`` is when the account that it goes through was set up. Its
    repr shows no token.
    """

    id: UUID
    number: str
    body: str = field(repr=False)
    sender: str
    checked_at: datetime | None


def take_next(session: Session, *, at: datetime) -> TextJob | None:
    """Return the next message that may leave, noted as being sent; None where there is none, or no account.

    One that must not leave any more is failed here, and says why.
    """
    account = session.scalars(select(TextAccount)).one_or_none()
    if account is None:  # removed meanwhile: what waits goes on waiting for one
        return None
    for message in session.scalars(ready_to_leave(at).limit(_AT_ONCE)).all():
        if why := _why_not(session, message, at):
            _settle(session, message, "failed", why, at)
            continue
        message.state, message.tries = "sending", message.tries + 1
        session.flush()
        address = address_of(session, session.get_one(Link, message.link_id))
        return TextJob(message.id, message.number, as_sent(message.body, address), account.sender, account.checked_at)
    return None


def taken(session: Session, text_id: UUID, sid: str, *, at: datetime) -> None:
    """Twilio took the message and calls it ``sid``."""
    message = session.get_one(Text, text_id)
    message.sid = sid
    _settle(session, message, "sent", "", at)


def not_now(session: Session, text_id: UUID, why: str, *, at: datetime) -> None:
    """Twilio said *later*; what could not be sent for a day is failed."""
    message = session.get_one(Text, text_id)
    too_old = at - message.at >= _GIVE_UP
    _settle(session, message, "failed" if too_old else "queued", _TOO_OLD.format(why=why) if too_old else why, at)


def waits_on(session: Session, text_id: UUID, why: str) -> None:
    """Nothing was handed in, for a reason that concerns every message: it waits as before, with no try counted."""
    message = session.get_one(Text, text_id)
    message.state, message.reason, message.tries = "queued", why, message.tries - 1


def failed(session: Session, text_id: UUID, why: str, *, at: datetime) -> None:
    """The message will not go as it is; ``why`` has Twilio's own words."""
    _settle(session, session.get_one(Text, text_id), "failed", why, at)


def refused_by_customer(session: Session, text_id: UUID, *, at: datetime) -> None:
    """Whoever has the number has opted out at Twilio; that is remembered."""
    message = session.get_one(Text, text_id)
    opt_out(session, message.number, by_twilio=True, at=at)
    _settle(session, message, "failed", OPTED_OUT, at)


def unsure(session: Session, text_id: UUID, why: str, *, at: datetime) -> None:
    """Nobody knows whether Twilio took it; a person is asked, and it counts as handed over until then."""
    _settle(session, session.get_one(Text, text_id), "unsure", why, at)


def left_behind(session: Session, *, at: datetime) -> int:
    """At a start: whatever was being handed in when the app stopped may have been sent. Returns how many."""
    rows = session.scalars(select(Text).where(Text.state == "sending")).all()
    for message in rows:
        _settle(session, message, "unsure", _STOPPED, at)
    return len(rows)


def looked_at(
    session: Session, text_id: UUID, *, arrived: bool, failure: str, opted_out: bool = False, at: datetime
) -> None:
    """Twilio was asked what became of a message that it took: it has arrived, it has failed, whoever has the number
    wants none, or it is under way.
    """
    message = session.get_one(Text, text_id)
    message.looked_at = at
    if arrived:
        message.arrived_at = at
        record(session, "text.arrived", at=at, document=message.document_id, to=message.number)
    elif opted_out:
        refused_by_customer(session, text_id, at=at)
    elif failure:
        message.state, message.reason = "failed", failure
        record(session, "text.failed", at=at, document=message.document_id, to=message.number, why=failure)
    session.flush()


def _settle(session: Session, message: Text, state: TextFact, why: str, at: datetime) -> None:
    message.state, message.reason = state, why
    message.sent_at = at if state == "sent" else None
    wait = min(_FIRST * 2 ** min(max(message.tries - 1, 0), 10), _LONGEST)
    message.next_at = at + wait if state == "queued" else None
    if state in {"sent", "unsure"}:
        document = session.get_one(Document, message.document_id)
        document.handed_over_at = document.handed_over_at or at
    if state != "queued":
        record(session, f"text.{state}", at=at, document=message.document_id, to=message.number, why=why)
    session.flush()


def _why_not(session: Session, message: Text, at: datetime) -> str:
    """Return why a message cannot leave; it was checked when it was queued, and days may have passed."""
    document, link = session.get_one(Document, message.document_id), session.get_one(Link, message.link_id)
    if document.withdrawn_at or document.voided_at:
        return WITHDRAWN
    if link.document_id != message.document_id or document.customer_id != message.customer_id:
        return _NOT_TOGETHER
    if link.ended_as or not link.current:
        return _LINK_ENDED
    if has_opted_out(session, message.number):
        return OPTED_OUT
    try:
        must_open_own(session, message.body, message.customer_id, document_id=message.document_id, at=at)
    except Refused as error:  # of a link that was pasted into the words
        return str(error)
    return ""
