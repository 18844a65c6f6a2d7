"""The traps of invoice arithmetic, one test each."""

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.adjustments import Charge, Discount
from billing.issued import IssuedDocument
from billing.money import OutOfRange
from billing.parsing import parse_number
from billing.snapshot import view_of
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, Totals, calculate
from tests.billing.test_issued import FORMAT_1

VAT = Tax("S", Decimal(20), "VAT")
INCLUSIVE, EXCLUSIVE = PriceMode.INCLUSIVE, PriceMode.EXCLUSIVE


def line(quantity: str, price: str, *taxes: Tax, discount: Discount | None = None) -> LineInput:
    return LineInput(Decimal(quantity), Decimal(price), discount, taxes or (VAT,))


def sheet(*lines: LineInput, currency: str = "EUR", mode: PriceMode = EXCLUSIVE) -> Sheet:
    return Sheet(currency, mode, TaxRounding.PER_TOTAL, lines)


def totals(*lines: LineInput, currency: str = "EUR", mode: PriceMode = EXCLUSIVE) -> Totals:
    return calculate(sheet(*lines, currency=currency, mode=mode))


def test_a_quantity_of_zero_makes_a_line_of_nothing() -> None:
    assert totals(line("0", "9.99"), line("1", "1")).total == 120


def test_a_negative_quantity_gives_back_to_the_cent_what_the_positive_one_took() -> None:
    assert totals(line("3", "33.333"), line("-3", "33.333")).total == 0


def test_a_discount_of_100_percent_leaves_no_tax_behind() -> None:
    free = replace(sheet(line("1", "99.99")), discount=Discount(percent=Decimal(100)))
    assert (calculate(free).net, calculate(free).tax, calculate(free).total) == (0, 0, 0)


def test_a_total_of_zero_leaves_nothing_to_pay() -> None:
    view = view_of(_document(discount={"percent": Decimal(100)}))
    assert (view.total_minor, view.balance_minor, view.balance) == (0, 0, "€0.00")


def test_a_currency_of_three_decimals_keeps_the_third() -> None:
    assert totals(line("1", "0.0125"), currency="KWD").net == 13


def test_a_currency_of_no_decimals_has_no_half_yen() -> None:
    assert totals(line("1", "0.5"), line("1", "0.49"), currency="JPY").net == 1


def test_a_currency_of_four_decimals_keeps_the_fourth() -> None:
    assert totals(line("1", "0.00005"), currency="CLF").net == 1


def test_a_price_of_a_hundredth_of_a_cent_counts_by_the_hundred_thousand() -> None:
    assert totals(line("100000", "0.0001")).net == 1000


def test_quantities_and_prices_of_six_decimals_are_exact() -> None:
    assert totals(line("0.333333", "3.000003")).net == 100


def test_500_lines_of_half_a_cent_are_500_cents() -> None:
    assert totals(*[line("1", "0.005")] * 500).net == 500


def test_a_tie_goes_up_at_every_step() -> None:
    """Product 0.125, discount 0.065, charge 0.005, tax 0.015, withholding 0.005, cash 0.025: each is a tie."""
    tie = Tax("S", Decimal("12.5"), "Tie")
    assert totals(line("1", "0.125")).lines[0].net == 13
    half = Discount(percent=Decimal(50))
    assert totals(line("1", "0.13", discount=half)).lines[0].discount == 7
    whole = replace(
        sheet(line("1", "0.13", tie)),
        discount=half,
        charges=(Charge((tie,), percent=Decimal("8.3334")), Charge((tie,), minor=5)),
        withholding=Decimal("12.5"),
    )
    result = calculate(whole)
    assert (result.discount, result.charges, result.net) == (7, (1, 5), 12)
    assert (result.tax, result.withheld) == (2, 2)
    assert calculate(replace(sheet(line("1", "0.15", Tax("Z", Decimal(0)))), cash_step=10)).rounding == 5


def test_a_negative_tie_goes_as_far_down_as_the_positive_one_goes_up() -> None:
    up, down = totals(line("1", "0.125")), totals(line("-1", "0.125"))
    assert (up.net, up.tax, down.net, down.tax) == (13, 3, -13, -3)


