"""Numbers as people type them, in any of the ways their languages write them."""

import unicodedata
from decimal import Decimal

from billing.errors import Refused
from billing.formatting import MINUS, Marks, format_number, marks_of
from billing.money import MAX_MINOR, OutOfRange

_SPACES = "\u0020\u00a0\u2007\u2008\u2009\u202f"
_APOSTROPHES = "'\u2019\u02bc"
_GROUP_ONLY = _SPACES + _APOSTROPHES
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_MINUSES = "-" + MINUS + "\ufe63\uff0d"
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"))
_PLAIN_DECIMAL = "."
_LONGEST = 60
_EXAMPLE = Decimal("1234.56")


class NotANumber(Refused):
    """The text cannot be read as one number."""

    def __init__(self, text: str, locale: str) -> None:
        super().__init__(f"“{text.strip()}” is not a number. Type it like {format_number(_EXAMPLE, locale)}.")
        self.text = text


class TooManyDecimals(Refused):
    """The number has more decimals than its field keeps; it is never cut silently."""

    def __init__(self, text: str, places: int) -> None:
        allowed = f"at most {places} decimals" if places else "no decimals"
        super().__init__(f"{text.strip()} has too many decimals. Type {allowed}.")
        self.text = text
        self.places = places


class DoubtfulNumber(Refused):
    """The text can mean two amounts a thousand times apart; ``readings`` are both, the grouped one first."""

    def __init__(self, text: str, locale: str, readings: tuple[Decimal, ...]) -> None:
        grouped, split = readings
        choices = f"{format_number(grouped.quantize(Decimal('0.00')), locale)} or {format_number(split, locale)}"
        super().__init__(f"{text.strip()} can mean two amounts. Choose {choices}.")
        self.text = text
        self.readings = readings


def parse_number(text: str, locale: str, *, places: int) -> Decimal:
    """Return the number that ``text`` says, with the decimals that were typed; at most ``places`` of them.

    The last mark that can be a decimal one is it: ``1.234,56``, ``1,234.56``, ``1 234,56``, ``1'234.56`` are the same
    in every locale. One mark before three digits is read as ``locale`` writes it; a point that is not its decimal
    mark is in doubt there, because keypads and spreadsheets write decimals with a point everywhere.

    Raises NotANumber, TooManyDecimals, DoubtfulNumber, and OutOfRange beyond what any field holds.
    """
    negative, body = _cleaned(text)
    if len(body) > _LONGEST:
        raise OutOfRange("number", "at most 10^15")
    readings = [-value if negative else value for value in _readings(body, marks_of(locale))]
    if not readings:
        raise NotANumber(text, locale)
    fitting = tuple(value for value in readings if _decimals(value) <= places)
    if not fitting:
        raise TooManyDecimals(text, places)
    if len(fitting) > 1:
        raise DoubtfulNumber(text, locale, fitting)
    if abs(fitting[0]) > MAX_MINOR:
        raise OutOfRange("number", "at most 10^15")
    return fitting[0]


def _cleaned(text: str) -> tuple[bool, str]:
    """Split the sign off and write the digits of any script as ASCII ones; other characters stay."""
    body = text.translate(_INVISIBLE).strip()
    negative = body[:1] in tuple(_MINUSES)
    if negative or body[:1] == "+":
        body = body[1:].lstrip()
    return negative, "".join(_ascii_digit(character) for character in body)


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)  # None for superscripts and fractions: "10²" is no 102
    return character if digit is None else str(digit)


def _readings(body: str, marks: Marks) -> list[Decimal]:
    """Return what ``body`` can mean, the grouped reading first; nothing if it is no number."""
    used = {character for character in body if not character.isascii() or not character.isdigit()}
    if not used <= set(_GROUP_ONLY + ".," + _ARABIC_DECIMAL + _ARABIC_GROUP) or used == set(body):
        return []
    mark = _last_mark(body)
    if mark is None:
        return _whole(body)
    if body.count(mark) > 1:
        return _whole(body)
    if _is_open(body, mark):
        return _open_readings(body, mark, marks)
    return _split(body, mark)


def _last_mark(body: str) -> str | None:
    """Return the mark that may be decimal: the last point, comma or Arabic decimal mark."""
    return next((character for character in reversed(body) if character in ".," + _ARABIC_DECIMAL), None)


def _is_open(body: str, mark: str) -> bool:
    """Tell whether the only mark stands before exactly three digits, as a group mark would."""
    head, _, tail = body.partition(mark)
    return (
        mark != _ARABIC_DECIMAL
        and len(tail) == 3
        and head.isdigit()
        and len(head) <= 3
        and not head.startswith("0")
        and tail.isdigit()
    )


def _open_readings(body: str, mark: str, marks: Marks) -> list[Decimal]:
    grouped, split = _whole(body), _split(body, mark)
    if mark == marks.decimal:
        return split
    if mark == marks.group and mark != _PLAIN_DECIMAL:
        return grouped
    return grouped + split


def _whole(body: str) -> list[Decimal]:
    """Read ``body`` as a number without decimals, its marks as group marks of one kind."""
    groups = _groups(body)
    return [] if groups is None else [Decimal(groups)]


def _split(body: str, mark: str) -> list[Decimal]:
    """Read ``mark`` as the decimal mark; one side of it may be empty."""
    head, _, tail = body.partition(mark)
    whole = _groups(head) if head else "0"
    if whole is None or not (tail.isdigit() or not tail) or not (head or tail):
        return []
    return [Decimal(f"{whole}.{tail}" if tail else whole)]


def _groups(text: str) -> str | None:
    """Return the digits of ``text`` without its group marks; None if they do not stand where group marks stand."""
    found = {character for character in text if not character.isdigit()}
    if not found:
        return text
    if len(found) > 1:
        return None
    first, *others = text.split(found.pop())
    by_three = all(len(group) == 3 for group in others)
    indian = len(others[-1]) == 3 and all(len(group) == 2 for group in others[:-1])  # 12,34,567
    if not 1 <= len(first) <= 3 or not (by_three or indian):
        return None
    return first + "".join(others)


def _decimals(value: Decimal) -> int:
    _, _, decimals = f"{value:f}".partition(".")
    return len(decimals)
