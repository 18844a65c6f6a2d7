"""Books, and somebody who asks."""

import pytest

from tests.desktop.assistant.asking import Client
from tests.desktop.office import Desk


@pytest.fixture
def ask(desk: Desk) -> Client:
    return Client(desk)
