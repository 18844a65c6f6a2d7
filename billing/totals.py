"""The one calculator: lines, discounts, tax breakdown, totals; all results in minor units.

Each product and each discount is rounded on its own, so that a printed column adds up; tax is rounded once per
category and rate, or per line where the office says so (EN 16931, section "calculation").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from billing.errors import Refused
from billing.money import check_minor, check_price, check_quantity, check_rate, divide_half_up, exponent

TAXED_CATEGORY = "S"
CATEGORIES: frozenset[str] = frozenset({TAXED_CATEGORY, "Z", "E", "AE", "K", "G", "O"})


class PriceMode(StrEnum):
    """Whether unit prices are without or with tax; a document has one mode."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


class TaxRounding(StrEnum):
    """Where tax is rounded: once per category and rate, or on each line."""

    PER_TOTAL = "per_total"
    PER_LINE = "per_line"


class DiscountTooLarge(Refused):
    """A discount takes off at most what it is taken from; ``line`` counts from 1, None is the whole document."""

    def __init__(self, line: int | None) -> None:
        subject = "the document" if line is None else f"line {line}"
        super().__init__(f"The discount of {subject} is larger than the amount it is taken from. Lower the discount.")
        self.line = line


class DiscountNegative(Refused):
    """A negative discount would be a surcharge; ``line`` counts from 1, None is the whole document."""

    def __init__(self, line: int | None) -> None:
        subject = "the document" if line is None else f"line {line}"
        super().__init__(f"The discount of {subject} is negative. Add the surcharge as a line of its own.")
        self.line = line


class RateOnUntaxed(Refused):
    """Only the standard category carries a rate; exempt, reverse-charged and zero-rated lines have 0 %."""

    def __init__(self, category: str) -> None:
        super().__init__(f"Tax category {category} carries no rate. Set its rate to 0.")
        self.category = category


@dataclass(frozen=True, slots=True)
class Discount:
    """Percent, or an amount in minor units that is never negative and takes its base toward zero; exactly one."""

    percent: Decimal | None = None
    minor: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.minor is None):
            raise ValueError("a discount is either a percentage or an amount")


@dataclass(frozen=True, slots=True, order=True)
class Tax:
    """EN 16931 category (S, Z, E, AE, K, G, O) and rate in percent; only S carries a rate above 0."""

    category: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line; an optional line that nobody ticked is not counted, yet has its own amount."""

    quantity: Decimal
    unit_price: Decimal
    discount: Discount | None
    tax: Tax
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the calculator needs to know of a document; prices include tax in inclusive mode.

    ``fixed_taxes`` are the tax rows of a credit note, which were decided when it was issued.
    """

    currency: str
    price_mode: PriceMode
    rounding: TaxRounding
    lines: tuple[LineInput, ...]
    discount: Discount | None = None
    fixed_taxes: tuple["TaxTotal", ...] | None = None


