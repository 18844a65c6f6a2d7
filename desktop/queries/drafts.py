"""What stands in a draft, as plain values that an editor shows and hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Document, Line


@dataclass(frozen=True, slots=True)
class LineValues:
    """One line; ``typed`` maps a field's name to what stands in its cell while it is no number yet."""

    title: str = ""
    detail: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal | None = None
    discount_minor: int | None = None
    tax_label: str = ""
    tax_category: str = "S"
    tax_rate: Decimal = Decimal(0)
    optional: bool = False
    chosen: bool = True
    item_id: UUID | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """A line in which nothing was typed; it is not issued."""
        return not (self.title.strip() or self.detail.strip() or self.unit_price or self.typed)


@dataclass(frozen=True, slots=True)
class DraftValues:
    """A whole draft. ``dated`` None means the day of issue; dates are the office's calendar dates.

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
    message: str = ""
    terms: str = ""
    notes: str = ""
    template: str = ""
    lines: tuple[LineValues, ...] = ()


def draft(session: Session, document_id: UUID) -> DraftValues:
    """Return the draft as it was saved last. Raises AlreadyIssued."""
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    return draft_of(document)


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
        message=document.message,
        terms=document.terms,
        notes=document.notes,
        template=document.template,
        lines=tuple(_line_of(line) for line in document.lines),
    )


def _line_of(line: Line) -> LineValues:
    return LineValues(
        title=line.title,
        detail=line.detail,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        discount_minor=line.discount_minor,
        tax_label=line.tax_label,
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
        optional=line.optional,
        chosen=line.chosen,
        item_id=line.item_id,
        typed=line.typed,
    )
