"""An issued document: everything it says, frozen, with its own copy of both parties."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from billing.adjustments import Charge, Discount
from billing.canonical import Frozen, sha256
from billing.money import Money
from billing.taxes import Tax, TaxTotal
from billing.totals import Fixed, LineInput, PriceMode, Sheet, TaxRounding

DocumentKind = Literal["invoice", "quote", "credit"]
PayWayKind = Literal["bank", "wise", "payoneer", "paypal", "crypto", "other"]


class TaxId(Frozen):
    """A registration that must be printed, such as ``VAT IE6388047V``."""

    label: str
    value: str


class Party(Frozen):
    """Seller or buyer as on the day of issue."""

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    phone: str = ""
    tax_ids: tuple[TaxId, ...] = ()


class LineDiscount(Frozen):
    """Percent or an amount of minor units off one line or the document; exactly one is given."""

    percent: Decimal | None = None
    minor: int | None = None

    def calculated(self) -> Discount:
        return Discount(percent=self.percent, minor=self.minor)


class IssuedTax(Frozen):
    """One tax of a line or a charge: rate in percent to 4 decimals; ``reason`` is why there is none, as printed."""

    label: str = ""
    category: str = "S"
    rate: Decimal = Decimal(0)
    compound: bool = False
    reason: str = ""

    def calculated(self) -> Tax:
        return Tax(self.category, self.rate, self.label, self.compound)


class IssuedCharge(Frozen):
    """Shipping or a fee: percent of the discounted sum or an amount of minor units; exactly one is given."""

    label: str
    percent: Decimal | None = None
    minor: int | None = None
    taxes: tuple[IssuedTax, ...] = ()

    def calculated(self) -> Charge:
        return Charge(tuple(tax.calculated() for tax in self.taxes), self.percent, self.minor)


class IssuedWithholding(Frozen):
    """What the buyer keeps back for the tax office: percent of the net, such as ``IRPF`` 15."""

    label: str
    rate: Decimal


class Reference(Frozen):
    """A document that this one refers to, by what stands on it."""

    number: str
    issued_on: date


class CreditedLine(Frozen):
    """Which line of the invoice (from 1) a credit note's line takes back, and how much of its quantity.

    0 where an amount was credited and no goods came back.
    """

    line: int
    quantity: Decimal


class FixedPortion(Frozen):
    """What of a credit note bears ``taxes``, after its discount; ``charge``: of charges, not of lines. Minor units."""

    taxes: tuple[IssuedTax, ...]
    charge: bool = False
    amount: int


class FixedTax(Frozen):
    """A tax row of a credit note as it was decided. Minor units."""

    label: str = ""
    category: str
    rate: Decimal
    compound: bool = False
    base: int
    amount: int

    def calculated(self) -> TaxTotal:
        return TaxTotal(Tax(self.category, self.rate, self.label, self.compound), self.base, self.amount)


class FixedFigures(Frozen):
    """What was decided when a credit note was issued: the last one of an invoice takes what rounding has left."""

    portions: tuple[FixedPortion, ...]
    taxes: tuple[FixedTax, ...]
    withheld: int = 0
    rounding: int = 0

    def calculated(self) -> Fixed:
        return Fixed(tuple(row.calculated() for row in self.taxes), self.withheld, self.rounding)


class IssuedLine(Frozen):
    """One line: quantity and price to 6 decimals; ``chosen`` matters for optional lines only."""

    title: str
    detail: str = ""
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal
    discount: LineDiscount | None = None
    taxes: tuple[IssuedTax, ...] = ()
    optional: bool = False
    chosen: bool = True
    credits: CreditedLine | None = None

    @property
    def counted(self) -> bool:
        """Whether the line is part of the sum."""
        return self.chosen or not self.optional

    def calculated(self) -> LineInput:
        return LineInput(
            quantity=self.quantity,
            unit_price=self.unit_price,
            discount=self.discount.calculated() if self.discount else None,
            taxes=tuple(tax.calculated() for tax in self.taxes),
            counted=self.counted,
        )


class BankDetail(Frozen):
    """One line of how to pay, such as ``IBAN`` and the number."""

    label: str
    value: str


class PayWay(Frozen):
    """One way to pay outside of the page; ``label`` "" is the word for its kind, in the customer's language."""

    kind: PayWayKind
    label: str = ""
    details: tuple[BankDetail, ...] = ()


