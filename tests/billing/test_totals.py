"""The calculator, by examples that can be checked on paper."""

import time
from decimal import Decimal

import pytest

from billing.adjustments import Charge, ChargeNegative, Discount, DiscountNegative, DiscountTooLarge
from billing.money import OutOfRange, UnknownCurrency
from billing.payable import NoSuchStep
from billing.taxes import RateOnUntaxed, Tax, TaxesTooHigh, TaxTotal, TaxTwice
from billing.totals import LineInput, LineTotal, PriceMode, Sheet, TaxRounding, Totals, calculate

GST, QST = Tax("S", Decimal(5), "GST"), Tax("S", Decimal("9.975"), "QST")
QST_OF_2012 = Tax("S", Decimal("9.5"), "QST", compound=True)


def line(
    quantity: str, price: str, *, rate: str = "20", discount: Discount | None = None, counted: bool = True
) -> LineInput:
    return LineInput(Decimal(quantity), Decimal(price), discount, (Tax("S", Decimal(rate)),), counted)


def totals(
    *lines: LineInput,
    currency: str = "EUR",
    mode: PriceMode = PriceMode.EXCLUSIVE,
    rounding: TaxRounding = TaxRounding.PER_TOTAL,
    discount: Discount | None = None,
    charges: tuple[Charge, ...] = (),
    withholding: str | None = None,
    cash_step: int = 0,
) -> Totals:
    kept = Decimal(withholding) if withholding is not None else None
    return calculate(Sheet(currency, mode, rounding, lines, discount, charges, kept, cash_step))


def taxed(price: str, *taxes: Tax, quantity: str = "1") -> LineInput:
    return LineInput(Decimal(quantity), Decimal(price), None, taxes)


def fee(minor: int, *taxes: Tax) -> Charge:
    return Charge(taxes, minor=minor)


def percent(value: str) -> Discount:
    return Discount(percent=Decimal(value))


def test_an_ordinary_invoice_adds_up() -> None:
    result = totals(line("1", "760"), line("12", "7.50"), line("4.5", "53.89"))
    assert [row.net for row in result.lines] == [76000, 9000, 24251]
    assert (result.line_sum, result.net, result.tax, result.total) == (109251, 109251, 21850, 131101)


@pytest.mark.parametrize(("rounding", "tax"), [(TaxRounding.PER_LINE, 33), (TaxRounding.PER_TOTAL, 32)])
def test_three_lines_of_1_05_at_10_percent_differ_by_where_tax_is_rounded(rounding: TaxRounding, tax: int) -> None:
    assert totals(*[line("1", "1.05", rate="10")] * 3, rounding=rounding).tax == tax


def test_product_and_discount_are_rounded_apart_so_that_the_printed_column_adds_up() -> None:
    result = totals(line("1", "99.95", discount=percent("10")))
    assert result.lines == (LineTotal(product=9995, discount=1000, net=8995),)


def test_a_document_discount_is_shared_by_largest_remainder() -> None:
    result = totals(line("1", "66.66", rate="20"), line("1", "33.34", rate="10"), discount=Discount(minor=1000))
    assert [(row.tax.rate, row.base) for row in result.taxes] == [(Decimal(10), 3334 - 333), (Decimal(20), 6666 - 667)]


def test_a_document_discount_in_percent_is_taken_from_the_sum_and_rounded_once() -> None:
    result = totals(line("1", "0.15"), line("1", "0.15"), line("1", "0.15"), discount=percent("50"))
    assert (result.line_sum, result.discount, result.net) == (45, 23, 22)


def test_a_discount_may_exceed_one_rate_but_not_the_sum() -> None:
    result = totals(line("1", "1", rate="10"), line("1", "99", rate="20"), discount=Discount(minor=5000))
    assert [row.base for row in result.taxes] == [50, 4950]


def test_an_inclusive_tie_goes_to_the_tax_and_the_net_is_what_remains() -> None:
    result = totals(line("1", "10.05"), mode=PriceMode.INCLUSIVE)
    assert (result.tax, result.net, result.total) == (168, 837, 1005)


def test_an_inclusive_total_is_never_changed_by_its_tax() -> None:
    result = totals(*[line("1", "0.99", rate="19")] * 7, mode=PriceMode.INCLUSIVE, rounding=TaxRounding.PER_LINE)
    assert (result.line_sum, result.total, result.tax) == (693, 693, 7 * 16)
    assert result.taxes[0].base == 693 - 112


