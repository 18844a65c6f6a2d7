"""D4: a key in the search field, with 100,000 invoices in the books."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from statistics import quantiles

from benchmarks.books import big_books
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from desktop.database import open_database
from desktop.queries.documents import ListQuery, document_ordinals

_TYPED = (
    "rosewood dental",
    "quayside coffee 12",
    "inv-2024-05",
    "1240.50",
    "door closer",
    "harbour hotel",
    "waste",
    "zzz",
)


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure the search behind every key of what people type: open a session, find, sort, hand out."""
    books = open_database(big_books() / "books.db")

    def keys() -> dict[str, float]:
        taken = []
        for words in _TYPED:
            for length in range(1, len(words) + 1):
                began = time.perf_counter()
                with books.read() as session:
                    document_ordinals(session, ListQuery("invoice", date(2026, 11, 20), search=words[:length]))
                taken.append((time.perf_counter() - began) * 1_000)
        return {"p95": quantiles(taken, n=20)[-1], "max": max(taken)}

    yield keys
    books.close()


BENCHMARK = Benchmark(
    title="a key in search, 100,000 invoices",
    figures=(
        Figure("D4", "p95", "ms", "ms at p95", goal=8.0, against=Against.ALONE),
        Figure("D4-max", "max", "ms", "ms at most", goal=16.0, against=Against.ALONE),
    ),
    subject=subject,
)
