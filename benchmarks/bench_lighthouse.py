"""LIGHTHOUSE: what Lighthouse gives the pages of an invoice, a quote that waits and a list, on a simulated phone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.lighthouse import CATEGORIES, program, scores
from benchmarks.portal_store import STORE, addresses, big_store
from benchmarks.server import serving

KINDS = ("invoice", "quote", "customer")


@contextmanager
def subject() -> Iterator[Measure]:
    """Score one page of each kind from the portal as it is served. Raises LeftOut without Node or the package."""
    program()
    folder = big_store()
    os.environ[STORE] = str(folder)
    with serving("benchmarks.portal_app:app") as address:
        yield lambda: {
            f"{kind} {category}": score
            for kind in KINDS
            for category, score in scores(address + addresses(folder, kind)[0]).items()
        }


def _figures() -> Iterator[Figure]:
    for kind in KINDS:
        for category in CATEGORIES:
            first = (kind, category) == (KINDS[0], CATEGORIES[0])
            yield Figure(
                "LIGHTHOUSE" if first else f"LIGHTHOUSE-{kind}-{category}",
                f"{kind} {category}",
                "points",
                f"points for {category}, {kind}",
                goal=100.0,
                higher_is_better=True,
                against=Against.ALONE,
            )


BENCHMARK = Benchmark(
    title="Lighthouse on the page of an invoice, a quote and a list",
    figures=tuple(_figures()),
    subject=subject,
    rounds=3,
)
