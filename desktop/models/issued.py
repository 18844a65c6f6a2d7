"""What was issued, as it was issued; and the series that number it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed


class Series(Keyed, Base):
    """One run of numbers. ``last`` is the last one taken, ``head`` the chain's hash there (``""`` at the start).

    ``name`` is the series' random name at the portal; ``version`` rises with every number.
    """

    __tablename__ = "series"

    kind: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(32))
    prefix: Mapped[str] = mapped_column(String(20))
    padding: Mapped[int] = mapped_column(default=4)
    yearly: Mapped[bool] = mapped_column(default=True)
    year: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=0)

    def turns_with(self, on: date) -> bool:
        """Tell whether ``on`` lies in another year than the last number, and the year is printed."""
        return self.yearly and on.year != self.year

    def take(self, on: date, *, taken: int = 0) -> str:
        """Take the next number, e.g. ``INV-2026-0042``.

        Where the series turns with ``on``, the count goes on after ``taken``: the last number of that year, 0 if none.
        """
        if self.turns_with(on):
            self.year, self.last = on.year, taken
        self.last += 1
        self.version += 1
        year = f"{self.year}-" if self.yearly else ""
        return f"{self.prefix}-{year}{self.last:0{self.padding}d}"


class Issued(Keyed, Base):
    """One issued revision: canonical JSON with its own copy of both parties, the PDF's hash, the chain.

    Insert-only; triggers of the first migration refuse UPDATE and DELETE.
    """

    __tablename__ = "issued"
    __table_args__ = (UniqueConstraint("document_id", "revision"), UniqueConstraint("series_id", "position"))

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    series_id: Mapped[UUID] = mapped_column(ForeignKey("series.id"))
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(60))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pdf_size: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(Instant)
