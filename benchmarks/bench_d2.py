"""D2: the list of 100,000 invoices, model and first paint, beside QSqlQueryModel on the same books."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.books import big_books
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure, Sample


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure our list."""
    yield lambda: _run("ours")


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure Qt's own model and view."""
    yield lambda: _run("qt")


def _run(which: str) -> Sample:
    command = [sys.executable, "-m", "benchmarks.lists", which, str(big_books())]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict[str, float] = json.loads(printed)
    return measured


BENCHMARK = Benchmark(
    title="list of 100,000 invoices, model and first paint",
    figures=(
        Figure("D2", "seconds", "s", "x QSqlQueryModel", goal=3.0),
        Figure("D2-memory", "mib", "MiB", "MiB", goal=30.0, against=Against.ALONE),
    ),
    subject=subject,
    anchor=anchor,
)
