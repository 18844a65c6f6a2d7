"""Whatever browser of the Chromium family is there is found, on all three systems."""

import sys
from pathlib import Path

import pytest

from desktop.demo import browser


@pytest.fixture(autouse=True)
def bare_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without a browser, whose home is ``tmp_path``."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in browser.WINDOWS_HOMES:
        monkeypatch.delenv(name, raising=False)


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.touch(mode=0o755)
    return path


def test_no_browser_is_an_answer_too() -> None:
    assert browser.find_browser() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows looks for programs by their suffix")
@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_a_browser_on_the_path_is_found(tmp_path: Path, name: str) -> None:
    expected = program(tmp_path / "bin" / name)
    assert browser.find_browser() == expected


def test_chrome_in_a_persons_own_applications_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(browser, "MACOS_APPS", ("Somebody's Chrome",))
    expected = program(tmp_path / "Applications" / "Somebody's Chrome.app" / "Contents" / "MacOS" / "Somebody's Chrome")
    assert browser.find_browser() == expected


def test_the_edge_that_comes_with_windows_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    expected = program(tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    assert browser.find_browser() == expected
