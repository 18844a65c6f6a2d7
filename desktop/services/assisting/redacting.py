"""A call as it may be kept: no secret, no full bank number, long texts cut."""

import re
from typing import Any

from desktop.services.assisting.numbers import without_numbers

_LONGEST, _LONGEST_SAYS, _MOST, _DEEPEST = 200, 1_000, 50, 6
_HIDDEN = "•••"
_SECRET_NAME = re.compile(r"secret|passw|token|api_?key|credential|authorization|cvc|cvv", re.IGNORECASE)
_DETAILS_NAME = re.compile(r"details", re.IGNORECASE)  # of a way to pay: an account has no shape that all of them have
_BANK_NAME = re.compile(r"iban|account_?number|card_?number", re.IGNORECASE)
_FIGURE_NAME = re.compile(r"amount|rate|quantity|discount|charges|adjustment", re.IGNORECASE)
_FIGURE = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?")  # in words; a card has more digits, an account may have blanks
_SECRET_VALUE = re.compile(r"\b(?:cfk_|[srp]k_(?:live|test)_|whsec_)[\w-]{6,}")


def redacted(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return ``arguments`` as they may stand in the record; each text has at most 200 characters."""
    return {_text(str(name)): _value(str(name), value, _DEEPEST) for name, value in list(arguments.items())[:_MOST]}


def redacted_words(says: str) -> str:
    """Return sentences as they may stand in the record: at most 1,000 characters."""
    return _text(says, _LONGEST_SAYS)


def _value(name: str, value: Any, deep: int) -> Any:
    if _SECRET_NAME.search(name) or _DETAILS_NAME.fullmatch(name):
        return _HIDDEN
    if isinstance(value, dict):
        kept = list(value.items())[:_MOST]
        return {_text(str(key)): _value(str(key), each, deep - 1) for key, each in kept} if deep else "…"
    if isinstance(value, list | tuple):
        return [_value(name, each, deep - 1) for each in value[:_MOST]] if deep else "…"
    if _BANK_NAME.search(name):
        return f"{_HIDDEN}{str(value)[-4:]}"
    if isinstance(value, str):
        return value if _FIGURE_NAME.search(name) and _FIGURE.fullmatch(value) else _text(value)
    return _number(name, value)


def _number(name: str, value: Any) -> Any:
    """Return a number of JSON, as words where it is long enough for an account and not named as a figure."""
    hidden = without_numbers(str(value))
    return value if hidden == str(value) or _FIGURE_NAME.search(name) else hidden


def _text(value: str, longest: int = _LONGEST) -> str:
    """Return a text with its secrets hidden, and only then cut, since half a number would be none."""
    clear = without_numbers(_SECRET_VALUE.sub(_HIDDEN, value))
    return clear if len(clear) <= longest else f"{clear[:longest]}… ({len(value)} characters)"
