"""The checklist asks for what a country wants on an invoice, no more and no less."""

from dataclasses import replace

import pytest

from billing.money import Money
from billing.requirements import EUROPEAN_UNION, Facts, Missing, missing

COMPLETE = Facts(
    seller_country="IE",
    buyer_country="IE",
    total=Money(1_240_00, "EUR"),
    has_tax=True,
    has_seller_address=True,
    has_seller_tax_id=True,
    has_buyer_address=True,
    has_buyer_tax_id=True,
    has_supply_date=True,
    has_terms=True,
    has_registration=True,
)
BARE = Facts(
    seller_country="IE",
    buyer_country="",
    total=Money(1_240_00, "EUR"),
    has_tax=True,
    has_seller_address=False,
    has_seller_tax_id=False,
    has_buyer_address=False,
    has_buyer_tax_id=False,
    has_supply_date=False,
    has_terms=False,
    has_reason=False,
)
SELLER = {Missing.SELLER_ADDRESS, Missing.SELLER_TAX_ID}


@pytest.mark.parametrize("country", [*sorted(EUROPEAN_UNION), "GB", "US", "CA", "AU"])
def test_an_invoice_that_says_everything_lacks_nothing(country: str) -> None:
    currency = {"GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD"}.get(country, "EUR")
    assert missing(replace(COMPLETE, seller_country=country, total=Money(1_240_00, currency))) == ()


@pytest.mark.parametrize(
    ("country", "currency", "wanted"),
    [
        ("IE", "EUR", SELLER | {Missing.BUYER_ADDRESS, Missing.EXEMPTION_REASON}),
        ("DE", "EUR", SELLER | {Missing.BUYER_ADDRESS, Missing.EXEMPTION_REASON, Missing.SUPPLY_DATE}),
        (
            "FR",
            "EUR",
            SELLER
            | {
                Missing.BUYER_ADDRESS,
                Missing.EXEMPTION_REASON,
                Missing.SUPPLY_DATE,
                Missing.SELLER_REGISTRATION,
                Missing.LATE_PAYMENT_TERMS,
            },
        ),
        ("GB", "GBP", SELLER | {Missing.BUYER_ADDRESS, Missing.EXEMPTION_REASON}),
        ("US", "USD", {Missing.SELLER_ADDRESS, Missing.TERMS}),
        ("CA", "CAD", {Missing.SELLER_TAX_ID, Missing.BUYER_IDENTITY, Missing.TERMS}),
        ("AU", "AUD", {Missing.SELLER_TAX_ID, Missing.BUYER_IDENTITY}),
        ("JP", "JPY", set()),
        ("", "EUR", set()),
    ],
)
def test_an_invoice_that_says_nothing_lacks_what_its_country_wants(
    country: str, currency: str, wanted: set[Missing]
) -> None:
    assert set(missing(replace(BARE, seller_country=country, total=Money(1_240_00, currency)))) == wanted


@pytest.mark.parametrize(
    ("country", "at_most", "currency"),
    [("IE", 100_00, "EUR"), ("DE", 250_00, "EUR"), ("FR", 150_00, "EUR"), ("GB", 250_00, "GBP")],
)
def test_a_small_invoice_need_not_say_where_its_customer_lives(country: str, at_most: int, currency: str) -> None:
    small = replace(BARE, seller_country=country, total=Money(at_most, currency))
    large = replace(small, total=Money(at_most + 1, currency))
    assert Missing.BUYER_ADDRESS not in missing(small)
    assert Missing.BUYER_ADDRESS in missing(large)


def test_an_amount_in_another_currency_counts_as_large() -> None:
    assert Missing.BUYER_ADDRESS in missing(replace(BARE, total=Money(1, "USD")))


@pytest.mark.parametrize(("whole", "asked"), [(99, False), (100, True)])
def test_canada_asks_for_a_registration_from_a_hundred_dollars_on(whole: int, asked: bool) -> None:
    found = missing(replace(BARE, seller_country="CA", total=Money(whole * 100, "CAD")))
    assert (Missing.SELLER_TAX_ID in found) is asked


def test_a_supply_to_another_country_of_the_union_without_tax_needs_the_buyers_number() -> None:
    abroad = replace(COMPLETE, buyer_country="DE", has_tax=False, has_buyer_tax_id=False)
    assert missing(abroad) == (Missing.BUYER_TAX_ID,)
    assert missing(replace(abroad, has_tax=True)) == ()
    assert missing(replace(abroad, buyer_country="US")) == ()


def test_leaving_the_tax_to_the_buyer_needs_the_buyers_number_at_home_too() -> None:
    assert missing(replace(COMPLETE, has_buyer_tax_id=False, reverse_charged=True)) == (Missing.BUYER_TAX_ID,)


def test_a_british_invoice_in_another_currency_owes_its_tax_in_pounds() -> None:
    assert missing(replace(COMPLETE, seller_country="GB")) == (Missing.TAX_IN_POUNDS,)


def test_a_german_seller_needs_a_number_also_without_tax() -> None:
    untaxed = replace(COMPLETE, seller_country="DE", has_tax=False, has_seller_tax_id=False)
    assert missing(untaxed) == (Missing.SELLER_TAX_ID,)
    assert missing(replace(untaxed, seller_country="IE")) == ()


@pytest.mark.parametrize(("country", "currency"), [("US", "USD"), ("CA", "CAD")])
def test_a_due_date_says_when_to_pay_as_well_as_terms_do(country: str, currency: str) -> None:
    dated = replace(BARE, seller_country=country, total=Money(1_240_00, currency), has_due_date=True)
    assert Missing.TERMS not in missing(dated)
