"""Reads what the list of payments shows on the read lane; the newest wish wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from array import array

    from desktop.queries.payments import PaymentFilter, PaymentQuery, PaymentRow
    from desktop.views.desk import Desk
    from desktop.views.tables.cells import Cells
    from desktop.views.threads import Session


class FoundPayments(NamedTuple):
    """The ordinals of one wish, how many each filter shows, and what the payments come to by currency."""

    ordinals: array[int]
    counts: dict[PaymentFilter, int]
    sums: tuple[tuple[str, int], ...]


class PaymentReader:
    """``found`` gets the answer to the newest wish."""

    def __init__(self, desk: Desk, found: Callable[[PaymentQuery, FoundPayments], None]) -> None:
        self._desk = desk
        self._found = found
        self._newest = 0

    def read(self, query: PaymentQuery) -> None:
        """Read which payments there are, in order."""
        self._newest += 1
        asked = self._newest

        def read(session: Session) -> FoundPayments:
            from desktop.queries.payments import payment_counts, payment_ordinals, payment_sums

            return FoundPayments(
                payment_ordinals(session, query), payment_counts(session), payment_sums(session, query)
            )

        def take(found: FoundPayments) -> None:
            if asked == self._newest:
                self._found(query, found)

        self._desk.runner.read(read, take)

    def load(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[PaymentRow]]], None]) -> None:
        """Read rows and make their cells off the GUI thread."""

        def read(session: Session) -> dict[int, Cells[PaymentRow]]:
            from desktop.queries.payments import payment_rows
            from desktop.views.payments.table import payment_cells

            rows = payment_rows(session, ordinals)
            return {ordinal: payment_cells(row) for ordinal, row in rows.items()}

        self._desk.runner.read(read, done)
