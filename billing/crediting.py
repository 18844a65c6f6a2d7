"""What a credit note says of an invoice: its lines, its share of the discount, its tax rows.

Each line is credited up to what was invoiced. The credit that completes a line, or all lines of a tax, takes what
earlier ones have left, so that an invoice and its credit notes add up to nothing: line by line, tax by tax, in total.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billing.errors import Refused
from billing.issued import CreditedLine, FixedTax, IssuedDocument, IssuedLine, LineDiscount
from billing.money import Money, divide_half_up, to_decimal
from billing.taxes import Tax, TaxTotal
from billing.totals import PriceMode, Sheet, calculate


class CreditTooMuch(Refused):
    """No more is credited than was invoiced; ``line`` counts from 1."""

    def __init__(self, line: int, title: str) -> None:
        super().__init__(
            f"Line {line}, {title}, cannot be credited by so much: that is more than is left of it. "
            "Nothing was issued. Lower it."
        )
        self.line = line


class NothingToCredit(Refused):
    """A credit note gives something back."""

    def __init__(self) -> None:
        super().__init__("Nothing is credited yet. Nothing was issued. Tick a line, or type an amount above 0.")


class CreditAboveInvoice(Refused):
    """Lines that take off make an invoice smaller than its other lines; credit notes stay below it all the same."""

    def __init__(self) -> None:
        super().__init__(
            "Together with the earlier ones this would give back more than the invoice asks for. "
            "Nothing was issued. Credit the lines that take something off as well."
        )


@dataclass(frozen=True, slots=True)
class CreditWish:
    """A part of the invoice's line ``line`` (from 1): a quantity, or an amount in minor units; neither means the rest.

    Both have the sign that they have on the invoice.
    """

    line: int
    quantity: Decimal | None = None
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A counted line of an invoice, and what of it no credit note has taken back yet. Amounts in minor units."""

    line: int
    title: str
    unit: str
    quantity: Decimal
    net: int
    quantity_left: Decimal
    net_left: int


@dataclass(frozen=True, slots=True)
class Credited:
    """The figures of one credit note."""

    lines: tuple[IssuedLine, ...]
    discount: int
    taxes: tuple[FixedTax, ...]


def lines_left(invoice: IssuedDocument, earlier: Sequence[IssuedDocument]) -> tuple[LineLeft, ...]:
    """Return the lines of ``invoice`` that count, less what the credit notes ``earlier`` have taken back."""
    quantities: dict[int, Decimal] = defaultdict(Decimal)
    nets: dict[int, int] = defaultdict(int)
    for note in earlier:
        for line, sums in zip(note.lines, calculate(note.sheet()).lines, strict=True):
            if line.credits is not None:
                quantities[line.credits.line] += line.credits.quantity
                nets[line.credits.line] += sums.net
    totals = calculate(invoice.sheet())
    return tuple(
        LineLeft(
            line=at,
            title=line.title,
            unit=line.unit,
            quantity=line.quantity,
            net=sums.net,
            quantity_left=line.quantity - quantities[at],
            net_left=sums.net - nets[at],
        )
        for at, (line, sums) in enumerate(zip(invoice.lines, totals.lines, strict=True), 1)
        if line.chosen or not line.optional
    )


def everything_left(invoice: IssuedDocument, earlier: Sequence[IssuedDocument]) -> tuple[CreditWish, ...]:
    """Return the wish to credit all that is left."""
    return tuple(CreditWish(each.line) for each in lines_left(invoice, earlier) if each.net_left)


def credit(invoice: IssuedDocument, earlier: Sequence[IssuedDocument], wishes: Sequence[CreditWish]) -> Credited:
    """Return the figures of a credit note over ``wishes``, at most one a line.

    Raises CreditTooMuch, CreditAboveInvoice, NothingToCredit.
    """
    left = {each.line: each for each in lines_left(invoice, earlier)}
    taken = {wish.line: _amount(left[wish.line], wish) for wish in wishes}
    lines = tuple(_line(invoice, left[wish.line], wish, taken[wish.line]) for wish in wishes if taken[wish.line])
    if not lines:
        raise NothingToCredit
    rest = {each.line: each.net_left - taken.get(each.line, 0) for each in left.values()}
    groups = _groups(invoice, earlier, lines, rest)
    given = sum(group.total for group in groups) + sum(calculate(note.sheet()).total for note in earlier)
    if given > max(calculate(invoice.sheet()).total, 0):
        raise CreditAboveInvoice
    return Credited(lines, sum(group.discount for group in groups), tuple(group.fixed() for group in groups))


# -- lines ------------------------------------------------------------------------------------------------------------


def _amount(left: LineLeft, wish: CreditWish) -> int:
    """Return what ``wish`` takes of the line, in minor units."""
    if wish.minor is not None:
        return _checked(left, wish.minor)
    if wish.quantity is None or wish.quantity == left.quantity_left:
        return left.net_left
    if wish.quantity * left.quantity <= 0 or abs(wish.quantity) > abs(left.quantity_left):
        raise CreditTooMuch(left.line, left.title)
    before = left.quantity - left.quantity_left
    after = Fraction(before + wish.quantity) / Fraction(left.quantity)
    amount = _share(left.net, after) - _share(left.net, Fraction(before) / Fraction(left.quantity))
    return min(amount, left.net_left) if left.net > 0 else max(amount, left.net_left)


