"""Books, and somebody who asks."""

import pytest

from tests.desktop.assistant.asking import Client
from tests.desktop.assistant.full import Known, fill
from tests.desktop.assistant.registered import registered
from tests.desktop.assistant.serving.office import Assisted
from tests.desktop.office import Desk


@pytest.fixture
def ask(desk: Desk) -> Client:
    return Client(desk)


@pytest.fixture
def known(desk: Desk) -> Known:
    """Full books."""
    return fill(desk, lambda: "said")


@pytest.fixture
def assisted(desk: Desk) -> Assisted:
    """The office with every tool there is."""
    return registered(desk)
