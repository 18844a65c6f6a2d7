"""What a credit note says of an invoice: which of its lines and charges, and by how much.

Each is credited up to what was invoiced. The credit that completes one takes what earlier ones have left, so that an
invoice and its credit notes add up to nothing: line by line, tax by tax (credit_figures.py), in total.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billing.credit_figures import figures, parts_of
from billing.errors import Refused
from billing.issued import CreditedLine, FixedFigures, IssuedDocument, IssuedLine, IssuedTax, LineDiscount
from billing.money import MAX_PRICE, check_quantity, divide_half_up
from billing.totals import Sheet, calculate
from billing.wording import wording


class CreditTooMuch(Refused):
    """No more is credited than was invoiced; ``line`` counts from 1."""

    def __init__(self, line: int, title: str) -> None:
        super().__init__(
            f"Line {line}, {title}, cannot be credited by so much: that is more than is left of it. "
            "Nothing was issued. Lower it."
        )
        self.line = line


class WrongQuantity(Refused):
    """A quantity that is given back is above 0, or below it where the invoice's is; ``line`` counts from 1."""

    def __init__(self, line: int, title: str) -> None:
        super().__init__(
            f"The quantity of line {line}, {title}, must have the sign that it has on the invoice, and not be 0. "
            "Nothing was issued. Type how much of what is left is given back."
        )
        self.line = line


class NoSuchLine(Refused):
    """What the invoice does not count cannot be given back."""

    def __init__(self, line: int) -> None:
        super().__init__(f"The invoice counts no line {line}. Nothing was issued. Choose one of its lines or charges.")
        self.line = line


class CreditedTwice(Refused):
    """A credit note names each line of the invoice once."""

    def __init__(self, line: int, title: str) -> None:
        super().__init__(f"Line {line}, {title}, is credited twice here. Nothing was issued. Put both into one.")
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
    """A counted line of an invoice, or a charge behind them, and what of it no credit note has taken back yet.

    Amounts in minor units.
    """

    line: int
    title: str
    unit: str
    quantity: Decimal
    net: int
    quantity_left: Decimal
    net_left: int


@dataclass(frozen=True, slots=True)
class Credited:
    """The lines of one credit note, the discount on them, what is fixed, and its total. Minor units.

    A line without ``credits`` takes back a share of the invoice's discount that no discount could say.
    """

    lines: tuple[IssuedLine, ...]
    discount: int
    fixed: FixedFigures
    total: int

    @property
    def tax(self) -> int:
        return sum(row.amount for row in self.fixed.taxes)


def lines_left(invoice: IssuedDocument, earlier: Sequence[IssuedDocument]) -> tuple[LineLeft, ...]:
    """Return the lines of ``invoice`` that count, less what the credit notes ``earlier`` have taken back."""
    quantities: dict[int, Decimal] = defaultdict(Decimal)
    nets: dict[int, int] = defaultdict(int)
    for note in earlier:
        for line, sums in zip(note.lines, calculate(note.sheet()).lines, strict=True):
            if line.credits is not None:
                quantities[line.credits.line] += line.credits.quantity
                nets[line.credits.line] += sums.net
    return tuple(
        LineLeft(
            line=part.at,
            title=source.title,
            unit=source.unit,
            quantity=source.quantity,
            net=part.net,
            quantity_left=source.quantity - quantities[part.at],
            net_left=part.net - nets[part.at],
        )
        for part in parts_of(invoice, calculate(invoice.sheet()))
        for source in [_source(invoice, part.at, part.net)]
    )


def everything_left(invoice: IssuedDocument, earlier: Sequence[IssuedDocument]) -> tuple[CreditWish, ...]:
    """Return the wish to credit all that is left."""
    return tuple(CreditWish(each.line) for each in lines_left(invoice, earlier) if each.net_left)


