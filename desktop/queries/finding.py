"""What an id or a number means, whichever kind of record it is."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Customer, Document, Item, Payment, PaymentMethod, TaxRate

RecordKind = Literal["invoice", "quote", "credit", "customer", "payment", "item", "tax_rate", "payment_method"]


@dataclass(frozen=True, slots=True)
class Found:
    """A record by its kind and what people call it; ``name`` is "" for a draft and for a payment."""

    kind: RecordKind
    id: UUID
    name: str


def found_by_id(session: Session, identifier: UUID) -> Found | None:
    """Return what bears this id; an entry that was archived counts, it is still there."""
    if (document := session.get(Document, identifier)) is not None:
        return Found(document.kind, document.id, document.number or "")
    if (customer := session.get(Customer, identifier)) is not None:
        return Found("customer", customer.id, customer.name)
    if (item := session.get(Item, identifier)) is not None:
        return Found("item", item.id, item.title)
    if (tax := session.get(TaxRate, identifier)) is not None:
        return Found("tax_rate", tax.id, tax.label)
    if (way := session.get(PaymentMethod, identifier)) is not None:
        return Found("payment_method", way.id, way.label)
    return Found("payment", identifier, "") if session.get(Payment, identifier) is not None else None


def found_by_number(session: Session, number: str) -> Found | None:
    """Return the issued document with this number, whatever the case of its letters."""
    typed = number.strip()
    same = select(Document).where(Document.number.in_((typed, typed.upper()))).limit(1)  # by the index, if it is there
    other = select(Document).where(func.lower(Document.number) == typed.lower()).limit(1)
    document = session.scalars(same).one_or_none() or session.scalars(other).one_or_none()
    return Found(document.kind, document.id, document.number or "") if document is not None else None
