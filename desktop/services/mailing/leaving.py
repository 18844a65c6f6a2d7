"""What the exchange does with messages: which leaves next, and what the server said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.errors import Refused
from billing.links import Token, long_form
from billing.mailing.message import Envelope
from billing.mailing.page import Letter
from desktop.models import Document, Link, Mail, MailAccount, PortalState
from desktop.models.mail import MailFact
from desktop.queries.balance import balance_of
from desktop.queries.mails import ready_to_leave
from desktop.services.mailing.drafting import WITHDRAWN, letter_of, pdf_name, why_no_reminder
from desktop.services.mailing.queueing import hand_over, message_id, must_open_own, note

_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_PAID = "It was settled meanwhile, so nobody was reminded."
_GIVES_UP = timedelta(days=3)
_AT_ONCE = 50  # of which the first leaves; those before it that cannot are failed together
_LINK_ENDED = "The link in it has ended since it was written. Press Send… and a message with the new link is made."
_NOT_TOGETHER = "Its link opens another document. It was not sent. Press Send… and a new message is made."
_LEAST_TRIES = 10
_GAVE_UP = "{why} It was tried for three days and was not sent. Send it again, or ask the customer for another address."
_STOPPED = (
    "The app stopped while it was being handed in. It may have been sent. "
    "Ask the customer, or look into the mailbox, before you send it again."
)


@dataclass(frozen=True, slots=True)
class MailJob:
    """One message that is to be handed in now; ``pdf_sha256`` is "" where nothing is attached, ``checked_at`` is when
    the account that it goes through was set up.
    """

    id: UUID
    letter: Letter
    envelope: Envelope
    pdf_sha256: str
    pdf_name: str
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A recipient whom the server did not take, and why; ``later``: it may in a while."""

    address: str
    later: bool
    words: str


def take_next(session: Session, *, at: datetime) -> MailJob | None:
    """Return the next message that may leave, noted as being sent; None where there is none, or no mail server.

    One whose document was withdrawn or whose link has ended meanwhile is failed here, and says why.
    """
    account = session.scalars(select(MailAccount)).one_or_none()
    if account is None:  # removed meanwhile: what waits goes on waiting for one
        return None
    for mail in session.scalars(ready_to_leave(at).limit(_AT_ONCE)).all():
        address, why = _address(session, mail, at)
        if why:
            _settle(session, mail, "failed", why, at)
            mail.left_at = at if why == _PAID else None  # which is good news
            continue
        mail.state, mail.tries, mail.first_at = "sending", mail.tries + 1, mail.first_at or at
        session.flush()
        to = tuple(mail.recipients)
        envelope = Envelope(account.sender, account.sender_name, to, at, mail.message_id)
        letter, name = letter_of(session, mail, address), _pdf_name(session, mail)
        return MailJob(mail.id, letter, envelope, mail.pdf_sha256, name, account.checked_at)
    return None


def taken(session: Session, mail_id: UUID, missed: Sequence[Missed], *, at: datetime) -> None:
    """The server took the message for all but ``missed``; for those it becomes a message of its own each time: one that
    is tried again, and one that failed.
    """
    _settle_parts(session, session.get_one(Mail, mail_id), "sent", "", missed, at)


def not_now(session: Session, mail_id: UUID, why: str, *, at: datetime) -> None:
    """The message was put off, or broken off before it was handed in; after three days of that it has failed, and a
    person decides.
    """
    _settle(session, session.get_one(Mail, mail_id), "queued", why, at)


def waits_on(session: Session, mail_id: UUID, why: str) -> None:
    """The message was not begun, for a reason that concerns every one: it waits as before, with no try counted."""
    mail = session.get_one(Mail, mail_id)
    mail.state, mail.reason, mail.tries = "queued", why, mail.tries - 1
    mail.first_at = mail.first_at if mail.tries else None


def failed(session: Session, mail_id: UUID, why: str, *, at: datetime) -> None:
    """The message will not go as it is; ``why`` has the server's own words."""
    _settle(session, session.get_one(Mail, mail_id), "failed", why, at)


def unsure(session: Session, mail_id: UUID, why: str, missed: Sequence[Missed] = (), *, at: datetime) -> None:
    """Nobody knows whether the server took it, but for ``missed``, who got nothing; a person is asked, and it counts as
    handed over until then.
    """
    _settle_parts(session, session.get_one(Mail, mail_id), "unsure", why, missed, at)


