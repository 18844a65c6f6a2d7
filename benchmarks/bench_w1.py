"""W1: the page of an invoice, a quote that waits, a list: one link again and again, beside a bare route."""

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
    """Measure one link's page from the portal, of each kind."""
    folder = big_store()
    os.environ[STORE] = str(folder)
    with serving("benchmarks.portal_app:app") as address:
        yield lambda: {
            **load(address, paths=addresses(folder)[:1]).as_sample(),
            **load(address, paths=addresses(folder, "quote")[:1]).as_sample("quote "),
            **load(address, paths=addresses(folder, "customer")[:1]).as_sample("list "),
        }


BENCHMARK = Benchmark(
    title="page of an invoice, a quote and a list, the same link again and again",
    figures=(
        Figure("W1", "rate", "req/s", "x bare Starlette", goal=0.40, higher_is_better=True),
        Figure("W1-p99", "p99", "ms", "x bare Starlette's p99", goal=6.0),
        Figure("W1-quote", "quote rate", "req/s", "x bare Starlette", goal=0.40, higher_is_better=True, beside="rate"),
        Figure("W1-quote-p99", "quote p99", "ms", "x bare Starlette's p99", goal=6.0, beside="p99"),
        Figure("W1-list", "list rate", "req/s", "x bare Starlette", goal=0.40, higher_is_better=True, beside="rate"),
        Figure("W1-list-p99", "list p99", "ms", "x bare Starlette's p99", goal=6.0, beside="p99"),
    ),
    subject=subject,
    anchor=bare.anchor,
)
