"""Documents to print."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from billing.issued import BankDetail, IssuedDocument, IssuedLine, IssuedTax, LineDiscount, Party, TaxId
from billing.pdf import Fonts
from billing.snapshot import Standing, View, view_of
from resources import font_bytes


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return font_bytes()


def line(**changes: Any) -> IssuedLine:
    values: dict[str, Any] = {
        "title": "Cable trunking",
        "detail": "White, with covers",
        "quantity": Decimal(12),
        "unit": "m",
        "unit_price": Decimal("7.50"),
        "taxes": (vat("13.5"),),
    }
    return IssuedLine(**values | changes)


def vat(rate: str, **changes: Any) -> IssuedTax:
    """Return a tax called VAT."""
    values: dict[str, Any] = {"label": "VAT", "rate": Decimal(rate)}
    return IssuedTax(**values | changes)


@pytest.fixture
def make_line() -> Callable[..., IssuedLine]:
    return line


@pytest.fixture
def make_view() -> Callable[..., View]:
    """Return a maker of views; its keywords change the document, ``paid`` is money that arrived."""

    def make(paid: int = 0, **changes: Any) -> View:
        values: dict[str, Any] = {
            "kind": "invoice",
            "number": "INV-2026-0042",
            "language": "en-IE",
            "time_zone": "Europe/Dublin",
            "currency": "EUR",
            "exponent": 2,
            "price_mode": "exclusive",
            "rounding": "per_total",
            "issued_on": date(2026, 11, 20),
            "due_on": date(2026, 12, 4),
            "order_reference": "PO 7731",
            "seller": Party(
                name="Alder & Finch Fit-Out",
                address=("14 Bridge Street", "Dublin 8"),
                email="accounts@alderfinch.example",
                phone="+353 1 555 0142",
                tax_ids=(TaxId(label="VAT", value="IE 6388047 V"),),
            ),
            "buyer": Party(name="Rosewood Dental Practice", address=("22 Dominick Street", "Galway H91 K2P7")),
            "lines": (
                line(
                    title="Reception counter", detail="Oiled oak, 2.4 m", quantity=Decimal(1), unit_price=Decimal(760)
                ),
                line(discount=LineDiscount(percent=Decimal(10))),
                line(title="Booklet “Healthy gums”", detail="", taxes=(vat("0", category="Z"),)),
            ),
            "discount": LineDiscount(percent=Decimal(5)),
            "discount_reason": "Loyalty discount 5%",
            "message": "Thank you for your order.",
            "terms": "30 days. Ownership passes on full payment.",
            "bank": (BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78"),),
        }
        return view_of(IssuedDocument(**values | changes), standing=Standing(paid_minor=paid))

    return make


@pytest.fixture
def page_texts() -> Callable[[bytes], list[str]]:
    """Return a reader of each page's text as one line of words."""

    def read(pdf: bytes) -> list[str]:
        return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]

    return read


@pytest.fixture
def logo() -> bytes:
    """Return a square picture with a see-through edge."""
    picture = Image.new("RGBA", (120, 120), (0, 0, 0, 0))
    picture.paste((125, 43, 61, 255), (10, 10, 110, 110))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
