"""A message about a document: who would get it, with which words, and what would leave the office."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from billing.mailing.addresses import read_addresses
from billing.mailing.text import LINK, merged
from desktop.assistant.drafting import fingerprint
from desktop.assistant.figures import amount_out
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Errand, Rehearsal
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import draft
from desktop.queries.mails import mail_account
from desktop.queries.sync import portal_row
from desktop.services.assembly import NotReady, whats_missing
from desktop.services.links import NO_PORTAL
from desktop.services.mailing.account import NoMailAccount
from desktop.services.mailing.drafting import NO_ADDRESS, draft_mail
from desktop.services.mailing.queueing import MailWish, QueuedMail, queue_mail
from desktop.services.mailing.queueing import NotReady as MailNotReady

USUAL = "the office's usual message, in the customer's language"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of a message; "" is what the office would write by itself."""

    to: str = ""
    subject: str = ""
    message: str = ""


def rehearse(errand: Errand, document_id: UUID, wish: Wish) -> Rehearsal:
    """Return what would leave: for a draft its contents, since it is issued first. Raises Refused, writes nothing."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    account = mail_account(errand.session)
    if account is None:
        raise NoMailAccount
    if account.trouble:
        raise MailNotReady(f"No mail can leave now: {account.trouble}")
    to = read_addresses(_to(card, wish))
    subject, body, document = _issued(errand, card, wish) if card.number else _unissued(errand, card, wish)
    owed = card.balance_minor if card.kind == "invoice" else card.total_minor
    name = card.number or f"the draft for {card.customer}"
    issues = () if card.number else (
        f"Issues {name} first: it takes the next number and cannot be changed or deleted afterwards.",
    )  # fmt: skip
    return Rehearsal(
        says=(
            *issues,
            f"Sends {name}, {amount_out(owed, card.currency)} {card.currency}, by e-mail to {', '.join(to)}.",
            f"Subject: {subject}",
            f"Message: {body}",
        ),
        recipients=to,
        documents=((str(document_id), document), ("message", _hash(subject, body))),
        amounts=((owed, card.currency),),
        channel="e-mail",
    )


def send(errand: Errand, document_id: UUID, wish: Wish) -> tuple[str, QueuedMail]:
    """Issue a draft, queue the message, and return number and message. Raises Refused."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    number = card.number or errand.doors.issue(errand.session, document_id)
    said = draft_mail(errand.session, document_id, today=errand.today, now=errand.now)
    mail = MailWish(_to(card, wish), wish.subject or said.look.subject, _body(wish, said.look.body), with_pdf=True)
    return number, queue_mail(errand.session, document_id, mail, today=errand.today, at=errand.now)


def _to(card: DocumentCard, wish: Wish) -> str:
    to = wish.to.strip() or card.customer_email.strip()
    if not to:
        raise MailNotReady(NO_ADDRESS)
    return to


def _body(wish: Wish, usual: str) -> str:
    """Return the message with the place of its link; one that a person has written gets it at its end."""
    if not wish.message:
        return usual
    return wish.message if LINK in wish.message else f"{wish.message}\n\n{LINK}"


def _issued(errand: Errand, card: DocumentCard, wish: Wish) -> tuple[str, str, str]:
    said = draft_mail(errand.session, card.id, today=errand.today, now=errand.now)
    if problems := [each for each in said.missing if each != NO_ADDRESS]:
        raise MailNotReady(" ".join(problems))
    subject = merged(wish.subject or said.look.subject, said.fields)
    return subject, merged(_body(wish, said.look.body), said.fields), said.pdf_sha256


def _unissued(errand: Errand, card: DocumentCard, wish: Wish) -> tuple[str, str, str]:
    values = draft(errand.session, card.id)
    if missing := whats_missing(values):
        raise NotReady(missing)
    if not portal_row(errand.session).address:
        raise MailNotReady(NO_PORTAL)
    return wish.subject or USUAL, _body(wish, USUAL), fingerprint(values)


def _hash(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


def told(number: str, queued: QueuedMail) -> Done:
    """Return what became of a message, for the person."""
    when = "as soon as the portal has its link" if queued.waits else "now"
    return Done(says=f"{number} leaves by e-mail to {', '.join(queued.to)} {when}. list_email_logs shows its fate.")
