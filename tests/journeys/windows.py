"""The office's program at a real portal, its window, and a customer's browser beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.demo.browser import find_browser
from desktop.program import Program
from desktop.services.connection import connect
from desktop.services.office import found_office
from desktop.sync.probe import probe
from desktop.system import clock
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views import fonts, theme
from desktop.views.window import MainWindow
from tests.desktop.office import FOUNDING
from tests.journeys.real_portal import RealPortal

SOON = 20_000  # milliseconds


def founded(app: QApplication, folder: Path, portal: RealPortal) -> Program:
    """Return the program of a new business, connected with the portal; the caller closes it."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Ireland))
    fonts.install(app)
    theme.apply(app, Qt.ColorScheme.Light)
    secret = MemorySecret()
    secret.store(portal.key)
    program = Program(DataFolder(folder), secret)
    found = probe(portal.address, portal.key, clock=clock.now)
    with program.runner.books().write() as session:
        found_office(session, FOUNDING)
        connect(session, found, at=clock.now())
    return program


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start a browser, after the program: Playwright leaves a running event loop in this thread."""
    found = find_browser()
    if found is None:
        pytest.skip("no browser of the Chromium family on this computer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(qtbot: QtBot, program: Program) -> MainWindow:
    """Return the program's window once it works."""
    office = program.office()
    assert office is not None
    window = program.open_window(office)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitSignal(window.completed, timeout=SOON):
        window.update()
    return window
