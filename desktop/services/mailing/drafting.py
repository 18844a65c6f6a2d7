"""A message before it is sent: drafted for a document, and checked for what is missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from billing.mailing.message import LARGEST, MailTooLarge
from billing.mailing.page import Letter
from billing.mailing.text import Fields, MailAction, MailKind, button_word, drafted, merged
from billing.snapshot import View, view_of
from billing.wording import wording
from desktop.models import Document, Issued, Mail, MailAccount, Office, PortalState
from desktop.queries.balance import balance_of
from desktop.queries.links import LinkStateName, link_card
from desktop.queries.numbers import series_rows
from desktop.queries.online import charge_rows
from desktop.services.assembly import assemble
from desktop.services.numbering import draft_of
from desktop.services.publishing import published_view

NO_ADDRESS = "The customer has no e-mail address. Type one, or add it under Customers."
WITHDRAWN = "It was withdrawn. There is nothing to send."
NOTHING_TO_ASK = "It comes to nothing, so there is nothing to ask for. Copy link hands it over all the same."
NO_DUE_DATE = "It says no day on which it is due. Open the draft and choose one."
NO_INVOICE = "Only an issued invoice is reminded of."
NOTHING_OPEN = "Nothing of it is open, so there is nothing to remind of."
DISPUTED = "The payer’s bank disputes a payment of it. Nobody is reminded while that lasts."
NOTHING_TO_SHOW = "No portal is set up, so there is no link. Attach the PDF, or set up Portal in Settings."


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What the dialog begins with. ``to`` is what stands in its field, ``look`` the message's page with its link.

    Of a draft (``is_draft``) number, amount and days stay in braces until it is issued; ``fields`` are as they would be
    today, and the link in ``look`` is one to come. ``link`` is the state of the link that it will carry, "none" where
    there is no portal (``has_portal``).
    ``sent_to`` are the addresses to which messages with it went or are going, newest first; ``again``: there are some.
    ``sender`` is "" where no mail server is set up. ``pdf_size`` is in bytes, 0 for a draft. ``missing`` are sentences;
    nothing can be sent while there is one, but an address can be typed.
    """

    document_id: UUID
    customer_id: UUID | None
    what: MailKind
    kind: DocumentKind
    is_draft: bool
    number: str
    customer: str
    to: str
    fields: Fields
    look: Letter
    action: MailAction
    has_portal: bool
    link: LinkStateName
    link_days: int
    sent_to: tuple[str, ...]
    again: bool
    sender: str
    sender_name: str
    trouble: str
    pdf_name: str
    pdf_size: int
    pdf_sha256: str
    missing: tuple[str, ...]


def draft_mail(
    session: Session, document_id: UUID, *, today: date, now: datetime, kind: MailKind = "document"
) -> MailDraft:
    """Return the message for a document, or one that reminds of it, in its customer's language; ``today`` is the
    office's.

    Raises what issuing refuses where it is a draft that is not ready.
    """
    document = session.get_one(Document, document_id)
    view = view_to_send(session, document, today)
    values, owed = _fields(document, view, today), view.kind == "invoice" and view.balance_minor > 0
    action = _action(view, owed=owed)
    shown = values if document.number else replace(values, number="{number}", amount="{amount}", due=_later(values.due))
    said = drafted(view.kind, shown, wording(view.language), owed=owed, reminds=kind == "reminder")
    link = link_card(session, document_id, now=now)
    account = session.scalars(select(MailAccount)).one_or_none()
    issued = _newest(session, document_id)
    to = document.customer.email.strip() if document.customer else ""
    office, portal = session.scalars(select(Office)).one(), session.scalars(select(PortalState.address)).one()
    to_come = f"{portal}/portal/{document.kind}/…" if portal and document.number is None else ""
    went = _sent_to(session, document_id)
    return MailDraft(
        document_id=document_id,
        customer_id=document.customer_id,
        what=kind,
        kind=document.kind,
        is_draft=document.number is None,
        number=view.number,
        customer=view.buyer.name,
        to=to,
        fields=values,
        look=letter(session, said.subject, said.body, view.language, action, link.address if link else to_come),
        action=action,
        has_portal=bool(portal),
        link=link.state if link is not None and link.address else "none",
        link_days=link.lifetime_days if link is not None else office.link_days,
        sent_to=went,
        again=bool(went),
        sender=account.sender if account else "",
        sender_name=account.sender_name if account else "",
        trouble=account.trouble if account else "",
        pdf_name=pdf_name(view.number),
        pdf_size=issued.pdf_size if issued else 0,
        pdf_sha256=issued.pdf_sha256 if issued else "",
        missing=(*_missing(document, view, to), *(why_no_reminder(session, document) if kind == "reminder" else ())),
    )


