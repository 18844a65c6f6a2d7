"""Drafts: begun, saved as a whole while they are typed, thrown away."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.adjustments import Discount
from billing.errors import Refused
from billing.issued import DocumentKind, IssuedCharge, IssuedLine, IssuedTax, LineDiscount
from billing.payable import CASH_STEPS
from billing.taxes import Tax
from billing.terms import due_date, read_terms
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, Totals, calculate
from desktop.models import Customer, Document, Office
from desktop.models.document import NoCreditDraft
from desktop.queries.deposits import STANDS, deposits_for
from desktop.queries.drafts import (
    ChargeValues,
    DraftValues,
    LineValues,
    draft_of,
    stored_charge,
    stored_part,
)
from desktop.queries.people import default_taxes
from desktop.services import search
from desktop.services.kept_lines import keep_lines

MAX_LINES = 10_000
_TYPED_FIGURES = {"discount", "withholding"}  # a copy is dated anew


class TooManyLines(Refused):
    """A document has at most 10,000 lines."""

    def __init__(self) -> None:
        super().__init__(f"A document holds at most {MAX_LINES:,} lines. The first ones are kept. Split it in two.")


class DepositStands(Refused):
    """A draft that a deposit was issued for must become its final invoice."""

    def __init__(self, number: str) -> None:
        super().__init__(f"Deposit invoice {number} waits to be taken off this draft. It is kept. Void {number} first.")


def begin_draft(
    session: Session, kind: DocumentKind, *, on: date, at: datetime, customer_id: UUID | None = None
) -> tuple[UUID, DraftValues]:
    """Make an empty draft with the office's habits and one blank line; ``on`` is today for the office.

    Raises NoCreditDraft.
    """
    if kind == "credit":
        raise NoCreditDraft
    office = session.scalars(select(Office)).one()
    customer = search.customer_name(session, customer_id)
    terms = agreed_terms(session, customer_id)
    document = Document(
        kind=kind,
        ordinal=(session.scalar(select(func.max(Document.ordinal))) or 0) + 1,
        customer_id=customer_id,
        customer_name=customer,
        created_at=at,
        changed_at=at,
        currency=office.currency,
        price_mode=office.price_mode,
        rounding=office.rounding,
        payment_terms=terms,
        due_on=due_date(read_terms(terms), on) if kind == "invoice" else None,
        valid_until=on + timedelta(days=office.quote_days) if kind == "quote" else None,
        terms=office.terms,
        late_fee=office.late_fee if kind == "invoice" else "",
        withholding_label=office.withholding_label,
        withholding_rate=Decimal(office.withholding_rate) if office.withholding_rate else None,
        cash_step=cash_step(office.currency) if office.round_cash else 0,
    )
    session.add(document)
    keep_lines(session, document, (LineValues(taxes=default_taxes(session)),))
    search.index(session, document)
    return document.id, draft_of(document)


def agreed_terms(session: Session, customer_id: UUID | None) -> str:
    """Return the payment terms that were agreed with the customer, else the office's habit."""
    customer = session.get(Customer, customer_id) if customer_id else None
    return (customer.payment_terms if customer else "") or session.scalars(select(Office.payment_terms)).one()


def save_draft(session: Session, document_id: UUID, values: DraftValues, *, at: datetime) -> int:
    """Replace the draft by ``values`` and return its total in minor units (0 while it cannot be calculated).

    Nothing typed is refused here; issuing is. Raises AlreadyIssued, TooManyLines.
    """
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    if len(values.lines) > MAX_LINES:
        raise TooManyLines
    if values.customer_id != document.customer_id:  # a customer's new name comes along by itself
        document.customer_name = search.customer_name(session, values.customer_id)
    for name in _PLAIN_FIELDS:
        setattr(document, name, getattr(values, name))
    kept = values.withholding
    document.withholding_label, document.withholding_rate = (kept.label, kept.rate) if kept else ("", None)
    document.charges = [stored_charge(charge) for charge in values.charges]
    document.parts = [stored_part(part) for part in values.parts]
    document.pay_ways = None if values.pay_ways is None else [str(each) for each in values.pay_ways]
    document.typed = dict(values.typed)
    document.changed_at = at
    document.total_minor, document.payable_minor = amounts_of(values)
    keep_lines(session, document, values.lines)
    search.index(session, document, [line.title for line in values.lines])
    return document.total_minor


def discard_draft(session: Session, document_id: UUID) -> None:
    """Delete a draft: no customer has seen it, so nothing remains; its quote is unconverted.

    Draft deposits on it become invoices of their own. Raises AlreadyIssued, DepositStands.
    """
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    for deposit in deposits_for(session, [document_id]):
        if deposit.number is not None:
            raise DepositStands(deposit.number)
        deposit.deposit_for_id = None
    unconvert(session, document)
    search.forget(session, document)
    session.delete(document)


