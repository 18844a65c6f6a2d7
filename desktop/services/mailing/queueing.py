"""A person sends a message: it is kept as it was seen, and waits for its turn; and what a person says of one later."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.errors import Refused
from billing.mailing.addresses import on_the_wire, read_addresses
from billing.mailing.message import check_words
from billing.mailing.text import merged
from desktop.models import Document, Link, Mail, MailAccount, PortalState
from desktop.services.activity import record
from desktop.services.links import NOT_ISSUED, link_to_send
from desktop.services.mailing.account import NoMailAccount, note_mail_trouble
from desktop.services.mailing.drafting import NOTHING_TO_SHOW, WITHDRAWN, draft_mail


class NotReady(Refused):
    """Something is missing; the sentence names it."""


@dataclass(frozen=True, slots=True)
class MailWish:
    """A message as it was typed: ``to`` with commas between addresses."""

    to: str
    subject: str
    body: str
    with_pdf: bool


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """What was queued; ``waits``: for the portal to confirm its link."""

    id: UUID
    to: tuple[str, ...]
    waits: bool


def queue_mail(session: Session, document_id: UUID, wish: MailWish, *, today: date, at: datetime) -> QueuedMail:
    """Keep the message; it leaves once the portal has its link. A fresh link is made where the last has ended, and a
    live one that was sent before gets a fresh lifetime.

    Raises NotReady, NoMailAccount, NoLink and what addresses and words are refused for; then nothing was queued.
    """
    document = _ready(session, document_id)
    account = session.scalars(select(MailAccount)).one_or_none()
    if account is None:
        raise NoMailAccount
    to, (subject, body) = read_addresses(wish.to), check_words(wish.subject, wish.body)
    draft = draft_mail(session, document_id, today=today, now=at)
    link = _link(session, document, again=draft.again, with_pdf=wish.with_pdf, at=at)
    identifier = uuid7()
    subject, body = check_words(merged(subject, draft.fields), merged(body, draft.fields))
    session.add(
        Mail(
            id=identifier,
            document_id=document.id,
            customer_id=document.customer_id,
            link_id=link.id if link else None,
            recipients=list(to),
            subject=subject,
            body=body,
            language=draft.look.language,
            action=draft.action,
            pdf_sha256=draft.pdf_sha256 if wish.with_pdf else "",
            at=at,
            message_id=message_id(identifier, account.sender),
        )
    )
    record(session, "mail.queued", at=at, document=document.id, to=", ".join(to))
    session.flush()
    return QueuedMail(identifier, to, link is not None and link.published_at is None)


def try_again(session: Session, mail_id: UUID, *, at: datetime) -> None:
    """Queue a message once more that failed, waits for its next try or may have been sent; a person has decided so.

    Raises NotReady where its document was withdrawn or its link has ended: then *Send* makes a new message.
    """
    mail = session.get_one(Mail, mail_id)
    if mail.state in {"sent", "sending"}:
        raise NotReady("It is sent already or on its way. Nothing was changed.")
    _ready(session, mail.document_id)
    link = session.get(Link, mail.link_id) if mail.link_id else None
    if link is not None and (link.ended_as or not link.current):
        raise NotReady("The link in this message has ended. Press Send… and a message with the new link is made.")
    mail.state, mail.reason, mail.next_at = "queued", "", None
    note_mail_trouble(session, "")
    record(session, "mail.again", at=at, document=mail.document_id, to=", ".join(mail.recipients))
    session.flush()


def was_sent(session: Session, mail_id: UUID, *, at: datetime) -> None:
    """A person knows that a message that may have been sent has arrived. Raises NotReady for any other."""
    mail = session.get_one(Mail, mail_id)
    if mail.state != "unsure":
        raise NotReady("How this message stands is known already. Nothing was changed.")
    mail.state, mail.reason, mail.sent_at = "sent", "", at
    record(session, "mail.known", at=at, document=mail.document_id, to=", ".join(mail.recipients))
    session.flush()


def hand_over(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Note that the document has left the house."""
    document = session.get_one(Document, document_id)
    document.handed_over_at = document.handed_over_at or at


def message_id(identifier: UUID, sender: str) -> str:
    """Return the Message-ID of a message, at the sender's own domain."""
    return f"<{identifier.hex}@{on_the_wire(sender).rpartition('@')[2]}>"


def _ready(session: Session, document_id: UUID) -> Document:
    document = session.get_one(Document, document_id)
    if document.number is None:
        raise NotReady(NOT_ISSUED)
    if document.withdrawn_at or document.voided_at:
        raise NotReady(WITHDRAWN)
    return document


def _link(session: Session, document: Document, *, again: bool, with_pdf: bool, at: datetime) -> Link | None:
    if session.scalars(select(PortalState.address)).one():
        return link_to_send(session, document, at=at, again=again)
    if not with_pdf:
        raise NotReady(NOTHING_TO_SHOW)
    return None
