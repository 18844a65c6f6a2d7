"""What was issued, as it was issued; the series that number it, and the numbers they left out."""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing.numbers import NumberPattern
from desktop.models.base import Base, Instant, Keyed, microseconds


class Series(Keyed, Base):
    """One run of numbers. ``last`` is the last one taken, ``head`` the chain's hash there (``""`` at the start).

    A number is the prefix, perhaps the year and the month, and the count; ``yearly`` lets the count restart with the
    year, which is then printed. ``year`` is the one that ``last`` belongs to, 0 where the count runs on for ever.
    ``name`` is the series' random name at the portal; ``version`` rises with every frozen row and every change.
    """

    __tablename__ = "series"

    kind: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(32))
    prefix: Mapped[str] = mapped_column(String(20))
    padding: Mapped[int] = mapped_column(default=4)
    shows_year: Mapped[bool] = mapped_column(default=True)
    shows_month: Mapped[bool] = mapped_column(default=False)
    yearly: Mapped[bool] = mapped_column(default=True)
    year: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=0)

    def period(self, on: date) -> int:
        """Return the year whose count a document of ``on`` takes part in, 0 where the count never restarts."""
        return on.year if self.yearly else 0

    def turns_with(self, on: date) -> bool:
        """Tell whether ``on`` takes part in another count than the last number."""
        return self.period(on) != self.year

    def take(self, on: date, *, taken: int = 0) -> str:
        """Take the next number, e.g. ``INV-2026-0042``.

        Where the series turns with ``on``, the count goes on after ``taken``: the last number of that year, 0 if none.
        """
        if self.turns_with(on):
            self.year, self.last = self.period(on), taken
        self.last += 1
        return self.pattern.write(on, self.last)

    @property
    def pattern(self) -> NumberPattern:
        """How its numbers are written."""
        return NumberPattern(self.prefix, self.shows_year, self.shows_month, self.padding)


class SkippedNumber(Keyed, Base):
    """Numbers ``first`` to ``last`` of a count that no document bears, and why: another tool had them, say."""

    __tablename__ = "skipped_number"

    series_id: Mapped[UUID] = mapped_column(ForeignKey("series.id"), index=True)
    period: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    why: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)


class Issued(Keyed, Base):
    """One issued revision: canonical JSON with its own copy of both parties, the PDF's hash, the chain.

    ``position`` counts the rows of the series; ``counter`` is the count in its number, ``period`` the year it belongs
    to (0: it never restarts). ``hash`` covers the document and those before it, ``seal`` the row that holds them.
    Insert-only; triggers of the migrations refuse UPDATE and DELETE.
    """

    __tablename__ = "issued"
    __table_args__ = (
        UniqueConstraint("document_id", "revision"),
        UniqueConstraint("series_id", "position"),
        Index("ix_issued_count", "series_id", "period", "counter"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    series_id: Mapped[UUID] = mapped_column(ForeignKey("series.id"))
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(60))
    period: Mapped[int] = mapped_column(default=0)
    counter: Mapped[int] = mapped_column(default=0)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pdf_size: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    seal: Mapped[str] = mapped_column(String(64))

    def close(self) -> None:
        """Seal the row; every other column has its value by now."""
        self.seal = row_seal(*(stored(getattr(self, name)) for name in SEALED))


SEALED = (
    "id", "document_id", "series_id", "position", "revision", "number", "period", "counter",
    "pdf_size", "issued_at", "hash",
)  # fmt: skip


def row_seal(*values: object) -> str:
    """Return SHA-256 over the values of ``SEALED`` as SQLite stores them, joined by ``|``."""
    return sha256("|".join(map(str, values)).encode()).hexdigest()


def stored(value: object) -> object:
    """Return ``value`` as SQLite stores it: an id as 32 hex digits, an instant in microseconds."""
    if isinstance(value, UUID):
        return value.hex
    return microseconds(value) if isinstance(value, datetime) else value
