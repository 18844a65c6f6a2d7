"""Arguments on their way in: what does not fit is said in one sentence a field, with what would."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from billing.errors import Refused
from desktop.assistant.tool import Arguments, Tool

A = TypeVar("A", bound=Arguments)
_MOST = 5
_NO_ID = "is no id; the list tools give the ids"
_NO_DATE = "is no date; write it like 2026-11-20"
_NO_COUNT = "is no whole number"
_NO_NUMBER = "is no number; write it like 1240.50"
_NO_YES = "is neither true nor false"
_NO_OBJECT = "is no object with names"
_WORDS = {
    "missing": "is missing",
    "uuid_parsing": _NO_ID,
    "uuid_type": _NO_ID,
    "date_from_datetime_parsing": _NO_DATE,
    "date_from_datetime_inexact": _NO_DATE,
    "date_parsing": _NO_DATE,
    "date_type": _NO_DATE,
    "int_parsing": _NO_COUNT,
    "int_type": _NO_COUNT,
    "int_from_float": _NO_COUNT,
    "decimal_parsing": _NO_NUMBER,
    "decimal_type": _NO_NUMBER,
    "finite_number": _NO_NUMBER,
    "bool_parsing": _NO_YES,
    "bool_type": _NO_YES,
    "string_type": "is no text",
    "list_type": "is no list",
    "tuple_type": "is no list",
    "model_type": _NO_OBJECT,
    "model_attributes_type": _NO_OBJECT,
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "decimal_max_places": "must have at most {decimal_places} decimals",
}


class BadArguments(Refused):
    """What was given is not what the tool takes."""

    def __init__(self, tool: str, found: tuple[str, ...]) -> None:
        super().__init__(f"{tool} was not called. Nothing was changed. {' '.join(found)}")


def read_arguments(tool: Tool[A], given: Mapping[str, Any]) -> A:
    """Return what ``given`` says to ``tool``. Raises BadArguments; the sentence repeats nothing of what was given."""
    try:
        return tool.takes.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise BadArguments(tool.name, tuple(_sentence(each, tool) for each in found[:_MOST])) from None


def _sentence(error: Mapping[str, Any], tool: Tool[Any]) -> str:
    place = _place(error["loc"])
    if error["type"] == "extra_forbidden":
        known = ", ".join(field.alias or name for name, field in tool.takes.model_fields.items())
        return f"{place} is not one of its arguments: {known}."
    if error["type"] in {"too_short", "string_too_short"} and error.get("ctx", {}).get("min_length", 1) == 1:
        return f"{place} is empty."
    if (words := _WORDS.get(error["type"])) is not None:
        return f"{place} {words.format(**error.get('ctx', {}))}."
    said = error["msg"].removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return f"{place}: {said[:1].lower()}{said[1:]}." if place else f"{said[:1].upper()}{said[1:]}."


def _place(where: tuple[int | str, ...]) -> str:
    """Return "lineItems[2].rate", without the names of our own checks."""
    place = ""
    for part in where:
        if isinstance(part, int):
            place += f"[{part}]"
        elif not part.startswith("function-"):
            place += f".{part}" if place else part
    return place[:80]
