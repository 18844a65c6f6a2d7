"""What a tax inspector asks of a series: numbers that nothing bears, that two bear, and dates that fall."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Activity, Document, Issued, Series, SkippedNumber


@dataclass(frozen=True, slots=True)
class Gap:
    """The counts ``first`` to ``last`` of a year (``period`` 0: of a count that never restarts), and why."""

    period: int
    first: int
    last: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fall:
    """A document dated before one with a lower number; ``confirmed``: a person said so when it was issued."""

    number: str
    on: date
    after: str
    after_on: date
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """One series. ``missing`` nobody has explained; ``explained`` somebody has; ``void`` are used, yet bill nothing."""

    kind: DocumentKind
    numbers: int
    missing: tuple[Gap, ...]
    explained: tuple[Gap, ...]
    doubles: tuple[str, ...]
    falls: tuple[Fall, ...]
    void: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """True where nothing is left to explain."""
        return not (self.missing or self.doubles or any(not fall.confirmed for fall in self.falls))


@dataclass(frozen=True, slots=True)
class _Borne:
    """One number as it is borne."""

    document_id: UUID
    number: str
    period: int
    counter: int
    on: date
    is_void: bool


def series_report(session: Session, kind: DocumentKind) -> SeriesReport:
    """Return what is to be said about the numbers of one series, of all its years."""
    series = session.scalars(select(Series).where(Series.kind == kind)).one()
    borne = tuple(_borne(session, series))
    skipped = tuple(
        Gap(row.period, row.first, row.last, row.why)
        for row in session.scalars(
            select(SkippedNumber)
            .where(SkippedNumber.series_id == series.id)
            .order_by(SkippedNumber.period, SkippedNumber.first)
        )
    )
    return SeriesReport(
        kind=kind,
        numbers=len(borne),
        missing=tuple(_missing(series, borne, skipped)),
        explained=skipped,
        doubles=tuple(_doubles(borne)),
        falls=tuple(_falls(session, borne)),
        void=tuple(each.number for each in borne if each.is_void),
    )


def _borne(session: Session, series: Series) -> Iterator[_Borne]:
    """Yield the first revision of each document in the order of issue."""
    statement = (
        select(
            Issued.document_id,
            Issued.number,
            Issued.period,
            Issued.counter,
            Document.issued_on,
            Document.voided_at,
        )
        .join(Document, Document.id == Issued.document_id)
        .where(Issued.series_id == series.id, Issued.revision == 1)
        .order_by(Issued.position)
    )
    for row in session.execute(statement):
        assert row.issued_on is not None
        yield _Borne(
            row.document_id, row.number, row.period, row.counter, row.issued_on, is_void=row.voided_at is not None
        )


def _missing(series: Series, borne: Sequence[_Borne], skipped: Sequence[Gap]) -> Iterator[Gap]:
    periods = {each.period for each in borne} | {gap.period for gap in skipped} | {series.year}
    for period in sorted(periods):
        spans = [(each.counter, each.counter) for each in borne if each.period == period]
        spans += [(gap.first, gap.last) for gap in skipped if gap.period == period]
        if series.year == period:
            spans.append((series.last + 1, series.last + 1))  # what comes next is not missing yet
        yield from (Gap(period, first, last) for first, last in _between(spans))


def _between(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what lies between ``spans``, from 1 on."""
    reached = 0
    for first, last in sorted(spans):
        if first > reached + 1:
            yield reached + 1, first - 1
        reached = max(reached, last)


def _doubles(borne: Sequence[_Borne]) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for each in borne:
        if (each.period, each.counter) in seen:
            yield each.number
        seen.add((each.period, each.counter))


def _falls(session: Session, borne: Sequence[_Borne]) -> Iterator[Fall]:
    latest: _Borne | None = None
    for each in borne:
        if latest is not None and each.on < latest.on:
            confirmed = _was_confirmed(session, each.document_id)
            yield Fall(each.number, each.on, latest.number, latest.on, confirmed)
        else:
            latest = each


def _was_confirmed(session: Session, document_id: UUID) -> bool:
    rows = session.scalars(select(Activity.data).where(Activity.document_id == document_id, Activity.kind == "issued"))
    return any("earlier_than" in data for data in rows)
