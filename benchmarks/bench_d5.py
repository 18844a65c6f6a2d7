"""D5: a key in the editor of a document with 200 lines, until totals, tax table and cell are painted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.start import printed_figures


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure a person who types figures and words all over the document, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.keys"]
    yield lambda: printed_figures(command)


BENCHMARK = Benchmark(
    title="a key in the editor of 200 lines",
    figures=(
        Figure("D5", "max", "ms", "ms at most", goal=16.0, against=Against.ALONE),
        Figure("D5-p50", "p50", "ms", "ms at p50", goal=None, against=Against.ALONE),
    ),
    subject=subject,
)
