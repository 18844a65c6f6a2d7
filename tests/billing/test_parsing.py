"""Numbers as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.formatting import format_number
from billing.money import OutOfRange
from billing.parsing import DoubtfulNumber, NotANumber, TooManyDecimals, parse_number

LOCALES = ["en-IE", "de", "de-CH", "fr", "ar", "ja", "en-IN", "sv", "pl"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text",
    [
        "1.234,56",
        "1,234.56",
        "1 234,56",
        "1\u00a0234,56",
        "1\u202f234.56",
        "1'234.56",
        "1’234,56",
        "1234.56",
        "1234,56",
        "١٬٢٣٤٫٥٦",
        "١٢٣٤٫٥٦",
        "１２３４.５６",
        "  1234.56  ",
        "\u200f1,234.56\u00a0",
        "+1234.56",
    ],
)
def test_both_marks_or_two_decimals_leave_no_doubt_in_any_locale(text: str, locale: str) -> None:
    assert parse_number(text, locale, places=6) == Decimal("1234.56")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("0.0333", "0.0333"),
        ("0,500", "0.500"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,5", "1.5"),
        ("1234.567", "1234.567"),
        ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("1.234.567", "1234567"),
        ("12,34,567.5", "1234567.5"),
        ("-12,50", "-12.50"),
        ("−12.50", "-12.50"),
        ("- 3", "-3"),
        ("9.40", "9.40"),
    ],
)
def test_what_was_typed_is_kept_to_the_digit(text: str, value: str) -> None:
    assert str(parse_number(text, "en-IE", places=6)) == value


@pytest.mark.parametrize(
    ("text", "locale", "value"), [("1.234", "en", "1.234"), ("1,234", "en", "1234"), ("1,234", "de", "1.234")]
)
def test_one_mark_before_three_digits_is_read_as_the_locale_writes_it(text: str, locale: str, value: str) -> None:
    assert parse_number(text, locale, places=6) == Decimal(value)


@pytest.mark.parametrize(("text", "locale"), [("1.234", "de"), ("1.234", "fr"), ("1,234", "de-CH")])
def test_a_mark_that_can_mean_two_amounts_is_asked_about(text: str, locale: str) -> None:
    with pytest.raises(DoubtfulNumber) as refused:
        parse_number(text, locale, places=6)
    assert refused.value.readings == (Decimal(1234), Decimal("1.234"))


def test_the_question_shows_both_amounts_the_way_they_can_be_typed() -> None:
    with pytest.raises(DoubtfulNumber, match=r"^1\.234 can mean two amounts\. Choose 1\.234,00 or 1,234\.$"):
        parse_number("1.234", "de", places=3)
    with pytest.raises(DoubtfulNumber) as refused:
        parse_number("-1.234", "de", places=3)
    assert refused.value.readings == (Decimal(-1234), Decimal("-1.234"))


def test_no_doubt_remains_where_the_field_takes_fewer_decimals() -> None:
    assert parse_number("1.234", "de", places=2) == Decimal(1234)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "-",
        "abc",
        "12 EUR",
        "1.2.3",
        "1,2,3",
        "1.234,567.89",
        "1,234,56.7,8",
        "10²",
        "½",
        "1e5",
        "0x10",
        "NaN",
        ".",
        ",",
        "1 2",
        "12 34",
        "--5",
        "5-",
        "1..5",
        "1 234'567",
        "1234,567,890",
        "Ⅷ",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text, "en-IE", places=6)


def test_the_refusal_shows_how_the_locale_writes_a_number() -> None:
    with pytest.raises(NotANumber, match=r"^“x” is not a number\. Type it like 1\.234,56\.$"):
        parse_number(" x ", "de", places=2)


@pytest.mark.parametrize(("text", "places"), [("1.2345678", 6), ("1.005", 2), ("1.5", 0)])
def test_more_decimals_than_the_field_keeps_are_refused(text: str, places: int) -> None:
    with pytest.raises(TooManyDecimals):
        parse_number(text, "en", places=places)


@pytest.mark.parametrize("text", ["9" * 61, "9" * 20, "-" + "9" * 20])
def test_a_number_beyond_every_field_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse_number(text, "en", places=2)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
    st.sampled_from(LOCALES),
)
def test_every_number_the_app_writes_can_be_typed_back(value: Decimal, locale: str) -> None:
    assert parse_number(format_number(value, locale), locale, places=6) == value


@given(st.text(max_size=12), st.sampled_from(LOCALES))
def test_any_text_is_a_number_or_refused(text: str, locale: str) -> None:
    with suppress(NotANumber, DoubtfulNumber, TooManyDecimals):
        assert parse_number(text, locale, places=6).is_finite()
