"""Finds a browser of the Chromium family: Chromium, Chrome or Edge, whichever this computer has."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
MACOS_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_HOMES = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


def find_browser() -> Path | None:
    """Return the program to start, or None when there is no browser of this family."""
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in ON_PATH if (found := shutil.which(name)))
    yield from (path for path in _usual_places() if path.is_file())


def _usual_places() -> Iterator[Path]:
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (folder / f"{app}.app" / "Contents" / "MacOS" / app for app in MACOS_APPS)
    for home in WINDOWS_HOMES:
        if folder_name := os.environ.get(home):
            yield from (Path(folder_name, program) for program in WINDOWS_PROGRAMS)
