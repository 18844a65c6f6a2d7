"""A real portal and real books for every journey."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.office import Desk, open_desk
from tests.journeys.real_portal import RealPortal
from tests.portal.kept import LINE


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RealPortal]:
    """promise_L3 and promise_P6 hold for every journey: a line of the log says as little as it may, and no token."""
    portal = RealPortal(tmp_path / "portal")
    portal.start()
    yield portal
    portal.kill()
    logged = portal.log.read_text("utf-8")
    assert [line for line in re.findall(r" portal\.requests (.*)", logged) if not LINE.fullmatch(line)] == []
    assert re.findall(r"[0-9A-Za-z]{32}", logged) == []


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "office")
    desk.found()
    yield desk
    desk.books.close()