def test_an_inclusive_tie_goes_to_the_tax() -> None:
    result = totals(line("1", "10.05"), mode=INCLUSIVE)
    assert (result.tax, result.net, result.total) == (168, 837, 1005)


def test_two_taxes_in_one_price_are_not_taken_out_as_if_each_were_alone() -> None:
    one, other = Tax("S", Decimal(10), "A"), Tax("S", Decimal(10), "B")
    result = totals(line("1", "120", one, other), mode=INCLUSIVE)
    assert (result.net, [row.amount for row in result.taxes]) == (10_000, [1_000, 1_000])


def test_one_discount_over_two_rates_is_two_shares_that_add_up() -> None:
    """10.00 over 66.66 and 33.34 is 6.67 and 3.33."""
    two = sheet(line("1", "66.66"), line("1", "33.34", Tax("S", Decimal(10), "VAT")))
    result = calculate(replace(two, discount=Discount(minor=1000)))
    assert [row.base for row in result.taxes] == [3334 - 333, 6666 - 667]


def test_a_discount_larger_than_one_rate_group_takes_its_part_of_each() -> None:
    two = sheet(line("1", "1", Tax("S", Decimal(10), "VAT")), line("1", "99"))
    assert [row.base for row in calculate(replace(two, discount=Discount(minor=5000))).taxes] == [50, 4950]


def test_three_lines_of_1_05_differ_by_where_tax_is_rounded() -> None:
    three = sheet(*[line("1", "1.05", Tax("S", Decimal(10), "VAT"))] * 3)
    assert calculate(three).tax == 32
    assert calculate(replace(three, rounding=TaxRounding.PER_LINE)).tax == 33


def test_an_amount_in_the_comma_of_one_language_is_the_same_in_the_point_of_another() -> None:
    german, irish = parse_number("1.234,56", "de", places=2), parse_number("1,234.56", "en-IE", places=2)
    assert totals(line("1", str(german))) == totals(line("1", str(irish)))


def test_arabic_digits_count_like_any_others() -> None:
    assert totals(line("1", str(parse_number("١٢٫٥", "ar-EG", places=2)))).net == 1250


def test_a_non_breaking_space_groups_digits_and_splits_nothing() -> None:
    assert totals(line("1", str(parse_number("1\u00a0234,56", "fr", places=2)))).net == 123_456


def test_a_price_typed_before_the_currency_changed_is_rounded_to_the_new_digits() -> None:
    typed = line("3", "19.995")
    found = [totals(typed, currency=currency).net for currency in ("EUR", "JPY", "KWD")]
    assert found == [5999, 60, 59_985]


def test_a_rate_changed_later_changes_no_document_that_carries_the_old_one() -> None:
    document = _document()
    newer = document.lines[0].taxes[0].model_copy(update={"rate": Decimal(25)})
    changed = document.model_copy(update={"lines": (document.lines[0].model_copy(update={"taxes": (newer,)}),)})
    assert view_of(changed).total != view_of(_document()).total
    assert view_of(document) == view_of(_document())


def test_a_rounding_mode_changed_later_changes_no_document_that_was_issued_under_the_old_one() -> None:
    """The mode is frozen with the document: reading it anew needs no setting of the office."""
    per_line = _document(rounding="per_line")
    again = IssuedDocument.model_validate_json(per_line.model_dump_json())
    assert again.sheet().rounding is TaxRounding.PER_LINE


def test_printed_lines_add_up_to_the_printed_sum() -> None:
    view = view_of(_document())
    printed = [parse_number(row.amount, "en-IE", places=2) for row in view.lines if row.chosen]
    assert f"€{sum(printed)}" == view.line_sum


def test_a_sum_over_the_bound_is_refused_though_each_line_is_within_it() -> None:
    most = line("10000", "1000000000", Tax("Z", Decimal(0)))
    assert totals(most).total == 10**15
    with pytest.raises(OutOfRange):
        totals(most, most)


def _document(**changes: object) -> IssuedDocument:
    values = IssuedDocument.model_validate_json(FORMAT_1).model_dump()
    return IssuedDocument.model_validate(values | {"discount": None} | changes)