def unconvert(session: Session, invoice: Document) -> None:
    """Let the quote of an invoice that is thrown away or taken back stand as before, unless another was made of it."""
    if invoice.from_quote_id is None:
        return
    made = select(Document.id).where(Document.from_quote_id == invoice.from_quote_id, STANDS)
    others = made.where(Document.id != invoice.id)
    if session.scalars(others).first() is None:
        session.get_one(Document, invoice.from_quote_id).converted_at = None


def duplicate(session: Session, document_id: UUID, *, on: date, at: datetime) -> UUID:
    """Make a draft with the lines and texts of an invoice or a quote, dated anew. Raises NoCreditDraft."""
    source = session.get_one(Document, document_id)
    copy_id, fresh = begin_draft(session, source.kind, on=on, at=at, customer_id=source.customer_id)
    values = draft_of(source)
    typed = {name: text for name, text in values.typed.items() if name in _TYPED_FIGURES}
    lines = tuple(line for line in values.lines if line.deposit_id is None)  # each deposit is taken off once
    values = replace(
        values, lines=lines, dated=None, due_on=fresh.due_on, valid_until=fresh.valid_until, notes="", typed=typed
    )
    save_draft(session, copy_id, values, at=at)
    return copy_id


def totals_of(values: DraftValues) -> Totals:
    """Return the totals of a draft as it stands, blank lines included. Raises Refused with the reason.

    Pure: the editor calls it on every key.
    """
    return calculate(sheet_of(values))


def sheet_of(values: DraftValues) -> Sheet:
    """Return what the calculator needs to know of a draft; its lines keep their order."""
    return Sheet(
        currency=values.currency,
        price_mode=PriceMode(values.price_mode),
        rounding=TaxRounding(values.rounding),
        lines=tuple(_line_inputs(values.lines)),
        discount=_discount(values.discount_percent, values.discount_minor),
        charges=tuple(issued_charge(charge).calculated() for charge in values.charges),
        withholding=values.withholding.rate if values.withholding else None,
        cash_step=values.cash_step,
    )


def amounts_of(values: DraftValues) -> tuple[int, int]:
    """Return total and payable in minor units, or 0 while something in the draft cannot be calculated."""
    try:
        totals = totals_of(values)
    except Refused:
        return 0, 0
    return totals.total, totals.payable


def cash_step(currency: str) -> int:
    """Return the smallest coin of ``currency`` in minor units, 0 where every amount can be paid in cash."""
    return CASH_STEPS.get(currency, 0)


def issued_charge(charge: ChargeValues) -> IssuedCharge:
    """Return the charge as it would be issued; one without an amount adds nothing."""
    minor = charge.minor if charge.percent is not None or charge.minor is not None else 0
    return IssuedCharge(label=charge.label.strip(), percent=charge.percent, minor=minor, taxes=charge.taxes)


def issued_line(line: LineValues) -> IssuedLine:
    """Return the line as it would be issued."""
    has_discount = line.discount_percent is not None or line.discount_minor is not None
    return IssuedLine(
        title=line.title.strip(),
        detail=line.detail.strip(),
        quantity=line.quantity,
        unit=line.unit.strip(),
        unit_price=line.unit_price,
        discount=LineDiscount(percent=line.discount_percent, minor=line.discount_minor) if has_discount else None,
        taxes=line.taxes,
        optional=line.optional,
        chosen=line.chosen,
    )


def _discount(percent: Decimal | None, minor: int | None) -> Discount | None:
    return None if percent is None and minor is None else Discount(percent=percent, minor=minor)


_APART = {"kind", "lines", "charges", "withholding", "parts", "pay_ways", "typed"}
_PLAIN_FIELDS = tuple(name for name in DraftValues.__slots__ if name not in _APART)


def _line_inputs(lines: Sequence[LineValues]) -> Iterator[LineInput]:
    """Yield what ``issued_line(line).calculated()`` returns, in a tenth of its time: every key adds up all lines."""
    borne = {id(line.taxes): line.taxes for line in lines}  # hundreds of lines bear a handful
    calculated = {key: _calculated(taxes) for key, taxes in borne.items()}
    for line in lines:
        yield LineInput(
            line.quantity,
            line.unit_price,
            _discount(line.discount_percent, line.discount_minor),
            calculated[id(line.taxes)],
            line.chosen or not line.optional,
        )


@lru_cache(maxsize=256)
def _calculated(taxes: tuple[IssuedTax, ...]) -> tuple[Tax, ...]:
    return tuple(tax.calculated() for tax in taxes)
