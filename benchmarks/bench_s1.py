"""S1: a change on the desktop until the customer's page shows it, both online."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from uuid import UUID

import httpx2

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from desktop.services import links
from tests.desktop.office import Desk, open_desk
from tests.journeys.exchange import Exchange, connect_to, exchanging
from tests.journeys.real_portal import RealPortal

_CHANGES = 20


@contextmanager
def subject() -> Iterator[Measure]:
    """Issue an invoice and look at its page until it opens: issue committed to page answered with 200."""
    with tempfile.TemporaryDirectory(prefix="bench-s1-") as place:
        portal = RealPortal(Path(place) / "portal")
        portal.start()
        desk = open_desk(Path(place) / "office")
        desk.found()
        connect_to(desk, portal, _now)
        try:
            with exchanging(desk, portal, _now) as exchange, httpx2.Client() as browser:
                yield lambda: _changes(desk, exchange, browser)
        finally:
            desk.books.close()
            portal.kill()


def _changes(desk: Desk, exchange: Exchange, browser: httpx2.Client) -> dict[str, float]:
    taken = []
    for _ in range(_CHANGES):
        draft = desk.draft()
        document = desk.issue(draft).document_id
        began = time.perf_counter()
        exchange.engine.wake()
        address = _copied(desk, document)
        while browser.get(address).status_code != 200:
            continue
        taken.append(time.perf_counter() - began)
    return {"p95": quantiles(taken, n=20)[-1]}


def _copied(desk: Desk, document: UUID) -> str:
    return desk.write(lambda session: links.copy_link(session, document, at=_now())).address


def _now() -> datetime:
    return datetime.now(UTC)


BENCHMARK = Benchmark(
    title="change on the desktop to visible on the page",
    figures=(Figure("S1", "p95", "s", "s at p95", goal=1.0, against=Against.ALONE),),
    subject=subject,
    rounds=3,
)
