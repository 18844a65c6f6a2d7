"""The taxes of a document: on what each is charged, and how they are taken out of prices that hold them.

Taxes stand side by side on one price, or a compound one on top of those before it (EN 16931 knows the first only;
Quebec until 2012 and some cesses are the second).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from billing.errors import Refused
from billing.money import RATE_PLACES, check_rate, divide_half_up, percent_of
from billing.sharing import shares

TAXED_CATEGORY = "S"
CATEGORIES: frozenset[str] = frozenset({TAXED_CATEGORY, "Z", "E", "AE", "K", "G", "O"})
_RATE_UNITS = 100 * 10**RATE_PLACES  # the parts of a whole that a rate can name


class RateOnUntaxed(Refused):
    """Only the standard category carries a rate; exempt, reverse-charged and zero-rated lines have 0 %."""

    def __init__(self, category: str) -> None:
        super().__init__(f"Tax category {category} carries no rate. Set its rate to 0.")
        self.category = category


class TaxTwice(Refused):
    """A line carries each of its taxes once; ``where`` names the line or the charge."""

    def __init__(self, where: str, label: str) -> None:
        super().__init__(f"{label or 'The same tax'} stands twice on {where}. Remove one of the two.")
        self.where = where


class TaxesTooHigh(Refused):
    """The taxes of one line are at most 100 % together; ``where`` names the line or the charge."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The taxes of {where} are over 100 % together. Lower a rate or remove a tax.")
        self.where = where


@dataclass(frozen=True, slots=True)
class Tax:
    """EN 16931 category (S, Z, E, AE, K, G, O), rate in percent, and the word on paper; only S has a rate above 0.

    All four fields are its identity: CGST 9 % and SGST 9 % are two taxes. A ``compound`` tax is charged on the net and
    on the taxes before it.
    """

    category: str
    rate: Decimal
    label: str = ""
    compound: bool = False

    @property
    def rank(self) -> tuple[bool, str, Decimal, str]:
        """The order of a tax table, compound taxes last."""
        return self.compound, self.category, self.rate, self.label


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One row of the tax table.

    ``base`` is without tax in either price mode, after the document's discount; that of a compound tax holds the taxes
    it is charged on.
    """

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Portion:
    """An amount that bears ``taxes``, as ``in_turn`` puts them: a line, a charge, or all that bear the same."""

    taxes: tuple[Tax, ...]
    amount: int


def in_turn(taxes: Sequence[Tax]) -> tuple[Tax, ...]:
    """Return taxes in the order they are charged: side by side first, then the compound ones as they were given."""
    if len(taxes) < 2:
        return tuple(taxes)
    beside = sorted((tax for tax in taxes if not tax.compound), key=lambda tax: tax.rank)
    return (*beside, *(tax for tax in taxes if tax.compound))


def check_taxes(taxes: Sequence[Tax], where: str) -> None:
    """Raise OutOfRange, RateOnUntaxed, TaxTwice or TaxesTooHigh where ``taxes`` cannot stand on one line."""
    for tax in taxes:
        _check_tax(tax)
    if len(taxes) < 2:
        return
    twice = next((tax for index, tax in enumerate(taxes) if tax in taxes[:index]), None)
    if twice is not None:
        raise TaxTwice(where, twice.label)
    weights, whole = _weights(in_turn(taxes))
    if sum(weights) > whole:
        raise TaxesTooHigh(where)


def added(portions: Sequence[Portion]) -> list[TaxTotal]:
    """Return the taxes on top of ``portions``; each is rounded once over all of its portions."""
    taxes = dict.fromkeys(tax for portion in portions for tax in portion.taxes)
    return [_charged(tax, [portion for portion in portions if tax in portion.taxes]) for tax in taxes]


def extracted(portion: Portion) -> list[TaxTotal]:
    """Return the taxes inside ``portion``, taken out by one division and shared by largest remainder.

    Taking each out as if it were alone would take too much.
    """
    weights, whole = _weights(portion.taxes)
    tax = divide_half_up(portion.amount * sum(weights), whole + sum(weights))
    base = portion.amount - tax
    rows: list[TaxTotal] = []
    for each, amount in zip(portion.taxes, shares(tax, weights), strict=True):
        before = sum(row.amount for row in rows) if each.compound else 0
        rows.append(TaxTotal(each, base + before, amount))
    return rows


def table(rows: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    """Return one row for each tax, added up and in order."""
    bases: dict[Tax, int] = {}
    amounts: dict[Tax, int] = {}
    for row in rows:
        bases[row.tax] = bases.get(row.tax, 0) + row.base
        amounts[row.tax] = amounts.get(row.tax, 0) + row.amount
    return tuple(TaxTotal(tax, bases[tax], amounts[tax]) for tax in sorted(bases, key=lambda tax: tax.rank))


def _charged(tax: Tax, bearing: Sequence[Portion]) -> TaxTotal:
    base = sum(portion.amount for portion in bearing)
    if tax.compound:
        base += sum(_charged(earlier, those).amount for earlier, those in _earlier(tax, bearing).items())
    return TaxTotal(tax, base, percent_of(base, tax.rate))


def _earlier(tax: Tax, bearing: Sequence[Portion]) -> dict[Tax, list[Portion]]:
    """Return the taxes that come before ``tax``, each with the portions on which it does."""
    earlier: dict[Tax, list[Portion]] = {}
    for portion in bearing:
        for before in portion.taxes[: portion.taxes.index(tax)]:
            earlier.setdefault(before, []).append(portion)
    return earlier


def _check_tax(tax: Tax) -> None:
    if tax.category not in CATEGORIES:
        raise ValueError(f"{tax.category} is no tax category")
    if check_rate(tax.rate) and tax.category != TAXED_CATEGORY:
        raise RateOnUntaxed(tax.category)


@lru_cache(maxsize=256)
def _weights(taxes: tuple[Tax, ...]) -> tuple[list[int], int]:
    """Return what each tax adds to a net of ``whole``, the second value: exact, however many are compound."""
    whole = _RATE_UNITS ** len(taxes)
    weights: list[int] = []
    for tax in taxes:
        base = whole + sum(weights) if tax.compound else whole
        numerator, denominator = tax.rate.as_integer_ratio()
        weights.append(base * numerator // (100 * denominator))
    return weights, whole
