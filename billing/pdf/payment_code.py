"""The code that a banking app reads: EPC069-12, version 002, for transfers in euro."""

import re
from decimal import Decimal

from billing.issued import PayWay
from billing.money import Money, to_decimal
from billing.pay_ways import ways_of
from billing.pdf.paper import Modules
from billing.snapshot import View

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_NAME, _TEXT = 70, 140  # characters that the standard allows
_MOST = Decimal("999999999.99")


def payment_code(view: View) -> Modules | None:
    """Return the QR code that pays the balance of ``view``; None unless it is in euro, open, and names a sound IBAN.

    The remittance is the document's number, the account that of ``way_to_scan``.
    """
    amount = to_decimal(Money(view.balance_minor, view.currency, view.exponent))
    way = way_to_scan(view)
    iban = _iban(way) if way else None
    if view.kind != "invoice" or view.currency != "EUR" or not 0 < amount <= _MOST or way is None or iban is None:
        return None
    if len(view.number) > _TEXT:
        return None
    from segno.helpers import make_epc_qr

    code = make_epc_qr(
        name=" ".join(view.seller.name.split())[:_NAME].strip(),
        iban=iban,
        amount=amount,
        text=view.number,
        bic=_bic(way),
        encoding="utf-8",
    )
    return tuple(tuple(map(bool, row)) for row in code.matrix)


def way_to_scan(view: View) -> PayWay | None:
    """Return the first account at a bank whose IBAN is sound: the code stands beside it."""
    return next((way for way in ways_of(view) if way.kind == "bank" and _iban(way) is not None), None)


def is_iban(value: str) -> bool:
    """Tell whether ``value``, without blanks, is an IBAN whose check digits are right (ISO 7064, mod 97-10)."""
    if not _IBAN.fullmatch(value):
        return False
    return int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 == 1


def _iban(way: PayWay) -> str | None:
    return next(filter(is_iban, (_closed_up(row.value) for row in way.details)), None)


def _bic(way: PayWay) -> str | None:
    """Return the bank's code where a row is labelled as one; inside the euro area banks need none."""
    rows = ((row.label.upper(), _closed_up(row.value)) for row in way.details)
    return next(
        (value for label, value in rows if ("BIC" in label or "SWIFT" in label) and _BIC.fullmatch(value)), None
    )


def _closed_up(value: str) -> str:
    return re.sub(r"\s", "", value).upper().removeprefix("IBAN").lstrip(":")
