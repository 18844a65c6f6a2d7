"""What holds for every document, tried on random ones."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from billing.totals import Discount, LineInput, PriceMode, Sheet, Tax, TaxRounding, Totals, calculate

RATES = ["5.5", "9.975", "20", "20.00", "23"]
TAXES = [Tax("S", Decimal(rate)) for rate in RATES] + [Tax("E", Decimal(0)), Tax("AE", Decimal(0))]

percents = st.decimals(min_value=0, max_value=100, places=4).map(lambda value: Discount(percent=value))
lines = st.builds(
    LineInput,
    quantity=st.decimals(min_value=-1000, max_value=1000, places=6),
    unit_price=st.decimals(min_value=-1000, max_value=1000, places=6),
    discount=st.none() | percents,
    tax=st.sampled_from(TAXES),
    counted=st.booleans(),
)
sheets = st.builds(
    Sheet,
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]),
    price_mode=st.sampled_from(PriceMode),
    rounding=st.sampled_from(TaxRounding),
    lines=st.lists(lines, max_size=12).map(tuple),
    discount=st.none() | percents,
)


@given(sheets)
def test_the_parts_add_up_to_the_total(sheet: Sheet) -> None:
    result = calculate(sheet)
    counted = [row.net for row, line in zip(result.lines, sheet.lines, strict=True) if line.counted]
    assert result.line_sum == sum(counted)
    assert all(row.net == row.product - row.discount for row in result.lines)
    assert result.net == sum(row.base for row in result.taxes)
    assert result.tax == sum(row.amount for row in result.taxes)
    assert result.total == result.net + result.tax
    before_tax = result.net if sheet.price_mode is PriceMode.EXCLUSIVE else result.total
    assert before_tax == result.line_sum - result.discount


@given(sheets, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_sum(sheet: Sheet, random: Random) -> None:
    shuffled = replace(sheet, lines=tuple(random.sample(sheet.lines, len(sheet.lines))))
    before, after = calculate(sheet), calculate(shuffled)
    assert replace(after, lines=()) == replace(before, lines=())
    assert Counter(after.lines) == Counter(before.lines)


@given(sheets)
def test_a_mirrored_document_has_mirrored_sums(sheet: Sheet) -> None:
    mirrored = replace(sheet, lines=tuple(replace(line, quantity=-line.quantity) for line in sheet.lines))
    assert calculate(mirrored) == _negated(calculate(sheet))


@given(sheets)
def test_the_same_sheet_gives_the_same_totals_twice(sheet: Sheet) -> None:
    assert calculate(sheet) == calculate(sheet)


@given(sheets)
def test_a_discount_by_amount_equals_the_one_by_percent_that_it_came_from(sheet: Sheet) -> None:
    result = calculate(sheet)
    assert calculate(replace(sheet, discount=Discount(minor=abs(result.discount)))) == result


@given(sheets)
def test_printed_lines_can_be_calculated_again(sheet: Sheet) -> None:
    """Each line's amount as a price of its own leads to the same sums: what is printed is what counts."""
    result = calculate(sheet)
    scale = {"EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4}[sheet.currency]
    printed = tuple(
        replace(line, quantity=Decimal(1), unit_price=Decimal(row.net).scaleb(-scale), discount=None)
        for line, row in zip(sheet.lines, result.lines, strict=True)
    )
    assert replace(calculate(replace(sheet, lines=printed)), lines=()) == replace(result, lines=())


@given(sheets)
def test_rounding_per_line_strays_less_than_half_a_unit_a_line(sheet: Sheet) -> None:
    once = calculate(replace(sheet, rounding=TaxRounding.PER_TOTAL))
    each = calculate(replace(sheet, rounding=TaxRounding.PER_LINE))
    assert abs(once.tax - each.tax) <= (len(sheet.lines) + len(once.taxes)) / 2
    assert [row.tax for row in once.taxes] == [row.tax for row in each.taxes]


def _negated(totals: Totals) -> Totals:
    return Totals(
        lines=tuple(replace(row, product=-row.product, discount=-row.discount, net=-row.net) for row in totals.lines),
        line_sum=-totals.line_sum,
        discount=-totals.discount,
        net=-totals.net,
        taxes=tuple(replace(row, base=-row.base, amount=-row.amount) for row in totals.taxes),
        tax=-totals.tax,
        total=-totals.total,
    )
