"""Ways to pay as the office calls them."""

from PySide6.QtCore import QCoreApplication

from billing.issued import PayWayKind
from desktop.queries.pay_ways import PayWayRow

_KINDS: dict[PayWayKind, str] = {
    "bank": "Bank transfer",
    "wise": "Wise",
    "payoneer": "Payoneer",
    "paypal": "PayPal",
    "crypto": "Cryptocurrency",
    "other": "Other",
}
_HINTS: dict[PayWayKind, str] = {
    "bank": "IBAN: …\nBIC: …",
    "wise": "E-mail: …\nor the account details that Wise gave you",
    "payoneer": "E-mail: …\nor the account details that Payoneer gave you",
    "paypal": "https://paypal.me/…\nor E-mail: …",
    "crypto": "Currency: …\nNetwork: …\nAddress: …",
    "other": "One line each, such as Account: …",
}


def way_kinds() -> tuple[tuple[PayWayKind, str], ...]:
    """Return every kind with its word."""
    return tuple((kind, _tr(word)) for kind, word in _KINDS.items())


def way_hint(kind: PayWayKind) -> str:
    """Return what the details of a way to pay look like."""
    return _tr(_HINTS[kind])


def way_name(way: PayWayRow) -> str:
    """Return what the office calls a way to pay: its own name, else the word for its kind."""
    return way.label or _tr(_KINDS[way.kind])


def _tr(text: str) -> str:
    return QCoreApplication.translate("PayWays", text)
