"""Stripe's own table of digits: each exception, exact or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import CURRENCIES, MAX_MINOR, UnknownCurrency, exponent
from billing.stripe_amounts import NotPayable, from_stripe, smallest, to_stripe

WHOLE = "BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF"
THREE = "BHD JOD KWD OMR TND"
FIFTY = "USD EUR AUD BRL CAD CHF NZD SGD INR ARS COP IDR ILS PHP RUB ZAR JPY KRW"


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "PLN", "HUF", "TWD"])
def test_most_currencies_travel_in_their_cents_and_forint_and_taiwan_dollar_are_among_them(currency: str) -> None:
    assert to_stripe(124001, currency) == 124001
    assert from_stripe(124001, currency) == 124001


@pytest.mark.parametrize("currency", WHOLE.split())
def test_a_currency_without_decimals_travels_in_whole_units(currency: str) -> None:
    assert exponent(currency) == 0
    assert to_stripe(500, currency) == 500
    assert from_stripe(500, currency) == 500


@pytest.mark.parametrize("currency", ["ISK", "UGX"])
def test_krona_of_iceland_and_shilling_of_uganda_are_whole_and_yet_sent_a_hundredfold(currency: str) -> None:
    assert to_stripe(5, currency) == 500
    assert from_stripe(500, currency) == 5
    with pytest.raises(NotPayable):
        from_stripe(550, currency)


@pytest.mark.parametrize("currency", THREE.split())
def test_the_last_of_three_decimals_is_0_or_the_charge_is_refused(currency: str) -> None:
    assert to_stripe(5120, currency) == 5120
    assert from_stripe(5120, currency) == 5120
    with pytest.raises(NotPayable) as refused:
        to_stripe(5124, currency)
    assert (refused.value.minor, refused.value.currency) == (5124, currency)


def test_the_ariary_of_madagascar_has_two_decimals_in_the_norm_and_none_at_stripe() -> None:
    assert exponent("MGA") == 2
    assert to_stripe(500, "MGA") == 5
    assert from_stripe(5, "MGA") == 500
    with pytest.raises(NotPayable):
        to_stripe(520, "MGA")


@pytest.mark.parametrize("currency", ["IQD", "LYD", "CLF", "UYW", "UYI"])
def test_a_currency_whose_digits_stripe_does_not_publish_is_refused_both_ways(currency: str) -> None:
    for convert in (to_stripe, from_stripe):
        with pytest.raises(NotPayable, match=f"no payments in {currency}"):
            convert(1000, currency)


@pytest.mark.parametrize("minor", [0, -1, -5000])
def test_nothing_and_less_than_nothing_cannot_be_paid(minor: int) -> None:
    with pytest.raises(NotPayable, match="above zero"):
        to_stripe(minor, "EUR")


def test_nothing_received_yet_is_read_as_0_and_a_negative_amount_is_not_read() -> None:
    assert from_stripe(0, "EUR") == 0
    with pytest.raises(NotPayable):
        from_stripe(-1, "EUR")


@pytest.mark.parametrize("currency", ["eur", "", "XXX"])
def test_an_unknown_code_is_refused_by_its_name(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        to_stripe(100, currency)


@given(st.integers(1, MAX_MINOR), st.sampled_from(sorted(CURRENCIES)))
def test_what_stripe_takes_comes_back_as_the_same_amount(minor: int, currency: str) -> None:
    try:
        amount = to_stripe(minor, currency)
    except NotPayable:
        return
    assert from_stripe(amount, currency) == minor


@pytest.mark.parametrize(
    ("currency", "least"),
    [
        *[(currency, 50) for currency in FIFTY.split()],
        ("GBP", 30),
        *[(currency, 200) for currency in ("AED", "MYR", "PLN", "RON")],
        ("DKK", 250),
        ("NOK", 300),
        ("SEK", 300),
        ("HKD", 400),
        ("MXN", 1000),
        ("THB", 1000),
        ("CZK", 1500),
        ("HUF", 17500),
        ("ISK", None),
    ],
)
def test_the_least_that_stripe_charges_is_known_by_currency(currency: str, least: int | None) -> None:
    assert smallest(currency) == least
    assert least is None or to_stripe(least, currency) > 0
