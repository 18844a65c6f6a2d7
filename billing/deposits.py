"""Deposits: a share of a document asked for beforehand, in one line for each set of taxes that it bears.

A document's *bearing* is what bears each set of taxes after its discount, charges included, in minor units; the amounts
hold their tax in inclusive mode. A deposit and the lines that take it off the final document are the same amounts with
opposite signs, so that bases add up to the cent; taxes differ by what rounding each document for itself brings.
"""

from collections.abc import Mapping
from decimal import Decimal

from billing.errors import Refused
from billing.money import check_rate, divide_half_up, percent_of, to_decimal
from billing.sharing import shares
from billing.taxes import Tax, in_turn
from billing.totals import LineInput, PriceMode, Sheet, Totals, calculate

Bearing = Mapping[tuple[Tax, ...], int]

_ONE = Decimal(1)
_NEAR = (0, 1, -1, 2, -2)  # minor units around a guess


class NoDeposit(Refused):
    """A deposit is a share of something that is to be paid."""

    def __init__(self) -> None:
        super().__init__("There is nothing to pay, so no deposit can be asked for. Nothing was made.")


class NotAShare(Refused):
    """A deposit is more than nothing and at most the whole."""

    def __init__(self) -> None:
        super().__init__("A deposit is from 1 to 100 %, or an amount above 0 and below the total. Nothing was made.")


class DepositsTooHigh(Refused):
    """All deposits on one document come to the whole at most."""

    def __init__(self) -> None:
        super().__init__("With the deposits asked for already this would be more than the whole. Lower it.")


def bearing_of(sheet: Sheet, totals: Totals) -> dict[tuple[Tax, ...], int]:
    """Return what of the document bears each set of taxes; its discount is shared as the calculator shares it."""
    sums: dict[tuple[Tax, ...], int] = {}
    for line, total in zip(sheet.lines, totals.lines, strict=True):
        if line.counted:
            sums[in_turn(line.taxes)] = sums.get(in_turn(line.taxes), 0) + total.net
    ranked = sorted(sums, key=lambda taxes: [tax.rank for tax in taxes])
    for taxes, share in zip(ranked, shares(totals.discount, [sums[taxes] for taxes in ranked]), strict=True):
        sums[taxes] -= share
    for charge, minor in zip(sheet.charges, totals.charges, strict=True):
        sums[in_turn(charge.taxes)] = sums.get(in_turn(charge.taxes), 0) + minor
    return sums


def deposit_shares(
    sheet: Sheet, earlier: Bearing, *, percent: Decimal | None = None, minor: int | None = None
) -> dict[tuple[Tax, ...], int]:
    """Return what a deposit of ``percent``, or of ``minor`` units with tax, asks for of each set of taxes.

    ``earlier`` is what other deposits ask for. What completes the whole takes what is left of each set. Exactly one of
    ``percent`` and ``minor`` is given. Raises NoDeposit, NotAShare, DepositsTooHigh, and all that calculating raises.
    """
    totals = calculate(sheet)
    whole = bearing_of(sheet, totals)
    if totals.total <= 0 or sum(whole.values()) <= 0:
        raise NoDeposit
    left = {taxes: amount - earlier.get(taxes, 0) for taxes, amount in whole.items()}
    wanted = _wanted(sheet, totals, whole, percent, minor)
    over = wanted - sum(left.values())
    if over > (1 if percent is not None else 0) or not sum(left.values()):  # half and half of an odd cent is the whole
        raise DepositsTooHigh
    split = left if over >= 0 else dict(zip(whole, shares(wanted, list(whole.values())), strict=True))
    return {taxes: amount for taxes, amount in split.items() if amount}


def total_of(sheet: Sheet, asked: Bearing) -> int:
    """Return what a document with a line for each of ``asked`` comes to, with tax, in minor units."""
    lines = tuple(LineInput(_ONE, to_decimal(sheet.money(amount)), None, taxes) for taxes, amount in asked.items())
    return calculate(Sheet(sheet.currency, sheet.price_mode, sheet.rounding, lines, exponent=sheet.exponent)).total


def _wanted(sheet: Sheet, totals: Totals, whole: Bearing, percent: Decimal | None, minor: int | None) -> int:
    everything = sum(whole.values())
    if percent is not None:
        if check_rate(percent) < _ONE:
            raise NotAShare
        return percent_of(everything, percent)
    if minor is None or not 0 < minor < totals.total:
        raise NotAShare
    if sheet.price_mode is PriceMode.INCLUSIVE:
        return minor
    guess = divide_half_up(minor * everything, totals.total)
    near = (guess + step for step in _NEAR)
    return min(near, key=lambda net: abs(_with_tax(sheet, whole, net) - minor))


def _with_tax(sheet: Sheet, whole: Bearing, net: int) -> int:
    return total_of(sheet, dict(zip(whole, shares(net, list(whole.values())), strict=True)))
