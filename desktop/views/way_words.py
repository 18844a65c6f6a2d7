"""Ways to pay as the office calls them."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from billing.issued import PayWayKind
from billing.pay_ways import details_of
from desktop.queries.pay_ways import PayWayRow

_ENDS, _SHORT = 4, 32  # characters
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


def way_names(ways: Sequence[PayWayRow]) -> list[str]:
    """Return what the office calls each of ``ways``; where one is called like another, how its number ends as well,
    and all of it where the ends are alike.
    """
    names = [way_name(way) for way in ways]
    for told_apart in (_end, _first_value):
        times = Counter(names)
        names = [
            name if times[name] == 1 else f"{way_name(way)} ·· {told_apart(way)}"
            for way, name in zip(ways, names, strict=True)
        ]
    return names


def _end(way: PayWayRow) -> str:
    """Return the last four characters of an account, or a short address whole: most of those end alike."""
    closed = "".join(_first_value(way).split())
    is_number = any(letter.isdecimal() for letter in closed[-_ENDS:]) or len(closed) > _SHORT
    return closed[-_ENDS:] if is_number else _first_value(way)


def _first_value(way: PayWayRow) -> str:
    rows = details_of(way.details)
    return next((row.value for row in rows if row.label and row.value), rows[0].value or rows[0].label)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PayWays", text)
