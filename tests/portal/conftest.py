"""A portal that runs, an office that publishes, a customer who opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.portal.desk import Desk, Running, running


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as it:
        yield it


@pytest.fixture
def desk(portal: Running) -> Desk:
    return portal.office()


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser()
