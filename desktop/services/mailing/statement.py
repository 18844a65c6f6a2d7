"""A customer's statement by e-mail: drawn as it stands, with the link of the page of all their documents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing import pdf
from billing.customer_index import open_sums
from billing.formatting import format_date
from billing.mailing.addresses import read_addresses
from billing.mailing.message import check_words
from billing.mailing.page import text_of
from billing.mailing.text import Fields, drafted_statement, merged
from billing.statement import beginning
from billing.wording import wording
from desktop.models import Customer, Link, Mail, MailAccount, Office, PortalState
from desktop.queries.attempts import attempts_on
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.links import link_card
from desktop.services.activity import record
from desktop.services.customer_page import customer_language, entry_facts, statement_of
from desktop.services.links import link_to_send, regenerate
from desktop.services.mailing.account import NoMailAccount
from desktop.services.mailing.by_hand import HandedOver
from desktop.services.mailing.drafting import (
    NO_ADDRESS,
    NOTHING_TO_SHOW,
    MailDraft,
    addressed,
    as_typed,
    check_size,
    letter,
)
from desktop.services.mailing.queueing import (
    ANOTHER_ADDRESS,
    MailWish,
    NotReady,
    QueuedMail,
    message_id,
    must_open_own,
    note,
)
from desktop.services.paper import draw_statement

NOTHING_ISSUED = "Nothing was issued to this customer yet, so there is nothing to state."
NOT_PRINTABLE = "The statement cannot be printed: a name or an address is too long, or no font here has its letters."
Keep = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class _Paper:
    """The PDF, b"" where there is none, and why."""

    content: bytes
    name: str
    why_not: str


def draft_statement(session: Session, customer_id: UUID, *, today: date, now: datetime) -> MailDraft:
    """Return the message with a customer's statement as of ``today``, in their language; ``document_id`` is the
    customer's own. The PDF is drawn to know its size and is not kept.
    """
    customer, office = session.get_one(Customer, customer_id), session.scalars(select(Office)).one()
    account = session.scalars(select(MailAccount)).one_or_none()
    address, link = session.scalars(select(PortalState.address)).one(), link_card(session, customer_id, now=now)
    language, paper = customer_language(session, customer), _paper(session, customer, today)
    values, owed = _fields(session, customer, office, today)
    said = drafted_statement(values, wording(language), owed=owed)
    went, to = _sent_to(session, customer_id), customer.email.strip()
    to_come = f"{address}/portal/customer/…" if address else ""
    return MailDraft(
        document_id=customer_id,
        customer_id=customer_id,
        what="statement",
        kind="invoice",
        is_draft=False,
        number=wording(language).labels.statement,
        customer=customer.name,
        to=to,
        fields=values,
        look=letter(session, said.subject, said.body, language, "view", link.address if link else to_come),
        action="view",
        has_portal=bool(address),
        link=link.state if link is not None and link.address else "none",
        link_days=link.lifetime_days if link is not None else office.link_days,
        sent_to=went,
        again=bool(went),
        sender=account.sender if account else "",
        sender_name=account.sender_name if account else "",
        trouble=account.trouble if account else "",
        pdf_name=paper.name,
        pdf_size=len(paper.content),
        pdf_sha256=sha256(paper.content).hexdigest() if paper.content else "",
        missing=tuple(filter(None, (paper.why_not, "" if to else NO_ADDRESS))),
    )


def queue_statement(
    session: Session, customer_id: UUID, wish: MailWish, *, today: date, at: datetime, keep: Keep
) -> QueuedMail:
    """Keep the message and, through ``keep``, its PDF, on disk before the commit that names it.

    Raises NotReady, NoMailAccount, NoLink, ArchiveUnavailable and what addresses and words are refused for; then
    nothing was queued.
    """
    account = session.scalars(select(MailAccount)).one_or_none()
    if account is None:
        raise NoMailAccount
    said, identifier = _checked(session, customer_id, wish, today=today, at=at, keep=keep), uuid7()
    mail = Mail(
        id=identifier,
        customer_id=customer_id,
        link_id=said.link.id if said.link else None,
        kind="statement",
        recipients=list(said.to),
        subject=said.subject,
        body=said.body,
        language=said.draft.look.language,
        action="view",
        pdf_sha256=said.sha256,
        pdf_name=said.draft.pdf_name if said.sha256 else "",
        at=at,
        message_id=message_id(identifier, account.sender),
    )
    session.add(mail)
    note(session, mail, "queued", at=at)
    session.flush()
    return QueuedMail(identifier, said.to, said.waits)


def hand_over_statement(
    session: Session, customer_id: UUID, wish: MailWish, *, today: date, at: datetime, keep: Keep
) -> HandedOver:
    """Note that a person sends the statement themselves. Raises what queueing does, but for the account."""
    said = _checked(session, customer_id, wish, today=today, at=at, keep=keep)
    record(session, "mail.by_hand", at=at, customer=customer_id, to=", ".join(said.to), what="statement")
    session.flush()
    page = as_typed(said.draft, said.subject, said.body)
    return HandedOver(said.to, said.subject, text_of(page), said.sha256, said.draft.pdf_name, said.waits)


@dataclass(frozen=True, slots=True)
class _Checked:
    draft: MailDraft
    to: tuple[str, ...]
    subject: str
    body: str
    link: Link | None
    sha256: str

    @property
    def waits(self) -> bool:
        return self.link is not None and self.link.published_at is None


def _checked(session: Session, customer_id: UUID, wish: MailWish, *, today: date, at: datetime, keep: Keep) -> _Checked:
    customer, to = session.get_one(Customer, customer_id), read_addresses(wish.to)
    check_words(wish.subject, wish.body)
    before = draft_statement(session, customer_id, today=today, now=at)
    if lacks := [each for each in before.missing if each != NO_ADDRESS]:
        raise NotReady(" ".join(lacks))
    check_size(before, with_pdf=wish.with_pdf)
    link = _link(session, customer, before, wish, at=at)
    subject, body = check_words(merged(wish.subject, before.fields), merged(wish.body, before.fields))
    must_open_own(session, f"{subject} {body}", customer_id, at=at)
    draft = draft_statement(session, customer_id, today=today, now=at) if link else before
    kept = keep(_paper(session, customer, today).content) if wish.with_pdf else ""
    return _Checked(draft, to, subject, body, link, kept)


def _link(session: Session, customer: Customer, before: MailDraft, wish: MailWish, *, at: datetime) -> Link | None:
    if not before.has_portal:
        if not wish.with_pdf:
            raise NotReady(NOTHING_TO_SHOW)
        return None
    if wish.new_link and before.link != "none":
        regenerate(session, customer.id, why=ANOTHER_ADDRESS, at=at)
    return link_to_send(session, customer, at=at, again=before.again)


def _paper(session: Session, customer: Customer, on: date) -> _Paper:
    language, office = customer_language(session, customer), session.scalars(select(Office)).one()
    name = f"{wording(language).labels.statement} {on.isoformat()}.pdf"
    documents = issued_documents(session, customer.id)
    accounts = accounts_of(session, customer.id, documents, since=beginning(on))
    if not accounts:
        return _Paper(b"", name, NOTHING_ISSUED)
    statement = statement_of(session, customer, accounts, attempts_on(session, documents), on=on)
    try:
        return _Paper(draw_statement(statement, office), name, "")
    except (pdf.Uncovered, pdf.HeadTooLong, pdf.LogoUnreadable):
        return _Paper(b"", name, NOT_PRINTABLE)


def _fields(session: Session, customer: Customer, office: Office, today: date) -> tuple[Fields, bool]:
    language = customer_language(session, customer)
    sums = open_sums([entry_facts(each) for each in issued_documents(session, customer.id)], language)
    values = Fields(
        customer=customer.contact.strip() or customer.name,
        number="",
        amount=" + ".join(each.amount for each in sums),
        due=format_date(today, language),
        days_overdue="",
        business=office.name,
        phone=office.phone,
    )
    return values, bool(sums)


def _sent_to(session: Session, customer_id: UUID) -> tuple[str, ...]:
    return addressed(
        session, (Mail.customer_id == customer_id) & Mail.document_id.is_(None) & (Mail.kind == "statement")
    )
