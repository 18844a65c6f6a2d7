"""What stands in a draft, as plain values that an editor shows and hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from billing.issued import DocumentKind, IssuedTax, IssuedWithholding
from billing.terms import Part, read_terms
from desktop.models import Document, Line


@dataclass(frozen=True, slots=True)
class LineValues:
    """One line; ``typed`` maps a field's name to what stands in its cell while it is no number yet.

    ``quote_position`` is the line of the quote that it came from, counted from 0; ``deposit_id`` the deposit invoice
    that it takes off.
    """

    title: str = ""
    detail: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal | None = None
    discount_minor: int | None = None
    taxes: tuple[IssuedTax, ...] = ()
    optional: bool = False
    chosen: bool = True
    item_id: UUID | None = None
    quote_position: int | None = None
    deposit_id: UUID | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """A line in which nothing was typed; it is not issued."""
        return not (self.title.strip() or self.detail.strip() or self.unit_price or self.typed)


@dataclass(frozen=True, slots=True)
class ChargeValues:
    """Shipping or a fee: percent or minor units; ``typed`` is what stands there while it is neither."""

    label: str = ""
    percent: Decimal | None = None
    minor: int | None = None
    taxes: tuple[IssuedTax, ...] = ()
    typed: str = ""

    @property
    def is_blank(self) -> bool:
        """A charge in which nothing was typed; it is not issued."""
        return not (self.label.strip() or self.typed or self.percent is not None or self.minor is not None)


@dataclass(frozen=True, slots=True)
class DraftValues:
    """A whole draft. ``dated`` None means the day of issue; dates are the office's calendar dates.

    ``payment_terms`` is spelled as ``billing.terms`` does; ``parts`` take its place where there are any.
    ``cash_step`` counts minor units, 0 for none. ``typed`` maps a field's name to what stands there and cannot be read
    yet. ``pay_ways`` are the ways to pay that it shows, None for all on offer; an empty choice shows none.
    ``template`` is that of its paper, "" for the office's.
    """

    kind: DocumentKind
    currency: str
    price_mode: str
    rounding: str
    customer_id: UUID | None = None
    dated: date | None = None
    due_on: date | None = None
    valid_until: date | None = None
    supplied: str = ""
    order_reference: str = ""
    discount_percent: Decimal | None = None
    discount_minor: int | None = None
    discount_reason: str = ""
    charges: tuple[ChargeValues, ...] = ()
    withholding: IssuedWithholding | None = None
    cash_step: int = 0
    payment_terms: str = "fixed"
    parts: tuple[Part, ...] = ()
    message: str = ""
    terms: str = ""
    late_fee: str = ""
    notes: str = ""
    pay_ways: tuple[UUID, ...] | None = None
    template: str = ""
    lines: tuple[LineValues, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def draft(session: Session, document_id: UUID) -> DraftValues:
    """Return the draft as it was saved last. Raises AlreadyIssued."""
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    return draft_of(document)


def values_of(session: Session, document_id: UUID) -> DraftValues:
    """Return the values of a document as they stand in the books, issued or not."""
    return draft_of(session.get_one(Document, document_id))


def draft_of(document: Document) -> DraftValues:
    """Return the values of ``document`` and its lines."""
    return DraftValues(
        kind=document.kind,
        currency=document.currency,
        price_mode=document.price_mode,
        rounding=document.rounding,
        customer_id=document.customer_id,
        dated=document.dated,
        due_on=document.due_on,
        valid_until=document.valid_until,
        supplied=document.supplied,
        order_reference=document.order_reference,
        discount_percent=document.discount_percent,
        discount_minor=document.discount_minor,
        discount_reason=document.discount_reason,
        charges=tuple(_charge_of(**stored) for stored in document.charges),
        withholding=_withholding_of(document),
        cash_step=document.cash_step,
        payment_terms=document.payment_terms,
        parts=tuple(_part_of(**stored) for stored in document.parts),
        message=document.message,
        terms=document.terms,
        late_fee=document.late_fee,
        notes=document.notes,
        pay_ways=None if document.pay_ways is None else tuple(map(UUID, document.pay_ways)),
        template=document.template,
        lines=tuple(_line_of(line) for line in document.lines),
        typed=document.typed,
    )


def stored_charge(charge: ChargeValues) -> dict[str, Any]:
    """Return a charge as its document keeps it."""
    percent = None if charge.percent is None else f"{charge.percent:f}"
    plain = {"label": charge.label, "percent": percent, "minor": charge.minor, "typed": charge.typed}
    return plain | {"taxes": stored_taxes(charge.taxes)}


def stored_part(part: Part) -> dict[str, str]:
    """Return a part of the total as its document keeps it."""
    return {"percent": f"{part.percent:f}", "terms": part.terms.spelled()}


def stored_taxes(taxes: tuple[IssuedTax, ...]) -> list[dict[str, Any]]:
    """Return taxes as a line keeps them."""
    return [tax.model_dump(mode="json") for tax in taxes]


def _charge_of(label: str, percent: str | None, minor: int | None, typed: str, taxes: list[Any]) -> ChargeValues:
    return ChargeValues(label, None if percent is None else Decimal(percent), minor, _taxes_of(taxes), typed)


def _part_of(percent: str, terms: str) -> Part:
    return Part(Decimal(percent), read_terms(terms))


def _taxes_of(stored: list[Any]) -> tuple[IssuedTax, ...]:
    return _one_of(tuple(IssuedTax.model_validate(tax) for tax in stored))


@lru_cache(maxsize=256)
def _one_of(taxes: tuple[IssuedTax, ...]) -> tuple[IssuedTax, ...]:
    """Return the same taxes for all who bear them: every key compares and adds up all lines."""
    return taxes


def _withholding_of(document: Document) -> IssuedWithholding | None:
    if document.withholding_rate is None:
        return None
    return IssuedWithholding(label=document.withholding_label, rate=document.withholding_rate)


def _line_of(line: Line) -> LineValues:
    return LineValues(
        title=line.title,
        detail=line.detail,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        discount_minor=line.discount_minor,
        taxes=_taxes_of(line.taxes),
        optional=line.optional,
        chosen=line.chosen,
        item_id=line.item_id,
        quote_position=line.quote_position,
        deposit_id=line.deposit_id,
        typed=line.typed,
    )