def _checked(left: LineLeft, minor: int) -> int:
    if minor * left.net < 0 or abs(minor) > abs(left.net_left):
        raise CreditTooMuch(left.line, left.title)
    return minor


def _line(invoice: IssuedDocument, left: LineLeft, wish: CreditWish, amount: int) -> IssuedLine:
    """Return the line as the credit note prints it: its quantity times its price, less a discount, is ``amount``."""
    source = invoice.lines[left.line - 1]
    quantity = left.quantity_left if wish.quantity is None else wish.quantity
    if wish.minor is None and quantity:
        credits_ = CreditedLine(line=left.line, quantity=quantity)
        whole = source.model_copy(update={"quantity": quantity, "credits": credits_, "optional": False, "chosen": True})
        if _net(invoice, whole) == amount:
            return whole
        plain = whole.model_copy(update={"discount": None})
        over = _net(invoice, plain) - amount
        if over * amount >= 0:
            return plain.model_copy(update={"discount": LineDiscount(minor=abs(over)) if over else None})
    counted = quantity if wish.minor is None else Decimal(0)
    return source.model_copy(
        update={
            "quantity": Decimal(1),
            "unit": "",
            "unit_price": to_decimal(Money(amount, invoice.currency)),
            "discount": None,
            "credits": CreditedLine(line=left.line, quantity=counted),
            "optional": False,
            "chosen": True,
        }
    )


def _net(invoice: IssuedDocument, line: IssuedLine) -> int:
    return calculate(_sheet(invoice, (line,), 0)).lines[0].net


def _sheet(invoice: IssuedDocument, lines: Sequence[IssuedLine], discount: int) -> Sheet:
    return Sheet(
        currency=invoice.currency,
        price_mode=invoice.price_mode,
        rounding=invoice.rounding,
        lines=tuple(line.calculated() for line in lines),
        discount=LineDiscount(minor=discount).calculated() if discount else None,
    )


# -- taxes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """What one tax gets of a credit note; ``discount`` is its share of the document's."""

    tax: Tax
    discount: int
    base: int
    amount: int

    @property
    def total(self) -> int:
        return self.base + self.amount

    def fixed(self) -> FixedTax:
        return FixedTax(
            label=self.tax.label,
            category=self.tax.category,
            rate=self.tax.rate,
            compound=self.tax.compound,
            base=self.base,
            amount=self.amount,
        )


def _groups(
    invoice: IssuedDocument, earlier: Sequence[IssuedDocument], lines: Sequence[IssuedLine], rest: Mapping[int, int]
) -> list[_Group]:
    totals = calculate(invoice.sheet())
    before = [row for note in earlier for row in calculate(note.sheet()).taxes]
    found = []
    for row in totals.taxes:
        mine = [line for line in lines if row.tax in line.calculated().taxes]
        if mine:
            places = _lines_of(invoice, row.tax)
            so_far = [each for each in before if each.tax == row.tax]
            if any(rest[at] for at in places):
                invoiced = sum(totals.lines[at - 1].net for at in places)
                given = invoiced - sum(rest[at] for at in places)
                found.append(_part_of(invoice, row, so_far, mine, Fraction(given, invoiced) if invoiced else None))
            else:
                found.append(_rest_of(invoice, row, so_far, mine))
    return found


def _rest_of(invoice: IssuedDocument, row: TaxTotal, before: Sequence[TaxTotal], lines: Sequence[IssuedLine]) -> _Group:
    """All lines of the tax are given back with this note: it takes what the earlier ones have left."""
    base = row.base - sum(each.base for each in before)
    amount = row.amount - sum(each.amount for each in before)
    taxed = base + amount if invoice.price_mode is PriceMode.INCLUSIVE else base
    return _Group(row.tax, _sum(invoice, lines) - taxed, base, amount)


def _part_of(
    invoice: IssuedDocument,
    row: TaxTotal,
    before: Sequence[TaxTotal],
    lines: Sequence[IssuedLine],
    given: Fraction | None,
) -> _Group:
    """Some lines of the tax stay; ``given`` is the share of them that is given back by now, None where they are 0.

    The discount follows the share, the tax is that of the note's own lines, yet never more than is left.
    """
    inclusive = invoice.price_mode is PriceMode.INCLUSIVE
    credited = _sum(invoice, lines)
    whole = row.base + (row.amount if inclusive else 0)
    so_far = sum(each.base + (each.amount if inclusive else 0) for each in before)
    taxed = credited if given is None else _share(whole, given) - so_far
    most = row.amount - sum(each.amount for each in before)
    own = calculate(_sheet(invoice, lines, credited - taxed)).tax if 0 <= credited - taxed <= credited else most
    amount = min(own, most) if row.amount >= 0 else max(own, most)
    return _Group(row.tax, credited - taxed, taxed - amount if inclusive else taxed, amount)


def _share(whole: int, given: Fraction) -> int:
    return divide_half_up(whole * given.numerator, given.denominator)


def _sum(invoice: IssuedDocument, lines: Sequence[IssuedLine]) -> int:
    return sum(_net(invoice, line) for line in lines)


def _lines_of(invoice: IssuedDocument, tax: Tax) -> list[int]:
    return [
        at
        for at, line in enumerate(invoice.lines, 1)
        if (line.chosen or not line.optional) and tax in line.calculated().taxes
    ]
