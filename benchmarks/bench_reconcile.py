"""RECONCILE: 10,000 payments at Stripe beside as many in the books, compared line by line."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from billing.charges import Charge
from desktop.queries.reconciling import reconcile
from desktop.services.payments.booking import PaymentValues, book_payment
from tests.desktop.office import NOON, TODAY, Desk, open_desk
from tests.desktop.services.online.charges import charge, doc_of

_PAYMENTS = 10_000
_SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@contextmanager
def subject() -> Iterator[Measure]:
    """Compare books that lack one payment in a hundred with what Stripe lists."""
    with tempfile.TemporaryDirectory(prefix="bench-reconcile-") as place:
        desk = open_desk(Path(place))
        desk.found()
        desk.connect()
        charges = _at_stripe(desk)
        desk.write(lambda session: _book(session, charges))
        try:
            yield lambda: {"s": _compared(desk, charges)}
        finally:
            desk.books.close()


def _at_stripe(desk: Desk) -> list[Charge]:
    docs = [doc_of(desk, desk.issue().document_id) for _ in range(20)]
    return [charge(intent=f"pi_{at:05}", doc=docs[at % len(docs)], minor=100 + at) for at in range(_PAYMENTS)]


def _book(session: Session, charges: list[Charge]) -> None:
    for at, one in enumerate(charges):
        if at % 100:
            values = PaymentValues(TODAY, one.minor, one.currency, "stripe", reference=one.intent, intent=one.intent)
            book_payment(session, values, (), at=NOON)


def _compared(desk: Desk, charges: list[Charge]) -> float:
    began = time.perf_counter()
    rows = desk.read(lambda session: reconcile(session, charges, since=_SINCE))
    taken = time.perf_counter() - began
    assert sum(row.verdict == "not_booked" for row in rows) == _PAYMENTS // 100
    return taken


BENCHMARK = Benchmark(
    title="10,000 payments at Stripe compared with the books",
    figures=(Figure("RECONCILE", "s", "s", "s for 10,000 payments", goal=5.0, against=Against.ALONE),),
    subject=subject,
    rounds=3,
)
