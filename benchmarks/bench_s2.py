"""S2: a customer has paid and Stripe calls; until the page says so, and until the desktop has it in the books."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx2

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from desktop.models import Document
from desktop.queries.balance import balance_of
from desktop.services import links
from desktop.stripe_doors import StripeDoors
from desktop.system import clock
from desktop.system.practice import STRIPE_VARIABLE
from desktop.system.secret import MemorySecret
from tests.desktop.office import Desk, open_desk
from tests.fakes.stripe.practice import PracticeStripe
from tests.fakes.stripe.server import practice_stripe
from tests.journeys.exchange import Exchange, connect_to
from tests.journeys.real_portal import RealPortal
from tests.journeys.stripe_calls import connect_with_calls
from tests.journeys.test_paid_online import exchanging
from tests.portal.scenes import Forms

_PAYMENTS = 20
_SESSION = re.compile(r"/c/pay/(cs_\w+)")


@contextmanager
def subject() -> Iterator[Measure]:
    """Pay invoice after invoice with portal, exchange and practice Stripe each running as they do."""
    with tempfile.TemporaryDirectory(prefix="bench-s2-") as place, practice_stripe() as stripe:
        os.environ[STRIPE_VARIABLE] = stripe.address
        portal = RealPortal(Path(place) / "portal")
        portal.start()
        desk = open_desk(Path(place) / "office")
        desk.found()
        try:
            connect_to(desk, portal, clock.now)
            doors = StripeDoors(
                MemorySecret(), MemorySecret(), lambda: desk.books, lambda: (portal.address, portal.key)
            )
            connect_with_calls(desk.books, doors)
            with exchanging(desk, portal, doors) as exchange, httpx2.Client() as browser:
                yield lambda: _payments(desk, stripe, exchange, browser)
        finally:
            desk.books.close()
            portal.kill()
            del os.environ[STRIPE_VARIABLE]


def _payments(desk: Desk, stripe: PracticeStripe, exchange: Exchange, browser: httpx2.Client) -> dict[str, float]:
    page, books = [], []
    for _ in range(_PAYMENTS):
        address, session, owed = _pressed(desk, exchange, browser)
        began = time.perf_counter()
        stripe.test.pay(session)
        shown = booked = 0.0
        while not (shown and booked):
            if not shown and "Paid in full" in browser.get(address).text:
                shown = time.perf_counter() - began
            if not booked and owed() == 0:
                booked = time.perf_counter() - began
        page.append(shown)
        books.append(booked)
    return {"books p95": quantiles(books, n=20)[-1], "page p95": quantiles(page, n=20)[-1]}


def _pressed(desk: Desk, exchange: Exchange, browser: httpx2.Client) -> tuple[str, str, Callable[[], int]]:
    """Issue an invoice and press *Pay now* on its page; return its address, Stripe's session and what is owed."""
    desk.now = clock.now()
    document = desk.issue().document_id
    address = desk.write(lambda session: links.copy_link(session, document, at=desk.now)).address
    exchange.until(lambda: "/pay" in browser.get(address).text)
    form = next(each for each in Forms(browser.get(address).text).forms if each.attributes["action"].endswith("/pay"))
    answer = browser.post(str(httpx2.URL(address).join(form.attributes["action"])), data=form.fields)
    found = _SESSION.search(answer.headers["location"])
    assert found is not None
    return address, found[1], lambda: desk.read(lambda session: balance_of(session.get_one(Document, document)))


BENCHMARK = Benchmark(
    title="Stripe calls to paid on the page and in the books",
    figures=(
        Figure("S2", "books p95", "s", "s at p95 to the books", goal=1.0, against=Against.ALONE),
        Figure("S2-page", "page p95", "s", "s at p95 to the page", goal=1.0, against=Against.ALONE),
    ),
    subject=subject,
    rounds=3,
)
