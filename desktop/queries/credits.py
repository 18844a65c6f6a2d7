"""Credit notes: what is left of an invoice's lines, where a credit note is used, what it could be used for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.crediting import LineLeft, lines_left
from billing.issued import IssuedDocument
from desktop.models import CreditAllocation, Document, Issued
from desktop.queries.balance import BALANCE, balance_of
from desktop.queries.numbers import DatedNumber, newest_dated


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A credit note beside an invoice. ``applied_minor`` is what it takes off there; ``allocation`` None: nothing."""

    document_id: UUID
    number: str
    on: date
    total_minor: int
    applied_minor: int = 0
    allocation: UUID | None = None


@dataclass(frozen=True, slots=True)
class CounterpartRow:
    """What a credit could be used for, or a credit that could be used: ``open_minor`` is owed there, or left of it."""

    document_id: UUID
    number: str
    open_minor: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Creditable:
    """An invoice as a credit note sees it: the frozen document, its credit notes so far, what is left of its lines."""

    invoice: IssuedDocument
    earlier: tuple[IssuedDocument, ...]
    left: tuple[LineLeft, ...]


def creditable(session: Session, invoice_id: UUID) -> Creditable:
    """Return what of the invoice can be given back."""
    invoice = issued_body(session, invoice_id)
    earlier = tuple(issued_body(session, note.id) for note in notes_on(session, invoice_id))
    return Creditable(invoice, earlier, lines_left(invoice, earlier))


def notes_on(session: Session, invoice_id: UUID) -> Sequence[Document]:
    """Return the credit notes that correct the invoice and stand, the oldest first."""
    return session.scalars(
        select(Document)
        .where(Document.corrects_id == invoice_id, Document.voided_at.is_(None), Document.number.is_not(None))
        .order_by(Document.issued_at, Document.ordinal)
    ).all()


def uses_elsewhere(session: Session, invoice_id: UUID) -> tuple[tuple[str, str], ...]:
    """Return which credit notes of the invoice take something off which others, by their numbers."""
    return tuple(
        (note.number or "", row.number)
        for note in notes_on(session, invoice_id)
        for row in uses_of(session, note.id)
        if row.document_id != invoice_id
    )


def issued_body(session: Session, document_id: UUID) -> IssuedDocument:
    """Return the newest issued revision of a document."""
    newest = select(Issued.body).where(Issued.document_id == document_id).order_by(Issued.revision.desc()).limit(1)
    return IssuedDocument.model_validate_json(session.scalars(newest).one())


def dated_before_credit(session: Session, invoice_id: UUID) -> DatedNumber:
    """Return what a credit note on the invoice may not be dated before: the newest credit note, or the invoice."""
    invoice = session.get_one(Document, invoice_id)
    assert invoice.issued_on is not None
    newest = newest_dated(session, "credit")
    if newest is not None and newest.on >= invoice.issued_on:
        return newest
    return DatedNumber(invoice.number or "", invoice.issued_on)


def credits_on(session: Session, invoice_id: UUID) -> tuple[CreditRow, ...]:
    """Return the credit notes that take something off the invoice, in the order in which they came."""
    rows = session.execute(
        select(CreditAllocation, Document)
        .join(Document, Document.id == CreditAllocation.credit_id)
        .where(CreditAllocation.invoice_id == invoice_id, CreditAllocation.undone_at.is_(None))
        .order_by(CreditAllocation.at, CreditAllocation.id)
    )
    return tuple(_row(document, allocation) for allocation, document in rows)


def uses_of(session: Session, credit_id: UUID) -> tuple[CreditRow, ...]:
    """Return the invoices from which the credit note takes something off."""
    rows = session.execute(
        select(CreditAllocation, Document)
        .join(Document, Document.id == CreditAllocation.invoice_id)
        .where(CreditAllocation.credit_id == credit_id, CreditAllocation.undone_at.is_(None))
        .order_by(CreditAllocation.at, CreditAllocation.id)
    )
    return tuple(_row(document, allocation) for allocation, document in rows)


def counterparts(session: Session, document_id: UUID) -> tuple[CounterpartRow, ...]:
    """Return open invoices that a credit note could be used for, or credit notes with something left for an invoice.

    Same customer, same currency; the oldest first.
    """
    document = session.get_one(Document, document_id)
    rows = session.scalars(
        select(Document)
        .where(
            Document.kind == ("invoice" if document.kind == "credit" else "credit"),
            Document.customer_id == document.customer_id,
            Document.currency == document.currency,
            Document.number.is_not(None),
            Document.voided_at.is_(None),
            Document.withdrawn_at.is_(None),
            BALANCE > 0,
        )
        .order_by(Document.issued_at, Document.ordinal)
    )
    return tuple(CounterpartRow(row.id, row.number or "", balance_of(row), row.due_on) for row in rows)


def _row(document: Document, allocation: CreditAllocation) -> CreditRow:
    assert document.issued_on is not None
    return CreditRow(
        document.id, document.number or "", document.issued_on, document.total_minor, allocation.amount_minor,
        allocation.id,
    )  # fmt: skip