@pytest.mark.parametrize("mode", PriceMode)
def test_a_negative_tie_mirrors_the_positive_one(mode: PriceMode) -> None:
    plus, minus = totals(line("1", "10.05"), mode=mode), totals(line("-1", "10.05"), mode=mode)
    assert (minus.net, minus.tax, minus.total) == (-plus.net, -plus.tax, -plus.total)


@pytest.mark.parametrize("mode", PriceMode)
@pytest.mark.parametrize("rounding", TaxRounding)
def test_a_full_discount_leaves_nothing_and_no_tax(mode: PriceMode, rounding: TaxRounding) -> None:
    result = totals(*[line("1", "1.05", rate="10")] * 3, mode=mode, rounding=rounding, discount=percent("100"))
    assert (result.net, result.tax, result.total) == (0, 0, 0)


def test_a_line_for_nothing_is_allowed() -> None:
    assert totals(line("0", "9.99"), line("1", "5", discount=percent("100"))).total == 0


def test_no_lines_make_zero() -> None:
    assert totals() == Totals((), 0, 0, (), 0, (), 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("currency", "net", "tax"),
    [("JPY", 333, 67), ("EUR", 33300, 6660), ("KWD", 333000, 66600), ("CLF", 3330000, 666000)],
)
def test_every_currency_is_rounded_to_its_own_digits(currency: str, net: int, tax: int) -> None:
    result = totals(line("1", "333"), currency=currency)
    assert (result.net, result.tax) == (net, tax)


def test_a_tiny_price_counts_by_its_quantity() -> None:
    assert totals(line("100000", "0.0001")).net == 1000


def test_500_lines_of_half_a_cent_round_each() -> None:
    assert totals(*[line("1", "0.005")] * 500).net == 500


def test_a_quebec_rate_keeps_its_three_decimals() -> None:
    assert totals(line("1", "1000", rate="9.975")).tax == 9975


def test_taxes_are_grouped_and_sorted_however_their_rates_were_typed() -> None:
    exempt = taxed("10", Tax("E", Decimal(0)))
    result = totals(line("1", "10", rate="20.00"), exempt, line("1", "10", rate="9"), line("1", "10", rate="20"))
    assert result.taxes == (
        TaxTotal(Tax("E", Decimal(0)), 1000, 0),
        TaxTotal(Tax("S", Decimal(9)), 1000, 90),
        TaxTotal(Tax("S", Decimal(20)), 2000, 400),
    )


def test_a_line_that_nobody_ticked_has_its_amount_but_counts_nowhere() -> None:
    result = totals(line("1", "10"), line("2", "7", rate="9", counted=False))
    assert result.lines[1].net == 1400
    assert (result.line_sum, len(result.taxes)) == (1000, 1)


def test_the_discount_of_a_returned_line_takes_it_toward_zero() -> None:
    assert totals(line("-1", "50", discount=Discount(minor=500))).lines == (LineTotal(-5000, -500, -4500),)


@pytest.mark.parametrize("bad", ["-0.01", "100.01", "33.33333"])
def test_a_percentage_outside_0_to_100_is_refused(bad: str) -> None:
    with pytest.raises(OutOfRange):
        totals(line("1", "1", discount=percent(bad)))
    with pytest.raises(OutOfRange):
        totals(line("1", "1"), discount=percent(bad))
    with pytest.raises(OutOfRange):
        totals(line("1", "1", rate=bad))


def test_a_discount_larger_than_its_line_is_refused_and_names_the_line() -> None:
    with pytest.raises(DiscountTooLarge, match="line 2") as refused:
        totals(line("1", "5"), line("1", "5", discount=Discount(minor=501)))
    assert refused.value.line == 2


def test_a_discount_larger_than_the_sum_is_refused() -> None:
    with pytest.raises(DiscountTooLarge, match="the document"):
        totals(line("1", "5"), line("1", "5", counted=False), discount=Discount(minor=501))


def test_a_negative_discount_is_refused() -> None:
    with pytest.raises(DiscountNegative, match="line 1"):
        totals(line("1", "5", discount=Discount(minor=-1)))
    with pytest.raises(DiscountNegative, match="the document"):
        totals(line("1", "5"), discount=Discount(minor=-1))


def test_a_discount_is_either_percent_or_amount() -> None:
    with pytest.raises(ValueError, match="either"):
        Discount()
    with pytest.raises(ValueError, match="either"):
        Discount(percent=Decimal(1), minor=1)


def test_an_untaxed_category_carries_no_rate() -> None:
    with pytest.raises(RateOnUntaxed) as refused:
        totals(taxed("1", Tax("AE", Decimal(20))))
    assert refused.value.category == "AE"


