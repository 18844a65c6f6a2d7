"""The one calculator: lines, discount, charges, tax table, total, payable; all results in minor units.

Each product, discount and charge is rounded on its own, so that a printed column adds up; tax is rounded once for each
tax, or per line where the office says so (EN 16931, section "calculation").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from billing.adjustments import Charge, Discount, charged, discounted
from billing.money import Money, check_minor, check_price, check_quantity, decimals, divide_half_up
from billing.payable import cash_rounding, withheld
from billing.sharing import shares
from billing.taxes import Portion, Tax, TaxTotal, added, check_taxes, extracted, in_turn, table


class PriceMode(StrEnum):
    """Whether unit prices are without or with tax; a document has one mode."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


class TaxRounding(StrEnum):
    """Where tax is rounded: once for each tax, or on each line."""

    PER_TOTAL = "per_total"
    PER_LINE = "per_line"


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line; an optional line that nobody ticked is not counted, yet has its own amount."""

    quantity: Decimal
    unit_price: Decimal
    discount: Discount | None
    taxes: tuple[Tax, ...]
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Fixed:
    """Figures that are not calculated any more, in minor units: the tax table, what is withheld, the rounding."""

    taxes: tuple[TaxTotal, ...]
    withheld: int
    rounding: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the calculator needs to know of a document; prices and charges include tax in inclusive mode.

    ``withholding`` is a rate in percent of the net; ``cash_step`` the smallest coin in minor units, 0 for none.
    ``fixed`` are figures of a credit note, which were decided when it was issued; so was the ``exponent`` of any
    issued document. None: the currency's decimals of today.
    """

    currency: str
    price_mode: PriceMode
    rounding: TaxRounding
    lines: tuple[LineInput, ...]
    discount: Discount | None = None
    charges: tuple[Charge, ...] = ()
    withholding: Decimal | None = None
    cash_step: int = 0
    fixed: Fixed | None = None
    exponent: int | None = None

    def money(self, minor: int) -> Money:
        """Return an amount of this document."""
        return Money(minor, self.currency, self.exponent)


