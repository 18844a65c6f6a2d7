"""W2: the invoice page, random over 100,000 links, so that nothing is cached."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import bare
from benchmarks.figures import Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.load import load
from benchmarks.portal_store import STORE, addresses, big_store
from benchmarks.server import serving


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure random links' pages from the portal; each round walks another way."""
    folder = big_store()
    os.environ[STORE] = str(folder)
    paths, seeds = addresses(folder), iter(range(1, 1_000))
    with serving("benchmarks.portal_app:app") as address:
        yield lambda: load(address, paths=paths, seed=next(seeds)).as_sample()


BENCHMARK = Benchmark(
    title="invoice page, random over 100,000 links",
    figures=(
        Figure("W2", "rate", "req/s", "x bare Starlette", goal=0.10, higher_is_better=True),
        Figure("W2-p99", "p99", "ms", "x bare Starlette's p99", goal=15.0),
    ),
    subject=subject,
    anchor=bare.anchor,
)
