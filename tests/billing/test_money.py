"""Amounts, their digits and the one rounding rule."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import (
    CURRENCIES,
    MAX_MINOR,
    CurrencyMismatch,
    Money,
    OutOfRange,
    UnknownCurrency,
    check_price,
    check_quantity,
    check_rate,
    exponent,
    round_half_up,
    to_decimal,
    to_minor,
)


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("CLF", 4), ("MGA", 2)]
)
def test_a_currency_has_the_digits_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["HRK", "ZWL", "eur", "", "XXX", "XAU"])
def test_a_code_that_is_not_in_use_is_refused(currency: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        exponent(currency)
    assert refused.value.currency == currency


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("-0.125", 2, "-0.13"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.1249999999999999999999999999999999999", 2, "0.12"),
        ("12", 2, "12.00"),
    ],
)
def test_ties_go_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12), st.integers(0, 6))
def test_rounding_mirrors_at_zero(value: Decimal, places: int) -> None:
    assert round_half_up(-value, places) == -round_half_up(value, places)


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_survives_the_way_to_a_decimal_and_back(minor: int, currency: str) -> None:
    amount = to_decimal(Money(minor, currency))
    assert to_minor(amount, currency) == minor
    assert -amount.as_tuple().exponent == exponent(currency)  # type: ignore[operator]  # finite, so a number


def test_the_callers_decimal_context_changes_nothing() -> None:
    with localcontext(prec=3):
        assert to_minor(Decimal("1234567.895"), "EUR") == 123456790
        assert to_decimal(Money(123456790, "EUR")) == Decimal("1234567.90")


@pytest.mark.parametrize("amount", ["10000000000000.01", "-10000000000000.01", "1E+999999", "Infinity", "NaN"])
def test_an_amount_beyond_the_books_is_refused(amount: str) -> None:
    with pytest.raises(OutOfRange):
        to_minor(Decimal(amount), "EUR")


def test_the_largest_amount_fits() -> None:
    assert to_minor(Decimal("10000000000000.00"), "EUR") == MAX_MINOR


@pytest.mark.parametrize("value", ["1000000000.000001", "0.0000001", "Infinity", "NaN", "-1000000001"])
def test_a_quantity_or_price_beyond_its_bounds_is_refused(value: str) -> None:
    with pytest.raises(OutOfRange, match="quantity"):
        check_quantity(Decimal(value))
    with pytest.raises(OutOfRange, match="price"):
        check_price(Decimal(value))


@pytest.mark.parametrize("value", ["0", "-2.5", "1000000000", "0.000001", "1.50000000"])
def test_a_quantity_or_price_within_its_bounds_passes(value: str) -> None:
    assert check_quantity(Decimal(value)) == check_price(Decimal(value)) == Decimal(value)


@pytest.mark.parametrize("rate", ["-0.0001", "100.0001", "9.97501"])
def test_a_rate_beyond_its_bounds_is_refused(rate: str) -> None:
    with pytest.raises(OutOfRange, match="percentage"):
        check_rate(Decimal(rate))


def test_amounts_of_one_currency_add_up() -> None:
    assert Money(1250, "EUR") + Money(-50, "EUR") == Money(1200, "EUR")
    assert Money(1250, "EUR") - Money(50, "EUR") == Money(1200, "EUR")
    assert -Money(1250, "EUR") == Money(-1250, "EUR")


def test_amounts_of_two_currencies_never_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") - Money(1, "USD")
