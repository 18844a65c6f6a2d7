"""The taxes, the withholding and the rounding of a credit note: its share of the invoice's, or what is left of it.

Lines and charges are put together by the set of taxes that they bear. A set that is given back in part takes the share
of the discount that its lines have of it; the note that completes a set takes what earlier ones have left, and so does
the one that completes all lines of a tax, or the invoice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from billing.issued import FixedFigures, FixedPortion, FixedTax, IssuedDocument, IssuedTax
from billing.money import divide_half_up
from billing.payable import withheld
from billing.sharing import shares
from billing.taxes import Portion, Tax, TaxTotal, in_turn
from billing.totals import PriceMode, TaxRounding, Totals, calculate, tax_table

Bearing = tuple[tuple[Tax, ...], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A counted line or a charge of an invoice: its place (from 1, charges behind the lines), taxes and amount."""

    at: int
    taxes: tuple[IssuedTax, ...]
    is_charge: bool
    net: int

    @property
    def bearing(self) -> Bearing:
        return in_turn([tax.calculated() for tax in self.taxes]), self.is_charge


@dataclass(frozen=True, slots=True)
class Figures:
    """What a credit note comes to: the discount on its lines, and all that is fixed. Minor units.

    ``discount`` takes the lines toward zero. Where the share of the invoice's does not, as lines of both signs may have
    it, it is 0 and ``apart`` says what the lines of each set of taxes are to be raised by.
    """

    discount: int
    apart: tuple[tuple[tuple[IssuedTax, ...], int], ...]
    fixed: FixedFigures
    total: int


@dataclass(frozen=True, slots=True)
class ToPay:
    """What of an invoice's payable no note has given back yet, and of the steps from its total to it. Minor units."""

    withheld: int
    rounding: int
    payable: int


def parts_of(invoice: IssuedDocument, totals: Totals) -> tuple[Part, ...]:
    """Return what of ``invoice`` can be given back."""
    lines = [
        Part(at, line.taxes, False, sums.net)
        for at, (line, sums) in enumerate(zip(invoice.lines, totals.lines, strict=True), 1)
        if line.counted
    ]
    behind = enumerate(zip(invoice.charges, totals.charges, strict=True), len(invoice.lines) + 1)
    return (*lines, *(Part(at, charge.taxes, True, minor) for at, (charge, minor) in behind))


def figures(
    invoice: IssuedDocument, earlier: Sequence[IssuedDocument], taken: Mapping[int, int], rest: Mapping[int, int]
) -> Figures:
    """Return the figures of a note that takes ``taken`` of the parts of ``invoice`` and leaves ``rest``, by place."""
    totals = calculate(invoice.sheet())
    parts = parts_of(invoice, totals)
    wholes = _wholes(totals, parts)
    portions = [
        _portion(bearing, whole, [part for part in parts if part.bearing == bearing], earlier, taken, rest)
        for bearing, whole in wholes.items()
        if any(taken.get(part.at) for part in parts if part.bearing == bearing)
    ]
    discount, apart = _discount(parts, portions, taken)
    taxes = _taxes(invoice, totals, parts, portions, earlier, taken, rest)
    inclusive = invoice.price_mode is PriceMode.INCLUSIVE
    tax = sum(row.amount for row in taxes)
    taxed = sum(portion.amount for portion in portions)
    is_complete = not any(rest.values())
    net = taxed - tax if inclusive else taxed
    left = _left_to_pay(totals, earlier)
    kept, rounding = left.withheld, left.rounding
    if not is_complete:
        own = withheld(net, invoice.withholding.rate) if invoice.withholding else 0
        kept, rounding = _within(left, net + tax, own)
    fixed = FixedFigures(portions=tuple(portions), taxes=taxes, withheld=kept, rounding=rounding)
    return Figures(discount, apart, fixed, net + tax)


def _wholes(totals: Totals, parts: Sequence[Part]) -> dict[Bearing, int]:
    """Return what of the invoice bears each set of taxes, after its discount: shared as the calculator shares it."""
    sums: dict[Bearing, int] = {}
    for part in parts:
        sums[part.bearing] = sums.get(part.bearing, 0) + part.net
    lines = sorted((each for each in sums if not each[1]), key=lambda each: [tax.rank for tax in each[0]])
    for bearing, share in zip(lines, shares(totals.discount, [sums[each] for each in lines]), strict=True):
        sums[bearing] -= share
    return sums


def _portion(
    bearing: Bearing,
    whole: int,
    parts: Sequence[Part],
    earlier: Sequence[IssuedDocument],
    taken: Mapping[int, int],
    rest: Mapping[int, int],
) -> FixedPortion:
    """Return what of the note bears these taxes; ``whole`` of the invoice does."""
    invoiced = sum(part.net for part in parts)
    so_far = sum(each.amount for note in _fixed(earlier) for each in note.portions if _bearing(each) == bearing)
    if not any(rest[part.at] for part in parts):
        amount = whole - so_far
    elif invoiced:
        given = Fraction(invoiced - sum(rest[part.at] for part in parts), invoiced)
        amount = divide_half_up(whole * given.numerator, given.denominator) - so_far
    else:
        amount = sum(taken.get(part.at, 0) for part in parts)
    return FixedPortion(taxes=parts[0].taxes, charge=bearing[1], amount=amount)


