"""Books of a founded office, fresh for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.office import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path)
    desk.found()
    yield desk
    desk.books.close()
