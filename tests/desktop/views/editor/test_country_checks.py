"""What the business's country wants to read on an invoice stands in the checklist; it warns and never blocks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.issued import IssuedTax
from billing.terms import Part, read_terms
from desktop.queries.drafts import DraftValues, LineValues
from desktop.queries.office import office_row
from desktop.queries.people import CustomerRow, customers
from desktop.queries.rows import OfficeRow
from desktop.services.drafts import totals_of
from desktop.views.editor.checklist import Check, Standing, checklist
from desktop.views.editor.country_checks import country_checks
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.views.editor.typist import Typist

Asked = Callable[..., list[str]]


@pytest.fixture
def asked(stocked: Desk) -> Asked:
    """What is asked for on an invoice over 1,230.00 to a customer with an address, as a test changes it."""
    found = stocked.read(office_row)
    assert found is not None
    office: OfficeRow = found
    (dental,) = stocked.read(customers)

    def ask(
        country: str = "IE",
        *lines: LineValues,
        customer: CustomerRow | None = dental,
        business: dict[str, str] | None = None,
        **fields: object,
    ) -> list[str]:
        values = DraftValues("invoice", "EUR", "exclusive", "per_total", lines=lines or (line(price="1000"),))
        values = replace(values, **fields)  # type: ignore[arg-type]  # fields by their names
        own = office._replace(country=country, **(business or {}))  # type: ignore[arg-type]  # fields by their names
        return [text for text, detail in country_checks(values, totals_of(values), customer=customer, office=own)]

    return ask


def test_the_seller_is_asked_for_address_and_tax_number(asked: Asked) -> None:
    assert asked() == ["Your address is missing", "Your VAT number is missing"]
    assert asked(business={"address": "14 Bridge Street", "tax_id": "IE6388047V"}) == []
    assert asked("IE", LineValues("Gift", unit_price=Decimal(5)), business={"address": "14 Bridge Street"}) == [
        "A line without tax gives no reason"
    ]


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("DE", "No date of supply"),
        ("FR", "Your registration is missing (SIREN, RCS)"),
        ("FR", "Nothing is said about late payment"),
        ("US", "No payment terms"),
    ],
)
def test_each_country_asks_for_what_is_its_own(asked: Asked, country: str, words: str) -> None:
    assert words in asked(country)
    complete = {"registration": "RCS Paris 1", "address": "1 rue", "tax_id": "1"}
    assert asked(country, business=complete, supplied="20 Nov 2026", terms="30 days, 12 % a year") == []


@pytest.mark.parametrize(
    "agreed",
    [
        {"due_on": date(2026, 12, 4)},
        {"payment_terms": "net:30"},
        {"parts": (Part(Decimal(50), read_terms("on-receipt")), Part(Decimal(50), read_terms("net:30")))},
    ],
)
@pytest.mark.parametrize(("country", "currency"), [("US", "USD"), ("CA", "CAD")])
def test_a_day_a_rule_or_parts_are_payment_terms(
    asked: Asked, country: str, currency: str, agreed: dict[str, object]
) -> None:
    assert "No payment terms" in asked(country, currency=currency)
    assert "No payment terms" not in asked(country, currency=currency, **agreed)


def test_a_line_without_tax_says_why(asked: Asked) -> None:
    bare = LineValues("Gift", unit_price=Decimal(500))
    why = "A line without tax gives no reason"
    assert why in asked("IE", bare)
    for category in ("AE", "Z", "E"):
        assert why not in asked("IE", replace(bare, taxes=(IssuedTax(category=category),)))


def test_reverse_charge_wants_the_customers_number(asked: Asked) -> None:
    reversed_ = replace(line(price="1000"), taxes=(IssuedTax(category="AE"),))
    assert "The customer’s tax number is missing" in asked("IE", reversed_)


def test_a_quote_and_an_invoice_to_nobody_are_asked_for_nothing(asked: Asked) -> None:
    assert asked(kind="quote") == []
    assert asked(customer=None) == []


def test_the_editor_shows_it_once_and_what_is_there_as_in_order(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line(price="1000")))
    rows = typist.editor.page.checklist.checks
    assert [row.text for row in rows if row.standing is Standing.MISSING] == []
    for words in ("Your VAT number is missing", "The customer has no address", "Your address is missing"):
        assert [row.standing for row in rows if row.text == words] == [Standing.LOOK], words


def test_what_is_there_is_shown_as_in_order(stocked: Desk) -> None:
    office = stocked.read(office_row)
    assert office is not None
    (dental,) = stocked.read(customers)
    values = DraftValues("invoice", "EUR", "exclusive", "per_total", lines=(line(price="1000"),))
    rows = checklist(
        values, (), customer=dental, office=office._replace(tax_id="IE6388047V", address="14 Bridge Street"),
        totals=totals_of(values), today=TODAY,
    )  # fmt: skip
    good = [row for row in rows if row.standing is Standing.GOOD]
    assert Check(Standing.GOOD, "Your VAT number") in good
    assert Check(Standing.GOOD, "Customer’s address") in good
    assert not [row for row in rows if row.text in {"Your address is missing", "The customer has no address"}]