@dataclass(frozen=True, slots=True)
class LineTotal:
    """``net = product - discount``: the line's printed amount, which holds its tax in inclusive mode."""

    product: int
    discount: int
    net: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units. ``net + tax = total``; ``total - withheld + rounding = payable``.

    ``line_sum - discount + sum(charges)`` is the net, or the total in inclusive mode. ``discount`` and ``charges`` have
    the sign of ``line_sum``; ``lines`` and ``charges`` keep the sheet's order.
    """

    lines: tuple[LineTotal, ...]
    line_sum: int
    discount: int
    charges: tuple[int, ...]
    net: int
    taxes: tuple[TaxTotal, ...]
    tax: int
    total: int
    withheld: int
    rounding: int
    payable: int


Group = tuple[tuple[Tax, ...], list[int]]


def calculate(sheet: Sheet) -> Totals:
    """Return the totals of ``sheet``; the order of its lines and charges changes no sum.

    Raises UnknownCurrency, OutOfRange (a figure, or any sum, is beyond its bounds), DiscountTooLarge,
    DiscountNegative, ChargeNegative, RateOnUntaxed, TaxTwice, TaxesTooHigh, NoSuchStep.
    """
    scale = 10 ** decimals(sheet.currency, sheet.exponent)
    _check_taxes(sheet)
    lines = tuple(_line_total(line, scale, position) for position, line in enumerate(sheet.lines, start=1))
    groups = _groups(sheet.lines, lines)
    line_sum = check_minor(sum(sum(nets) for _, nets in groups))
    discount = discounted(sheet.discount, line_sum, None)
    charges = tuple(_charges(sheet.charges, line_sum - discount))
    portions = [*_discounted(sheet, groups, discount), *_charge_portions(sheet.charges, charges)]
    taxes = sheet.fixed.taxes if sheet.fixed else tax_table(sheet.price_mode, sheet.rounding, portions)
    tax = check_minor(sum(row.amount for row in taxes))
    taxed = check_minor(line_sum - discount + sum(charges))
    net = taxed - tax if sheet.price_mode is PriceMode.INCLUSIVE else taxed
    total = check_minor(net + tax)
    kept, rounding = (sheet.fixed.withheld, sheet.fixed.rounding) if sheet.fixed else _to_payable(sheet, net, total)
    payable = check_minor(total - kept + rounding)
    return Totals(lines, line_sum, discount, charges, check_minor(net), taxes, tax, total, kept, rounding, payable)


def _check_taxes(sheet: Sheet) -> None:
    """Check each set of taxes once: a thousand lines bear a handful."""
    checked: set[tuple[Tax, ...]] = set()
    named = (
        ("line", [line.taxes for line in sheet.lines]),
        ("charge", [charge.taxes for charge in sheet.charges]),
    )
    for name, borne in named:
        for position, taxes in enumerate(borne, start=1):
            if taxes not in checked:
                check_taxes(taxes, f"{name} {position}")
                checked.add(taxes)


def _line_total(line: LineInput, scale: int, position: int) -> LineTotal:
    product = _product(line.quantity, line.unit_price, scale)
    discount = discounted(line.discount, product, position)
    return LineTotal(product, discount, product - discount)


@lru_cache(maxsize=4_096)  # from key to key all lines but one say the same
def _product(quantity: Decimal, unit_price: Decimal, scale: int) -> int:
    count, count_unit = check_quantity(quantity).as_integer_ratio()
    price, price_unit = check_price(unit_price).as_integer_ratio()
    return check_minor(divide_half_up(count * price * scale, count_unit * price_unit))


def _charges(charges: Sequence[Charge], base: int) -> Iterator[int]:
    for position, charge in enumerate(charges, start=1):
        yield charged(charge, base, position)


def _groups(inputs: Sequence[LineInput], totals: Sequence[LineTotal]) -> list[Group]:
    """Collect the counted line amounts by their taxes; the order of the groups does not depend on that of the lines."""
    groups: dict[tuple[Tax, ...], list[int]] = {}
    for line, total in zip(inputs, totals, strict=True):
        if line.counted:
            groups.setdefault(in_turn(line.taxes), []).append(total.net)
    return sorted(groups.items(), key=lambda group: [tax.rank for tax in group[0]])


def _discounted(sheet: Sheet, groups: Sequence[Group], discount: int) -> Iterator[Portion]:
    """Yield what is left to tax of each group, or of each line, after its share of the document's discount."""
    for (taxes, nets), share in zip(groups, shares(discount, [sum(nets) for _, nets in groups]), strict=True):
        if sheet.rounding is TaxRounding.PER_TOTAL:
            yield Portion(taxes, sum(nets) - share)
        else:
            parts = zip(nets, shares(share, nets), strict=True)
            yield from (Portion(taxes, net - part) for net, part in parts)


def _charge_portions(charges: Sequence[Charge], amounts: Sequence[int]) -> Iterator[Portion]:
    for charge, amount in zip(charges, amounts, strict=True):
        yield Portion(in_turn(charge.taxes), amount)


def tax_table(mode: PriceMode, rounding: TaxRounding, portions: Sequence[Portion]) -> tuple[TaxTotal, ...]:
    """Return the taxes on ``portions``, or inside them in inclusive mode; ``PER_LINE`` wants one portion a line."""
    apart = [_merged(portions)] if rounding is TaxRounding.PER_TOTAL else [[portion] for portion in portions]
    if mode is PriceMode.INCLUSIVE:
        return table(chain.from_iterable(extracted(portion) for group in apart for portion in group))
    return table(chain.from_iterable(map(added, apart)))


def _to_payable(sheet: Sheet, net: int, total: int) -> tuple[int, int]:
    """Return what is withheld of ``net``, and what rounds the rest of ``total`` to coins."""
    kept = withheld(net, sheet.withholding) if sheet.withholding is not None else 0
    return kept, cash_rounding(total - kept, sheet.cash_step)


def _merged(portions: Sequence[Portion]) -> list[Portion]:
    """Return one portion for each set of taxes."""
    amounts: dict[tuple[Tax, ...], int] = {}
    for portion in portions:
        amounts[portion.taxes] = amounts.get(portion.taxes, 0) + portion.amount
    return [Portion(taxes, amount) for taxes, amount in amounts.items()]
