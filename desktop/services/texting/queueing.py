"""A person sends a text message: it is kept as it was seen, and waits for its turn; or it is handed over by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.links import Token, short_form
from billing.texting import as_sent, checked
from desktop.models import Document, Link, PortalState, Text, TextAccount
from desktop.queries.sendings import was_sent_before
from desktop.services.activity import record
from desktop.services.links import NOT_ISSUED, link_to_send
from desktop.services.mailing.queueing import OTHER_CUSTOMER, must_open_own, once_issued
from desktop.services.texting.account import NoTextAccount, note_trouble
from desktop.services.texting.drafting import NUMBER, WITHDRAWN
from desktop.services.texting.numbers import must_want_messages, read_number


class TextNotReady(Refused):
    """Something is missing; the sentence names it."""


@dataclass(frozen=True, slots=True)
class QueuedText:
    """What was queued; ``waits``: for the portal to confirm its link."""

    id: UUID
    number: str
    waits: bool


def queue_text(
    session: Session, document_id: UUID, to: str, typed: str, *, at: datetime, customer_id: UUID | None = None
) -> QueuedText:
    """Keep the message; it leaves once the portal has its link. A fresh link is made where the last has ended, and a
    live one that was sent before gets a fresh lifetime. ``customer_id`` is whom the sheet was made for.

    Raises TextNotReady, NoTextAccount, NotANumber, DoubtfulNumber, WantsNone, NoLink and what words are refused for;
    then nothing was queued.
    """
    if session.scalars(select(TextAccount.id)).first() is None:
        raise NoTextAccount
    at = once_issued(session, document_id, at)
    document = _ready(session, document_id, customer_id)
    number = read_number(session, to, document.customer.country if document.customer else "")
    must_want_messages(session, number)
    link, body = _link_and_words(session, document, typed, at=at)
    message = Text(
        document_id=document.id, customer_id=document.customer_id, link_id=link.id, number=number, body=body, at=at
    )
    session.add(message)
    record(session, "text.queued", at=at, document=document.id, to=number)
    session.flush()
    return QueuedText(message.id, number, link.published_at is None)


def hand_over_text(
    session: Session, document_id: UUID, typed: str, *, at: datetime, customer_id: UUID | None = None
) -> str:
    """Return the message with its address, to be copied or sent by this computer's own program; the document counts as
    handed over.

    Raises TextNotReady, NoLink and what words are refused for.
    """
    at = once_issued(session, document_id, at)
    document = _ready(session, document_id, customer_id)
    link, body = _link_and_words(session, document, typed, at=at)
    document.handed_over_at = document.handed_over_at or at
    record(session, "text.by_hand", at=at, document=document.id)
    session.flush()
    return as_sent(body, address_of(session, link))


def try_again(session: Session, text_id: UUID, *, at: datetime) -> None:
    """Queue a message once more that failed, waits or may have been sent; a person has decided so.

    Raises TextNotReady where its document was withdrawn or its link has ended, WantsNone.
    """
    message = session.get_one(Text, text_id)
    if message.state in {"sent", "sending"}:
        raise TextNotReady("It is sent already or on its way. Nothing was changed.")
    _ready(session, message.document_id)
    must_want_messages(session, message.number)
    link = session.get_one(Link, message.link_id)
    if link.ended_as or not link.current:
        raise TextNotReady("The link in this message has ended. Press Send… and one with the new link is made.")
    message.state, message.reason, message.next_at, message.left_at = "queued", "", None, None
    note_trouble(session, "")
    record(session, "text.again", at=at, document=message.document_id, to=message.number)
    session.flush()


def was_sent(session: Session, text_id: UUID, *, at: datetime) -> None:
    """A person knows that a message that may have been sent has arrived. Raises TextNotReady for any other."""
    message = session.get_one(Text, text_id)
    if message.state != "unsure":
        raise TextNotReady("How this message stands is known already. Nothing was changed.")
    message.state, message.reason, message.sent_at, message.arrived_at = "sent", "", at, at
    record(session, "text.known", at=at, document=message.document_id, to=message.number)
    session.flush()


def let_rest(session: Session, text_id: UUID, *, at: datetime) -> None:
    """A person has seen that a message was not, or may not have been, sent, and leaves it. Raises TextNotReady for any
    other.
    """
    message = session.get_one(Text, text_id)
    if message.state not in {"unsure", "failed"}:
        raise TextNotReady("How this message stands is known already. Nothing was changed.")
    message.left_at = at
    record(session, "text.left", at=at, document=message.document_id, to=message.number)
    session.flush()


def address_of(session: Session, link: Link) -> str:
    """Return the short address of a link."""
    return short_form(session.scalars(select(PortalState.address)).one(), Token(link.token))


def _link_and_words(session: Session, document: Document, typed: str, *, at: datetime) -> tuple[Link, str]:
    link = link_to_send(session, document, at=at, again=was_sent_before(session, document.id))
    said = typed.replace(NUMBER, document.number or "")
    must_open_own(session, said, document.customer_id, document_id=document.id, at=at)
    return link, checked(said, address_of(session, link))


def _ready(session: Session, document_id: UUID, customer_id: UUID | None = None) -> Document:
    document = session.get_one(Document, document_id)
    if customer_id is not None and document.customer_id != customer_id:
        raise TextNotReady(OTHER_CUSTOMER)
    if document.number is None:
        raise TextNotReady(NOT_ISSUED)
    if document.withdrawn_at or document.voided_at:
        raise TextNotReady(WITHDRAWN)
    return document