class IssuedInstalment(Frozen):
    """A part of what is to be paid, in minor units, and the day on which it falls due."""

    due_on: date
    minor: int


class IssuedDocument(Frozen):
    """What was issued. Dates are calendar dates of the office's time zone; the exponent is the day's own.

    Format 1 knew one tax a line; such a body is read as format 2, so hashes are taken of the stored bytes. ``bank`` is
    filled in bodies from before ``ways`` alone, which is empty there.
    """

    format: Literal[2] = 2
    kind: DocumentKind
    number: str
    revision: int = 1
    language: str
    time_zone: str
    currency: str
    exponent: int
    price_mode: PriceMode
    rounding: TaxRounding
    issued_on: date
    due_on: date | None = None
    valid_until: date | None = None
    supplied: str = ""
    order_reference: str = ""
    seller: Party
    buyer: Party
    lines: tuple[IssuedLine, ...]
    discount: LineDiscount | None = None
    discount_reason: str = ""
    charges: tuple[IssuedCharge, ...] = ()
    withholding: IssuedWithholding | None = None
    cash_step: int = 0
    instalments: tuple[IssuedInstalment, ...] = ()
    message: str = ""
    terms: str = ""
    late_fee: str = ""
    bank: tuple[BankDetail, ...] = ()
    ways: tuple[PayWay, ...] = ()
    corrects: Reference | None = None
    reason: str = ""
    fixed: FixedFigures | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_format_1(cls, values: Any) -> Any:
        return _from_format_1(values) if isinstance(values, dict) and values.get("format") == 1 else values

    def sheet(self) -> Sheet:
        """Return what the calculator needs; chosen optional lines count."""
        return Sheet(
            currency=self.currency,
            price_mode=self.price_mode,
            rounding=self.rounding,
            lines=tuple(line.calculated() for line in self.lines),
            discount=self.discount.calculated() if self.discount else None,
            charges=tuple(charge.calculated() for charge in self.charges),
            withholding=self.withholding.rate if self.withholding else None,
            cash_step=self.cash_step,
            fixed=self.fixed.calculated() if self.fixed else None,
            exponent=self.exponent,
        )

    def money(self, minor: int) -> Money:
        """Return an amount of this document, with the decimals that its currency had on the day."""
        return Money(minor, self.currency, self.exponent)


def revision_hash(body: bytes, pdf_sha256: str) -> str:
    """Return what an acceptance refers to: lines, totals, terms and dates as stored, and the very PDF."""
    return sha256(body, pdf_sha256.encode())


def chain_hash(previous: str, body: bytes, pdf_sha256: str) -> str:
    """Return a row's hash in its series: SHA-256(previous | stored JSON | PDF hash); the first previous is ``""``."""
    return sha256(previous.encode(), body, pdf_sha256.encode())


def _from_format_1(values: dict[str, Any]) -> dict[str, Any]:
    """Give each line its one tax; the label of a rate was the one of its last line, and the rate was one row."""
    lines: list[dict[str, Any]] = values["lines"]
    labels = {_rate_of_format_1(line): line["tax_label"] for line in lines}
    return values | {"format": 2, "lines": [_line_from_format_1(line, labels) for line in lines]}


def _line_from_format_1(line: dict[str, Any], labels: dict[tuple[str, Decimal], str]) -> dict[str, Any]:
    category, rate = _rate_of_format_1(line)
    kept = {name: value for name, value in line.items() if name not in {"tax_label", "tax_category", "tax_rate"}}
    return kept | {"taxes": [{"label": labels[category, rate], "category": category, "rate": rate}]}


def _rate_of_format_1(line: dict[str, Any]) -> tuple[str, Decimal]:
    return line["tax_category"], Decimal(line["tax_rate"])


def address_lines(*parts: str) -> Sequence[str]:
    """Return the non-empty parts of an address, one per printed line."""
    return tuple(line.strip() for part in parts for line in part.splitlines() if line.strip())
