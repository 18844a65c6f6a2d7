"""Customers, items and taxes, for lists and completions."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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
    payment_days: int | None
    notes: str
    documents: int


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax that a line may carry; rate in percent."""

    id: UUID
    label: str
    category: str
    rate: Decimal
    is_default: bool


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
        statement = statement.where(_holds(search, Customer.name, Customer.contact, Customer.email))
    return tuple(_customer(row, count) for row, count in session.execute(statement.limit(limit)))


def customer(session: Session, customer_id: UUID) -> CustomerRow:
    """Return one customer."""
    return _customer(session.get_one(Customer, customer_id), 0)


def items(session: Session, search: str = "", limit: int = 10_000) -> tuple[ItemRow, ...]:
    """Return catalogue entries whose title or code holds ``search``, by title."""
    statement = (
        select(Item, TaxRate)
        .outerjoin(TaxRate, TaxRate.id == Item.tax_rate_id)
        .where(Item.archived_at.is_(None))
        .order_by(Item.title, Item.id)
    )
    if search.strip():
        statement = statement.where(_holds(search, Item.title, Item.code))
    return tuple(
        ItemRow(row.id, row.code, row.title, row.detail, row.unit, row.unit_price, _tax(tax) if tax else None)
        for row, tax in session.execute(statement.limit(limit))
    )


def tax_rates(session: Session) -> tuple[TaxRow, ...]:
    """Return the taxes on offer, the default first."""
    rates = select(TaxRate).where(TaxRate.archived_at.is_(None))
    return tuple(_tax(row) for row in session.scalars(rates.order_by(TaxRate.is_default.desc(), TaxRate.rate.desc())))


def _holds(search: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    escaped = search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(*(column.ilike(f"%{escaped}%", escape="\\") for column in columns))


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
        payment_days=row.payment_days,
        notes=row.notes,
        documents=documents,
    )


def _tax(row: TaxRate) -> TaxRow:
    return TaxRow(row.id, row.label, row.category, row.rate, row.is_default)
