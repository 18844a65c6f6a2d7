"""When an invoice is due: the rules that offices agree on, and totals that fall due in parts.

"45 days end of month" and "end of month 45 days" are different days; both have a name of their own here.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from billing.errors import Refused
from billing.money import check_rate, divide_half_up

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)  # of issue; all that follows from it fits a calendar
MOST_DAYS = 3_650
MOST_PARTS = 12
_SPELLED = re.compile(r"(?P<rule>[a-z]+(?:-[a-z]+)*)(?::(?P<days>\d{1,4}))?")


class DueRule(StrEnum):
    """How the due date follows from the date of issue; ``days`` is n, or the day of the month for NEXT_MONTH_ON."""

    ON_RECEIPT = "on-receipt"
    NET = "net"  # n days later
    END_OF_MONTH = "end-of-month"  # the last day of the month of issue
    NET_THEN_END_OF_MONTH = "net-then-end-of-month"  # n days later, then on to the end of that month
    END_OF_MONTH_THEN_NET = "end-of-month-then-net"  # the end of the month of issue, then n days later
    NEXT_MONTH_ON = "next-month-on"  # day n of the next month, or its last day where it is shorter
    FIXED = "fixed"  # a day that a person chose; nothing follows from anything


_WITH_DAYS = {
    DueRule.NET,
    DueRule.NET_THEN_END_OF_MONTH,
    DueRule.END_OF_MONTH_THEN_NET,
    DueRule.NEXT_MONTH_ON,
}


class NotTerms(Refused):
    """The days of a rule are outside of what a calendar can count."""

    def __init__(self, rule: DueRule) -> None:
        most = 31 if rule is DueRule.NEXT_MONTH_ON else MOST_DAYS
        least = 1 if rule is DueRule.NEXT_MONTH_ON else 0
        super().__init__(f"These payment terms have no such day. Choose a number from {least} to {most}.")
        self.rule = rule


class PartsTooMany(Refused):
    """An invoice falls due in at most twelve parts."""

    def __init__(self) -> None:
        super().__init__(f"An invoice can fall due in {MOST_PARTS} parts at most. Join some of them.")


class PartsTooLarge(Refused):
    """The parts before the last one leave nothing for it."""

    def __init__(self) -> None:
        super().__init__("The parts before the last one come to the whole already. Lower one of them.")


class PartsOutOfOrder(Refused):
    """What arrives covers the parts in their order: one due before the part above it would be late unseen."""

    def __init__(self) -> None:
        super().__init__("A part falls due before the one above it. Put them in the order of their days.")


@dataclass(frozen=True, slots=True)
class Terms:
    """One rule with its number; ``days`` is 0 where the rule has none. Raises NotTerms."""

    rule: DueRule
    days: int = 0

    def __post_init__(self) -> None:
        least, most = (1, 31) if self.rule is DueRule.NEXT_MONTH_ON else (0, MOST_DAYS)
        if self.rule in _WITH_DAYS and not least <= self.days <= most:
            raise NotTerms(self.rule)

    def spelled(self) -> str:
        """Return the terms as the books keep them: ``net:30``."""
        return f"{self.rule.value}:{self.days}" if self.rule in _WITH_DAYS else self.rule.value


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the total in percent, with terms of its own; the last part's share is what the others leave."""

    percent: Decimal
    terms: Terms


@dataclass(frozen=True, slots=True)
class Instalment:
    """``minor`` units that fall due on a calendar date."""

    due_on: date
    minor: int


def read_terms(spelled: str) -> Terms:
    """Return what ``Terms.spelled`` wrote. Raises ValueError for anything else, NotTerms for impossible days."""
    match = _SPELLED.fullmatch(spelled)
    if match is None:
        raise ValueError(f"{spelled!r} spells no payment terms")
    return Terms(DueRule(match["rule"]), int(match["days"] or 0))


def due_date(terms: Terms, issued_on: date) -> date | None:
    """Return the calendar date on which an invoice of ``issued_on`` is due; None where a person chose it."""
    match terms.rule:
        case DueRule.ON_RECEIPT:
            return issued_on
        case DueRule.NET:
            return issued_on + timedelta(days=terms.days)
        case DueRule.END_OF_MONTH:
            return _month_end(issued_on)
        case DueRule.NET_THEN_END_OF_MONTH:
            return _month_end(issued_on + timedelta(days=terms.days))
        case DueRule.END_OF_MONTH_THEN_NET:
            return _month_end(issued_on) + timedelta(days=terms.days)
        case DueRule.NEXT_MONTH_ON:
            following = _month_end(issued_on) + timedelta(days=1)
            return min(following + timedelta(days=terms.days - 1), _month_end(following))
        case DueRule.FIXED:
            return None


def instalments(total: int, parts: Sequence[Part], issued_on: date) -> tuple[Instalment, ...]:
    """Split ``total`` (minor units, not negative) into what falls due when, in the order of ``parts``.

    Each part but the last is its percentage, rounded half up; the last takes the rest, so that they add up exactly.
    Parts whose terms are FIXED fall due on the day of issue. Raises PartsTooMany, PartsTooLarge, PartsOutOfOrder,
    OutOfRange.
    """
    amounts, days = part_amounts(total, parts), part_days(parts, issued_on)
    return tuple(Instalment(on, minor) for on, minor in zip(days, amounts, strict=True))


def part_days(parts: Sequence[Part], issued_on: date) -> list[date]:
    """Return the calendar date on which each part falls due. Raises PartsOutOfOrder."""
    days = [due_date(part.terms, issued_on) or issued_on for part in parts]
    if any(later < earlier for earlier, later in pairwise(days)):
        raise PartsOutOfOrder
    return days


def part_amounts(total: int, parts: Sequence[Part]) -> list[int]:
    """Return what each part of ``total`` minor units comes to. Raises PartsTooMany, PartsTooLarge, OutOfRange."""
    if len(parts) > MOST_PARTS:
        raise PartsTooMany
    shares = [_share(total, part.percent) for part in parts[:-1]]
    rest = total - sum(shares)
    if parts and total > 0 and rest <= 0:
        raise PartsTooLarge
    return [*shares, rest] if parts else []


def next_due(schedule: Sequence[Instalment], received: int) -> Instalment | None:
    """Return the first instalment that ``received`` minor units do not cover, with what is still open of it.

    The last one where all are covered, so that a paid invoice keeps its day; None of no instalments.
    """
    left = received
    for instalment in schedule:
        if left < instalment.minor:
            return Instalment(instalment.due_on, instalment.minor - max(left, 0))
        left -= instalment.minor
    return schedule[-1] if schedule else None


def _share(total: int, percent: Decimal) -> int:
    numerator, denominator = check_rate(percent).as_integer_ratio()
    return divide_half_up(total * numerator, 100 * denominator)


def _month_end(on: date) -> date:
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])
