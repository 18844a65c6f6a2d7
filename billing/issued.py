"""An issued document: everything it says, frozen, with its own copy of both parties."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from billing.canonical import Frozen, sha256
from billing.totals import Discount, LineInput, PriceMode, Sheet, Tax, TaxRounding, TaxTotal

DocumentKind = Literal["invoice", "quote", "credit"]


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


class FixedTax(Frozen):
    """A tax row of a credit note as it was decided: the last one takes what rounding has left. Minor units."""

    category: str
    rate: Decimal
    base: int
    amount: int


class IssuedLine(Frozen):
    """One line: quantity and price to 6 decimals, rate in percent to 4; ``chosen`` matters for optional lines only."""

    title: str
    detail: str = ""
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal
    discount: LineDiscount | None = None
    tax_label: str = ""
    tax_category: str = "S"
    tax_rate: Decimal = Decimal(0)
    optional: bool = False
    chosen: bool = True
    credits: CreditedLine | None = None

    def calculated(self) -> LineInput:
        return LineInput(
            quantity=self.quantity,
            unit_price=self.unit_price,
            discount=self.discount.calculated() if self.discount else None,
            tax=Tax(self.tax_category, self.tax_rate),
            counted=self.chosen or not self.optional,
        )


class BankDetail(Frozen):
    """One line of how to pay, such as ``IBAN`` and the number."""

    label: str
    value: str


class IssuedDocument(Frozen):
    """What was issued. Dates are calendar dates of the office's time zone; the exponent is the day's own.

    A credit note says which invoice it ``corrects``, for what ``reason``, and has tax rows of its own.
    """

    format: Literal[1] = 1
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
    message: str = ""
    terms: str = ""
    bank: tuple[BankDetail, ...] = ()
    corrects: Reference | None = None
    reason: str = ""
    fixed_taxes: tuple[FixedTax, ...] | None = None

    def sheet(self) -> Sheet:
        """Return what the calculator needs; chosen optional lines count."""
        return Sheet(
            currency=self.currency,
            price_mode=self.price_mode,
            rounding=self.rounding,
            lines=tuple(line.calculated() for line in self.lines),
            discount=self.discount.calculated() if self.discount else None,
            fixed_taxes=self._fixed_taxes(),
        )

    def _fixed_taxes(self) -> tuple[TaxTotal, ...] | None:
        if self.fixed_taxes is None:
            return None
        return tuple(TaxTotal(Tax(row.category, row.rate), row.base, row.amount) for row in self.fixed_taxes)


def revision_hash(body: bytes, pdf_sha256: str) -> str:
    """Return what an acceptance refers to: lines, totals, terms, dates and the very PDF.

    ``body`` is the canonical JSON as it was stored: a later program would spell the same document differently.
    """
    return sha256(body, pdf_sha256.encode())


def chain_hash(previous: str, body: bytes, pdf_sha256: str) -> str:
    """Return a row's hash in its series: SHA-256(previous | stored JSON | PDF hash); the first previous is ``""``."""
    return sha256(previous.encode(), body, pdf_sha256.encode())


def address_lines(*parts: str) -> Sequence[str]:
    """Return the non-empty parts of an address, one per printed line."""
    return tuple(line.strip() for part in parts for line in part.splitlines() if line.strip())
