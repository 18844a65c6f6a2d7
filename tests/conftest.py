"""What holds for every test: no display, no real keychain, no network, and in CI no journey left out."""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import hypothesis
import keyring
import pytest

from tests.fakes.keychain import MemoryKeyring

JOURNEYS = Path(__file__).parent / "journeys"
_MUCH_GARBAGE = 100_000  # objects

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Child processes of a test get their own empty keychain by these two.
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.fakes.keychain.MemoryKeyring"
os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)

# As in the app (desktop/views/collector.py): a widget that one test left to the collector must not be found by it on a
# thread of the next.
gc.disable()

# No deadline: a busy machine is not a wrong result. The blob lets anybody replay a failure.
hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ci")


@pytest.fixture(autouse=True)
def keychain() -> MemoryKeyring:
    """The keychain of this test: empty, in memory."""
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory


def pytest_runtest_logfinish() -> None:
    """Collect between two tests, on the thread that made the widgets, once enough has come together."""
    if gc.get_count()[0] > _MUCH_GARBAGE:
        gc.collect()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one worker: two browsers beside each other starve on a small machine."""
    for item in items:
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and item.path.is_relative_to(JOURNEYS):
        report.outcome = "failed"
        report.longrepr = f"CI leaves out no journey: {report.longreprtext}"
    return report
