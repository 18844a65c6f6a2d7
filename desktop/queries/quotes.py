"""What may become of a quote, and what has become of its lines."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Document, Line


@dataclass(frozen=True, slots=True)
class MadeOf:
    """A document at the other end: the invoice made of a quote, or the quote that an invoice was made of."""

    document_id: UUID
    kind: str
    number: str


def why_not_convert(quote: Document, today: date) -> str:
    """Return, in words, why no invoice can be made of ``quote``; "" where one can."""
    if quote.kind != "quote" or quote.number is None:
        return "only an issued quote can"
    if quote.voided_at or quote.withdrawn_at:
        return "it was taken back"
    if quote.answer == "declined":
        return "it was declined"
    if not quote.answer and not quote.converted_at and quote.valid_until is not None and quote.valid_until < today:
        return "it has ended; renew it first"
    return ""


def why_not_renew(quote: Document) -> str:
    """Return, in words, why ``quote`` cannot be offered anew; "" where it can."""
    if quote.kind != "quote" or quote.number is None:
        return "only an issued quote can"
    if quote.voided_at or quote.withdrawn_at:
        return "it was taken back"
    if quote.answer:
        return f"it was {quote.answer}; duplicate it instead"
    return "an invoice was made of it; duplicate it instead" if quote.converted_at else ""


def invoiced_positions(session: Session, quote_id: UUID) -> frozenset[int]:
    """Return which lines of the quote (from 0) stand on an invoice or a draft that was not taken back."""
    rows = session.scalars(
        select(Line.quote_position)
        .join(Document, Document.id == Line.document_id)
        .where(
            Document.from_quote_id == quote_id,
            Document.voided_at.is_(None),
            Document.withdrawn_at.is_(None),
            Line.quote_position.is_not(None),
        )
    )
    return frozenset(at for at in rows if at is not None)


def made_of(session: Session, document: Document) -> tuple[MadeOf, ...]:
    """Return the other ends: a quote's invoices, oldest first, or an invoice's quote."""
    other = Document.id == document.from_quote_id if document.from_quote_id else Document.from_quote_id == document.id
    rows = session.scalars(select(Document).where(other).order_by(Document.ordinal))
    return tuple(MadeOf(row.id, row.kind, row.number or "") for row in rows)
