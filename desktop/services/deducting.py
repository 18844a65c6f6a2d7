"""Taking deposits off the final invoice: each once, with number, date and tax, and out again while it is a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.deposits import bearing_of
from billing.errors import Refused
from billing.formatting import format_date, format_money
from billing.snapshot import tax_name
from billing.totals import Totals, calculate
from billing.wording import wording
from desktop.models import Document, Line
from desktop.queries.deposits import Deposit, awaits_invoice, deducted_minor, deducting, deposit, deposits_for
from desktop.queries.drafts import ChargeValues, DraftValues, LineValues, draft_of
from desktop.services.activity import record
from desktop.services.deposits import language_of, price_of, taxes_by_bearing
from desktop.services.drafts import save_draft, sheet_of, totals_of


class NothingToDeductFrom(Refused):
    """A deposit that no final invoice can take off any more would be asked for twice."""

    def __init__(self) -> None:
        super().__init__(
            "What this is a deposit for is invoiced in full already, or was taken back. Nothing was issued and no "
            "number was used. Keep this draft unissued."
        )


class DepositGone(Refused):
    """The final invoice takes off what a deposit invoice still asks for, once and no more."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"This takes off more than is left of deposit invoice {number}: it was taken back, credited or taken off "
            "elsewhere meanwhile. Nothing was issued and no number was used. Remove its lines."
        )


@dataclass(frozen=True, slots=True)
class Deductible:
    """An issued deposit that a draft may take off, and the customer's language, in which its lines speak."""

    deposit: Deposit
    language: str

    @property
    def number(self) -> str:
        return self.deposit.body.number


def deductible(session: Session, invoice_id: UUID) -> tuple[Deductible, ...]:
    """Return the deposits that were issued for a draft, or for its quote, and that nothing else takes off."""
    invoice = session.get_one(Document, invoice_id)
    language, found = language_of(session, invoice), []
    for document in deposits_for(session, _parents(invoice)):
        if document.number is None:
            continue
        by = deducting(session, document.id)
        if by is None or by.id == invoice.id:
            found.append(Deductible(deposit(session, document), language))
    return tuple(each for each in found if each.deposit.minor > 0)


def left_out(values: DraftValues, found: Sequence[Deductible]) -> tuple[Deductible, ...]:
    """Return those of ``found`` that the draft could take off and does not. Pure: the editor asks on every key."""
    taken = {line.deposit_id for line in values.lines}
    missing = [each for each in found if each.deposit.document_id not in taken]
    try:
        return tuple(each for each in missing if _bears(values, each.deposit))
    except Refused:  # it cannot be added up yet
        return ()


def with_deposit(values: DraftValues, found: Deductible) -> DraftValues:
    """Return the draft with the lines that take a deposit off.

    A discount of the whole becomes lines, and a charge in percent an amount: both were part of what the deposit is a
    share of, and must not shrink with it.
    """
    lines = tuple(line for line in values.lines if not line.is_blank)
    fixed = _with_fixed_adjustments(replace(values, lines=lines), found.language)
    return replace(fixed, lines=(*fixed.lines, *_deductions(found.deposit, found.language)))


def deduct_deposits(session: Session, invoice_id: UUID, *, at: datetime, is_last: bool = True) -> None:
    """Give a draft invoice the lines that take off each issued deposit for it, or for its quote.

    Deposits that were taken back, or are taken off elsewhere already, are left out. Unless ``is_last``, so are those
    that ask for more of some set of taxes than the draft bears.
    """
    invoice = session.get_one(Document, invoice_id)
    invoice.must_be_draft()
    for found in deductible(session, invoice_id):
        values, document_id = draft_of(invoice), found.deposit.document_id
        taken = any(line.deposit_id == document_id for line in values.lines)
        if not taken and (is_last or _bears(values, found.deposit)):
            save_draft(session, invoice_id, with_deposit(values, found), at=at)
            record(session, "deposit.deducted", at=at, document=document_id)
    session.flush()


def deduct_where_due(session: Session, issued: Document, *, at: datetime) -> None:
    """Take a deposit that was just issued off the draft that waits for it, if one does already."""
    parent = session.get(Document, issued.deposit_for_id) if issued.deposit_for_id else None
    if parent is None:
        return
    waiting = select(Document).where(Document.from_quote_id == parent.id, Document.number.is_(None))
    targets = [parent] if parent.kind == "invoice" else session.scalars(waiting.order_by(Document.ordinal.desc())).all()
    if targets:
        deduct_deposits(session, targets[0].id, at=at)


