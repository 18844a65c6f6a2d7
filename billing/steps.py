"""Why this cent: a totals sheet explained step by step, each with the figures that anybody can check.

The words are English and stay on the desktop; a customer reads the document itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from billing import formatting
from billing.adjustments import Charge, Discount
from billing.money import Money
from billing.taxes import Tax, TaxTotal
from billing.totals import LineInput, LineTotal, PriceMode, Sheet, TaxRounding, Totals, calculate


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
    """What the lines and charges are called, in the order of the sheet, and the word for what is withheld."""

    lines: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    withholding: str = ""


def explain(sheet: Sheet, names: Names, language: str) -> tuple[Step, ...]:
    """Return how every figure of ``sheet`` comes about, in the number format of ``language``.

    Raises what ``calculate`` raises.
    """
    return tuple(_Teller(sheet, names, language).steps())


def leading_to(steps: tuple[Step, ...], part: Part, index: int = 0) -> tuple[Step, ...]:
    """Return the steps that a person wants who points at one row; a total shows all but the lines."""
    if part in {Part.LINES, Part.CHARGE, Part.TAX, Part.DISCOUNT, Part.WITHHELD, Part.ROUNDING}:
        alone = part in {Part.CHARGE, Part.TAX}
        return tuple(step for step in steps if step.part is part and (not alone or step.index == index))
    order = list(Part)
    upto = order.index(part)
    last_line = max((at for at, step in enumerate(steps) if step.part is Part.LINES), default=-1)
    return tuple(step for at, step in enumerate(steps) if at >= last_line and order.index(step.part) <= upto)


class _Teller:
    """Puts one sheet into words."""

    def __init__(self, sheet: Sheet, names: Names, language: str) -> None:
        self._sheet = sheet
        self._names = names
        self._language = language
        self._totals: Totals = calculate(sheet)

    def steps(self) -> Iterator[Step]:
        totals = self._totals
        yield from self._lines()
        if totals.discount:
            yield from self._discount()
        yield from self._charges()
        inclusive = self._sheet.price_mode is PriceMode.INCLUSIVE
        if not inclusive:
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
            name = self._names.lines[index] if index < len(self._names.lines) else f"Line {index + 1}"
            words = name if line.counted else f"{name}, optional and not ticked, is not counted"
            yield Step(Part.LINES, words, self._line_figures(line, total), self._amount(total.net), index)
        counted = sum(line.counted for line in self._sheet.lines)
        words = "The line is the sum" if counted == 1 else f"{counted} lines are added up as they are printed"
        yield Step(Part.LINES, words, "", self._amount(self._totals.line_sum), len(self._sheet.lines))

    def _line_figures(self, line: LineInput, total: LineTotal) -> str:
        quantity = formatting.format_number(line.quantity.normalize(), self._language)
        price = formatting.format_price(line.unit_price, self._sheet.currency, self._language)
        figures = f"{quantity} × {price}"
        if line.discount is None:
            return figures
        return f"{figures} = {self._amount(total.product)}, less {self._reduction(line.discount, total.discount)}"

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
            name = self._names.charges[index] if index < len(self._names.charges) else f"Charge {index + 1}"
            figures = f"{self._rate(charge)} of {self._amount(base)}" if charge.percent is not None else ""
            yield Step(Part.CHARGE, name, figures, self._amount(minor), index)

    def _net_before_tax(self) -> Step:
        totals = self._totals
        parts = [self._amount(totals.line_sum)]
        if totals.discount:
            parts.append(f"− {self._amount(totals.discount)}")
        parts += [f"+ {self._amount(minor)}" for minor in totals.charges]
        figures = " ".join(parts) if len(parts) > 1 else ""
        return Step(Part.NET, "The net is what is taxed", figures, self._amount(totals.net))

    def _tax(self, row: TaxTotal, index: int) -> Step:
        rate = formatting.format_rate(row.tax.rate, self._language)
        figures = f"{rate} of {self._amount(row.base)}"
        return Step(Part.TAX, self._tax_words(row.tax), figures, self._amount(row.amount), index)

    def _tax_words(self, tax: Tax) -> str:
        name = tax.label or "Tax"
        base = "the net and the taxes before it" if tax.compound else "the net"
        if self._sheet.rounding is TaxRounding.PER_LINE:
            return f"{name} is rounded on each line, then added up"
        if self._sheet.price_mode is PriceMode.INCLUSIVE:
            return f"{name} is taken out of the prices in one division"
        return f"{name} is on {base}, rounded once"

    def _total(self, *, inclusive: bool) -> Step:
        totals = self._totals
        if inclusive:
            words, parts = "The total is the sum of prices with their taxes", []
        else:
            words = "The total is the net and every tax"
            parts = [self._amount(totals.net), *(f"+ {self._amount(row.amount)}" for row in totals.taxes)]
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

    def _amount(self, minor: int) -> str:
        return formatting.format_amount(Money(minor, self._sheet.currency), self._language)
