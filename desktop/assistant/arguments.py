"""Arguments on their way in: what does not fit is said in one sentence a field, with what would."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from billing.errors import Refused
from desktop.assistant.tool import Arguments, Tool

A = TypeVar("A", bound=Arguments)
_MOST = 5


class BadArguments(Refused):
    """What was given is not what the tool takes."""

    def __init__(self, tool: str, found: tuple[str, ...]) -> None:
        super().__init__(f"{tool} was not called. Nothing was changed. {' '.join(found)}")


def read_arguments(tool: Tool[A], given: Mapping[str, Any]) -> A:
    """Return what ``given`` says to ``tool``. Raises BadArguments; the sentence repeats nothing of what was given."""
    try:
        return tool.takes.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise BadArguments(tool.name, tuple(_sentence(each, tool) for each in found[:_MOST])) from None


def _sentence(error: ErrorDetails, tool: Tool[Any]) -> str:
    place = ".".join(str(part) for part in error["loc"] if not str(part).startswith("function-"))[:80]
    if error["type"] == "extra_forbidden":
        known = ", ".join(field.alias or name for name, field in tool.takes.model_fields.items())
        return f"{place} is not one of its arguments: {known}."
    if error["type"] == "missing":
        return f"{place} is missing."
    if error["type"] in {"too_short", "string_too_short"}:
        return f"{place} is empty."
    said = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{place}: {said[:1].lower()}{said[1:]}."
