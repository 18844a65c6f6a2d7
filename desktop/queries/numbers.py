"""The series of numbers: how they are written, where they stand, which document is dated last."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from billing.numbers import NumberPattern
from desktop.models import Document, Issued, Series, SkippedNumber


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series. ``taken`` is the last count that is used up in the count of today, 0 where none is."""

    kind: DocumentKind
    pattern: NumberPattern
    yearly: bool
    taken: int
    last_number: str


@dataclass(frozen=True, slots=True)
class DatedNumber:
    """A number and the calendar date its document bears."""

    number: str
    on: date


def series_rows(session: Session, *, today: date) -> tuple[SeriesRow, ...]:
    """Return the series of invoices, quotes and credit notes, in this order."""
    found = {row.kind: row for row in session.scalars(select(Series))}
    return tuple(_row(session, found[kind], today) for kind in ("invoice", "quote", "credit") if kind in found)


def taken_in(session: Session, series: Series, period: int) -> int:
    """Return the last count used up in ``period``: borne by a document, or left out on purpose; 0 if none."""
    issued = select(func.max(Issued.counter)).where(Issued.series_id == series.id, Issued.period == period)
    skipped = select(func.max(SkippedNumber.last)).where(
        SkippedNumber.series_id == series.id, SkippedNumber.period == period
    )
    here = series.last if series.year == period else 0
    return max(session.scalar(issued) or 0, session.scalar(skipped) or 0, here)


def newest_dated(session: Session, kind: DocumentKind) -> DatedNumber | None:
    """Return the document of ``kind`` with the latest date, or None where none is issued."""
    row = session.execute(
        select(Document.number, Document.issued_on)
        .where(Document.kind == kind, Document.issued_on.is_not(None))
        .order_by(Document.issued_on.desc(), Document.ordinal.desc())
        .limit(1)
    ).one_or_none()
    return DatedNumber(row.number or "", row.issued_on) if row is not None and row.issued_on is not None else None


def _row(session: Session, series: Series, today: date) -> SeriesRow:
    newest = select(Issued.number).where(Issued.series_id == series.id).order_by(Issued.position.desc()).limit(1)
    return SeriesRow(
        kind=series.kind,  # type: ignore[arg-type]  # the three kinds are made when the office is founded
        pattern=series.pattern,
        yearly=series.yearly,
        taken=taken_in(session, series, series.period(today)),
        last_number=session.scalars(newest).one_or_none() or "",
    )
