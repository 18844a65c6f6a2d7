"""The business as views and programs read it."""

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Office


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """The office's words and habits; keys stay in the books."""

    name: str
    address: str
    country: str
    email: str
    phone: str
    website: str
    tax_label: str
    tax_id: str
    bank: str
    currency: str
    language: str
    time_zone: str
    price_mode: str
    rounding: str
    payment_days: int
    quote_days: int
    terms: str
    colour: str
    logo: bytes | None
    logo_width: int
    logo_height: int
    link_days: int
    settled_days: int
    demo: bool


def office_row(session: Session) -> OfficeRow | None:
    """Return the office, or None before the first start was finished."""
    office = session.scalars(select(Office)).one_or_none()
    return OfficeRow(**{each.name: getattr(office, each.name) for each in fields(OfficeRow)}) if office else None