def credit(invoice: IssuedDocument, earlier: Sequence[IssuedDocument], wishes: Sequence[CreditWish]) -> Credited:
    """Return the figures of a credit note over ``wishes``, at most one a line.

    Raises NoSuchLine, CreditedTwice, WrongQuantity, CreditTooMuch, CreditAboveInvoice, NothingToCredit, OutOfRange.
    """
    left = {each.line: each for each in lines_left(invoice, earlier)}
    _check(left, wishes)
    taken = {wish.line: _amount(left[wish.line], wish) for wish in wishes}
    lines = tuple(_line(invoice, left[wish.line], wish, taken[wish.line]) for wish in wishes if taken[wish.line])
    if not lines:
        raise NothingToCredit
    rest = {each.line: each.net_left - taken.get(each.line, 0) for each in left.values()}
    made = figures(invoice, earlier, taken, rest)
    given = made.total + sum(calculate(note.sheet()).total for note in earlier)
    if given > max(calculate(invoice.sheet()).total, 0):
        raise CreditAboveInvoice
    shares = tuple(_share_of_discount(invoice, taxes, minor) for taxes, minor in made.apart)
    return Credited((*lines, *shares), made.discount, made.fixed, made.total)


# -- lines ------------------------------------------------------------------------------------------------------------


def _check(left: Mapping[int, LineLeft], wishes: Sequence[CreditWish]) -> None:
    """Refuse wishes that mean nothing, whoever made them."""
    named: set[int] = set()
    for wish in wishes:
        if wish.line not in left:
            raise NoSuchLine(wish.line)
        line = left[wish.line]
        if wish.line in named:
            raise CreditedTwice(line.line, line.title)
        if wish.quantity is not None and check_quantity(wish.quantity) * line.quantity <= 0:
            raise WrongQuantity(line.line, line.title)
        named.add(wish.line)


def _amount(left: LineLeft, wish: CreditWish) -> int:
    """Return what ``wish`` takes of the line, in minor units."""
    if wish.minor is not None:
        return _checked(left, wish.minor)
    if wish.quantity is None or wish.quantity == left.quantity_left:
        return left.net_left
    if abs(wish.quantity) > abs(left.quantity_left):
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
    source = _source(invoice, left.line, left.net)
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
    times, price = _priced(amount, invoice.exponent)
    return source.model_copy(
        update={
            "quantity": times,
            "unit": "",
            "unit_price": price,
            "discount": None,
            "credits": CreditedLine(line=left.line, quantity=counted),
            "optional": False,
            "chosen": True,
        }
    )


def _share_of_discount(invoice: IssuedDocument, taxes: tuple[IssuedTax, ...], minor: int) -> IssuedLine:
    title = wording(invoice.language).labels.discount_titled(invoice.discount_reason)
    times, price = _priced(minor, invoice.exponent)
    return IssuedLine(title=title, quantity=times, unit_price=price, taxes=taxes)


def _source(invoice: IssuedDocument, at: int, net: int) -> IssuedLine:
    """Return the line at ``at``; a charge, whose places come behind the lines, as one line of ``net`` minor units."""
    if at <= len(invoice.lines):
        return invoice.lines[at - 1]
    charge = invoice.charges[at - 1 - len(invoice.lines)]
    times, price = _priced(net, invoice.exponent)
    return IssuedLine(title=charge.label, quantity=times, unit_price=price, taxes=charge.taxes)


def _priced(minor: int, digits: int) -> tuple[Decimal, Decimal]:
    """Return a quantity and a price that make ``minor``: 1 of it, or a power of ten where no price is that large."""
    times = 0
    while abs(minor) > int(MAX_PRICE) * 10 ** (digits + times):
        times += 1
    return Decimal(10**times), Decimal(f"{minor}E-{digits + times}")


def _net(invoice: IssuedDocument, line: IssuedLine) -> int:
    sheet = Sheet(
        currency=invoice.currency,
        price_mode=invoice.price_mode,
        rounding=invoice.rounding,
        lines=(line.calculated(),),
        exponent=invoice.exponent,
    )
    return calculate(sheet).lines[0].net


def _share(whole: int, given: Fraction) -> int:
    return divide_half_up(whole * given.numerator, given.denominator)