def check_size(draft: MailDraft, *, with_pdf: bool) -> None:
    """Raise MailTooLarge where mail servers would turn the message away, before one is spoken to."""
    size = len(draft.look.logo) + (draft.pdf_size if with_pdf else 0)
    travels = -(-size // 3) * 4 * 78 // 76  # base64, in lines of 76 letters
    if travels > LARGEST:
        raise MailTooLarge(travels)


def as_typed(draft: MailDraft, subject: str, body: str) -> Letter:
    """Return the page of the message as a person has changed it; fields in braces are merged."""
    return replace(draft.look, subject=merged(subject, draft.fields), body=merged(body, draft.fields))


def letter_of(session: Session, mail: Mail, address: str) -> Letter:
    """Return the page of a message that was queued; ``address`` is its link, "" for none."""
    return letter(session, mail.subject, mail.body, mail.language, mail.action, address)


def pdf_name(number: str) -> str:
    """Return the file name of a document's PDF; a number may have strokes in it."""
    return f"{number}.pdf".replace("/", "-").replace("\\", "-")


def letter(session: Session, subject: str, body: str, language: str, action: MailAction, address: str) -> Letter:
    """Return the page of a message with these words; ``address`` is its link, "" for none."""
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


def view_to_send(session: Session, document: Document, today: date) -> View:
    """Return the document as its customer sees it; a draft as it would be issued today, under the number to come."""
    if document.number is not None:
        return published_view(session, document, None)
    series = next(row for row in series_rows(session, today=today) if row.kind == document.kind)
    on = document.dated or today
    return view_of(assemble(session, document.id, number=draft_of(series).example(on), on=on))


def _later(due: str) -> str:
    return "{due}" if due else ""


def _newest(session: Session, document_id: UUID) -> Issued | None:
    newest = select(Issued).where(Issued.document_id == document_id).order_by(Issued.revision.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def _sent_to(session: Session, document_id: UUID) -> tuple[str, ...]:
    return addressed(session, Mail.document_id == document_id)


def addressed(session: Session, which: ColumnElement[bool]) -> tuple[str, ...]:
    """Return the addresses to which messages of ``which`` went or are going, newest first."""
    rows = session.scalars(select(Mail).where(which, Mail.state != "failed").order_by(Mail.at.desc(), Mail.id.desc()))
    return tuple(dict.fromkeys(address for mail in rows for address in mail.recipients))


def why_no_reminder(session: Session, document: Document) -> tuple[str, ...]:
    """Return why nobody is reminded of this document; () where they can be."""
    if document.kind != "invoice" or document.number is None:
        return (NO_INVOICE,)
    if balance_of(document) <= 0:
        return (NOTHING_OPEN,)
    disputed = any(row.is_disputed for row in charge_rows(session, document.id))
    return (DISPUTED,) if disputed else ()


def _missing(document: Document, view: View, to: str) -> tuple[str, ...]:
    found = []
    if document.withdrawn_at or document.voided_at:
        found.append(WITHDRAWN)
    if not view.total_minor and view.kind != "credit":
        found.append(NOTHING_TO_ASK)
    elif document.number is None and view.kind == "invoice" and view.due_on is None:
        found.append(NO_DUE_DATE)
    if not to:
        found.append(NO_ADDRESS)
    return tuple(found)
