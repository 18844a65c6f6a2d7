"""Arguments of a call: read by the tool's own model, and what is wrong said in plain words."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError

from billing.errors import Refused
from desktop.assistant.tool import Arguments

A = TypeVar("A", bound=Arguments)

_WORDS = {
    "missing": "is missing",
    "uuid_parsing": "is no id; the list tools give the ids",
    "uuid_type": "is no id; the list tools give the ids",
    "date_from_datetime_parsing": "is no date; write it like 2026-11-20",
    "date_parsing": "is no date; write it like 2026-11-20",
    "date_type": "is no date; write it like 2026-11-20",
    "int_parsing": "is no whole number",
    "int_type": "is no whole number",
    "int_from_float": "is no whole number",
    "decimal_parsing": "is no number; write it like 1240.50",
    "decimal_type": "is no number; write it like 1240.50",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is no text",
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
    "tuple_type": "is no list",
    "list_type": "is no list",
    "model_type": "is no object with names",
    "model_attributes_type": "is no object with names",
}
_MOST = 8


class WrongArguments(Refused):
    """What the client sent does not fit; the sentence names each place, and repeats nothing that was sent."""

    def __init__(self, problems: Iterable[str]) -> None:
        said = list(dict.fromkeys(problems))
        more = [f"{len(said) - _MOST} more problems."] if len(said) > _MOST else []
        super().__init__(" ".join(["Nothing was done.", *said[:_MOST], *more, "Correct this and call again."]))


def read_arguments(takes: type[A], arguments: Mapping[str, Any]) -> A:
    """Return ``arguments`` as the tool takes them. Raises WrongArguments."""
    try:
        return takes.model_validate(dict(arguments), by_alias=True, by_name=False)
    except ValidationError as error:
        names = [field.alias or name for name, field in takes.model_fields.items()]
        problems = [_sentence(dict(each), names) for each in error.errors(include_url=False, include_input=False)]
    raise WrongArguments(problems)


def _sentence(error: dict[str, Any], names: list[str]) -> str:
    where, kind = _place(error["loc"]), error["type"]
    if kind == "extra_forbidden":
        return _unknown(where, error["loc"], names)
    words = _WORDS.get(kind)
    if words is None:
        words = error["msg"].removeprefix("Value error, ")
        return f"{where}: {words.rstrip('.')}." if where else f"{words.rstrip('.')}."
    return f"{where} {words.format(**error.get('ctx', {}))}."


def _unknown(where: str, loc: tuple[Any, ...], names: list[str]) -> str:
    if len(loc) > 1:
        return f"{where} is not known here."
    near = get_close_matches(where, names, 1)
    if near:
        return f"{where} is not known here; {near[0]} is."
    known = f"this tool takes {', '.join(names)}" if names else "this tool takes no arguments"
    return f"{where[:60]} is not known here; {known}."


def _place(loc: tuple[Any, ...]) -> str:
    """Return "lineItems[2].rate"."""
    out = ""
    for each in loc:
        out += f"[{each}]" if isinstance(each, int) else f".{each}" if out else str(each)
    return out[:120]
