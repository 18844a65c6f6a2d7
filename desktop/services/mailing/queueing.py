"""A person sends a message: it is kept as it was seen, and waits for its turn; and what a person says of one later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.errors import Refused
from billing.links import TOKEN_LENGTH
from billing.mailing.addresses import on_the_wire, read_addresses
from billing.mailing.message import check_words
from billing.mailing.text import MailKind, merged
from desktop.models import Document, Issued, Link, Mail, MailAccount, Office, PortalState
from desktop.queries.links import LinkStateName, link_state, portal_time
from desktop.services.activity import record
from desktop.services.links import NOT_ISSUED, link_to_send, regenerate
from desktop.services.mailing.account import NoMailAccount, note_mail_trouble
from desktop.services.mailing.drafting import NO_ADDRESS, NOTHING_TO_SHOW, WITHDRAWN, MailDraft, check_size, draft_mail
from desktop.services.outbox import revoke_waits

ANOTHER_ADDRESS = "Sent to another address"
OTHER_CUSTOMER = "It was made out to another customer meanwhile. Nothing was sent. Open Send… again."
OTHER_LINK = (
    "There is a link in the message that opens something else. Nothing was sent. "
    "Take it out: the button leads to this document."
)
ENDED_LINK = (
    "There is a link in the message that has ended. Nothing was sent. "
    "Take it out: {link} in its place gives the one that works."
)
LINK_TO_COME = (
    "There is a link in the message that the portal does not have yet, so it would open nothing. Nothing was sent. "
    "Take it out, or send the message once the portal has it; {link} gives the one that the message waits for."
)
_TOKEN = re.compile(rf"(?=([A-Za-z0-9]{{{TOKEN_LENGTH}}}))")  # also within a longer run, as after an escaped stroke
_AT_ONCE = 500


class NotReady(Refused):
    """Something is missing; the sentence names it."""


@dataclass(frozen=True, slots=True)
class MailWish:
    """A message as it was typed: ``to`` with commas between addresses. ``customer_id`` is whose it was when it was
    typed, None where nobody looked. ``new_link``: the one that went out before ends, for it went to somebody else.
    ``kind``: it goes with its document, or reminds of it.
    """

    to: str
    subject: str
    body: str
    with_pdf: bool
    customer_id: UUID | None = None
    new_link: bool = False
    kind: MailKind = "document"


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
    account = session.scalars(select(MailAccount)).one_or_none()
    if account is None:
        raise NoMailAccount
    at = once_issued(session, document_id, at)
    said = checked(session, document_id, wish, today=today, at=at)
    draft, link, identifier = said.draft, said.link, uuid7()
    mail = Mail(
        id=identifier,
        document_id=document_id,
        customer_id=draft.customer_id,
        link_id=link.id if link else None,
        kind=wish.kind,
        recipients=list(said.to),
        subject=said.subject,
        body=said.body,
        language=draft.look.language,
        action=draft.action,
        pdf_sha256=draft.pdf_sha256 if wish.with_pdf else "",
        at=at,
        message_id=message_id(identifier, account.sender),
    )
    session.add(mail)
    note(session, mail, "queued", at=at)
    session.flush()
    return QueuedMail(identifier, said.to, link is not None and link.published_at is None)


@dataclass(frozen=True, slots=True)
class Checked:
    """A wish that may leave: its words with every field merged, and the link that it carries."""

    draft: MailDraft
    to: tuple[str, ...]
    subject: str
    body: str
    link: Link | None


def checked(session: Session, document_id: UUID, wish: MailWish, *, today: date, at: datetime) -> Checked:
    """Return the message of ``wish`` with a link that opens its document for its customer, made or given a fresh
    lifetime here.

    Raises NotReady, NoLink and what addresses and words are refused for.
    """
    document = _ready(session, document_id)
    if wish.customer_id is not None and wish.customer_id != document.customer_id:
        raise NotReady(OTHER_CUSTOMER)
    to = read_addresses(wish.to)
    check_words(wish.subject, wish.body)
    before = draft_mail(session, document_id, today=today, now=at, kind=wish.kind)
    if lacks := [each for each in before.missing if each != NO_ADDRESS]:
        raise NotReady(" ".join(lacks))
    check_size(before, with_pdf=wish.with_pdf)
    if wish.new_link and before.has_portal:
        regenerate(session, document_id, why=ANOTHER_ADDRESS, at=at)
    link = _link(session, document, again=before.again, with_pdf=wish.with_pdf, at=at)
    draft = draft_mail(session, document_id, today=today, now=at, kind=wish.kind)
    subject, body = check_words(merged(wish.subject, draft.fields), merged(wish.body, draft.fields))
    must_open_own(session, f"{subject} {body}", document.customer_id, document_id=document.id, at=at)
    return Checked(draft, to, subject, body, link)


def try_again(session: Session, mail_id: UUID, *, at: datetime) -> None:
    """Queue a message once more that failed, waits for its next try or may have been sent; a person has decided so.

    Raises NotReady where its document was withdrawn or its link has ended: then *Send* makes a new message.
    """
    mail = session.get_one(Mail, mail_id)
    if mail.state in {"sent", "sending"}:
        raise NotReady("It is sent already or on its way. Nothing was changed.")
    if mail.document_id is not None:
        _ready(session, mail.document_id)
    link = session.get(Link, mail.link_id) if mail.link_id else None
    if link is not None and (link.ended_as or not link.current):
        raise NotReady("The link in this message has ended. Press Send… and a message with the new link is made.")
    mail.state, mail.reason = "queued", ""
    mail.first_at = mail.next_at = mail.left_at = None
    note_mail_trouble(session, "")
    note(session, mail, "again", at=at)
    session.flush()


def was_sent(session: Session, mail_id: UUID, *, at: datetime) -> None:
    """A person knows that a message that may have been sent has arrived. Raises NotReady for any other."""
    mail = session.get_one(Mail, mail_id)
    if mail.state != "unsure":
        raise NotReady("How this message stands is known already. Nothing was changed.")
    mail.state, mail.reason, mail.sent_at = "sent", "", at
    note(session, mail, "known", at=at)
    session.flush()


def let_rest(session: Session, mail_id: UUID, *, at: datetime) -> None:
    """A person has seen that a message was not, or may not have been, sent, and leaves it. Raises NotReady for any
    other.
    """
    mail = session.get_one(Mail, mail_id)
    if mail.state not in {"unsure", "failed"}:
        raise NotReady("How this message stands is known already. Nothing was changed.")
    mail.left_at = at
    note(session, mail, "left", at=at)
    session.flush()


def note(session: Session, mail: Mail, what: str, *, at: datetime, why: str = "") -> None:
    """Record what became of a message, with its document, or with the customer whom it was about.

    A notice to the office is about neither, and stands in the log alone.
    """
    if mail.kind == "notice" and mail.document_id is None and mail.customer_id is None:
        return
    customer = mail.customer_id if mail.document_id is None else None
    facts = {"why": why} if why else {}
    if mail.kind in {"reminder", "statement"}:
        facts["what"] = mail.kind
    record(
        session, f"mail.{what}", at=at, document=mail.document_id, customer=customer, to=", ".join(mail.recipients),
        **facts,
    )  # fmt: skip


def once_issued(session: Session, document_id: UUID, at: datetime) -> datetime:
    """Return ``at``, but never before the document was issued: where one act issues and sends a draft, the sending's
    clock was read first, and the story would be told from its end.
    """
    issued = session.scalar(select(func.max(Issued.issued_at)).where(Issued.document_id == document_id))
    return max(at, issued) if issued is not None else at


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


def must_open_own(
    session: Session,
    text: str,
    customer_id: UUID | None,
    *,
    document_id: UUID | None = None,
    at: datetime,
) -> None:
    """Refuse a message in which a link was pasted that opens something else than its document, or the page of all of
    its own customer's, or that opens nothing now. Raises NotReady.

    What the message carries itself may be pasted before the portal has it: the message waits for that.
    """
    links = _pasted(session, text)
    if links is None:
        raise NotReady(OTHER_LINK)
    for link in links:
        if not _opens(link, customer_id, document_id):
            raise NotReady(OTHER_LINK)
        state = _state(session, link, at)
        carried = link.customer_id is None or document_id is None
        if state == "waiting" and not carried:
            raise NotReady(LINK_TO_COME)
        if state not in {"waiting", "live", "ending", "settled"}:
            raise NotReady(ENDED_LINK)


def _pasted(session: Session, text: str) -> Sequence[Link] | None:
    """Return the links whose tokens stand in ``text``, whatever stands before each; None where an address of the
    portal's has a token that these books do not know.
    """
    runs = list(dict.fromkeys(found[1] for found in _TOKEN.finditer(text)))
    links: list[Link] = []
    for start in range(0, len(runs), _AT_ONCE):
        links += session.scalars(select(Link).where(Link.token.in_(runs[start : start + _AT_ONCE])))
    host = urlsplit(session.scalars(select(PortalState.address)).one()).hostname
    known = {link.token for link in links}
    addressed = re.findall(rf"(?i:{re.escape(host)})\S*?/([A-Za-z0-9]{{32}})(?![A-Za-z0-9])", text) if host else []
    return None if set(addressed) - known else links


def _state(session: Session, link: Link, at: datetime) -> LinkStateName:
    if not link.current or revoke_waits(session, link):
        return "revoked"
    document = session.get_one(Document, link.document_id) if link.document_id else None
    portal, days = session.scalars(select(PortalState)).one(), session.scalars(select(Office.settled_days)).one()
    return link_state(link, document, portal_time(portal, at), days)


def _opens(link: Link, customer_id: UUID | None, document_id: UUID | None) -> bool:
    if link.document_id is not None:
        return link.document_id == document_id
    return link.customer_id == customer_id


def _link(session: Session, document: Document, *, again: bool, with_pdf: bool, at: datetime) -> Link | None:
    if session.scalars(select(PortalState.address)).one():
        return link_to_send(session, document, at=at, again=again)
    if not with_pdf:
        raise NotReady(NOTHING_TO_SHOW)
    return None