def _discount(
    parts: Sequence[Part], portions: Sequence[FixedPortion], taken: Mapping[int, int]
) -> tuple[int, tuple[tuple[tuple[IssuedTax, ...], int], ...]]:
    """Return the discount that can be printed under the lines, else what raises the lines of each set of taxes."""
    line_sum = sum(taken.values())
    off = line_sum - sum(portion.amount for portion in portions)
    if off * line_sum >= 0 and abs(off) <= abs(line_sum):
        return abs(off), ()
    raised = [(portion.taxes, portion.amount - sum(_nets(parts, portion, taken))) for portion in portions]
    return 0, tuple((taxes, minor) for taxes, minor in raised if minor)


def _taxes(
    invoice: IssuedDocument,
    totals: Totals,
    parts: Sequence[Part],
    portions: Sequence[FixedPortion],
    earlier: Sequence[IssuedDocument],
    taken: Mapping[int, int],
    rest: Mapping[int, int],
) -> tuple[FixedTax, ...]:
    """Return the tax rows: what is left of a tax whose parts are all given back, else the note's own, at most that."""
    invoiced = {row.tax: row for row in totals.taxes}
    rows = []
    for own in tax_table(invoice.price_mode, invoice.rounding, _apart(invoice, parts, portions, taken)):
        before = [row.calculated() for note in _fixed(earlier) for row in note.taxes]
        left = _left(invoiced[own.tax], [row for row in before if row.tax == own.tax])
        is_complete = not any(rest[part.at] for part in parts if own.tax in part.bearing[0])
        rows.append(left if is_complete else _at_most(own, left, invoice.price_mode))
    return tuple(
        FixedTax(
            label=row.tax.label,
            category=row.tax.category,
            rate=row.tax.rate,
            compound=row.tax.compound,
            base=row.base,
            amount=row.amount,
        )
        for row in rows
    )


def _apart(
    invoice: IssuedDocument, parts: Sequence[Part], portions: Sequence[FixedPortion], taken: Mapping[int, int]
) -> list[Portion]:
    """Return the portions as the invoice rounds its tax: whole, or one a line."""
    if invoice.rounding is TaxRounding.PER_TOTAL:
        return [Portion(_bearing(portion)[0], portion.amount) for portion in portions]
    found = []
    for portion in portions:
        nets = _nets(parts, portion, taken)
        off = sum(nets) - portion.amount
        if off and not sum(nets):  # nothing to share it by
            nets, off = [*nets, -off], 0
        split = zip(nets, shares(off, nets), strict=True)
        found += [Portion(_bearing(portion)[0], net - less) for net, less in split]
    return found


def _nets(parts: Sequence[Part], portion: FixedPortion, taken: Mapping[int, int]) -> list[int]:
    """Return what the note takes of each part that bears the portion's taxes."""
    return [taken[part.at] for part in parts if part.bearing == _bearing(portion) and taken.get(part.at)]


def _left(row: TaxTotal, before: Sequence[TaxTotal]) -> TaxTotal:
    return TaxTotal(
        row.tax, row.base - sum(each.base for each in before), row.amount - sum(each.amount for each in before)
    )


def _at_most(own: TaxTotal, left: TaxTotal, mode: PriceMode) -> TaxTotal:
    """Give back no more tax than there is; inside a price, what is no tax is net."""
    amount = min(own.amount, left.amount) if left.amount >= 0 else max(own.amount, left.amount)
    base = own.base + own.amount - amount if mode is PriceMode.INCLUSIVE else own.base
    return TaxTotal(own.tax, base, amount)


def _left_to_pay(totals: Totals, earlier: Sequence[IssuedDocument]) -> ToPay:
    given = _fixed(earlier)
    kept = totals.withheld - sum(each.withheld for each in given)
    rounding = totals.rounding - sum(each.rounding for each in given)
    total = totals.total - sum(calculate(note.sheet()).total for note in earlier)
    return ToPay(kept, rounding, total - kept + rounding)


def _within(left: ToPay, total: int, kept: int) -> tuple[int, int]:
    """Return what a note that leaves something withholds and rounds: it pays back at least 0, at most what is left.

    So none of the notes after it owes the office anything. What has to give is withheld where that much is left to
    withhold, and rounded otherwise.
    """
    least, most = sorted((0, left.withheld))
    payable = max(min(total - max(least, min(kept, most)), left.payable), 0)
    kept = max(least, min(total - payable, most))
    return kept, payable - total + kept


def _fixed(notes: Sequence[IssuedDocument]) -> list[FixedFigures]:
    return [note.fixed for note in notes if note.fixed is not None]


def _bearing(portion: FixedPortion) -> Bearing:
    return in_turn([tax.calculated() for tax in portion.taxes]), portion.charge
