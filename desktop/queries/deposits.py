"""Deposit invoices: which were asked for on a document, what of them is left to take off, and where they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from billing.deposits import bearing_of
from billing.issued import IssuedDocument, IssuedTax
from billing.taxes import Tax, in_turn
from billing.totals import calculate
from desktop.models import Document, Line
from desktop.queries.credits import creditable, notes_on
from desktop.queries.quotes import invoiced_lines, why_not_convert

STANDS: ColumnElement[bool] = and_(Document.voided_at.is_(None), Document.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class DepositLine:
    """What of an issued deposit bears ``taxes``, as issued, and was not given back; in minor units."""

    taxes: tuple[IssuedTax, ...]
    minor: int

    @property
    def bearing(self) -> tuple[Tax, ...]:
        return bearing_key(self.taxes)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit invoice that stands: the frozen document, and what is left of it for each set of taxes."""

    document_id: UUID
    body: IssuedDocument
    lines: tuple[DepositLine, ...]

    @property
    def minor(self) -> int:
        """What it takes off, in minor units of its price mode."""
        return sum(line.minor for line in self.lines)


def deposits_for(session: Session, parents: Sequence[UUID]) -> tuple[Document, ...]:
    """Return the deposit invoices for these documents that were not taken back, drafts too, oldest first."""
    rows = session.scalars(
        select(Document).where(Document.deposit_for_id.in_(parents), STANDS).order_by(Document.ordinal)
    )
    return tuple(rows)


def asked_on(session: Session, parent: Document) -> tuple[Document, ...]:
    """Return the deposits that count against ``parent``: those for it, for the invoices made of it, and those that it
    takes off for its quote.
    """
    made = session.scalars(select(Document.id).where(Document.from_quote_id == parent.id, STANDS))
    found = {each.id: each for each in deposits_for(session, [parent.id, *made])}
    for line in parent.lines:
        if line.deposit_id is not None and line.deposit_id not in found:
            found[line.deposit_id] = session.get_one(Document, line.deposit_id)
    return tuple(found.values())


def deposit(session: Session, document: Document) -> Deposit:
    """Return what is left of an issued deposit invoice, less what credit notes gave back."""
    found = creditable(session, document.id)
    body, sheet = found.invoice, found.invoice.sheet()
    left = bearing_of(sheet, calculate(sheet))
    for note in found.earlier:
        for portion in note.fixed.portions if note.fixed else ():
            left[bearing_key(portion.taxes)] -= portion.amount
    borne = [*(line.taxes for line in body.lines), *(charge.taxes for charge in body.charges)]
    named = {bearing_key(taxes): taxes for taxes in borne}
    return Deposit(document.id, body, tuple(DepositLine(named[key], minor) for key, minor in left.items() if minor))


def bearing_key(taxes: Sequence[IssuedTax]) -> tuple[Tax, ...]:
    """Return a set of taxes as the calculator knows it."""
    return in_turn([tax.calculated() for tax in taxes])


def deducting(session: Session, deposit_id: UUID) -> Document | None:
    """Return the invoice or draft that takes this deposit off, if one does."""
    rows = select(Document).join(Line, Line.document_id == Document.id).where(Line.deposit_id == deposit_id, STANDS)
    return session.scalars(rows.order_by(Document.ordinal).limit(1)).first()


def deducted_minor(session: Session, deposit_id: UUID, but: UUID) -> int:
    """Return what issued invoices other than ``but`` take off for this deposit, in minor units, never negative."""
    rows = session.scalars(
        select(Document)
        .join(Line, Line.document_id == Document.id)
        .where(Line.deposit_id == deposit_id, Document.number.is_not(None), Document.id != but, STANDS)
        .distinct()
    )
    return -sum(_net_of(session, row, deposit_id) for row in rows)


def taken_off_by(session: Session, deposit_id: UUID) -> str:
    """Return the number of the issued invoice that takes the deposit off, "" where none does.

    One that was taken back does not, nor one whose lines that do it were credited in full.
    """
    rows = session.scalars(
        select(Document)
        .join(Line, Line.document_id == Document.id)
        .where(Line.deposit_id == deposit_id, Document.number.is_not(None), STANDS)
        .order_by(Document.ordinal)
        .distinct()
    )
    return next((row.number or "" for row in rows if _still_takes_off(session, row, deposit_id)), "")


def given_back_because(session: Session, note: Document) -> str:
    """Return the number of a deposit that was credited since this credit note freed it, "" where there is none.

    Without the note its invoice would take the deposit off again.
    """
    freed = select(Line.deposit_id).where(Line.document_id == note.corrects_id, Line.deposit_id.is_not(None))
    for identifier in dict.fromkeys(session.scalars(freed)):
        if identifier is not None and notes_on(session, identifier):
            return session.get_one(Document, identifier).number or ""
    return ""


def _still_takes_off(session: Session, invoice: Document, deposit_id: UUID) -> bool:
    printed = [line for line in invoice.lines if line.title.strip()]
    places = {place for place, line in enumerate(printed, start=1) if line.deposit_id == deposit_id}
    return any(left.net_left for left in creditable(session, invoice.id).left if left.line in places)


def why_not_deposit(session: Session, document: Document, today: date) -> str:
    """Return, in words, why no deposit can be asked for on ``document``; "" where one can."""
    if document.kind == "invoice":
        if document.number is not None:
            return "it is issued already; its own total can be paid in parts"
        return "it is a deposit itself" if document.deposit_for_id else ""
    if why := why_not_convert(document, today):
        return why
    return "" if awaits_invoice(session, document) else "all of it is invoiced"


def awaits_invoice(session: Session, quote: Document) -> bool:
    """Tell whether some line of the quote is not on an issued invoice yet."""
    gone = {at for at, number in invoiced_lines(session, quote.id).items() if number}
    return any(
        line.title.strip() and (line.chosen or not line.optional) and line.position not in gone for line in quote.lines
    )


def _net_of(session: Session, invoice: Document, deposit_id: UUID) -> int:
    body = creditable(session, invoice.id).invoice
    lines = [line for line in invoice.lines if line.title.strip()]
    nets = calculate(body.sheet()).lines
    return sum(total.net for line, total in zip(lines, nets, strict=True) if line.deposit_id == deposit_id)
