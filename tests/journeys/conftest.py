"""A real portal and real books for every journey."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.office import Desk, open_desk
from tests.journeys.real_portal import RealPortal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RealPortal]:
    portal = RealPortal(tmp_path / "portal")
    portal.start()
    yield portal
    portal.kill()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "office")
    desk.found()
    yield desk
    desk.books.close()
