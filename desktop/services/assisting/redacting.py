"""Arguments as they may be kept: no secret, no full bank number, long texts cut."""

import re
from typing import Any

_LONGEST, _MOST, _DEEPEST = 200, 50, 6
_HIDDEN = "•••"
_SECRET_NAME = re.compile(r"secret|passw|token|api_?key|credential|authorization|cvc|cvv", re.IGNORECASE)
_BANK_NAME = re.compile(r"iban|account_?number|card_?number", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"\b(?:cfk_|[srp]k_(?:live|test)_|whsec_)[\w-]{6,}")
_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BANK_VALUE = re.compile(
    r"\b(?:(?P<id>" + _ID + r")|[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?|\d(?:[ -]?\d){11,18})\b"
)


def redacted(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return ``arguments`` as they may stand in the record; each text has at most 200 characters."""
    return {_text(str(name)): _value(str(name), value, _DEEPEST) for name, value in list(arguments.items())[:_MOST]}


def _value(name: str, value: Any, deep: int) -> Any:
    if _SECRET_NAME.search(name):
        return _HIDDEN
    if isinstance(value, dict):
        kept = list(value.items())[:_MOST]
        return {_text(str(key)): _value(str(key), each, deep - 1) for key, each in kept} if deep else "…"
    if isinstance(value, list | tuple):
        return [_value(name, each, deep - 1) for each in value[:_MOST]] if deep else "…"
    if _BANK_NAME.search(name):
        return f"{_HIDDEN}{str(value)[-4:]}"
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value)} characters)"
    return without_numbers(_SECRET_VALUE.sub(_HIDDEN, cut))


def without_numbers(text: str) -> str:
    """Return ``text`` with all but the last four characters of every bank number in it hidden."""
    return _BANK_VALUE.sub(lambda found: found["id"] or f"{_HIDDEN}{found[0][-4:]}", text)
