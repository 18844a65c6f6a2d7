"""The catalogue and its taxes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.money import check_price, check_rate
from billing.taxes import TAXED_CATEGORY, RateOnUntaxed
from desktop.models import Item, TaxRate


@dataclass(frozen=True, slots=True)
class ItemValues:
    """One thing that is sold; the price is without or with tax as the office's price mode says."""

    title: str
    code: str = ""
    detail: str = ""
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    tax_rate_id: UUID | None = None


class NamelessItem(Refused):
    """An item needs a title."""

    def __init__(self) -> None:
        super().__init__("The item has no title yet. What else was typed is still here. Type a title.")


class NamelessTax(Refused):
    """A tax needs the word that stands on paper."""

    def __init__(self) -> None:
        super().__init__("The tax has no name yet. Type the word that stands on the invoice, such as VAT.")


def save_item(session: Session, values: ItemValues, *, item_id: UUID | None = None) -> UUID:
    """Add an item, or change the one with ``item_id``. Raises NamelessItem, OutOfRange."""
    if not values.title.strip():
        raise NamelessItem
    check_price(values.unit_price)
    item = session.get_one(Item, item_id) if item_id else Item()
    item.title, item.code = values.title.strip(), values.code.strip()
    item.detail, item.unit = values.detail.strip(), values.unit.strip()
    item.unit_price, item.tax_rate_id = values.unit_price, values.tax_rate_id
    session.add(item)
    session.flush()
    return item.id


def archive_item(session: Session, item_id: UUID, *, at: datetime) -> None:
    """Take an item out of the catalogue; lines keep what they say."""
    session.get_one(Item, item_id).archived_at = at


def save_tax_rate(
    session: Session,
    label: str,
    rate: Decimal,
    *,
    category: str = "S",
    default: bool = False,
    tax_id: UUID | None = None,
) -> UUID:
    """Add a tax rate in percent, or change one; documents keep their own copy.

    Raises NamelessTax, OutOfRange, RateOnUntaxed.
    """
    if not label.strip():
        raise NamelessTax
    if rate and category != TAXED_CATEGORY:
        raise RateOnUntaxed(category)
    tax = session.get_one(TaxRate, tax_id) if tax_id else TaxRate()
    tax.label, tax.rate, tax.category = label.strip(), check_rate(rate), category
    session.add(tax)
    session.flush()
    if default:
        session.execute(update(TaxRate).values(is_default=TaxRate.id == tax.id))
    return tax.id


def archive_tax_rate(session: Session, tax_id: UUID, *, at: datetime) -> None:
    """Offer the rate no more; lines keep it."""
    session.get_one(TaxRate, tax_id).archived_at = at
