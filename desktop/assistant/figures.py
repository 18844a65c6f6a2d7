"""Figures and words on their way in, checked before anything is counted with them; amounts on their way out."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic import Field as PydanticField

from billing.answering import tidy, tidy_line
from billing.errors import Refused
from billing.money import Money, check_minor, check_price, check_quantity, exponent, to_decimal, to_minor
from billing.terms import FIRST_DAY, LAST_DAY

_LONGEST_FIGURE = 40


class BadFigure(Refused):
    """A figure that the books cannot take; the sentence says which, and what would do."""


def _readable(value: Any) -> Any:
    """Refuse what would take a computer for ever to write out, before a Decimal is made of it."""
    if isinstance(value, bool):
        raise ValueError("a number is needed here, such as 120 or 99.95")  # noqa: TRY004 - pydantic takes ValueErrors
    try:
        figure = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError("a number is needed here, with a point before its decimals, such as 99.95") from None
    if not figure.is_finite() or len(str(value)) > _LONGEST_FIGURE or abs(figure.adjusted()) > _LONGEST_FIGURE:
        raise ValueError("this number is out of range: at most 10^9 with 6 decimals")
    return figure


def _in_calendar(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(f"a day from {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()} is needed here")
    return value


def _lower(value: Any) -> Any:
    return value.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(value, str) else value


Figure = Annotated[Decimal, BeforeValidator(_readable)]
Day = Annotated[date, AfterValidator(_in_calendar)]
Word = BeforeValidator(_lower)  # before a Literal: "Partly paid" is partly_paid
Line = Annotated[str, PydanticField(max_length=300), AfterValidator(tidy_line)]
Words = Annotated[str, PydanticField(max_length=10_000), AfterValidator(tidy)]
Ref = Annotated[str, PydanticField(min_length=1, max_length=100)]


def amount_in(value: Decimal, currency: str, what: str) -> int:
    """Return an amount above 0 in minor units, exactly. Raises BadFigure, OutOfRange, UnknownCurrency."""
    minor = amount_or_none_in(value, currency, what)
    if minor == 0:
        raise BadFigure(f"The {what} must be above 0. Nothing was changed. Give the amount in {currency}.")
    return minor


def amount_or_none_in(value: Decimal, currency: str, what: str) -> int:
    """Return an amount of 0 or more in minor units, exactly. Raises BadFigure, OutOfRange, UnknownCurrency."""
    digits, minor = exponent(currency), to_minor(value, currency)
    if value < 0:
        raise BadFigure(f"The {what} is below 0. Nothing was changed. Give an amount of 0 or more.")
    if to_decimal(Money(minor, currency)) != value:
        allowed = f"at most {digits} decimals" if digits else "no decimals"
        raise BadFigure(f"The {what} has too many decimals. Nothing was changed. {currency} has {allowed}.")
    return check_minor(minor)


def quantity_in(value: Decimal) -> Decimal:
    """Return a quantity above 0. Raises BadFigure, OutOfRange."""
    if check_quantity(value) <= 0:
        raise BadFigure(
            "A quantity must be above 0. Nothing was changed. To give something back use create_credit_note, to lower "
            "a price use a discount."
        )
    return value


def price_in(value: Decimal) -> Decimal:
    """Return a price of 0 or more. Raises BadFigure, OutOfRange."""
    if check_price(value) < 0:
        raise BadFigure("A rate must be 0 or more. Nothing was changed. To lower a price use a discount.")
    return value


def amount_out(minor: int, currency: str) -> str:
    """Return an amount in whole units with exactly the currency's decimals: ``1240.00``."""
    return str(to_decimal(Money(minor, currency)))


def figure_out(value: Decimal) -> str:
    """Return a quantity, a price or a rate as it was typed, never with an exponent."""
    return f"{value:f}"
