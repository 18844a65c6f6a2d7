"""How money is called on the desktop: ways to pay, reasons, and the state of a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.tables.roles import PillValue
from desktop.views.theme import Tone
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.payments import PaymentState

METHODS = {
    "bank_transfer": "Bank transfer",
    "cash": "Cash",
    "card": "Card",
    "paypal": "PayPal",
    "check": "Cheque",
    "stripe": "Stripe",
    "other": "Other",
}
BY_HAND = tuple(key for key in METHODS if key != "stripe")
REASONS = {
    "requested_by_customer": "The customer asked for it",
    "duplicate": "Paid twice",
    "fraudulent": "Fraudulent",
    "other": "Another reason",
}
_STATES: dict[PaymentState, PillValue] = {
    "applied": PillValue(Tone.GOOD, "check", "Applied", filled=False),
    "unapplied": PillValue(Tone.WARN, "wallet", "Unapplied"),
    "partly_refunded": PillValue(Tone.NEUTRAL, "arrow-u-up-left", "Partly refunded", filled=False),
    "refunded": PillValue(Tone.NEUTRAL, "arrow-u-up-left", "Refunded", filled=False),
    "undone": PillValue(Tone.NEUTRAL, "prohibit", "Undone", filled=False),
}


def method_word(method: str) -> str:
    """Return the way to pay in the person's language; one of a newer version is shown by its name."""
    return _tr(METHODS.get(method, method))


def reason_word(reason: str) -> str:
    """Return why money went back."""
    return _tr(REASONS.get(reason, reason))


def payment_pill(state: PaymentState) -> PillValue:
    """Return the pill of a payment's state."""
    pill = _STATES[state]
    return PillValue(pill.tone, pill.icon, _tr(pill.word), pill.filled)


def money(minor: int, currency: str) -> str:
    """Return "1,240.00 EUR" the person's way."""
    return f"{amount(minor, currency)} {currency}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("payments", text)
