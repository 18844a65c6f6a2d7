"""A portal that runs, an office that publishes, a customer who opens; and after each test, nothing secret is left."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.fakes.stripe.server import practice_stripe
from tests.portal import samples
from tests.portal.desk import Desk, Running, running
from tests.portal.kept import LINE, secrets_kept
from tests.portal.till import Shop, shop

_WORDS = (samples.view().number, samples.view().buyer.name, samples.view().balance)


@pytest.fixture
async def portal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Running]:
    """promise_L3 and promise_P6 hold for every test: no token and no key it made is kept, no line of the log says more
    than it may. Share: 20 ms a test."""
    caplog.set_level(logging.INFO, "portal")
    caplog.set_level(logging.INFO, "uvicorn")
    async with running(tmp_path) as it:
        yield it
        store = it.portal.settings.store_file
        records = [*caplog.get_records("setup"), *caplog.get_records("call")]
        lines = [record.getMessage() for record in records if record.name.startswith(("portal", "uvicorn"))]
        requests = [record.getMessage() for record in records if record.name == "portal.requests"]
        assert secrets_kept(store, lines, it.secrets()) == set()
        assert [line for line in requests if not LINE.fullmatch(line)] == []
        assert [line for line in lines if any(word in line for word in _WORDS) or not line.isprintable()] == []


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeStripe]:
    """The practice Stripe of a module's tests; each has an office of its own there."""
    with practice_stripe() as stripe:
        yield stripe


@pytest.fixture
async def till(tmp_path: Path, practice: PracticeStripe) -> AsyncIterator[Shop]:
    """A portal that takes payments, and Stripe does what it should."""
    practice.manner, practice.at = "well", "/v1/"
    async with shop(tmp_path, practice) as it:
        yield it
        kept = secrets_kept(it.portal.portal.settings.store_file, (), it.portal.secrets() | {KEY})
        assert kept == set()


@pytest.fixture
def desk(portal: Running) -> Desk:
    return portal.office()


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser()
