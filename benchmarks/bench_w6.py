"""W6: what a link that opens nothing costs: unknown, malformed, and a right token under the wrong kind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from benchmarks import bare
from benchmarks.figures import Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.load import load
from benchmarks.portal_store import STORE, addresses, big_store
from benchmarks.server import serving
from billing.links import new_token

_GUESSES = 10_000


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure three ways to ask in vain; they have to bring the same bytes."""
    folder = big_store()
    os.environ[STORE] = str(folder)
    vain = {
        "": [f"/portal/invoice/{new_token().text}" for _ in range(_GUESSES)],
        "malformed ": [f"/portal/invoice/{new_token().text}x" for _ in range(_GUESSES)],
        "other kind ": [path.replace("invoice", "credit") for path in addresses(folder)[:_GUESSES]],
    }
    with serving("benchmarks.portal_open:app") as address:
        bodies = {httpx2.get(address + paths[0]).content for paths in vain.values()}
        assert len(bodies) == 1, "a wrong link tells by its page why it is wrong"
        yield lambda: {
            name: figure
            for kind, paths in vain.items()
            for name, figure in load(address, paths=paths, status=404).as_sample(kind).items()
        }


BENCHMARK = Benchmark(
    title="a link that opens nothing: unknown, malformed, under another kind",
    figures=(
        Figure("W6", "rate", "req/s", "x bare Starlette", goal=0.20, higher_is_better=True),
        Figure(
            "W6-malformed",
            "malformed rate",
            "req/s",
            "x bare Starlette",
            goal=0.20,
            higher_is_better=True,
            beside="rate",
        ),
        Figure(
            "W6-kind", "other kind rate", "req/s", "x bare Starlette", goal=0.20, higher_is_better=True, beside="rate"
        ),
    ),
    subject=subject,
    anchor=bare.anchor,
)