@dataclass(frozen=True, slots=True)
class LineTotal:
    """``net = product - discount``: the line's printed amount, which holds its tax in inclusive mode."""

    product: int
    discount: int
    net: int


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One row of the tax table: ``base`` is without tax in either mode, after the document's discount."""

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units. ``net + tax = total``; ``line_sum - discount`` is net, or total in inclusive mode.

    ``discount`` has the sign of ``line_sum``; ``lines`` keeps the sheet's order; ``taxes`` is sorted by category, rate.
    """

    lines: tuple[LineTotal, ...]
    line_sum: int
    discount: int
    net: int
    taxes: tuple[TaxTotal, ...]
    tax: int
    total: int


def calculate(sheet: Sheet) -> Totals:
    """Return the totals of ``sheet``; the order of its lines changes nothing but the order of ``lines``.

    Raises UnknownCurrency, OutOfRange (a figure, or any sum, is beyond its bounds), DiscountTooLarge,
    DiscountNegative, RateOnUntaxed.
    """
    scale = 10 ** exponent(sheet.currency)
    lines = tuple(_line_total(line, scale, position) for position, line in enumerate(sheet.lines, start=1))
    groups = _groups(sheet.lines, lines)
    line_sum = check_minor(sum(sum(nets) for nets in groups.values()))
    discount = _discount(sheet.discount, line_sum, None)
    shares = _shares(discount, [sum(nets) for nets in groups.values()])
    taxes = tuple(
        _tax_total(sheet, tax, nets, share) for (tax, nets), share in zip(groups.items(), shares, strict=True)
    )
    if sheet.fixed_taxes is not None:
        taxes = _fixed(sheet, line_sum - discount)
    tax = sum(row.amount for row in taxes)
    net = sum(row.base for row in taxes)
    return Totals(lines, line_sum, discount, check_minor(net), taxes, check_minor(tax), check_minor(net + tax))


def _line_total(line: LineInput, scale: int, position: int) -> LineTotal:
    quantity, quantity_unit = check_quantity(line.quantity).as_integer_ratio()
    price, price_unit = check_price(line.unit_price).as_integer_ratio()
    product = check_minor(divide_half_up(quantity * price * scale, quantity_unit * price_unit))
    discount = _discount(line.discount, product, position)
    return LineTotal(product, discount, product - discount)


def _discount(discount: Discount | None, base: int, line: int | None) -> int:
    if discount is None:
        return 0
    if discount.percent is not None:
        return _percentage(base, check_rate(discount.percent))
    assert discount.minor is not None
    if discount.minor < 0:
        raise DiscountNegative(line)
    if discount.minor > abs(base):
        raise DiscountTooLarge(line)
    return discount.minor if base >= 0 else -discount.minor


def _percentage(base: int, rate: Decimal) -> int:
    numerator, denominator = rate.as_integer_ratio()
    return divide_half_up(base * numerator, 100 * denominator)


def _groups(inputs: Sequence[LineInput], totals: Sequence[LineTotal]) -> dict[Tax, list[int]]:
    """Collect the counted line amounts by tax; the order of the taxes does not depend on that of the lines."""
    groups: dict[Tax, list[int]] = {}
    for line, total in zip(inputs, totals, strict=True):
        _check_tax(line.tax)
        if line.counted:
            groups.setdefault(line.tax, []).append(total.net)
    return {tax: groups[tax] for tax in sorted(groups)}


def _check_tax(tax: Tax) -> None:
    if tax.category not in CATEGORIES:
        raise ValueError(f"{tax.category} is no tax category")
    if check_rate(tax.rate) and tax.category != TAXED_CATEGORY:
        raise RateOnUntaxed(tax.category)


def _shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights`` by largest remainder, so that the shares add up to it.

    Weights may have mixed signs; ``amount`` has the sign of their sum and is 0 where that is 0.
    """
    whole = sum(weights)
    if not amount:
        return [0] * len(weights)
    sign = 1 if whole > 0 else -1  # shared on the positive side, so that a mirrored sheet is split alike
    parts = [divmod(abs(amount) * sign * weight, abs(whole)) for weight in weights]
    shares = [quotient for quotient, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-parts[index][1], -sign * weights[index], index))
    for index in by_remainder[: abs(amount) - sum(shares)]:
        shares[index] += 1
    return [sign * share for share in shares]


def _tax_total(sheet: Sheet, tax: Tax, nets: Sequence[int], share: int) -> TaxTotal:
    taxed = sum(nets) - share
    if sheet.rounding is TaxRounding.PER_LINE:
        parts = _shares(share, nets)
        amount = sum(_tax(net - part, tax, sheet.price_mode) for net, part in zip(nets, parts, strict=True))
    else:
        amount = _tax(taxed, tax, sheet.price_mode)
    base = taxed - amount if sheet.price_mode is PriceMode.INCLUSIVE else taxed
    return TaxTotal(tax, base, amount)


def _fixed(sheet: Sheet, taxed: int) -> tuple[TaxTotal, ...]:
    """Return the rows that were decided; with or without their tax, they are what the lines come to."""
    assert sheet.fixed_taxes is not None
    inclusive = sheet.price_mode is PriceMode.INCLUSIVE
    if sum(row.base + (row.amount if inclusive else 0) for row in sheet.fixed_taxes) != taxed:
        raise ValueError("the tax rows are not those of the lines")
    return sheet.fixed_taxes


def _tax(amount: int, tax: Tax, mode: PriceMode) -> int:
    if mode is PriceMode.EXCLUSIVE:
        return _percentage(amount, tax.rate)
    numerator, denominator = tax.rate.as_integer_ratio()
    return divide_half_up(amount * numerator, 100 * denominator + numerator)
