"""Numbers: how each series writes them, where it goes on, and why some were left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.issued import DocumentKind
from billing.numbers import LONGEST_PREFIX, MOST_DIGITS, NumberPattern
from desktop.models import Document, Series, SkippedNumber
from desktop.queries.gaps import series_report
from desktop.queries.numbers import SeriesRow, series_rows, taken_in
from desktop.services import outbox
from desktop.services.activity import reason, record

_PREFIX = re.compile(r"(\w[\w.-]*)?")


class BadNumbering(Refused):
    """The series cannot number like this; ``problems`` maps a field of the draft to its sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class NumberTaken(Refused):
    """No number is given twice, whatever the pattern was before."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} is the number of another document already. Nothing was issued. "
            "Settings, Numbers: choose another prefix or a higher next number."
        )


class NoSuchGap(Refused):
    """Only a number that no document bears can be explained."""

    def __init__(self) -> None:
        super().__init__("There is no such gap any more. Nothing was noted. Look at the list again.")


@dataclass(frozen=True, slots=True)
class NumberingDraft:
    """What a person wants of a series. ``next_count`` is the count of the next number, above all that are used up."""

    prefix: str
    shows_year: bool
    shows_month: bool
    yearly: bool
    padding: int
    next_count: int

    @property
    def pattern(self) -> NumberPattern:
        """How the numbers would be written."""
        return NumberPattern(self.prefix.strip(), self.shows_year, self.shows_month, self.padding)

    def example(self, on: date) -> str:
        """Return the next number as a document of ``on`` would bear it."""
        return self.pattern.write(on, self.next_count)


def draft_of(row: SeriesRow) -> NumberingDraft:
    """Return how the series numbers now."""
    pattern = row.pattern
    return NumberingDraft(
        pattern.prefix, pattern.shows_year, pattern.shows_month, row.yearly, pattern.padding, row.taken + 1
    )


def problems(draft: NumberingDraft, kind: DocumentKind, rows: Sequence[SeriesRow]) -> dict[str, str]:
    """Return what is wrong with ``draft`` as sentences by field; empty when it can be kept. Pure."""
    found = {}
    if (sentence := _wrong_prefix(draft.prefix.strip(), kind, rows)) is not None:
        found["prefix"] = sentence
    if not 1 <= draft.padding <= MOST_DIGITS:
        found["padding"] = f"A number has 1 to {MOST_DIGITS} digits. The setting stays as it was."
    if draft.yearly and not draft.shows_year:
        found["yearly"] = (
            "A count that restarts each year would give the same number twice. Put the year in the number, "
            "or let the count run on."
        )
    if draft.shows_month and not draft.shows_year:
        found["shows_month"] = "A month needs its year. Put the year in the number too."
    taken = next(row.taken for row in rows if row.kind == kind)
    if not taken < draft.next_count < 10**MOST_DIGITS:
        found["next_count"] = (
            _too_low(taken)
            if draft.next_count <= taken
            else f"A number has at most {MOST_DIGITS} digits. It stays as it was. Type a lower one."
        )
    return found


def change_numbering(
    session: Session, kind: DocumentKind, draft: NumberingDraft, *, on: date, at: datetime
) -> SeriesRow:
    """Let the series number like ``draft`` from the next document on; numbers it leaves out are noted as taken over.

    ``on`` is today. Issued documents keep their numbers. Raises BadNumbering, NumberTaken.
    """
    rows = series_rows(session, today=on)
    if found := problems(draft, kind, rows):
        raise BadNumbering(found)
    _must_be_free(session, draft.example(on))
    series = session.scalars(select(Series).where(Series.kind == kind)).one()
    before = draft_of(next(row for row in rows if row.kind == kind))
    _turn(session, series, draft, on=on, at=at)
    series.prefix, series.padding = draft.prefix.strip(), draft.padding
    series.shows_year, series.shows_month = draft.shows_year, draft.shows_month
    series.version += 1
    outbox.queue_series(session, series, at=at)
    record(
        session, "numbering.changed", at=at, series=kind, before=before.example(on), after=draft.example(on)
    )  # fmt: skip
    session.flush()
    return next(row for row in series_rows(session, today=on) if row.kind == kind)


def take(session: Session, series: Series, on: date) -> str:
    """Take the next number of ``series`` for a document of ``on``. Raises NumberTaken."""
    taken = taken_in(session, series, series.period(on)) if series.turns_with(on) else 0
    number = series.take(on, taken=taken)
    _must_be_free(session, number)
    return number


def explain_gap(
    session: Session, kind: DocumentKind, *, period: int, first: int, last: int, why: str, at: datetime
) -> None:
    """Note why no document bears the numbers ``first`` to ``last`` of ``period``. Raises NoReason, NoSuchGap."""
    why = reason(why)
    report = series_report(session, kind)
    if not any(gap.period == period and gap.first <= first <= last <= gap.last for gap in report.missing):
        raise NoSuchGap
    series = session.scalars(select(Series).where(Series.kind == kind)).one()
    session.add(_skipped(series, period, first, last, why, at))
    record(session, "numbering.explained", at=at, series=kind, first=first, last=last, why=why)
    session.flush()


def _turn(session: Session, series: Series, draft: NumberingDraft, *, on: date, at: datetime) -> None:
    """Put the count where the draft wants it, and note what no document will bear."""
    taken = taken_in(session, series, series.period(on))
    series.yearly = draft.yearly
    period = series.period(on)
    known = taken_in(session, series, period)
    if draft.next_count <= known:
        raise BadNumbering({"next_count": _too_low(known)})
    if known < taken:
        session.add(_skipped(series, period, known + 1, taken, "Counted before the count was changed", at))
    if draft.next_count > max(known, taken) + 1:
        why = "Taken over from another tool"
        session.add(_skipped(series, period, max(known, taken) + 1, draft.next_count - 1, why, at))
    series.year, series.last = period, draft.next_count - 1


def _too_low(taken: int) -> str:
    return f"The next number must be above {taken}, the last one taken. It stays as it was. Type a higher one."


def _skipped(series: Series, period: int, first: int, last: int, why: str, at: datetime) -> SkippedNumber:
    return SkippedNumber(series_id=series.id, period=period, first=first, last=last, why=why, at=at)


def _must_be_free(session: Session, number: str) -> None:
    with session.no_autoflush:
        if session.scalar(select(Document.id).where(Document.number == number)) is not None:
            raise NumberTaken(number)


def _wrong_prefix(prefix: str, kind: DocumentKind, rows: Sequence[SeriesRow]) -> str | None:
    if len(prefix) > LONGEST_PREFIX:
        return f"A prefix has at most {LONGEST_PREFIX} characters. It stays as it was. Shorten it."
    if not _PREFIX.fullmatch(prefix) or prefix[:1].isdecimal() or prefix.startswith("_") or prefix.endswith("-"):
        return "A prefix begins with a letter and holds letters, digits, dots, dashes. It stays as it was."
    others = {row.pattern.prefix.casefold() for row in rows if row.kind != kind}
    own = prefix.casefold()
    if any(own == other or own.startswith(f"{other}-") or other.startswith(f"{own}-") for other in others):
        return "Another series begins its numbers like this. It stays as it was. Choose another prefix."
    return None
