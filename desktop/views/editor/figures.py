"""Figures of a draft as people type them: read the person's way, doubted where two readings exist, shown back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing.errors import Refused
from billing.formatting import format_amount, format_number, format_price, format_rate
from billing.money import (
    PRICE_PLACES,
    QUANTITY_PLACES,
    RATE_PLACES,
    Money,
    check_price,
    check_quantity,
    check_rate,
    exponent,
    to_minor,
)
from billing.parsing import DoubtfulNumber, parse_number
from desktop.queries.drafts import LineValues

_PERCENT = "%٪％﹪"
_NOTHING = {"", "-", "–", "—"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell's text came to: ``values`` are the fields it sets, or ``sentence`` says why it sets none.

    ``choices`` are texts that say each possible amount without doubt; ``shown`` is the figure as it will stand there.
    """

    values: Mapping[str, Decimal | int | None] | None = None
    shown: str = ""
    sentence: str = ""
    choices: tuple[str, ...] = ()


def read_figure(field: str, text: str, currency: str, language: str) -> Reading:
    """Read the text of a ``quantity``, ``unit_price`` or ``discount`` cell; never guesses, never raises Refused."""
    try:
        values = _READERS[field](text, currency, language)
    except DoubtfulNumber as doubt:
        grouped, split = doubt.readings
        choices = (format_number(grouped.quantize(Decimal("0.00")), language), format_number(split, language))
        return Reading(sentence=str(doubt), choices=choices)
    except Refused as refused:
        return Reading(sentence=str(refused))
    fields: dict[str, Any] = dict(values)
    return Reading(values, show_figure(LineValues(**fields), field, currency, language))


def read_percentage(text: str, language: str) -> Reading:
    """Read the text of a field that holds a percentage; never guesses, never raises Refused."""
    try:
        rate = read_rate(text, language)
    except DoubtfulNumber as doubt:
        return Reading(sentence=str(doubt), choices=tuple(format_number(value, language) for value in doubt.readings))
    except Refused as refused:
        return Reading(sentence=str(refused))
    return Reading({"rate": rate}, format_rate(rate, language))


def show_figure(line: LineValues, field: str, currency: str, language: str) -> str:
    """Return the figure as the person reads it; no discount is nothing."""
    if field == "quantity":
        return format_number(line.quantity.normalize(), language)
    if field == "unit_price":
        return format_price(line.unit_price, currency, language)
    return show_discount(line.discount_percent, line.discount_minor, currency, language)


def show_discount(percent: Decimal | None, minor: int | None, currency: str, language: str) -> str:
    """Return "5%" or "12.50", or nothing."""
    if percent is not None:
        return format_rate(percent, language)
    return "" if minor is None else format_amount(Money(minor, currency), language)


def read_discount(text: str, currency: str, language: str) -> dict[str, Decimal | int | None]:
    """Return ``discount_percent`` and ``discount_minor`` for "5 %" or "12.50", or both None. Raises Refused."""
    body = text.strip()
    if body in _NOTHING:
        return {"discount_percent": None, "discount_minor": None}
    if body.strip(_PERCENT) != body:
        rate = parse_number(body.strip(_PERCENT), language, places=RATE_PLACES)
        return {"discount_percent": check_rate(rate).normalize(), "discount_minor": None}
    amount = parse_number(body, language, places=exponent(currency))
    return {"discount_percent": None, "discount_minor": to_minor(amount, currency)}


def read_rate(text: str, language: str) -> Decimal:
    """Return the percentage that "15 %" or "15" says; nothing typed is 0. Raises Refused."""
    body = text.strip().strip(_PERCENT).strip()
    return check_rate(parse_number(body, language, places=RATE_PLACES)).normalize() if body else Decimal(0)


def _quantity(text: str, _currency: str, language: str) -> dict[str, Decimal | int | None]:
    if not text.strip():
        return {"quantity": Decimal(1)}
    return {"quantity": check_quantity(parse_number(text, language, places=QUANTITY_PLACES)).normalize()}


def _price(text: str, _currency: str, language: str) -> dict[str, Decimal | int | None]:
    if not text.strip():
        return {"unit_price": Decimal(0)}
    return {"unit_price": check_price(parse_number(text, language, places=PRICE_PLACES)).normalize()}


_READERS = {"quantity": _quantity, "unit_price": _price, "discount": read_discount}
