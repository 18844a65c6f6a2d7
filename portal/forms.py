"""What a customer sent with a form: bounded, read once, each field as plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from billing.answering import tidy, tidy_line
from billing.errors import Refused

MAX_FORM = 192 * 1024
MAX_FIELDS = 10_100  # each of ten thousand lines may be there to tick, and there are a dozen other fields
SEVERAL = frozenset({"line"})  # fields that may be sent more than once
_TYPE = "application/x-www-form-urlencoded"


class Unreadable(Refused):
    """The form did not arrive whole, or is no form of ours."""

    def __init__(self) -> None:
        super().__init__("A form did not arrive whole. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form. Its repr shows none of them."""

    _fields: Mapping[str, Sequence[str]]

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __repr__(self) -> str:
        return f"Form({len(self._fields)} fields)"

    def raw(self, name: str) -> str:
        """Return a field as it was sent, "" where it is missing."""
        return next(iter(self._fields.get(name, ())), "")

    def line(self, name: str) -> str:
        """Return a field of one line, without control characters."""
        return tidy_line(self.raw(name))

    def words(self, name: str) -> str:
        """Return a field of several lines, without control characters."""
        return tidy(self.raw(name))

    def positions(self, name: str) -> frozenset[int]:
        """Return the numbers (from 0) that were ticked under ``name``. Raises Unreadable."""
        values = self._fields.get(name, ())
        if not all(value.isascii() and value.isdigit() and len(value) <= 4 for value in values):
            raise Unreadable
        return frozenset(map(int, values))


async def read_form(request: Request) -> Form:
    """Return the request's form, read only as far as it may go.

    Raises Unreadable, for a field that was sent twice too: whichever were taken, the other may have been meant.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            raise Unreadable
    if body and request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise Unreadable
    try:
        text = body.decode("ascii")
        fields = parse_qs(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:  # not ASCII, not UTF-8 inside, or too many fields
        raise Unreadable from error
    if any(len(values) > 1 for name, values in fields.items() if name not in SEVERAL):
        raise Unreadable
    return Form(fields)
