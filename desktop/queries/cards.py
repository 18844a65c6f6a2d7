"""One document as the drawer shows it: what is owed, the link, what happened, the paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.balance import Settlement
from billing.issued import DocumentKind
from billing.terms import Instalment
from desktop.models import Activity, Document, Issued
from desktop.queries.answers import (
    AnsweringRow,
    AnswerRow,
    CommentRow,
    answer_rows,
    answering_row,
    comment_rows,
)
from desktop.queries.assisted import assisted_rows
from desktop.queries.balance import balance_of, settlement_of
from desktop.queries.credits import CreditRow, credits_on, uses_of
from desktop.queries.deposits import why_not_deposit
from desktop.queries.life import LifeAct, creditable_minor, life_acts, unused_minor
from desktop.queries.links import LinkCard, link_card
from desktop.queries.mails import MailRow, mails_of
from desktop.queries.money import MoneyRow, money_on, unapplied_of
from desktop.queries.online import ChargeRow, PayingRow, charge_rows, paying_row
from desktop.queries.quotes import MadeOf, QuoteWays, made_of, quote_ways
from desktop.queries.states import DocumentState, handing_over, state_on
from desktop.queries.texts import TextRow, texts_of


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One thing that happened; ``data`` holds its few facts."""

    at: datetime
    kind: str
    who: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document with everything the drawer needs; ``pdf_sha256`` is "" for a draft.

    ``state`` is the one word for all of it; ``handing_over`` and ``settlement`` are what became of the document and of
    its money, apart. ``credits`` are what takes something off an invoice, or what a credit note is used for;
    ``money`` is what arrived for an invoice, what went back and what was let go, by day;
    ``left_minor`` what of its customer's money no invoice has, where the invoice is open;
    ``corrects`` is the number of the invoice that a credit note corrects; ``unused_minor`` is what of its own credit
    notes an invoice that is withdrawn uses first. ``next_part`` is what of an invoice that is
    paid in parts falls due next. ``ends`` are the invoices made of a quote, or
    an invoice's quote; ``ways`` is what may become of an issued quote. ``why_no_deposit`` is "" where a deposit
    can be asked for on the document, None where none ever is. ``answers`` to a quote stand newest first. ``paying``
    is how an issued invoice may be paid online, ``charges`` are what was paid or tried there, newest first;
    ``mails`` and ``texts`` are the messages that it was sent with, newest first.
    """

    id: UUID
    kind: DocumentKind
    number: str
    customer_id: UUID | None
    customer: str
    customer_email: str
    state: DocumentState
    handing_over: str
    settlement: Settlement
    currency: str
    total_minor: int
    paid_minor: int
    written_off_minor: int
    balance_minor: int
    creditable_minor: int
    unused_minor: int
    credits: tuple[CreditRow, ...]
    money: tuple[MoneyRow, ...]
    left_minor: int
    corrects: str
    acts: frozenset[LifeAct]
    next_part: Instalment | None
    ends: tuple[MadeOf, ...]
    ways: QuoteWays | None
    why_no_deposit: str | None
    issued_on: date | None
    due_on: date | None
    valid_until: date | None
    changed_at: datetime
    pdf_sha256: str
    notes: str
    link: LinkCard | None
    mails: tuple[MailRow, ...]
    texts: tuple[TextRow, ...]
    answering: AnsweringRow | None
    answers: tuple[AnswerRow, ...]
    paying: PayingRow | None
    charges: tuple[ChargeRow, ...]
    comments: tuple[CommentRow, ...]
    activity: tuple[ActivityRow, ...]


def card_if_there(session: Session, document_id: UUID, *, today: date, now: datetime) -> DocumentCard | None:
    """Return the document as it stands now; None for a draft that was thrown away meanwhile."""
    there = session.get(Document, document_id) is not None
    return document_card(session, document_id, today=today, now=now) if there else None


def document_card(session: Session, document_id: UUID, *, today: date, now: datetime) -> DocumentCard:
    """Return the document as it stands now."""
    statement = select(Document, state_on(today), handing_over()).where(Document.id == document_id)
    document, state, handed = session.execute(statement).one()
    return DocumentCard(
        id=document.id,
        kind=document.kind,
        number=document.number or "",
        customer_id=document.customer_id,
        customer=document.customer_name,
        customer_email=document.customer.email if document.customer else "",
        state=state,
        handing_over=handed if document.number else "draft",
        settlement=settlement_of(document),
        currency=document.currency,
        total_minor=document.total_minor,
        paid_minor=document.settled_minor,
        written_off_minor=document.written_off_minor,
        balance_minor=balance_of(document),
        creditable_minor=creditable_minor(session, document),
        unused_minor=unused_minor(session, document),
        credits=uses_of(session, document_id) if document.kind == "credit" else credits_on(session, document_id),
        left_minor=_left(session, document),
        money=tuple(money_on(session, [document_id])[document_id]),
        corrects=_number(session, document.corrects_id),
        acts=life_acts(session, document),
        next_part=document.next_instalment() if document.number else None,
        ends=made_of(session, document),
        ways=quote_ways(session, document, today),
        why_no_deposit=_why_no_deposit(session, document, today),
        issued_on=document.issued_on,
        due_on=document.due_on,
        valid_until=document.valid_until,
        changed_at=document.changed_at,
        pdf_sha256=_pdf(session, document_id),
        notes=document.notes,
        link=link_card(session, document_id, now=now),
        mails=mails_of(session, document_id),
        texts=texts_of(session, document_id),
        answering=answering_row(session, document) if document.kind == "quote" else None,
        answers=answer_rows(session, document_id) if document.kind == "quote" else (),
        paying=paying_row(session, document) if document.kind == "invoice" and document.number else None,
        charges=charge_rows(session, document_id) if document.kind == "invoice" else (),
        comments=comment_rows(session, document_id),
        activity=activity_rows(session, document_id),
    )


def _why_no_deposit(session: Session, document: Document, today: date) -> str | None:
    is_draft_invoice = document.kind == "invoice" and document.number is None and document.deposit_for_id is None
    is_quote = document.kind == "quote" and document.number is not None
    return why_not_deposit(session, document, today) if is_draft_invoice or is_quote else None


def is_draft(session: Session, document_id: UUID) -> bool:
    """Tell whether this is a document that has no number yet; a customer is none."""
    document = session.get(Document, document_id)
    return document is not None and document.number is None


def activity_rows(session: Session, document_id: UUID, limit: int = 200) -> tuple[ActivityRow, ...]:
    """Return what happened to the document, newest first, and what the assistant did about it."""
    rows = session.scalars(
        select(Activity)
        .where(Activity.document_id == document_id)
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    )
    happened = [ActivityRow(row.at, row.kind, row.who, row.data) for row in rows]
    found = assisted_rows(session, session.get_one(Document, document_id))
    assisted = [ActivityRow(row.at, row.kind, "assistant", {"name": row.name, "why": row.why}) for row in found]
    # In one moment a proposal was approved before its message was queued; a stable sort keeps it below.
    return tuple(sorted((*happened, *assisted), key=lambda row: row.at, reverse=True)[:limit])


def _left(session: Session, document: Document) -> int:
    if document.kind != "invoice" or document.customer_id is None or balance_of(document) <= 0:
        return 0
    return dict(unapplied_of(session, [document.customer_id])).get(document.currency, 0)


def _number(session: Session, document_id: UUID | None) -> str:
    return (session.get_one(Document, document_id).number or "") if document_id else ""


def _pdf(session: Session, document_id: UUID) -> str:
    newest = select(Issued.pdf_sha256).where(Issued.document_id == document_id).order_by(Issued.revision.desc())
    return session.scalars(newest.limit(1)).one_or_none() or ""