def test_amounts_beyond_the_books_are_refused() -> None:
    with pytest.raises(OutOfRange):
        totals(line("1000000000", "1000000000"))
    with pytest.raises(OutOfRange):
        totals(*[line("1", "1000000000"), line("9000", "1000000000")] * 2)


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        totals(line("1", "1"), currency="XYZ")


def test_parallel_taxes_are_each_on_the_net() -> None:
    result = totals(taxed("1000", GST, QST))
    assert result.taxes == (TaxTotal(GST, 100_000, 5_000), TaxTotal(QST, 100_000, 9_975))
    assert (result.net, result.tax, result.total) == (100_000, 14_975, 114_975)


def test_a_compound_tax_is_on_the_net_and_the_tax_before_it() -> None:
    """Quebec before 2013: 1,000.00, GST 50.00, QST 9.5 % of 1,050.00 = 99.75."""
    result = totals(taxed("1000", GST, QST_OF_2012))
    assert result.taxes == (TaxTotal(GST, 100_000, 5_000), TaxTotal(QST_OF_2012, 105_000, 9_975))


def test_a_compound_tax_counts_earlier_taxes_of_its_own_lines_only() -> None:
    result = totals(taxed("1000", GST, QST_OF_2012), taxed("500", GST))
    assert result.taxes == (TaxTotal(GST, 150_000, 7_500), TaxTotal(QST_OF_2012, 105_000, 9_975))


def test_it_does_not_matter_where_a_compound_tax_was_typed() -> None:
    assert totals(taxed("10.05", QST_OF_2012, GST)) == totals(taxed("10.05", GST, QST_OF_2012))


def test_a_second_compound_tax_is_on_top_of_the_first() -> None:
    """100.00, GST 5.00, 10 % of 105.00 = 10.50, 10 % of 115.50 = 11.55."""
    first, second = (Tax("S", Decimal(10), name, compound=True) for name in ("Cess", "Levy"))
    result = totals(taxed("100", second, GST), taxed("100", GST, first, second))
    assert [(row.tax.label, row.base, row.amount) for row in result.taxes] == [
        ("GST", 20_000, 1_000),
        ("Cess", 10_500, 1_050),
        ("Levy", 10_500 + 11_550, 2_205),
    ]


def test_lines_that_bear_the_same_taxes_in_another_order_are_taken_out_together() -> None:
    """Two prices of 0.05 hold 0.013 of tax together, and 0.007 each apart: 0.01 against 0.02."""
    same = totals(taxed("0.05", GST, QST), taxed("0.05", GST, QST), mode=PriceMode.INCLUSIVE)
    assert same.tax == 1
    assert totals(taxed("0.05", GST, QST), taxed("0.05", QST, GST), mode=PriceMode.INCLUSIVE) == same


def test_two_halves_of_one_rate_stay_two_taxes() -> None:
    central, state = Tax("S", Decimal(9), "CGST"), Tax("S", Decimal(9), "SGST")
    assert [row.amount for row in totals(taxed("1.05", central, state), currency="INR").taxes] == [9, 9]


def test_a_tax_that_several_lines_share_is_rounded_once() -> None:
    assert [row.amount for row in totals(taxed("0.55", GST, QST), taxed("0.55", GST)).taxes] == [6, 5]


def test_two_taxes_leave_an_inclusive_price_by_one_division() -> None:
    """114.98 holds 14.975 %: 14.98 of tax. One by one, 5 % of 105 % and 9.975 % of 109.975 % would take 15.91."""
    result = totals(taxed("114.98", GST, QST), mode=PriceMode.INCLUSIVE)
    assert (result.net, [row.amount for row in result.taxes], result.total) == (10_000, [500, 998], 11_498)


def test_a_compound_tax_leaves_an_inclusive_price_first() -> None:
    result = totals(taxed("1149.75", GST, QST_OF_2012), mode=PriceMode.INCLUSIVE)
    assert result.taxes == (TaxTotal(GST, 100_000, 5_000), TaxTotal(QST_OF_2012, 105_000, 9_975))


def test_taxes_of_an_inclusive_price_add_up_to_what_was_taken_out() -> None:
    thirds = [Tax("S", Decimal(10), name) for name in "ABC"]
    result = totals(taxed("1.01", *thirds), mode=PriceMode.INCLUSIVE)
    assert ([row.amount for row in result.taxes], result.net) == ([8, 8, 7], 78)


