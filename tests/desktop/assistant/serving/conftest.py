"""The office with its assistant, fresh for every test."""

import pytest

from tests.desktop.assistant.serving.office import Assisted
from tests.desktop.office import Desk


@pytest.fixture
def assisted(desk: Desk) -> Assisted:
    return Assisted(desk)
