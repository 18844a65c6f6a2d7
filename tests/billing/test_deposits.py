"""A deposit asks for a share of each set of taxes, and what takes it off again is the same with the sign turned."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from billing.adjustments import Charge, Discount
from billing.deposits import DepositsTooHigh, NoDeposit, NotAShare, bearing_of, deposit_shares, total_of
from billing.money import Money, OutOfRange, to_decimal
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, calculate

FULL, HALF, NONE = (Tax("S", Decimal(23), "VAT", False),), (Tax("S", Decimal("13.5"), "VAT", False),), ()
GST_QST = (Tax("S", Decimal(5), "GST", False), Tax("S", Decimal("9.975"), "QST", False))


def line(minor: int, taxes: tuple[Tax, ...] = FULL) -> LineInput:
    return LineInput(Decimal(1), to_decimal(Money(minor, "EUR")), None, taxes)


def sheet(*lines: LineInput, **changes: Any) -> Sheet:
    values: dict[str, Any] = {"price_mode": PriceMode.EXCLUSIVE, "rounding": TaxRounding.PER_TOTAL}
    return Sheet(currency="EUR", lines=lines, **values | changes)


SHEETS = st.builds(
    lambda lines, mode, rounding: sheet(*lines, price_mode=mode, rounding=rounding),
    st.lists(st.builds(line, st.integers(1, 10**8), st.sampled_from([FULL, HALF, NONE, GST_QST])), min_size=1),
    st.sampled_from(PriceMode),
    st.sampled_from(TaxRounding),
)
PERCENTS = st.decimals(1, 100, places=2)


def deposit_lines(asked: dict[tuple[Tax, ...], int], sign: int = 1) -> tuple[LineInput, ...]:
    return tuple(
        LineInput(Decimal(sign), to_decimal(Money(minor, "EUR")), None, taxes) for taxes, minor in asked.items()
    )


def with_lines(of: Sheet, *lines: LineInput) -> Sheet:
    return sheet(*lines, price_mode=of.price_mode, rounding=of.rounding)


def test_a_share_is_taken_of_each_set_of_taxes() -> None:
    whole = sheet(line(100_000), line(20_000, HALF))
    assert deposit_shares(whole, {}, percent=Decimal(30)) == {FULL: 30_000, HALF: 6_000}
    assert total_of(whole, {FULL: 30_000, HALF: 6_000}) == 36_000 + 6_900 + 810


def test_discounts_and_charges_are_part_of_what_is_shared() -> None:
    whole = sheet(
        line(100_000), line(20_000, HALF), discount=Discount(percent=Decimal(10)), charges=(Charge(FULL, minor=1_000),)
    )
    assert bearing_of(whole, calculate(whole)) == {FULL: 91_000, HALF: 18_000}
    assert deposit_shares(whole, {}, percent=Decimal(50)) == {FULL: 45_500, HALF: 9_000}


@given(SHEETS, PERCENTS)
def test_a_deposit_and_what_takes_it_off_cancel_to_the_cent(whole: Sheet, percent: Decimal) -> None:
    asked = deposit_shares(whole, {}, percent=percent)
    made = calculate(with_lines(whole, *deposit_lines(asked), *deposit_lines(asked, -1)))
    assert (made.net, made.tax, made.total) == (0, 0, 0)
    assert all((row.base, row.amount) == (0, 0) for row in made.taxes)


GST_AND_QST_INSIDE = sheet(line(5_815_519, GST_QST), line(3), line(5, NONE), price_mode=PriceMode.INCLUSIVE)


@given(SHEETS, PERCENTS)
@example(GST_AND_QST_INSIDE, Decimal("9.10"))
def test_deposit_and_final_invoice_are_the_whole_but_for_a_cent_of_tax_a_rate(whole: Sheet, percent: Decimal) -> None:
    """Two taxes inside one price share what is taken out of it, to the cent: there each may be off by two."""
    asked = deposit_shares(whole, {}, percent=percent)
    before = calculate(with_lines(whole, *deposit_lines(asked)))
    final = calculate(with_lines(whole, *whole.lines, *deposit_lines(asked, -1)))
    plain = calculate(whole)
    first, last = ({row.tax: row for row in each.taxes} for each in (before, final))
    for row in plain.taxes:
        pair = [rows[row.tax] for rows in (first, last) if row.tax in rows]
        shared = whole.price_mode is PriceMode.INCLUSIVE and row.tax in GST_QST
        assert abs(sum(each.amount for each in pair) - row.amount) <= (2 if shared else 1)
    if whole.price_mode is PriceMode.INCLUSIVE:
        assert before.total + final.total == plain.total
    else:
        assert before.net + final.net == plain.net


@given(SHEETS, st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_deposits_that_complete_the_whole_leave_nothing_of_any_set(whole: Sheet, percents: list[int]) -> None:
    assume(sum(percents) < 100)
    everything = bearing_of(whole, calculate(whole))
    assume(sum(everything.values()) > 1_000)
    earlier = dict.fromkeys(everything, 0)
    for percent in percents:
        for taxes, minor in deposit_shares(whole, earlier, percent=Decimal(percent)).items():
            earlier[taxes] += minor
    left = sum(everything.values()) - sum(earlier.values())
    rest = Decimal(left * 100) / sum(everything.values())
    assume(rest >= 1)
    last = deposit_shares(whole, earlier, percent=rest.quantize(Decimal("0.0001")))
    if sum(last.values()) == left:
        assert {taxes: earlier[taxes] + last.get(taxes, 0) for taxes in everything} == everything


def test_half_and_half_of_an_odd_cent_are_the_whole() -> None:
    whole = sheet(line(10_001))
    first = deposit_shares(whole, {}, percent=Decimal(50))
    assert first == {FULL: 5_001}
    assert deposit_shares(whole, first, percent=Decimal(50)) == {FULL: 5_000}
    with pytest.raises(DepositsTooHigh):
        deposit_shares(whole, first, percent=Decimal(51))
    with pytest.raises(DepositsTooHigh):
        deposit_shares(whole, {FULL: 10_001}, percent=Decimal(1))


@given(SHEETS, st.data())
def test_an_amount_is_met_with_tax_or_by_the_nearest_that_rounding_allows(whole: Sheet, data: st.DataObject) -> None:
    total = calculate(whole).total
    assume(total > 1)
    minor = data.draw(st.integers(1, total - 1))
    made = total_of(whole, deposit_shares(whole, {}, minor=minor))
    kinds = len({row.tax for row in calculate(whole).taxes})
    assert abs(made - minor) <= (0 if whole.price_mode is PriceMode.INCLUSIVE else kinds + len(whole.lines))


@pytest.mark.parametrize("share", ["0", "0.99"])
def test_less_than_a_hundredth_is_no_deposit(share: str) -> None:
    with pytest.raises(NotAShare):
        deposit_shares(sheet(line(10_000)), {}, percent=Decimal(share))


@pytest.mark.parametrize("share", ["-5", "100.01"])
def test_a_share_beyond_the_whole_is_refused(share: str) -> None:
    with pytest.raises(OutOfRange):
        deposit_shares(sheet(line(10_000)), {}, percent=Decimal(share))


@pytest.mark.parametrize("minor", [0, -1, 12_300, 12_301])
def test_an_amount_lies_between_nothing_and_the_total(minor: int) -> None:
    with pytest.raises(NotAShare):
        deposit_shares(sheet(line(10_000)), {}, minor=minor)


def test_what_costs_nothing_has_no_deposit() -> None:
    with pytest.raises(NoDeposit):
        deposit_shares(sheet(line(10_000), line(-10_000)), {}, percent=Decimal(30))