def test_a_charge_is_added_after_the_discount_and_taxed_by_its_own_tax() -> None:
    reduced = Tax("S", Decimal(10))
    result = totals(line("1", "100"), discount=percent("10"), charges=(fee(1500, reduced),))
    assert (result.line_sum, result.discount, result.charges, result.net) == (10_000, 1_000, (1_500,), 10_500)
    assert [(row.base, row.amount) for row in result.taxes] == [(1_500, 150), (9_000, 1_800)]


def test_a_charge_in_percent_is_of_the_discounted_sum() -> None:
    charge = Charge((Tax("S", Decimal(20)),), percent=Decimal("2.5"))
    assert totals(line("1", "100"), discount=percent("10"), charges=(charge,)).charges == (225,)


def test_a_charge_without_tax_raises_the_total_only() -> None:
    result = totals(line("1", "100"), charges=(fee(500),))
    assert (result.net, result.tax, result.total) == (10_500, 2_000, 12_500)


def test_a_charge_holds_its_tax_where_prices_do() -> None:
    result = totals(line("1", "120"), mode=PriceMode.INCLUSIVE, charges=(fee(1_200, Tax("S", Decimal(20))),))
    assert (result.net, result.tax, result.total) == (11_000, 2_200, 13_200)


def test_withholding_lowers_what_is_paid_and_nothing_else() -> None:
    """A Spanish professional: 1,000.00, VAT 210.00, IRPF 15 % of the net withheld."""
    result = totals(line("1", "1000", rate="21"), withholding="15")
    assert (result.net, result.tax, result.total) == (100_000, 21_000, 121_000)
    assert (result.withheld, result.payable) == (15_000, 106_000)


@pytest.mark.parametrize(
    ("price", "step", "rounding"),
    [("9.97", 5, -2), ("9.98", 5, 2), ("1.50", 100, 50), ("-1.50", 100, -50), ("1", 0, 0)],
)
def test_cash_is_rounded_to_the_nearest_step_and_a_tie_away_from_zero(price: str, step: int, rounding: int) -> None:
    result = totals(taxed(price), currency="CHF", cash_step=step)
    assert (result.rounding, result.payable - result.total) == (rounding, rounding)


def test_a_step_of_cash_is_a_small_positive_number() -> None:
    with pytest.raises(NoSuchStep):
        totals(taxed("1"), cash_step=-5)
    with pytest.raises(NoSuchStep):
        totals(taxed("1"), cash_step=10**7)


def test_a_negative_charge_is_refused() -> None:
    with pytest.raises(ChargeNegative) as refused:
        totals(line("1", "5"), charges=(fee(1), fee(-1)))
    assert refused.value.position == 2


def test_a_charge_is_either_percent_or_amount() -> None:
    with pytest.raises(ValueError, match="either"):
        Charge(())
    with pytest.raises(ValueError, match="either"):
        Charge((), percent=Decimal(1), minor=1)


def test_one_tax_twice_on_a_line_is_refused_and_named() -> None:
    with pytest.raises(TaxTwice, match="GST stands twice on line 1"):
        totals(taxed("1", GST, QST, GST))
    with pytest.raises(TaxTwice, match="charge 1"):
        totals(charges=(fee(1, GST, GST),))


def test_taxes_of_a_line_are_at_most_100_percent_together() -> None:
    whole, more = Tax("S", Decimal(100), "A"), Tax("S", Decimal("0.0001"), "B")
    assert totals(taxed("1", whole)).total == 200
    with pytest.raises(TaxesTooHigh, match="line 1"):
        totals(taxed("1", whole, more))


def test_amounts_beyond_the_books_are_refused_wherever_they_arise() -> None:
    most = "1000000000"
    with pytest.raises(OutOfRange):
        totals(taxed(most, quantity="10000"), charges=(fee(1),))
    with pytest.raises(OutOfRange):
        totals(charges=(fee(10**15 + 1),))
    with pytest.raises(OutOfRange):
        totals(taxed(most, GST, quantity="10000"))
    with pytest.raises(OutOfRange):
        totals(taxed("1"), withholding="100.01")


def test_200_lines_are_calculated_well_within_a_keystroke() -> None:
    """A bound with much air: the editor has 16 ms for a key, the calculator takes about 1 ms of them."""
    lines = [
        line("1.234567", f"{number}.987654", rate=str(number % 3), discount=percent("2.5")) for number in range(200)
    ]
    best = min(_seconds(lines) for _ in range(5))
    assert best < 0.01


def _seconds(lines: list[LineInput]) -> float:
    started = time.perf_counter()
    totals(*lines, rounding=TaxRounding.PER_LINE, discount=percent("3"))
    return time.perf_counter() - started
