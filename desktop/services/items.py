"""The catalogue and its taxes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.money import check_price, check_rate
from billing.taxes import TAXED_CATEGORY, RateOnUntaxed, Tax, check_taxes
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


class TaxesInACircle(Refused):
    """A tax cannot come together with one that comes together with it."""

    def __init__(self) -> None:
        super().__init__("These two taxes would each bring the other along. Nothing was changed. Let one stand alone.")


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
    compound: bool = False,
    reason: str = "",
    beside_id: UUID | None = None,
    default: bool = False,
    tax_id: UUID | None = None,
) -> UUID:
    """Add a tax rate in percent, or change one; documents keep their own copy.

    A ``compound`` tax is charged on the tax with ``beside_id`` too, together with which it comes.
    Raises NamelessTax, OutOfRange, RateOnUntaxed, TaxesInACircle, TaxesTooHigh.
    """
    if not label.strip():
        raise NamelessTax
    if rate and category != TAXED_CATEGORY:
        raise RateOnUntaxed(category)
    tax = session.get_one(TaxRate, tax_id) if tax_id else TaxRate()
    tax.label, tax.rate, tax.category = label.strip(), check_rate(rate), category
    tax.compound, tax.reason, tax.beside_id = compound, reason.strip(), beside_id
    session.add(tax)
    session.flush()
    _check_together(session, tax)
    if default:
        session.execute(update(TaxRate).values(is_default=TaxRate.id == tax.id))
    return tax.id


def archive_tax_rate(session: Session, tax_id: UUID, *, at: datetime) -> None:
    """Offer the rate no more; lines keep it, and taxes that came with it stand alone."""
    session.get_one(TaxRate, tax_id).archived_at = at
    session.execute(update(TaxRate).where(TaxRate.beside_id == tax_id).values(beside_id=None))


def _check_together(session: Session, tax: TaxRate) -> None:
    together, before = [tax], tax.beside_id
    while before is not None:
        other = session.get_one(TaxRate, before)
        if other in together:
            raise TaxesInACircle
        together.append(other)
        before = other.beside_id
    check_taxes([Tax(each.category, each.rate, each.label, each.compound) for each in together], "a line")
