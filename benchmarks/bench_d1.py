"""D1: start to the first paint of the shell, with 100,000 invoices in the books."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import shell, window
from benchmarks.books import big_books
from benchmarks.figures import Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.start import seconds_to_line


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure the desktop from the start of its process to its first paint."""
    command = [sys.executable, "-m", "benchmarks.shell", str(big_books())]
    yield lambda: {"seconds": seconds_to_line(command, shell.PAINTED)}


BENCHMARK = Benchmark(
    title="start to the first paint of the shell, 100,000 invoices",
    figures=(Figure("D1", "seconds", "s", "x an empty window", goal=1.5),),
    subject=subject,
    anchor=window.anchor,
    rounds=9,
)
