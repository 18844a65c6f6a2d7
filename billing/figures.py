"""What a page needs to calculate the totals of chosen lines itself, and those totals as a view shows them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from billing import formatting
from billing.canonical import Frozen
from billing.issued import IssuedCharge, IssuedDocument, IssuedTax, IssuedWithholding, LineDiscount
from billing.money import Money
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, Totals


class TaxView(Frozen):
    """One tax with its base, e.g. ``VAT 13.5 %``, ``€7,739.60``, ``€1,044.85``."""

    label: str
    base: str
    amount: str


class SumView(Frozen):
    """A row of the totals that the office named, such as ``Shipping`` or ``IRPF 15%``."""

    label: str
    amount: str


class FigureLine(Frozen):
    """The figures of one line, as the calculator takes them."""

    quantity: Decimal
    unit_price: Decimal
    discount: LineDiscount | None = None
    taxes: tuple[IssuedTax, ...] = ()

    def calculated(self, *, counted: bool) -> LineInput:
        return LineInput(
            quantity=self.quantity,
            unit_price=self.unit_price,
            discount=self.discount.calculated() if self.discount else None,
            taxes=tuple(tax.calculated() for tax in self.taxes),
            counted=counted,
        )


class Figures(Frozen):
    """Everything that the totals of a document depend on, beside which lines count; nothing that names anything."""

    price_mode: PriceMode
    rounding: TaxRounding
    lines: tuple[FigureLine, ...]
    discount: LineDiscount | None = None
    charges: tuple[IssuedCharge, ...] = ()
    withholding: IssuedWithholding | None = None
    cash_step: int = 0
    currency: str
    exponent: int | None = None

    def money(self, minor: int) -> Money:
        """Return an amount with the decimals that its currency had when the document was issued."""
        return Money(minor, self.currency, self.exponent)

    def sheet(self, counted: Collection[int]) -> Sheet:
        """Return the calculator's input with the lines at the positions ``counted`` (from 0) counted."""
        return Sheet(
            currency=self.currency,
            exponent=self.exponent,
            price_mode=self.price_mode,
            rounding=self.rounding,
            lines=tuple(line.calculated(counted=at in counted) for at, line in enumerate(self.lines)),
            discount=self.discount.calculated() if self.discount else None,
            charges=tuple(charge.calculated() for charge in self.charges),
            withholding=self.withholding.rate if self.withholding else None,
            cash_step=self.cash_step,
        )


def figures_of(document: IssuedDocument) -> Figures:
    """Return the figures of ``document``."""
    return Figures(
        price_mode=document.price_mode,
        rounding=document.rounding,
        lines=tuple(
            FigureLine(quantity=line.quantity, unit_price=line.unit_price, discount=line.discount, taxes=line.taxes)
            for line in document.lines
        ),
        discount=document.discount,
        charges=document.charges,
        withholding=document.withholding,
        cash_step=document.cash_step,
        currency=document.currency,
        exponent=document.exponent,
    )


def shown_sums(figures: Figures, totals: Totals, counted: Collection[int], language: str) -> dict[str, Any]:
    """Return the fields of a view that say its totals, formatted for ``language``."""

    def money(minor: int) -> str:
        return formatting.format_money(figures.money(minor), language)

    return {
        "line_sum": money(totals.line_sum),
        "discount": money(-totals.discount) if totals.discount else "",
        "charges": tuple(
            SumView(label=_charge_label(charge, language), amount=money(minor))
            for charge, minor in zip(figures.charges, totals.charges, strict=True)
        ),
        "net": money(totals.net),
        "taxes": tuple(
            TaxView(label=tax_name(row.tax, language), base=money(row.base), amount=money(row.amount))
            for row in totals.taxes
        ),
        "tax_notes": _tax_notes(figures, counted),
        "total": money(totals.total),
        "withheld": _withheld(figures.withholding, money(-totals.withheld), language),
        "rounding": money(totals.rounding) if totals.rounding else "",
        "payable": money(totals.payable) if totals.payable != totals.total else "",
        "total_minor": totals.total,
    }


def tax_name(tax: Tax | IssuedTax, language: str) -> str:
    """Return a tax with its rate as the tax table names it: ``VAT 13.5%``."""
    return f"{tax.label} {formatting.format_rate(tax.rate, language)}".strip()


def _tax_notes(figures: Figures, counted: Collection[int]) -> tuple[str, ...]:
    """Return, each once, why something that counts bears no tax."""
    taxes = [tax for at, line in enumerate(figures.lines) if at in counted for tax in line.taxes]
    taxes += [tax for charge in figures.charges for tax in charge.taxes]
    return tuple(dict.fromkeys(tax.reason for tax in taxes if tax.reason))


def _charge_label(charge: IssuedCharge, language: str) -> str:
    if charge.percent is None:
        return charge.label
    return f"{charge.label} {formatting.format_rate(charge.percent, language)}".strip()


def _withheld(withholding: IssuedWithholding | None, amount: str, language: str) -> SumView | None:
    if withholding is None:
        return None
    rate = formatting.format_rate(withholding.rate, language)
    return SumView(label=f"{withholding.label} {rate}".strip(), amount=amount)
