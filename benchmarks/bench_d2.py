"""D2: the list of 100,000 invoices, model and first paint, beside QSqlQueryModel on the same books."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.books import big_books
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.start import printed_figures


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure our list."""
    yield lambda: printed_figures(_command("ours"))


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure Qt's own model and view."""
    yield lambda: printed_figures(_command("qt"))


def _command(which: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.lists", which, str(big_books())]


BENCHMARK = Benchmark(
    title="list of 100,000 invoices, model and first paint",
    figures=(
        Figure("D2", "seconds", "s", "x QSqlQueryModel", goal=3.0),
        Figure("D2-memory", "mib", "MiB", "MiB", goal=30.0, against=Against.ALONE),
    ),
    subject=subject,
    anchor=anchor,
)
