"""Stripe's forms: ``line_items[0][price_data][currency]=eur`` as nested values, all of them texts."""

from typing import Any
from urllib.parse import parse_qsl


class BadForm(ValueError):  # noqa: N818 - named for what it is
    """Brackets that do not close, or one name that is a text here and a group there."""


def decode(body: str) -> dict[str, Any]:
    """Return the form or query ``body`` as nested dicts and lists. Raises BadForm."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        _put(root, _path(name), value)
    decoded = _listed(root)
    return decoded if isinstance(decoded, dict) else {}


def _path(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not bracket:
        return [head]
    if not rest.endswith("]"):
        raise BadForm(name)
    return [head, *rest[:-1].split("][")]


def _put(root: dict[str, Any], path: list[str], value: str) -> None:
    here = root
    for part in path[:-1]:
        here = here.setdefault(part or str(len(here)), {})
        if not isinstance(here, dict):
            raise BadForm("".join(path))
    here[path[-1] or str(len(here))] = value


def _listed(value: Any) -> Any:
    """Turn a group whose names count from 0 into a list."""
    if not isinstance(value, dict):
        return value
    if value and list(value) == [str(number) for number in range(len(value))]:
        return [_listed(one) for one in value.values()]
    return {name: _listed(one) for name, one in value.items()}
