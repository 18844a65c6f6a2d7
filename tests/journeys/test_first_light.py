"""One evening's work of an office: typed with the cable pulled, read by a customer in a browser, its link renewed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.program import Program
from desktop.queries.cards import DocumentCard, document_card
from desktop.services import links
from desktop.system import clock
from desktop.views.window import MainWindow
from tests.desktop.views.editor.typist import Typist
from tests.journeys.real_portal import RealPortal
from tests.journeys.windows import SOON, browsing, founded, opened

_PATH = "/portal/invoice/"


@pytest.fixture
def chromium(program: Program) -> Iterator[Browser]:
    """A browser, started after the program: Playwright leaves a running event loop in this thread."""
    del program
    with browsing() as browser:
        yield browser


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, portal: RealPortal) -> Iterator[Program]:
    """The office's program, connected with the portal once and then offline."""
    program = founded(qapp, tmp_path / "office", portal)
    portal.kill()
    QGuiApplication.clipboard().clear()
    yield program
    program.close()


def test_from_a_typed_line_to_a_customer_reading_it_and_back(
    qtbot: QtBot, program: Program, portal: RealPortal, chromium: Browser, tmp_path: Path
) -> None:
    """Screenshots of each station lie in the test's folder. Share: 25 s."""
    window = opened(qtbot, program)
    wait(qtbot, lambda: sync_state(program) == "offline")

    document = typed_and_issued(qtbot, window)
    address = QGuiApplication.clipboard().text()
    assert address.startswith(f"{portal.address}{_PATH}")
    assert card(program, document).state == "sent"
    assert link_state(program, document) == "waiting"
    window.grab().save(str(tmp_path / "1-offline.png"))

    portal.start()
    program.sync.wake()
    wait(qtbot, lambda: link_state(program, document) == "live")
    page = customer_reads(chromium, address)
    page.screenshot(path=tmp_path / "2-customer.png")
    wait(qtbot, lambda: card(program, document).state == "viewed")
    qtbot.waitUntil(lambda: shown_state(window) == "viewed", timeout=SOON)
    window.grab().save(str(tmp_path / "3-viewed.png"))

    regenerate(program, document)
    wait(qtbot, lambda: link_state(program, document) == "live")
    window.acts.copy_link(document)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() not in {"", address}, timeout=SOON)
    fresh = QGuiApplication.clipboard().text()
    dead = page.goto(address)
    assert dead is not None
    assert dead.status == 410
    assert "INV-2026-0001" not in page.content()
    page.screenshot(path=tmp_path / "4-replaced.png")
    lives = page.goto(fresh)
    assert lives is not None
    assert lives.status == 200
    window.close()


def active(qtbot: QtBot, program: Program) -> MainWindow:
    window = opened(qtbot, program)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SOON)
    return window


def typed_and_issued(qtbot: QtBot, window: MainWindow) -> UUID:
    """Type a customer and two lines by keyboard, then issue and copy the link with one press in the drawer."""
    window.begin("invoice")
    assert window.editor is not None
    typist = Typist(qtbot, window.editor, None)  # type: ignore[arg-type]  # the books are read through the program here
    qtbot.waitUntil(lambda: typist.editor.state.is_open, timeout=SOON)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=SOON)
    typist.type("Rosewood Dental Practice")
    typist.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: typist.values.customer_id is not None, timeout=SOON)
    typist.into_lines()
    typist.line("Reception desk", "2", "", "99.95")
    typist.line("Fitting", "4.5", "", "48.50")
    typist.wait_saved()
    window.editor.leave()
    listing = window.documents()
    qtbot.waitUntil(lambda: window.documents() is not None, timeout=SOON)
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: listing.model.rowCount() == 1 and listing.current() is not None, timeout=SOON)
    row = listing.current()
    assert row is not None
    QGuiApplication.clipboard().clear()  # an earlier test has left a link of another portal there
    QTest.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: _PATH in QGuiApplication.clipboard().text(), timeout=SOON)
    return row.id


def customer_reads(chromium: Browser, address: str) -> Page:
    """Open the link as a person does: look, and move the mouse."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    assert "INV-2026-0001" in page.content()
    with page.expect_response(lambda response: response.url.endswith("/view"), timeout=SOON):
        for step in range(6):
            page.mouse.move(100 + 30 * step, 200)
            page.wait_for_timeout(500)
    return page


def regenerate(program: Program, document: UUID) -> None:
    with program.runner.books().write() as session:
        links.regenerate(session, document, why="Sent to the wrong person", at=clock.now())
    program.sync.wake()


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=SOON)


def sync_state(program: Program) -> str:
    last = program.sync.last
    return last.state if last is not None else "off"


def card(program: Program, document: UUID) -> DocumentCard:
    now = clock.now()
    with program.runner.books().read() as session:
        return document_card(session, document, today=now.date(), now=now)


def link_state(program: Program, document: UUID) -> str:
    link = card(program, document).link
    return link.state if link is not None else "none"


def shown_state(window: MainWindow) -> str:
    listing = window.documents()
    row = listing.current() if listing is not None else None
    return row.state if row is not None else ""
