"""Why this cent: a totals sheet explained step by step, each with the figures that anybody can check.

The words are English and stay on the desktop; a customer reads the document itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum
from functools import cached_property

from billing import formatting
from billing.adjustments import Charge, Discount
from billing.money import to_decimal
from billing.taxes import TaxTotal
from billing.totals import LineInput, LineTotal, PriceMode, Sheet, TaxRounding, Totals, calculate

# The caller's decimal context may round; this one holds every product that the calculator lets through.
_EXACT = Context(prec=100)


class Part(StrEnum):
    """The rows of a totals sheet, in the order they come about."""

    LINES = "lines"
    DISCOUNT = "discount"
    CHARGE = "charge"
    NET = "net"
    TAX = "tax"
    TOTAL = "total"
    WITHHELD = "withheld"
    ROUNDING = "rounding"
    PAYABLE = "payable"
    PAID = "paid"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, with which figures, and what comes of it. ``index`` tells rows of one part apart."""

    part: Part
    words: str
    figures: str
    result: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """What the lines and charges are called, in the order of the sheet, and the word for what is withheld.

    A row without a name is called by its number.
    """

    lines: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    withholding: str = ""


def explain(sheet: Sheet, names: Names, language: str, *, settled: int = 0) -> tuple[Step, ...]:
    """Return how every figure of ``sheet`` comes about, in the number format of ``language``.

    ``settled`` is what was paid, credited or written off, in minor units. Raises what ``calculate`` raises.
    """
    return tuple(_Teller(sheet, names, language, settled).steps())


def leading_to(steps: tuple[Step, ...], part: Part, index: int = 0) -> tuple[Step, ...]:
    """Return the steps that a person wants who points at one row; a total shows all but the lines."""
    if part in {Part.LINES, Part.CHARGE, Part.TAX, Part.DISCOUNT, Part.WITHHELD, Part.ROUNDING}:
        alone = part in {Part.CHARGE, Part.TAX}
        return tuple(step for step in steps if step.part is part and (not alone or step.index == index))
    order = list(Part)
    upto = order.index(part)
    last_line = max((at for at, step in enumerate(steps) if step.part is Part.LINES), default=-1)
    return tuple(step for at, step in enumerate(steps) if at >= last_line and order.index(step.part) <= upto)


def _name(names: tuple[str, ...], index: int) -> str:
    return names[index] if index < len(names) else ""


def _product(line: LineInput) -> Decimal:
    return _EXACT.multiply(line.quantity, line.unit_price)


