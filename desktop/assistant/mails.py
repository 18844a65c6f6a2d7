"""A message about a document: who would get it, with which words, and what would leave the office."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from billing.mailing.addresses import read_addresses
from billing.mailing.message import check_words
from billing.mailing.text import LINK, MailKind, merged
from desktop.assistant.figures import amount_out
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Errand, Rehearsal
from desktop.assistant.trust import seen
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.mails import mail_account
from desktop.services.assisting.freezing import draft_hash
from desktop.services.mailing.account import NoMailAccount
from desktop.services.mailing.drafting import NO_ADDRESS, MailDraft, check_size, draft_mail
from desktop.services.mailing.queueing import MailWish, QueuedMail, must_open_own, queue_mail
from desktop.services.mailing.queueing import NotReady as MailNotReady

_TROUBLE = (  # the server's own words are an outsider's: they stand in Settings, not in a sentence of ours
    "The mail server refuses this office, so no mail can leave now. Nothing was sent. "
    "A person sees in Counterfoil under Settings, E-mail, what it said."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of a message; "" is what the office would write by itself."""

    to: str = ""
    subject: str = ""
    message: str = ""
    kind: MailKind = "document"


def rehearse(errand: Errand, document_id: UUID, wish: Wish) -> Rehearsal:
    """Return what would leave: of a draft, which is issued first, all that issuing freezes. Raises Refused."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    _must_send(errand)
    to = read_addresses(_to(card, wish))
    document = card.pdf_sha256 or draft_hash(errand.session, document_id, on=errand.today)
    said = draft_mail(errand.session, document_id, today=errand.today, now=errand.now, kind=wish.kind)
    _must_be_ready(said)
    subject, body = _words(said, wish)
    must_open_own(errand.session, f"{subject} {body}", said.customer_id, document_id=document_id, at=errand.now)
    owed = card.balance_minor if card.kind == "invoice" else card.total_minor
    return Rehearsal(
        says=tuple(_sentences(card, said, owed, to, subject, body)),
        recipients=to,
        documents=((str(document_id), document), ("message", sha256(f"{subject}\0{body}".encode()).hexdigest())),
        amounts=((owed, card.currency),),
        channel="e-mail",
    )


def send(errand: Errand, document_id: UUID, wish: Wish) -> tuple[str, QueuedMail]:
    """Issue a draft, queue the message, and return number and message. Raises Refused."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    number = card.number or errand.doors.issue(errand.session, document_id)
    said = draft_mail(errand.session, document_id, today=errand.today, now=errand.now, kind=wish.kind)
    subject, body = _written(said, wish)
    mail = MailWish(
        _to(card, wish), subject, body, with_pdf=True, customer_id=card.customer_id, kind=wish.kind,
    )  # fmt: skip
    return number, queue_mail(errand.session, document_id, mail, today=errand.today, at=errand.now)


def told(number: str, queued: QueuedMail) -> Done:
    """Return what became of a message, for the person."""
    when = "as soon as the portal has its link" if queued.waits else "now"
    return Done(says=f"{number} leaves by e-mail to {', '.join(queued.to)} {when}. list_email_logs shows its fate.")


def _must_send(errand: Errand) -> None:
    account = mail_account(errand.session)
    if account is None:
        raise NoMailAccount
    if account.trouble:
        raise MailNotReady(_TROUBLE)


def _must_be_ready(said: MailDraft) -> None:
    if lacks := [each for each in said.missing if each != NO_ADDRESS]:
        raise MailNotReady(" ".join(lacks))
    check_size(said, with_pdf=True)


def _to(card: DocumentCard, wish: Wish) -> str:
    to = wish.to.strip() or card.customer_email.strip()
    if not to:
        raise MailNotReady(NO_ADDRESS)
    return to


def _written(said: MailDraft, wish: Wish) -> tuple[str, str]:
    """Return subject and message as a person can read them: what nobody sees does not leave."""
    return seen(wish.subject) or said.look.subject, _body(seen(wish.message), said.look.body)


def _body(message: str, usual: str) -> str:
    """Return the message with the place of its link; one that a person has written gets it at its end."""
    if not message:
        return usual
    return message if LINK in message else f"{message}\n\n{LINK}"


def _words(said: MailDraft, wish: Wish) -> tuple[str, str]:
    """Return subject and message as they leave; of a draft, number and amount stay in braces until it is issued."""
    subject, body = _written(said, wish)
    check_words(subject, body)
    return (subject, body) if said.is_draft else (merged(subject, said.fields), merged(body, said.fields))


def _sentences(
    card: DocumentCard, said: MailDraft, owed: int, to: tuple[str, ...], subject: str, body: str
) -> list[str]:
    name = card.number or f"the draft for {card.customer}"
    along = "The PDF goes along, and {link} is the customer's link."
    alone = "The PDF goes along. No portal is set up, so no link does."
    others = [each for each in said.sent_to if each not in to]
    number = f"it takes the next number for good, {said.number} as things stand, and stays as it is."
    found = [f"Issues {name} first: {number}"] if said.is_draft else []
    found.append(f"Sends {name}, {amount_out(owed, card.currency)} {card.currency}, by e-mail to {', '.join(to)}.")
    if others:
        found.append(f"It went to {', '.join(others)} before; whoever has that message keeps its link.")
    return [*found, f"Subject: {subject}", f"Message: {body}", along if said.has_portal else alone]
