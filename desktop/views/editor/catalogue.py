"""What the editor completes from: customers, items, taxes, and the office as it stands now."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.queries.office import office_row
from desktop.queries.pay_ways import PayWayRow, pay_ways
from desktop.queries.people import CustomerRow, ItemRow, TaxRow, customer, customers, items, tax_rates
from desktop.services.deducting import Deductible, deductible

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.rows import OfficeRow
    from desktop.views.threads import Session

T = TypeVar("T")


def folded(text: str) -> str:
    """Return the text without case and accents, as it is searched."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


class Finder(Generic[T]):
    """Finds rows by any part of their words; beginnings first, then beginnings of words, then the rest."""

    def __init__(self, rows: Iterable[T], words: Callable[[T], Sequence[str]]) -> None:
        self._rows = [(row, tuple(folded(word) for word in words(row) if word)) for row in rows]

    def find(self, text: str, limit: int = 6) -> list[T]:
        """Return the best matches; nothing typed matches everything."""
        wanted = folded(text.strip())
        ranked: list[list[T]] = [[], [], []]
        for row, words in self._rows:
            rank = min((_rank(word, wanted) for word in words), default=3)
            if rank < 3:
                ranked[rank].append(row)
                if len(ranked[0]) >= limit:
                    break
        return [row for rows in ranked for row in rows][:limit]


@dataclass(frozen=True)
class Catalogue:
    """``people`` are the customers by id, with the draft's own one also when archived; ``deposits`` are what was issued
    for the draft and may be taken off in it.
    """

    office: OfficeRow
    customers: Finder[CustomerRow]
    items: Finder[ItemRow]
    taxes: tuple[TaxRow, ...]
    people: Mapping[UUID, CustomerRow]
    deposits: tuple[Deductible, ...] = ()
    ways: tuple[PayWayRow, ...] = ()


def read_catalogue(session: Session, customer_id: UUID | None, document_id: UUID | None = None) -> Catalogue:
    """Read all of it, for a draft with its deposits; the folding for search is done here, off the GUI thread."""
    office = office_row(session)
    assert office is not None
    rows = customers(session)
    own = (customer(session, customer_id),) if customer_id else ()
    return Catalogue(
        office=office,
        customers=Finder(rows, lambda row: (row.name, row.contact, row.email)),
        items=Finder(items(session), lambda row: (row.title, row.code, f"{row.unit_price:f}")),
        taxes=tax_rates(session),
        people={row.id: row for row in (*rows, *own)},
        deposits=deductible(session, document_id) if document_id else (),
        ways=pay_ways(session),
    )


def _rank(word: str, wanted: str) -> int:
    place = word.find(wanted)
    if place <= 0:
        return 0 if place == 0 else 3
    return 1 if f" {wanted}" in word else 2
