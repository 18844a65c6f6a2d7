"""How the number of a document is written: prefix, perhaps year and month, and the count of its series."""

from dataclasses import dataclass
from datetime import date

MOST_DIGITS = 9
LONGEST_PREFIX = 20


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """``INV-2026-11-0042``: the pieces stand in this order; the count has at least ``padding`` digits."""

    prefix: str
    shows_year: bool
    shows_month: bool
    padding: int

    def write(self, on: date, count: int) -> str:
        """Return the number of a document of the calendar date ``on``."""
        pieces = [self.prefix] if self.prefix else []
        pieces += [f"{on.year}"] if self.shows_year else []
        pieces += [f"{on.month:02d}"] if self.shows_month else []
        return "-".join([*pieces, f"{count:0{self.padding}d}"])


def without_prefix(number: str) -> str:
    """Return what tells the numbers of one series apart; lists of one series need no more."""
    first, _, rest = number.partition("-")
    return number if first.isdecimal() else rest or number