class _Teller:
    """Puts one sheet into words."""

    def __init__(self, sheet: Sheet, names: Names, language: str, settled: int) -> None:
        self._sheet = sheet
        self._names = names
        self._language = language
        self._settled = settled
        self._totals: Totals = calculate(sheet)

    def steps(self) -> Iterator[Step]:
        totals = self._totals
        yield from self._lines()
        if totals.discount:
            yield from self._discount()
        yield from self._charges()
        inclusive = self._sheet.price_mode is PriceMode.INCLUSIVE
        if not inclusive and (totals.discount or any(totals.charges)):
            yield self._net_before_tax()
        for index, row in enumerate(totals.taxes):
            yield self._tax(row, index)
        yield self._total(inclusive=inclusive)
        if inclusive:
            figures = f"{self._amount(totals.total)} − {self._amount(totals.tax)}"
            yield Step(Part.NET, "The net is the total without its taxes", figures, self._amount(totals.net))
        yield from self._payable()

    def _lines(self) -> Iterator[Step]:
        pairs = zip(self._sheet.lines, self._totals.lines, strict=True)
        for index, (line, total) in enumerate(pairs):
            name = _name(self._names.lines, index) or f"Line {index + 1}"
            words = name if line.counted else f"{name}, optional and not ticked, is not counted"
            yield Step(Part.LINES, words, self._line_figures(line, total), self._amount(total.net), index)
        counted = sum(line.counted for line in self._sheet.lines)
        words = "The line is the sum" if counted == 1 else f"{counted} lines are added up as they are printed"
        yield Step(Part.LINES, words, "", self._amount(self._totals.line_sum), len(self._sheet.lines))

    def _line_figures(self, line: LineInput, total: LineTotal) -> str:
        quantity = formatting.format_number(line.quantity.normalize(), self._language)
        price = formatting.format_price(
            line.unit_price, self._sheet.currency, self._language, frozen=self._sheet.exponent
        )
        figures = f"{quantity} × {price}{self._unrounded(_product(line), total.product)}"
        if line.discount is None:
            return figures
        product = "" if "=" in figures else f" = {self._amount(total.product)}"
        return f"{figures}{product}, less {self._reduction(line.discount, total.discount)}"

    def _discount(self) -> Iterator[Step]:
        totals, discount = self._totals, self._sheet.discount
        assert discount is not None
        if discount.percent is None:
            yield Step(Part.DISCOUNT, "The discount is an amount", "", self._amount(-totals.discount))
        else:
            figures = f"{self._rate(discount)} of {self._amount(totals.line_sum)}"
            words = "The discount is taken of the sum of lines and rounded once"
            yield Step(Part.DISCOUNT, words, figures, self._amount(-totals.discount))
        if len(totals.taxes) > 1:
            words = "It lowers what each tax is taken of in proportion, to the last cent"
            yield Step(Part.DISCOUNT, words, "", self._amount(totals.line_sum - totals.discount), 1)

    def _charges(self) -> Iterator[Step]:
        base = self._totals.line_sum - self._totals.discount
        for index, (charge, minor) in enumerate(zip(self._sheet.charges, self._totals.charges, strict=True)):
            name = _name(self._names.charges, index) or f"Charge {index + 1}"
            figures = f"{self._rate(charge)} of {self._amount(base)}" if charge.percent is not None else ""
            yield Step(Part.CHARGE, name, figures, self._amount(minor), index)

    def _net_before_tax(self) -> Step:
        totals = self._totals
        parts = [self._amount(totals.line_sum)]
        if totals.discount:
            parts.append(f"− {self._amount(totals.discount)}")
        parts += [f"+ {self._amount(minor)}" for minor in totals.charges if minor]
        return Step(Part.NET, "The net is what is taxed", " ".join(parts), self._amount(totals.net))

    def _tax(self, row: TaxTotal, index: int) -> Step:
        rate = formatting.format_rate(row.tax.rate, self._language)
        figures = f"{rate} of {self._amount(row.base)}"
        name = row.tax.label or "Tax"
        if self._sheet.rounding is TaxRounding.PER_LINE:
            words = f"{name} is rounded on each line, then added up"
        elif self._sheet.price_mode is PriceMode.INCLUSIVE:
            words = f"{name} is taken out of the prices in one division"
        else:
            exact = _EXACT.divide(_EXACT.multiply(self._decimal(row.base), row.tax.rate), Decimal(100))
            figures += self._unrounded(exact, row.amount)
            words = self._rounded_once(name, row)
        return Step(Part.TAX, words, figures, self._amount(row.amount), index)

    def _rounded_once(self, name: str, row: TaxTotal) -> str:
        """Say what rounding line by line would have come to, where that is another cent."""
        base = "the net and the taxes before it" if row.tax.compound else "the net"
        words = f"{name} is on {base}, rounded once"
        other = next(each for each in self._line_by_line if each.tax == row.tax)
        return (
            words if other.amount == row.amount else f"{words}; line by line it would be {self._amount(other.amount)}"
        )

    @cached_property
    def _line_by_line(self) -> tuple[TaxTotal, ...]:
        return calculate(replace(self._sheet, rounding=TaxRounding.PER_LINE)).taxes

    def _total(self, *, inclusive: bool) -> Step:
        totals = self._totals
        if inclusive:
            words, parts = "The total is the sum of prices with their taxes", []
        else:
            words = "The total is the net and every tax"
            parts = [self._amount(totals.net), *(f"+ {self._amount(row.amount)}" for row in totals.taxes if row.amount)]
        return Step(Part.TOTAL, words, " ".join(parts) if len(parts) > 1 else "", self._amount(totals.total))

    def _payable(self) -> Iterator[Step]:
        totals, rate = self._totals, self._sheet.withholding
        if rate is not None:
            figures = f"{formatting.format_rate(rate, self._language)} of {self._amount(totals.net)}"
            words = f"{self._names.withholding or 'Tax'} is withheld of the net by the buyer"
            yield Step(Part.WITHHELD, words, figures, self._amount(-totals.withheld))
        if self._sheet.cash_step > 1:
            words = f"What is paid goes to the nearest {self._amount(self._sheet.cash_step)}"
            figures = self._amount(totals.total - totals.withheld)
            yield Step(Part.ROUNDING, words, figures, self._amount(totals.rounding))
        if totals.payable != totals.total:
            yield Step(Part.PAYABLE, "This is to be paid", self._payable_figures(), self._amount(totals.payable))
        if self._settled:
            yield Step(Part.PAID, "Paid, credited or written off so far", "", self._amount(-self._settled))
            figures = f"{self._amount(totals.payable)} − {self._amount(self._settled)}"
            yield Step(Part.OPEN, "This is still open", figures, self._amount(totals.payable - self._settled))

    def _payable_figures(self) -> str:
        totals = self._totals
        parts = [self._amount(totals.total)]
        if totals.withheld:
            parts.append(f"− {self._amount(totals.withheld)}")
        if totals.rounding:
            parts.append(f"{'+' if totals.rounding > 0 else '−'} {self._amount(abs(totals.rounding))}")
        return " ".join(parts)

    def _reduction(self, discount: Discount, minor: int) -> str:
        amount = self._amount(minor)
        return amount if discount.percent is None else f"{self._rate(discount)} = {amount}"

    def _rate(self, adjustment: Discount | Charge) -> str:
        assert adjustment.percent is not None
        return formatting.format_rate(adjustment.percent, self._language)

    def _unrounded(self, exact: Decimal, rounded: int) -> str:
        """Return the figure before it was rounded, or nothing where rounding changed nothing."""
        if exact == self._decimal(rounded):
            return ""
        return f" = {formatting.format_number(exact.normalize(_EXACT), self._language)}"

    def _decimal(self, minor: int) -> Decimal:
        return to_decimal(self._sheet.money(minor))

    def _amount(self, minor: int) -> str:
        return formatting.format_amount(self._sheet.money(minor), self._language)