def left_behind(session: Session, *, at: datetime) -> int:
    """At a start: whatever was being handed in when the app stopped may have been sent. Returns how many."""
    rows = session.scalars(select(Mail).where(Mail.state == "sending")).all()
    for mail in rows:
        _settle(session, mail, "unsure", _STOPPED, at)
    return len(rows)


def _settle_parts(
    session: Session, mail: Mail, state: MailFact, why: str, missed: Sequence[Missed], at: datetime
) -> None:
    later, refused = [one for one in missed if one.later], [one for one in missed if not one.later]
    groups: list[tuple[MailFact, list[str], str]] = [
        (state, [to for to in mail.recipients if to not in {one.address for one in missed}], why),
        ("queued", [one.address for one in later], _reasons(later)),
        ("failed", [one.address for one in refused], _reasons(refused)),
    ]
    (first_state, to, first_why), *others = [group for group in groups if group[1]]
    mail.recipients = to
    for other_state, other_to, other_why in others:
        _settle(session, _copy(session, mail, other_to), other_state, other_why, at)
    _settle(session, mail, first_state, first_why, at)


def _settle(session: Session, mail: Mail, state: MailFact, why: str, at: datetime) -> None:
    tried_enough = mail.first_at is not None and at - mail.first_at >= _GIVES_UP and mail.tries >= _LEAST_TRIES
    if state == "queued" and tried_enough:  # days without a network are no tries
        state, why = "failed", _GAVE_UP.format(why=why)
    mail.state, mail.reason = state, why
    mail.sent_at = at if state == "sent" else None
    mail.next_at = at + min(_FIRST * 2 ** min(max(mail.tries - 1, 0), 10), _LONGEST) if state == "queued" else None
    if state in {"sent", "unsure"} and mail.document_id is not None:
        hand_over(session, mail.document_id, at=at)
    if state != "queued":  # a server that is asked again later is no news
        note(session, mail, state, at=at, why=why)
    session.flush()


def _copy(session: Session, mail: Mail, to: list[str]) -> Mail:
    identifier, origin = uuid7(), mail.message_id.strip("<>")  # the account may have been removed meanwhile
    kept = (
        "document_id", "customer_id", "link_id", "kind", "subject", "body", "language", "action", "pdf_sha256",
        "pdf_name", "first_at",
    )  # fmt: skip
    values = {name: getattr(mail, name) for name in kept}
    other = Mail(
        id=identifier, recipients=to, at=mail.at, tries=mail.tries,
        message_id=message_id(identifier, origin), **values,
    )  # fmt: skip
    session.add(other)
    return other


def _reasons(missed: Sequence[Missed]) -> str:
    return " ".join(f"{one.address}: {one.words}" for one in missed)


def _pdf_name(session: Session, mail: Mail) -> str:
    if mail.pdf_name or mail.document_id is None:
        return mail.pdf_name
    return pdf_name(session.get_one(Document, mail.document_id).number or "")


def _together(mail: Mail, document: Document | None, link: Link) -> bool:
    """Tell whether link, document and customer belong together still."""
    if document is None:
        return link.customer_id is not None and link.customer_id == mail.customer_id
    return link.document_id == document.id and document.customer_id == mail.customer_id


def _pasted_in_vain(session: Session, mail: Mail, at: datetime) -> str:
    """Return why a link that was pasted into the words must not leave any more, "" for none."""
    if mail.document_id is None and mail.customer_id is None:  # a notice to the office, which nobody typed
        return ""
    try:
        words = f"{mail.subject} {mail.body}"
        must_open_own(session, words, mail.customer_id, document_id=mail.document_id, at=at)
    except Refused as error:
        return str(error)
    return ""


def _address(session: Session, mail: Mail, at: datetime) -> tuple[str, str]:
    """Return the address of the message's link, or why it cannot leave; it was checked when it was queued, and days may
    have passed.
    """
    document = session.get_one(Document, mail.document_id) if mail.document_id else None
    if document is not None and (document.withdrawn_at or document.voided_at):
        return "", WITHDRAWN
    if mail.kind == "reminder" and document is not None:
        if balance_of(document) <= 0:
            return "", _PAID
        if lacks := why_no_reminder(session, document):
            return "", " ".join(lacks)
    if ended := _pasted_in_vain(session, mail, at):
        return "", ended
    if mail.link_id is None:
        return "", ""
    link = session.get_one(Link, mail.link_id)
    if not _together(mail, document, link):
        return "", _NOT_TOGETHER
    if link.ended_as or not link.current:
        return "", _LINK_ENDED
    portal = session.scalars(select(PortalState)).one()
    return long_form(portal.address, link.kind, Token(link.token)), ""
