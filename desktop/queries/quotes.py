"""What may become of a quote, and what has become of its lines."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from billing.issued import IssuedDocument
from billing.totals import calculate
from desktop.models import Document, Issued, Line


@dataclass(frozen=True, slots=True)
class MadeOf:
    """A document at the other end, and what it is to the one in view: the quote that it was made of (*source*), an
    invoice made of it, a deposit invoice for it, or what it is a deposit for (*deposit_of*).

    ``number`` is "" for a draft; ``is_taken_back``: it was voided or withdrawn.
    """

    role: Literal["source", "invoice", "deposit", "deposit_of"]

    document_id: UUID
    kind: str
    number: str
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class QuoteWays:
    """What may become of an issued quote now; each is "" where it may, else why not, in words.

    ``whole`` is an invoice of all that is left of it, ``chosen`` one of any lines that are left.
    """

    whole: str
    chosen: str
    renewal: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line of an issued quote, by its ``position`` in the books (from 0); ``net_minor`` is its printed amount.

    ``invoiced_with`` is the number of the invoice that bears it, "" for a draft, None where it is not invoiced yet.
    ``is_counted``: it is part of the quote's sum.
    """

    position: int
    title: str
    net_minor: int
    is_counted: bool
    invoiced_with: str | None


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


def quote_ways(session: Session, quote: Document, today: date) -> QuoteWays | None:
    """Return what may become of ``quote``; None where it is no issued quote."""
    if quote.kind != "quote" or quote.number is None:
        return None
    renewal = why_not_renew(quote)
    if why := why_not_convert(quote, today):
        return QuoteWays(why, why, renewal)
    gone = invoiced_lines(session, quote.id)
    left = [line for line in quote.lines if line.position not in gone and line.title.strip()]
    counted = [line for line in left if line.chosen or not line.optional]
    done = "all of it is invoiced"
    return QuoteWays("" if counted else done, "" if left else done, renewal)


def quote_lines(session: Session, quote_id: UUID) -> tuple[QuoteLine, ...]:
    """Return the lines of an issued quote as they were offered last, and which of them are invoiced."""
    newest = select(Issued.body).where(Issued.document_id == quote_id).order_by(Issued.revision.desc()).limit(1)
    body = IssuedDocument.model_validate_json(session.scalars(newest).one())
    gone = invoiced_lines(session, quote_id)
    quote = session.get_one(Document, quote_id)
    positions = [line.position for line in quote.lines if line.title.strip()]  # blank lines were not issued
    nets = [line.net for line in calculate(body.sheet()).lines]
    return tuple(
        QuoteLine(at, line.title, net, line.counted, gone.get(at))
        for at, line, net in zip(positions, body.lines, nets, strict=True)
    )


def invoiced_lines(session: Session, quote_id: UUID) -> dict[int, str]:
    """Return which lines of the quote (from 0) stand on an invoice that was not taken back, and its number.

    The number is "" where the invoice is a draft.
    """
    rows = session.execute(
        select(Line.quote_position, Document.number)
        .join(Document, Document.id == Line.document_id)
        .where(
            Document.from_quote_id == quote_id,
            Document.voided_at.is_(None),
            Document.withdrawn_at.is_(None),
            Line.quote_position.is_not(None),
        )
    )
    return {at: number or "" for at, number in rows if at is not None}


def made_of(session: Session, document: Document) -> tuple[MadeOf, ...]:
    """Return the other ends, oldest first: a quote's invoices and deposits, or what an invoice was made of or for."""
    sources = [each for each in (document.from_quote_id, document.deposit_for_id) if each is not None]
    ends = or_(
        Document.id.in_(sources), Document.from_quote_id == document.id, Document.deposit_for_id == document.id
    )  # fmt: skip
    rows = session.scalars(select(Document).where(ends).order_by(Document.ordinal))
    return tuple(_end(document, row) for row in rows)


def _end(document: Document, row: Document) -> MadeOf:
    taken_back = row.voided_at is not None or row.withdrawn_at is not None
    role: Literal["source", "invoice", "deposit", "deposit_of"] = "invoice"
    if row.id == document.from_quote_id:
        role = "source"
    elif row.id == document.deposit_for_id:
        role = "deposit_of"
    elif row.deposit_for_id == document.id:
        role = "deposit"
    return MadeOf(role, row.id, row.kind, row.number or "", taken_back)
