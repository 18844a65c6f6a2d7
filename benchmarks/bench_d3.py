"""D3: a jump to anywhere in the list of 100,000 invoices, until the rows there are read and painted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.books import big_books
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.start import printed_figures


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure jumps with the scroll bar, in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.jumps", str(big_books())]
    yield lambda: printed_figures(command)


BENCHMARK = Benchmark(
    title="a jump anywhere in 100,000 invoices",
    figures=(
        Figure("D3", "p50", "ms", "ms at p50", goal=20.0, against=Against.ALONE),
        Figure("D3-max", "max", "ms", "ms at most", goal=50.0, against=Against.ALONE),
    ),
    subject=subject,
)
