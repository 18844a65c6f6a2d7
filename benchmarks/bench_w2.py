"""W2: the page of an invoice, random over 100,000 links, of quotes and lists over fewer, so that nothing is cached."""

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
    invoices, quotes, seeds = addresses(folder), addresses(folder, "quote"), iter(range(1, 1_000))
    with serving("benchmarks.portal_app:app") as address:
        yield lambda: {
            **load(address, paths=invoices, seed=next(seeds)).as_sample(),
            **load(address, paths=quotes, seed=next(seeds)).as_sample("quote "),
            **load(address, paths=addresses(folder, "customer"), seed=next(seeds)).as_sample("list "),
        }


BENCHMARK = Benchmark(
    title="page of an invoice, a quote and a list, random over all links",
    figures=(
        Figure("W2", "rate", "req/s", "x bare Starlette", goal=0.10, higher_is_better=True),
        Figure("W2-p99", "p99", "ms", "x bare Starlette's p99", goal=15.0),
        Figure("W2-quote", "quote rate", "req/s", "x bare Starlette", goal=0.10, higher_is_better=True, beside="rate"),
        Figure("W2-quote-p99", "quote p99", "ms", "x bare Starlette's p99", goal=15.0, beside="p99"),
        Figure("W2-list", "list rate", "req/s", "x bare Starlette", goal=0.10, higher_is_better=True, beside="rate"),
        Figure("W2-list-p99", "list p99", "ms", "x bare Starlette's p99", goal=15.0, beside="p99"),
    ),
    subject=subject,
    anchor=bare.anchor,
)
