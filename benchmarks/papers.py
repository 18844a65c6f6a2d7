"""An ordinary invoice to print: twenty lines, a logo, bank details in euro and so the banks' code."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image

from billing.issued import BankDetail, IssuedDocument, IssuedLine, IssuedTax, Party, TaxId
from billing.pdf import Fonts
from billing.snapshot import View, view_of
from billing.totals import PriceMode, TaxRounding
from resources import font_bytes

ACCENT = "#7d2b3d"


def view(number: int) -> View:
    """Return the invoice under ``number``: each has a code of its own, so none is drawn from memory."""
    return view_of(
        IssuedDocument(
            kind="invoice",
            number=f"INV-2026-{number:05}",
            language="en-IE",
            time_zone="Europe/Dublin",
            currency="EUR",
            exponent=2,
            price_mode=PriceMode.EXCLUSIVE,
            rounding=TaxRounding.PER_TOTAL,
            issued_on=date(2026, 11, 20),
            due_on=date(2026, 12, 4),
            order_reference="PO 7731",
            seller=Party(
                name="Rosewood Dental Supplies",
                address=("14 Kiln Lane", "Dublin 8"),
                email="accounts@rosewood.example",
                phone="+353 1 555 0142",
                tax_ids=(TaxId(label="VAT", value="IE 3456789 TH"),),
            ),
            buyer=Party(name="Hollis & Byrne Dental Practice", address=("22 Dominick Street", "Galway H91 K2P7")),
            lines=tuple(
                IssuedLine(
                    title=f"Nitrile gloves, powder-free, size {size}",
                    detail="Box of 200, blue",
                    quantity=Decimal(size + 1),
                    unit="pc",
                    unit_price=Decimal("9.40"),
                    taxes=(IssuedTax(label="VAT", rate=Decimal(23)),),
                )
                for size in range(20)
            ),
            message="Thank you for your order.",
            terms="Payment within 14 days of the invoice date.",
            bank=(BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78"),),
        )
    )


def logo() -> bytes:
    """Return a square picture with a see-through edge."""
    picture = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    picture.paste((125, 43, 61, 255), (20, 20, 220, 220))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def fonts() -> Fonts:
    """Return the fonts that ship."""
    return font_bytes()