def must_be_deductible(session: Session, draft: Document) -> None:
    """Check a draft before it is issued: that a deposit can be taken off, and that nothing is taken off twice.

    Raises NothingToDeductFrom, DepositGone.
    """
    parent = session.get(Document, draft.deposit_for_id) if draft.deposit_for_id else None
    if parent is not None and not _waits(session, parent):
        raise NothingToDeductFrom
    for deposit_id, minor in _taken(draft_of(draft)).items():
        document = session.get_one(Document, deposit_id)
        gone = document.voided_at is not None or document.withdrawn_at is not None
        left = 0 if gone else deposit(session, document).minor - deducted_minor(session, deposit_id, draft.id)
        if minor > left:
            raise DepositGone(document.number or "")


def take_out(session: Session, deposit_document: Document, *, at: datetime) -> None:
    """Take the lines of a deposit that is taken back out of every draft."""
    drafts = (
        select(Document)
        .join(Line, Line.document_id == Document.id)
        .where(Line.deposit_id == deposit_document.id, Document.number.is_(None))
        .distinct()
    )
    for draft in session.scalars(drafts).all():
        values = draft_of(draft)
        lines = tuple(line for line in values.lines if line.deposit_id != deposit_document.id)
        save_draft(session, draft.id, replace(values, lines=lines), at=at)


def _taken(values: DraftValues) -> dict[UUID, int]:
    """Return what the draft takes off for each deposit, in minor units."""
    taken: dict[UUID, int] = {}
    if any(line.deposit_id for line in values.lines):
        for line, total in zip(values.lines, totals_of(values).lines, strict=True):
            if line.deposit_id is not None:
                taken[line.deposit_id] = taken.get(line.deposit_id, 0) - total.net
    return taken


# -- within -----------------------------------------------------------------------------------------------------------


def _parents(invoice: Document) -> list[UUID]:
    return [each for each in (invoice.from_quote_id, invoice.id) if each is not None]


def _bears(values: DraftValues, found: Deposit) -> bool:
    sheet = sheet_of(values)
    bearing = bearing_of(sheet, calculate(sheet))
    return all(line.minor <= bearing.get(line.bearing, 0) for line in found.lines)


def _deductions(found: Deposit, language: str) -> Iterator[LineValues]:
    """Yield one negative line for each line of the deposit; the first says its net and tax."""
    labels, body = wording(language).labels, found.body
    title = labels.less_deposit.format(number=body.number, date=format_date(body.issued_on, language))
    for place, line in enumerate(found.lines):
        price = price_of(line.minor, body.currency)
        yield LineValues(
            title,
            detail="" if place else _net_and_tax(found, language),
            quantity=Decimal(-1),
            unit_price=price,
            taxes=line.taxes,
            deposit_id=found.document_id,
        )


def _net_and_tax(found: Deposit, language: str) -> str:
    totals, body = calculate(found.body.sheet()), found.body
    net = format_money(body.money(totals.net), language)
    taxes = [f"{tax_name(row.tax, language)} {format_money(body.money(row.amount), language)}" for row in totals.taxes]
    return ", ".join((wording(language).labels.deposit_net.format(net=net), *taxes))


def _with_fixed_adjustments(values: DraftValues, language: str) -> DraftValues:
    """Write a discount as lines and charges as amounts; a draft that cannot be added up yet stays as it is."""
    try:
        totals = totals_of(values)
    except Refused:
        return values
    charges = tuple(_fixed(charge, minor) for charge, minor in zip(values.charges, totals.charges, strict=True))
    values = replace(values, charges=charges)
    if not totals.discount:
        return values
    lines = (*values.lines, *_discount_lines(values, totals, language))
    return replace(values, lines=lines, discount_percent=None, discount_minor=None, discount_reason="")


def _discount_lines(values: DraftValues, totals: Totals, language: str) -> Iterator[LineValues]:
    """Yield one negative line for each set of taxes, with what the discount takes off of it."""
    sheet, named = sheet_of(values), taxes_by_bearing(values)
    title = wording(language).labels.discount_titled(values.discount_reason)
    left, whole = bearing_of(sheet, totals), bearing_of(sheet, replace(totals, discount=0))
    for taxes, minor in whole.items():
        if minor != left[taxes]:
            price = price_of(minor - left[taxes], values.currency)
            yield LineValues(title, quantity=Decimal(-1), unit_price=price, taxes=named[taxes])


def _fixed(charge: ChargeValues, minor: int) -> ChargeValues:
    return replace(charge, percent=None, minor=minor) if charge.percent is not None else charge


def _waits(session: Session, parent: Document) -> bool:
    if parent.voided_at is not None or parent.withdrawn_at is not None:
        return False
    return parent.number is None if parent.kind == "invoice" else awaits_invoice(session, parent)
