"""P2: the first PDF in a started app, with the import of ReportLab and the reading of the fonts."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure in a process of its own each time."""
    yield _first_paper


def _first_paper() -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.first_paper"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"ms": float(printed.stdout)}


BENCHMARK = Benchmark(
    title="the first PDF in a started app, imports included",
    figures=(Figure("P2", "ms", "ms", "ms", goal=150, against=Against.ALONE),),
    subject=subject,
    rounds=9,
)
