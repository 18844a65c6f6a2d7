"""Figures and dates as languages write them."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from billing import formatting
from billing.money import MAX_MINOR, Money, to_decimal

NO_BREAK_SPACE = "\u00a0"
LANGUAGES = ["en-IE", "en-IN", "de", "de-CH", "fr", "ar", "ja", "nl", "he", "fa", "pl", "pt-BR", "sv", "bn", "es"]


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (124000, "EUR", "en-IE", "€1,240.00"),
        (124000, "EUR", "de", "1.240,00 €"),
        (-11978, "EUR", "en-IE", "−€119.78"),
        (-11978, "EUR", "de", "−119,78 €"),
        (412000, "JPY", "ja", "￥412,000"),
        (1560250, "KWD", "en-IE", "KWD 1,560.250"),
        (500, "CHF", "en-IE", "CHF 5.00"),
        (123456789, "INR", "en-IN", "₹12,34,567.89"),
        (100, "LBP", "en", "LBP 1.00"),
        (0, "EUR", "en-IE", "€0.00"),
    ],
)
def test_money_carries_its_currency_and_the_digits_of_iso(minor: int, currency: str, language: str, shown: str) -> None:
    assert formatting.format_money(Money(minor, currency), language) == shown.replace(" ", NO_BREAK_SPACE)


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(LANGUAGES), st.sampled_from(["EUR", "JPY", "KWD", "GBP"]))
def test_money_is_written_as_babel_writes_it(minor: int, language: str, currency: str) -> None:
    """Beside the minus sign and what ties it to its figure, and a space where a code would touch the digits."""
    money = Money(minor, currency)
    babel = format_currency(to_decimal(money), currency, locale=formatting.locale_of(language))
    shown = formatting.format_money(money, language)
    marks = str.maketrans({"−": "-", "\u00a0": None, "\u200e": None})
    assert shown.translate(marks) == babel.translate(marks)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(LANGUAGES))
def test_a_number_is_written_as_babel_writes_it_with_all_its_decimals(value: Decimal, language: str) -> None:
    pattern = "#,##,##0.000" if language in {"en-IN", "bn"} else "#,##0.000"
    babel = format_decimal(value, pattern, locale=formatting.locale_of(language))
    shown = formatting.format_number(value, language)
    minuses = str.maketrans({"-": None, "−": None, "\u200e": None})
    assert shown.translate(minuses) == babel.translate(minuses)
    assert shown.startswith("−") == (value < 0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12", "12"), ("12.50", "12.50"), ("0.0333", "0.0333"), ("-1234.5", "−1,234.5"), ("1E+3", "1,000"), ("-0", "0")],
)
def test_a_number_keeps_the_digits_that_were_typed(value: str, shown: str) -> None:
    assert formatting.format_number(Decimal(value), "en") == shown


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [("9.4", "EUR", "9.40"), ("9.400000", "EUR", "9.40"), ("0.0333", "EUR", "0.0333"), ("1200", "JPY", "1,200")],
)
def test_a_price_shows_at_least_the_currencys_decimals(value: str, currency: str, shown: str) -> None:
    assert formatting.format_price(Decimal(value), currency, "en") == shown


@pytest.mark.parametrize(
    ("rate", "language", "shown"),
    [
        ("13.5", "en-IE", "13.5%"),
        ("23.0000", "en-IE", "23%"),
        ("9.975", "de", "9,975 %"),
        ("0", "fr", "0 %"),
        ("2E+1", "en", "20%"),
    ],
)
def test_a_rate_is_written_without_needless_zeros(rate: str, language: str, shown: str) -> None:
    assert formatting.format_rate(Decimal(rate), language) == shown.replace(" ", NO_BREAK_SPACE)


def test_an_amount_stands_without_its_currency() -> None:
    assert formatting.format_amount(Money(-124000, "EUR"), "en") == "−1,240.00"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en-IE", "4 December 2026", "4 Dec 2026"),
        ("de", "4. Dezember 2026", "04.12.2026"),
        ("ja", "2026年12月4日", "2026/12/04"),
    ],
)
def test_dates_are_written_out(language: str, long: str, short: str) -> None:
    assert formatting.format_date(date(2026, 12, 4), language) == long
    assert formatting.format_date_short(date(2026, 12, 4), language) == short


@pytest.mark.parametrize("language", ["xx", "", "xx-YY", "not a tag", "x" * 200])
def test_an_unknown_language_is_written_in_english(language: str) -> None:
    assert formatting.format_money(Money(124000, "EUR"), language) == "€1,240.00"


def test_an_unknown_region_falls_back_to_its_language() -> None:
    assert formatting.format_money(Money(124000, "EUR"), "de-XX") == f"1.240,00{NO_BREAK_SPACE}€"
