"""A message before it is sent: drafted for a document, and checked for what is missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from billing.mailing.page import Letter
from billing.mailing.text import Fields, MailAction, button_word, drafted, merged
from billing.snapshot import View
from billing.wording import wording
from desktop.models import Document, Issued, Mail, MailAccount, Office
from desktop.queries.links import LinkStateName, link_card
from desktop.services.publishing import published_view

NO_ADDRESS = "The customer has no e-mail address. Type one, or add it under Customers."
WITHDRAWN = "It was withdrawn. There is nothing to send."
NOTHING_TO_SHOW = "No portal is set up, so there is no link. Attach the PDF, or set up Portal in Settings."


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What the dialog begins with. ``to`` is what stands in its field, ``look`` the message's page with its link.

    ``link`` is the state of the link that it will carry, "none" where there is no portal. ``again``: it was sent by
    e-mail before. ``sender`` is "" where no mail server is set up.
    ``pdf_size`` is in bytes. ``missing`` are sentences; nothing can be sent while there is one.
    """

    document_id: UUID
    number: str
    customer: str
    to: str
    fields: Fields
    look: Letter
    action: MailAction
    link: LinkStateName
    again: bool
    sender: str
    sender_name: str
    trouble: str
    pdf_name: str
    pdf_size: int
    pdf_sha256: str
    missing: tuple[str, ...]


def draft_mail(session: Session, document_id: UUID, *, today: date, now: datetime) -> MailDraft:
    """Return the message for an issued document, in its customer's language; ``today`` is the office's."""
    document = session.get_one(Document, document_id)
    view = published_view(session, document, None)
    fields, owed = _fields(document, view, today), view.kind == "invoice" and view.balance_minor > 0
    action = _action(view, owed=owed)
    said = drafted(view.kind, fields, wording(view.language), owed=owed)
    link = link_card(session, document_id, now=now)
    account = session.scalars(select(MailAccount)).one_or_none()
    issued = _newest(session, document_id)
    to = document.customer.email.strip() if document.customer else ""
    return MailDraft(
        document_id=document_id,
        number=view.number,
        customer=view.buyer.name,
        to=to,
        fields=fields,
        look=_letter(session, said.subject, said.body, view.language, action, link.address if link else ""),
        action=action,
        link=link.state if link is not None and link.address else "none",
        again=session.scalar(select(exists().where(Mail.document_id == document_id, Mail.state == "sent"))) or False,
        sender=account.sender if account else "",
        sender_name=account.sender_name if account else "",
        trouble=account.trouble if account else "",
        pdf_name=pdf_name(view.number),
        pdf_size=issued.pdf_size,
        pdf_sha256=issued.pdf_sha256,
        missing=_missing(document, to),
    )


def as_typed(draft: MailDraft, subject: str, body: str) -> Letter:
    """Return the page of the message as a person has changed it; fields in braces are merged."""
    return replace(draft.look, subject=merged(subject, draft.fields), body=merged(body, draft.fields))


def letter_of(session: Session, mail: Mail, address: str) -> Letter:
    """Return the page of a message that was queued; ``address`` is its link, "" for none."""
    return _letter(session, mail.subject, mail.body, mail.language, mail.action, address)


def pdf_name(number: str) -> str:
    """Return the file name of a document's PDF; a number may have strokes in it."""
    return f"{number}.pdf".replace("/", "-").replace("\\", "-")


def _letter(session: Session, subject: str, body: str, language: str, action: MailAction, address: str) -> Letter:
    office, words = session.scalars(select(Office)).one(), wording(language)
    return Letter(
        language=language,
        business=office.name,
        subject=subject,
        body=body,
        button=button_word(action, words),
        or_copy=words.mail.or_copy,
        link=address,
        colour=office.colour,
        logo=office.logo or b"",
        logo_width=office.logo_width,
        logo_height=office.logo_height,
    )


def _fields(document: Document, view: View, today: date) -> Fields:
    owed = view.kind == "invoice" and view.balance_minor > 0
    late = (today - view.due_on).days if owed and view.due_on is not None else 0
    contact = document.customer.contact.strip() if document.customer else ""
    return Fields(
        customer=contact or view.buyer.name,
        number=view.number,
        amount=view.balance if owed else view.payable or view.total,
        due=view.valid if view.kind == "quote" else view.due,
        days_overdue=str(late) if late > 0 else "",
        business=view.seller.name,
        phone=view.seller.phone,
    )


def _action(view: View, *, owed: bool) -> MailAction:
    if owed and view.paying is not None:
        return "pay"
    return "accept" if view.kind == "quote" and view.answering is not None else "view"


def _newest(session: Session, document_id: UUID) -> Issued:
    newest = select(Issued).where(Issued.document_id == document_id).order_by(Issued.revision.desc()).limit(1)
    return session.scalars(newest).one()


def _missing(document: Document, to: str) -> tuple[str, ...]:
    found = []
    if document.withdrawn_at or document.voided_at:
        found.append(WITHDRAWN)
    if not to:
        found.append(NO_ADDRESS)
    return tuple(found)
