"""Customers, items and taxes, for lists and completions."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing.issued import IssuedTax
from desktop.models import Customer, Document, Item, TaxRate


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer with how many documents name it."""

    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    address: str
    country: str
    tax_label: str
    tax_id: str
    language: str
    currency: str
    payment_terms: str
    notes: str
    documents: int
    is_archived: bool


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax on offer; rate in percent. ``taxes`` are what a line gets: itself after those it comes together with."""

    id: UUID
    label: str
    category: str
    rate: Decimal
    is_default: bool
    compound: bool
    reason: str
    beside_id: UUID | None
    taxes: tuple[IssuedTax, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A catalogue entry with the tax it brings along."""

    id: UUID
    code: str
    title: str
    detail: str
    unit: str
    unit_price: Decimal
    tax: TaxRow | None


def customers(session: Session, search: str = "", limit: int = 10_000) -> tuple[CustomerRow, ...]:
    """Return customers whose name, contact or address begins or holds ``search``, by name."""
    documents = select(func.count()).select_from(Document).where(Document.customer_id == Customer.id).scalar_subquery()
    statement = select(Customer, documents).where(Customer.archived_at.is_(None)).order_by(Customer.name, Customer.id)
    if search.strip():
        statement = statement.where(holds(search, Customer.name, Customer.contact, Customer.email))
    return tuple(_customer(row, count) for row, count in session.execute(statement.limit(limit)))


def customer(session: Session, customer_id: UUID) -> CustomerRow:
    """Return one customer."""
    return _customer(session.get_one(Customer, customer_id), 0)


def items(session: Session, search: str = "", limit: int = 10_000) -> tuple[ItemRow, ...]:
    """Return catalogue entries whose title or code holds ``search``, by title."""
    statement = select(Item).where(Item.archived_at.is_(None)).order_by(Item.title, Item.id)
    if search.strip():
        statement = statement.where(holds(search, Item.title, Item.code))
    taxes = _taxes(session)
    return tuple(_item(row, taxes) for row in session.scalars(statement.limit(limit)))


def item(session: Session, item_id: UUID) -> ItemRow:
    """Return one entry of the catalogue."""
    return _item(session.get_one(Item, item_id), _taxes(session))


def tax_rate(session: Session, tax_id: UUID) -> TaxRow:
    """Return one tax, on offer or not."""
    return _taxes(session)[tax_id]


def tax_rates(session: Session) -> tuple[TaxRow, ...]:
    """Return the taxes on offer, the default first."""
    offered = select(TaxRate.id).where(TaxRate.archived_at.is_(None))
    taxes = _taxes(session)
    ordered = offered.order_by(TaxRate.is_default.desc(), TaxRate.rate.desc(), TaxRate.id)
    return tuple(taxes[tax_id] for tax_id in session.scalars(ordered))


def default_taxes(session: Session) -> tuple[IssuedTax, ...]:
    """Return what a new line carries: the default tax with those it comes with, or none."""
    offered = tax_rates(session)
    return offered[0].taxes if offered else ()


def holds(search: str, *columns: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Return the condition that one of ``columns`` holds ``search``, whatever its letters' case."""
    escaped = search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    # SQLite's LIKE tells no case apart in the letters that its lower() knows, and costs half as much without it.
    return or_(*(column.like(f"%{escaped}%", escape="\\") for column in columns))


def _customer(row: Customer, documents: int) -> CustomerRow:
    return CustomerRow(
        id=row.id,
        name=row.name,
        contact=row.contact,
        email=row.email,
        phone=row.phone,
        address=row.address,
        country=row.country,
        tax_label=row.tax_label,
        tax_id=row.tax_id,
        language=row.language,
        currency=row.currency,
        payment_terms=row.payment_terms,
        notes=row.notes,
        documents=documents,
        is_archived=row.archived_at is not None,
    )


def _item(row: Item, taxes: dict[UUID, TaxRow]) -> ItemRow:
    tax = taxes[row.tax_rate_id] if row.tax_rate_id else None
    return ItemRow(row.id, row.code, row.title, row.detail, row.unit, row.unit_price, tax)


def _taxes(session: Session) -> dict[UUID, TaxRow]:
    """Return every tax, also those no longer on offer; there are a handful."""
    rates = {rate.id: rate for rate in session.scalars(select(TaxRate))}
    return {
        rate.id: TaxRow(
            id=rate.id,
            label=rate.label,
            category=rate.category,
            rate=rate.rate,
            is_default=rate.is_default,
            compound=rate.compound,
            reason=rate.reason,
            beside_id=rate.beside_id,
            taxes=tuple(_issued(each) for each in _together(rate, rates)),
        )
        for rate in rates.values()
    }


def _together(rate: TaxRate, rates: dict[UUID, TaxRate]) -> list[TaxRate]:
    """Return a tax after the ones it comes with."""
    together = [rate]
    while (before := together[0].beside_id) is not None and rates[before] not in together:
        together.insert(0, rates[before])
    return together


def _issued(rate: TaxRate) -> IssuedTax:
    return IssuedTax(
        label=rate.label, category=rate.category, rate=rate.rate, compound=rate.compound, reason=rate.reason
    )
