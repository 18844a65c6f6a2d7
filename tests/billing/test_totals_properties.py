"""What holds for every document, tried on random ones."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from billing.adjustments import Charge, Discount
from billing.sharing import shares
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, Totals, calculate

BESIDE = [Tax("S", Decimal(rate), name) for name in ("CGST", "SGST", "VAT") for rate in ("5.5", "9.975", "20", "23")]
ON_TOP = [Tax("S", Decimal(rate), name, compound=True) for name, rate in (("Cess", "1"), ("QST", "9.5"), ("PEI", "10"))]
UNTAXED = [Tax("E", Decimal(0), "VAT"), Tax("AE", Decimal(0), "VAT"), Tax("Z", Decimal(0))]

taxes = st.one_of(
    st.just(()),
    st.sampled_from(UNTAXED).map(lambda tax: (tax,)),
    st.lists(st.sampled_from(BESIDE + ON_TOP), min_size=1, max_size=3, unique=True).map(tuple),
)
percents = st.decimals(min_value=0, max_value=100, places=4)
discounts = percents.map(lambda value: Discount(percent=value))
lines = st.builds(
    LineInput,
    quantity=st.decimals(min_value=-1000, max_value=1000, places=6),
    unit_price=st.decimals(min_value=-1000, max_value=1000, places=6),
    discount=st.none() | discounts,
    taxes=taxes,
    counted=st.booleans(),
)
charges = st.builds(Charge, taxes=taxes, minor=st.integers(0, 100_000)) | st.builds(
    Charge, taxes=taxes, percent=percents
)
sheets = st.builds(
    Sheet,
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]),
    price_mode=st.sampled_from(PriceMode),
    rounding=st.sampled_from(TaxRounding),
    lines=st.lists(lines, max_size=12).map(tuple),
    discount=st.none() | discounts,
    charges=st.lists(charges, max_size=3).map(tuple),
    withholding=st.none() | percents,
    cash_step=st.sampled_from([0, 1, 5, 100]),
)


@given(sheets)
def test_the_parts_add_up_to_the_total(sheet: Sheet) -> None:
    result = calculate(sheet)
    counted = [row.net for row, line in zip(result.lines, sheet.lines, strict=True) if line.counted]
    assert result.line_sum == sum(counted)
    assert all(row.net == row.product - row.discount for row in result.lines)
    assert result.tax == sum(row.amount for row in result.taxes)
    assert result.total == result.net + result.tax
    assert result.payable == result.total - result.withheld + result.rounding
    before_tax = result.net if sheet.price_mode is PriceMode.EXCLUSIVE else result.total
    assert before_tax == result.line_sum - result.discount + sum(result.charges)


@given(sheets)
def test_every_row_of_the_tax_table_is_its_rate_of_its_base(sheet: Sheet) -> None:
    """Within a unit where prices hold several taxes, whose sum is what was rounded; to the unit where they do not."""
    result = calculate(replace(sheet, rounding=TaxRounding.PER_TOTAL))
    parts = len(sheet.lines) + len(sheet.charges)
    slack = Fraction(1, 2) if sheet.price_mode is PriceMode.EXCLUSIVE else Fraction(2 * parts)
    for row in result.taxes:
        assert abs(row.amount - Fraction(row.base) * Fraction(row.tax.rate) / 100) <= slack


@given(sheets, st.randoms(use_true_random=False))
def test_the_order_of_lines_charges_and_taxes_changes_no_sum(sheet: Sheet, random: Random) -> None:
    shuffled = replace(
        sheet,
        lines=tuple(_taxes_shuffled(line, random) for line in random.sample(sheet.lines, len(sheet.lines))),
        charges=tuple(random.sample(sheet.charges, len(sheet.charges))),
    )
    before, after = calculate(sheet), calculate(shuffled)
    assert replace(after, lines=(), charges=()) == replace(before, lines=(), charges=())
    assert Counter(after.lines) == Counter(before.lines)
    assert Counter(after.charges) == Counter(before.charges)


@given(sheets.filter(lambda sheet: calculate(sheet).line_sum != calculate(sheet).discount))
def test_a_mirrored_document_has_mirrored_sums(sheet: Sheet) -> None:
    """Where something is left to mirror: a sum of 0 has no sign that a charge could follow."""
    mirrored = replace(sheet, lines=tuple(replace(line, quantity=-line.quantity) for line in sheet.lines))
    assert calculate(mirrored) == _negated(calculate(sheet))


@given(sheets)
def test_the_same_sheet_gives_the_same_totals_twice(sheet: Sheet) -> None:
    assert calculate(sheet) == calculate(sheet)


@given(sheets)
def test_what_was_rounded_stays_when_it_is_rounded_again(sheet: Sheet) -> None:
    """A discount or a charge by amount equals the one by percent that it came from."""
    result = calculate(sheet)
    amounts = replace(
        sheet,
        discount=Discount(minor=abs(result.discount)),
        charges=tuple(
            Charge(charge.taxes, minor=abs(minor)) for charge, minor in zip(sheet.charges, result.charges, strict=True)
        ),
    )
    assert calculate(amounts) == result


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
def test_rounding_per_line_strays_less_than_a_unit_a_tax_of_a_line(sheet: Sheet) -> None:
    once = calculate(replace(sheet, rounding=TaxRounding.PER_TOTAL))
    each = calculate(replace(sheet, rounding=TaxRounding.PER_LINE))
    parts = sum(len(line.taxes) for line in sheet.lines) + sum(len(charge.taxes) for charge in sheet.charges)
    assert abs(once.tax - each.tax) <= parts + len(once.taxes)
    assert [row.tax for row in once.taxes] == [row.tax for row in each.taxes]


@given(sheets)
def test_a_price_with_its_taxes_inside_comes_to_the_net_it_was_made_of(sheet: Sheet) -> None:
    """One line, taxes added and taken out again: the same net to the unit, as long as one cent is one cent."""
    for line in sheet.lines:
        single = replace(
            sheet, lines=(replace(line, counted=True),), discount=None, charges=(), price_mode=PriceMode.EXCLUSIVE
        )
        made = calculate(single)
        scale = {"EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4}[sheet.currency]
        gross = replace(line, quantity=Decimal(1), unit_price=Decimal(made.total).scaleb(-scale), discount=None)
        found = calculate(replace(single, lines=(replace(gross, counted=True),), price_mode=PriceMode.INCLUSIVE))
        assert found.total == made.total
        assert abs(found.net - made.net) <= len(line.taxes)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=12), st.integers(-(10**15), 10**15))
def test_shares_add_up_and_none_strays_a_unit_from_its_exact_part(weights: list[int], amount: int) -> None:
    whole = sum(weights)
    split = shares(amount if whole else 0, weights)
    assert sum(split) == (amount if whole else 0)
    if whole:
        exact = [Fraction(amount * weight, whole) for weight in weights]
        assert all(abs(share - part) < 1 for share, part in zip(split, exact, strict=True))


def _taxes_shuffled(line: LineInput, random: Random) -> LineInput:
    """Shuffle the taxes that stand side by side; compound ones build on each other, so their order is a fact."""
    beside = [tax for tax in line.taxes if not tax.compound]
    on_top = [tax for tax in line.taxes if tax.compound]
    return replace(line, taxes=(*on_top, *random.sample(beside, len(beside))))


def _negated(totals: Totals) -> Totals:
    return Totals(
        lines=tuple(replace(row, product=-row.product, discount=-row.discount, net=-row.net) for row in totals.lines),
        line_sum=-totals.line_sum,
        discount=-totals.discount,
        charges=tuple(-minor for minor in totals.charges),
        net=-totals.net,
        taxes=tuple(replace(row, base=-row.base, amount=-row.amount) for row in totals.taxes),
        tax=-totals.tax,
        total=-totals.total,
        withheld=-totals.withheld,
        rounding=-totals.rounding,
        payable=-totals.payable,
    )
