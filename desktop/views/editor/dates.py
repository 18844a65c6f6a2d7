"""Dates as people type them: 4.12., 4 Dec, 12/4/26, 2026-12-04, +30, today."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billing.errors import Refused
from billing.terms import FIRST_DAY, LAST_DAY

_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SHORTEST_NAME = 3
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class DateWords:
    """How the person's locale writes dates: ``order`` is "dmy", "mdy" or "ymd"; twelve names; the words for today."""

    order: str
    months: Sequence[Sequence[str]]
    today: Sequence[str]
    example: str


class NotADate(Refused):
    """The text cannot be read as one day."""

    def __init__(self, text: str, example: str) -> None:
        years = f"{FIRST_DAY.year} to {LAST_DAY.year}"
        super().__init__(f"“{text.strip()}” is no date from {years}. Type it like {example}.")


def parse_date(text: str, words: DateWords, today: date) -> date:
    """Return the day that ``text`` says; without a year, the next such day that is not half a year ago.

    Raises NotADate, also for a day that no document can bear.
    """
    try:
        found = _read(text, words, today)
    except (ValueError, OverflowError):
        raise NotADate(text, words.example) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise NotADate(text, words.example)
    return found


def _read(text: str, words: DateWords, today: date) -> date:
    body = unicodedata.normalize("NFKC", text).strip().casefold()
    if body in {word.casefold() for word in words.today}:
        return today
    if re.fullmatch(r"\+\s*\d{1,4}", body):
        return today + timedelta(days=int(body[1:]))
    return _day(_PARTS.findall(body), words, today)


def _day(parts: Sequence[str], words: DateWords, today: date) -> date:
    names = [part for part in parts if not part.isdigit()]
    months = [_month(name, words) for name in names]
    found = [month for month in months if month]
    numbers = [part for part in parts if part.isdigit()]
    if len(found) == 1:
        return _with_name(found[0], numbers, today)
    if names or not numbers or len(numbers) > 3:
        raise ValueError(parts)
    order = "ymd" if len(numbers[0]) == 4 else words.order
    if len(numbers) == 3:
        by = dict(zip(order, numbers, strict=True))
        return date(_year(by["y"], today), int(by["m"]), int(by["d"]))
    by = dict(zip(order.replace("y", ""), numbers, strict=True))
    return _nearest(int(by["m"]), int(by["d"]), today)


def _with_name(month: int, numbers: Sequence[str], today: date) -> date:
    if len(numbers) == 1:
        return _nearest(month, int(numbers[0]), today)
    first, second = numbers
    day, year = (second, first) if len(first) == 4 else (first, second)
    return date(_year(year, today), month, int(day))


def _month(name: str, words: DateWords) -> int:
    """Return 1 to 12 for a month's name or at least its first three letters, else 0."""
    for number, names in enumerate(words.months, 1):
        for known in names:
            full = known.casefold().rstrip(".")
            if name == full or (len(name) >= _SHORTEST_NAME and full.startswith(name)):
                return number
    return 0


def _year(digits: str, today: date) -> int:
    if len(digits) not in (2, 4):
        raise ValueError(digits)
    return int(digits) + (today.year // _CENTURY * _CENTURY if len(digits) == 2 else 0)


def _nearest(month: int, day: int, today: date) -> date:
    years = [date(year, month, day) for year in range(today.year - 1, today.year + 9) if _exists(year, month, day)]
    coming = [each for each in years if each > today - timedelta(days=183)]
    if not coming:
        raise ValueError((month, day))
    return coming[0]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
