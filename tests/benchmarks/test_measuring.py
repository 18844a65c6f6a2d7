"""The instruments measure what they say: a real server under load, a real window, a real process."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks import bare, window
from benchmarks.load import load
from benchmarks.server import serving
from benchmarks.start import seconds_to_line


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("benchmarks.bare:app") as address:
        yield address


def test_the_bare_page_is_as_heavy_as_an_invoice_of_twenty_lines() -> None:
    assert len(bare.PAGE) == 12_700


def test_load_counts_answers_and_their_slowest_hundredth(address: str) -> None:
    result = load(address, seconds=0.3)
    assert result.requests > 16
    assert 0 < result.rate <= result.requests / 0.3
    assert result.p99 > 0


def test_all_paths_are_asked_for_and_another_status_can_be_the_expected_one(address: str) -> None:
    assert load(address, paths=["/no", "/nothing"], status=404, seconds=0.1).requests > 10


@pytest.mark.parametrize("paths", [["/missing"], ["/", "/missing"]])
def test_a_rate_of_failures_is_refused(address: str, paths: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        load(address, paths=paths, seconds=0.1)
    assert "404" in capfd.readouterr().err


def test_an_app_that_does_not_start_is_an_error_and_not_a_wait(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="did not start"), serving("benchmarks.bare:no_such_app"):
        pass
    assert "no_such_app" in capfd.readouterr().err


def test_a_line_is_waited_for_and_the_program_is_ended() -> None:
    wait = "threading.Event().wait"
    slow = f"import threading; print('not yet', flush=True); {wait}(0.2); print('up', flush=True); {wait}(60)"
    assert 0.2 <= seconds_to_line([sys.executable, "-c", slow], "up") < 10


def test_a_program_that_ends_without_the_line_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="ended without printing 'up'"):
        seconds_to_line([sys.executable, "-c", "print('down')"], "up")


def test_an_empty_window_is_painted() -> None:
    with window.anchor() as measure:
        assert 0 < measure()["seconds"] < 20
