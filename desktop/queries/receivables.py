"""What customers owe in all, by how late it is, and what is offered to them; read from partial indexes alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select, text
from sqlalchemy.orm import Session

from desktop.models import Document
from desktop.models.document import OFFERED, OWED
from desktop.queries.balance import OPEN

AGES = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Sum:
    """What several documents of one currency come to, in minor units."""

    currency: str
    count: int
    minor: int


@dataclass(frozen=True, slots=True)
class Receivables:
    """Open invoices of one currency by age: not due, up to 30, 60 and 90 days late, later."""

    currency: str
    ages: tuple[Sum, Sum, Sum, Sum, Sum]

    @property
    def open(self) -> Sum:
        """All of it."""
        return _total(self.currency, self.ages)

    @property
    def overdue(self) -> Sum:
        """What is late."""
        return _total(self.currency, self.ages[1:])


def receivables(session: Session, *, today: date) -> tuple[Receivables, ...]:
    """Return what is owed by currency and age; the currency of most invoices first."""
    age = case(
        (or_(Document.due_on.is_(None), Document.due_on >= today), 0),
        *((Document.due_on >= today - timedelta(days=days), number) for number, days in enumerate(AGES, 1)),
        else_=len(AGES) + 1,
    )
    owed = func.sum(OPEN)
    found: dict[str, dict[int, Sum]] = {}
    rows = session.execute(
        select(Document.currency, age, func.count(), owed).where(text(OWED)).group_by(Document.currency, age)
    )
    for currency, number, count, minor in rows:
        found.setdefault(currency, {})[number] = Sum(currency, count, int(minor))
    ordered = (Receivables(currency, _filled(currency, ages)) for currency, ages in found.items())
    return tuple(sorted(ordered, key=lambda each: (-each.open.count, each.currency)))


def offered(session: Session, *, today: date) -> tuple[Sum, ...]:
    """Return the quotes that customers hold and may still answer, by currency, most first."""
    still = or_(Document.valid_until.is_(None), Document.valid_until >= today)
    rows = session.execute(
        select(Document.currency, func.count(), func.sum(Document.total_minor))
        .where(and_(text(OFFERED), still))
        .group_by(Document.currency)
    )
    sums = (Sum(currency, count, int(minor)) for currency, count, minor in rows)
    return tuple(sorted(sums, key=lambda each: (-each.count, each.currency)))


def _filled(currency: str, ages: dict[int, Sum]) -> tuple[Sum, Sum, Sum, Sum, Sum]:
    nothing = Sum(currency, 0, 0)
    first, second, third, fourth, fifth = (ages.get(number, nothing) for number in range(len(AGES) + 2))
    return first, second, third, fourth, fifth


def _total(currency: str, sums: tuple[Sum, ...]) -> Sum:
    return Sum(currency, sum(each.count for each in sums), sum(each.minor for each in sums))
