"""What was issued stays readable, and comes to the same cent for ever."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from billing.canonical import canonical
from billing.crediting import CreditWish, credit
from billing.formatting import format_amount
from billing.issued import IssuedDocument, IssuedTax, chain_hash, revision_hash
from billing.money import CURRENCIES, Money, to_decimal
from billing.money import exponent as today
from billing.snapshot import View, view_of
from billing.steps import Names, explain
from billing.taxes import Tax, TaxTotal
from billing.totals import calculate

# As the first format was stored: one tax a line, in three fields.
FORMAT_1 = (
    '{"bank":[],"buyer":{"address":[],"country":"","email":"","name":"Rosewood Dental","phone":"","tax_ids":[]},'
    '"currency":"EUR","discount":{"minor":1000,"percent":null},"discount_reason":"Loyalty","due_on":null,"exponent":2,'
    '"format":1,"issued_on":"2026-11-20","kind":"quote","language":"en-IE","lines":['
    '{"chosen":true,"detail":"","discount":null,"optional":false,"quantity":"2.4","tax_category":"S",'
    '"tax_label":"VAT","tax_rate":"13.5","title":"Oak worktop","unit":"m","unit_price":"184"},'
    '{"chosen":true,"detail":"","discount":{"minor":null,"percent":"10"},"optional":false,"quantity":"1",'
    '"tax_category":"S","tax_label":"Tax","tax_rate":"13.5","title":"Hinges","unit":"m","unit_price":"0.05"},'
    '{"chosen":true,"detail":"","discount":null,"optional":false,"quantity":"1","tax_category":"S",'
    '"tax_label":"VAT","tax_rate":"13.50","title":"Fitting","unit":"m","unit_price":"0.02"},'
    '{"chosen":true,"detail":"","discount":null,"optional":false,"quantity":"3","tax_category":"Z",'
    '"tax_label":"VAT","tax_rate":"0","title":"Booklet","unit":"m","unit_price":"4"},'
    '{"chosen":false,"detail":"","discount":null,"optional":true,"quantity":"2.4","tax_category":"S",'
    '"tax_label":"VAT","tax_rate":"13.5","title":"Rail","unit":"m","unit_price":"184"}],'
    '"message":"","number":"QUO-2026-0007","order_reference":"","price_mode":"exclusive","revision":1,'
    '"rounding":"per_total","seller":{"address":[],"country":"","email":"","name":"Alder & Finch","phone":"",'
    '"tax_ids":[]},"supplied":"","terms":"","time_zone":"Europe/Dublin","valid_until":null}'
)
_NEW_IN_A_VIEW = {"charges", "tax_notes", "withheld", "rounding", "payable"}


def test_a_document_of_the_first_format_comes_to_the_same_cent() -> None:
    """Two words for one rate were one row of tax then, and stay one."""
    document = IssuedDocument.model_validate_json(FORMAT_1)
    totals = calculate(document.sheet())
    assert totals.taxes == (
        TaxTotal(Tax("S", Decimal("13.5"), "VAT"), 43_192, 5_831),
        TaxTotal(Tax("Z", Decimal(0), "VAT"), 1_174, 0),
    )
    assert (totals.net, totals.total, totals.payable) == (44_366, 50_197, 50_197)


def test_a_document_of_the_first_format_shows_what_it_showed() -> None:
    view = view_of(IssuedDocument.model_validate_json(FORMAT_1))
    assert [(row.label, row.base, row.amount) for row in view.taxes] == [
        ("VAT 13.5%", "€431.92", "€58.31"),
        ("VAT 0%", "€11.74", "€0.00"),
    ]
    assert [line.tax for line in view.lines] == ["13.5%", "13.5%", "13.5%", "0%", "13.5%"]
    assert (view.total, view.payable, view.charges, view.tax_notes) == ("€501.97", "", (), ())


def test_hashes_are_of_what_was_stored_whatever_its_format() -> None:
    stored = FORMAT_1.encode()
    assert canonical(IssuedDocument.model_validate_json(stored)) != stored
    assert revision_hash(stored, "0" * 64) != revision_hash(stored.replace(b"184", b"185"), "0" * 64)
    assert chain_hash("", stored, "0" * 64) != chain_hash("1", stored, "0" * 64)


def test_a_document_read_anew_is_the_same_document() -> None:
    document = IssuedDocument.model_validate_json(FORMAT_1)
    assert IssuedDocument.model_validate_json(canonical(document)) == document


@pytest.mark.parametrize(("currency", "exponent"), [("EUR", 3), ("JPY", 2), ("HRK", 2)])
def test_a_document_keeps_the_decimals_of_its_day_whatever_the_table_of_currencies_says_today(
    currency: str, exponent: int
) -> None:
    """A currency may change its decimals, as Iceland's and Uganda's did, or leave the table, as Croatia's did."""
    assert currency not in CURRENCIES or today(currency) != exponent
    frozen = {"currency": currency, "exponent": exponent}
    body = IssuedDocument.model_validate_json(FORMAT_1)
    body = IssuedDocument.model_validate_json(
        canonical(body.model_copy(update=frozen | {"discount": None, "lines": body.lines[:1]}))
    )
    scale = 10**exponent
    totals = calculate(body.sheet())
    assert totals.net == Decimal("441.60") * scale
    assert totals.total == Decimal("501.216").quantize(Decimal(1) / scale, ROUND_HALF_UP) * scale
    view = view_of(body)
    places = "0" * (exponent - 2)
    assert view.lines[0].unit_price == f"184.00{places}"
    assert view.lines[0].amount == f"441.60{places}"
    assert re.sub(r"[^\d.]", "", view.net) == f"441.60{places}"
    assert format_amount(Money(view.balance_minor, view.currency, view.exponent), "en-IE") == f"{totals.total / scale}"
    told = explain(body.sheet(), Names(("Oak worktop",)), "en-IE")
    assert told[0].figures.startswith(f"2.4 × 184.00{places}")
    assert told[0].result == f"441.60{places}"
    note = credit(body, (), [CreditWish(1)])
    assert note.total == totals.total


def test_a_view_from_before_the_decimals_were_in_it_counts_in_todays() -> None:
    view = view_of(IssuedDocument.model_validate_json(FORMAT_1))
    before = View.model_validate(view.model_dump(mode="json", exclude={"exponent"}))
    assert before == view.model_copy(update={"exponent": None})
    assert to_decimal(Money(before.balance_minor, before.currency, before.exponent)) == Decimal("501.97")


def test_a_view_from_before_charges_and_withholding_still_opens() -> None:
    view = view_of(IssuedDocument.model_validate_json(FORMAT_1))
    before = view.model_dump(mode="json", exclude=_NEW_IN_A_VIEW)
    assert View.model_validate(before) == view


def test_a_line_shows_every_rate_it_bears_and_a_note_says_why_it_bears_none() -> None:
    document = IssuedDocument.model_validate_json(FORMAT_1)
    two = (IssuedTax(label="GST", rate=Decimal(5)), IssuedTax(label="QST", rate=Decimal("9.975")))
    none = (IssuedTax(label="VAT", category="AE", reason="Reverse charge"),)
    lines = tuple(
        line.model_copy(update={"taxes": taxes})
        for line, taxes in zip(document.lines, (two, none, none, (), none), strict=True)
    )
    view = view_of(document.model_copy(update={"lines": lines}))
    assert [line.tax for line in view.lines] == ["5% + 9.975%", "0%", "0%", "", "0%"]
    assert view.tax_notes == ("Reverse charge",)
    assert [row.label for row in view.taxes] == ["VAT 0%", "GST 5%", "QST 9.975%"]
