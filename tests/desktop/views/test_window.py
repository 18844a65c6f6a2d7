"""The whole window on real books: rooms, list, drawer, one click to copy, closing without losing a word."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from billing.crediting import CreditWish
from desktop.program import Program
from desktop.services.connection import PortalFound, connect
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.office import found_office
from desktop.system import clock
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.document_list import DocumentList
from desktop.views.window import MainWindow
from tests.desktop.office import FOUNDING, LOG, OFFICE_ID
from tests.desktop.views.editor.typist import Typist

SOON = 10_000
COPY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def program(dressed: QApplication, tmp_path: Path) -> Iterator[Program]:
    """A founded office with one customer and a portal address where nobody answers."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Ireland))
    program = Program(DataFolder(tmp_path), MemorySecret())
    found = PortalFound("http://127.0.0.1:9", OFFICE_ID, LOG, practice=False, books=None, offset_ms=0)
    with program.runner.books().write() as session:
        found_office(session, FOUNDING)
        add_customer(session, CustomerValues("Rosewood Dental"), at=clock.now())
        connect(session, found, at=clock.now())
    yield program
    program.close()


@pytest.fixture
def window(qtbot: QtBot, program: Program) -> MainWindow:
    office = program.office()
    assert office is not None
    window = program.open_window(office)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window._is_complete, timeout=SOON)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SOON)
    return window


def typed(qtbot: QtBot, window: MainWindow, title: str = "Reception desk") -> Typist:
    window.begin("invoice")
    assert window.editor is not None
    typist = Typist(qtbot, window.editor, None)  # type: ignore[arg-type]  # the window has books of its own
    qtbot.waitUntil(lambda: typist.editor.state.is_open, timeout=SOON)
    typist.type("dental")
    typist.press(Qt.Key.Key_Return)
    typist.into_lines()
    typist.line(title, "2", "", "99.95")
    return typist


def list_of(qtbot: QtBot, window: MainWindow) -> DocumentList:
    qtbot.waitUntil(lambda: window.documents() is not None, timeout=SOON)
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: listing.current() is not None, timeout=SOON)
    return listing


def test_an_empty_list_says_so_and_offers_the_first_invoice(qtbot: QtBot, window: MainWindow) -> None:
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: not listing.table.isVisible(), timeout=SOON)
    assert listing.model.rowCount() == 0


def test_one_press_issues_a_draft_and_copies_its_link(qtbot: QtBot, window: MainWindow) -> None:
    typed(qtbot, window).wait_saved()
    assert window.editor is not None
    window.editor.leave()
    listing = list_of(qtbot, window)
    QGuiApplication.clipboard().clear()
    QTest.keyClick(window, Qt.Key.Key_C, COPY)
    qtbot.waitUntil(lambda: "/portal/invoice/" in QGuiApplication.clipboard().text(), timeout=SOON)
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.state == "sent", timeout=SOON)
    assert window.toast.accessibleName().startswith("INV-")
    assert "as soon as this computer is online" in window.toast.accessibleName()


def test_closing_while_typing_saves_first(qtbot: QtBot, program: Program, window: MainWindow) -> None:
    typed(qtbot, window, "The last word")
    assert window.editor is not None
    assert not window.editor.is_saved
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SOON)
    with program.runner.books().read() as session:
        assert session.scalar(text("SELECT title FROM line")) == "The last word"


def test_every_room_of_the_rail_opens(qtbot: QtBot, window: MainWindow) -> None:
    for key in ("quotes", "customers", "items", "settings", "invoices"):
        room = window.show_room(key)
        qtbot.waitUntil(room.isVisible, timeout=SOON)


def test_the_drawer_lies_over_the_list_where_the_window_is_narrow(qtbot: QtBot, window: MainWindow) -> None:
    typed(qtbot, window).wait_saved()
    assert window.editor is not None
    window.editor.leave()
    listing = list_of(qtbot, window)
    window.resize(1440, 900)
    wide = listing.width()
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: window.drawer.isVisible() and listing.width() > wide - 440, timeout=SOON)
    assert window.drawer.geometry().right() <= window.width()


def chosen(listing: DocumentList) -> UUID | None:
    row = listing.current()
    return row.id if row is not None else None


def test_a_search_that_finds_nothing_says_so_and_can_be_cleared(qtbot: QtBot, window: MainWindow) -> None:
    typed(qtbot, window).wait_saved()
    assert window.editor is not None
    window.editor.leave()
    listing = list_of(qtbot, window)
    before = chosen(listing)
    listing.focus_search()
    search = QApplication.focusWidget()
    assert search is not None
    QTest.keyClicks(search, "zzz")
    qtbot.waitUntil(lambda: listing.model.rowCount() == 0, timeout=SOON)
    listing._clear()
    qtbot.waitUntil(lambda: chosen(listing) == before, timeout=SOON)


def test_credit_notes_stand_among_the_invoices_behind_a_chip(
    qtbot: QtBot, window: MainWindow, program: Program
) -> None:
    typed(qtbot, window).wait_saved()
    assert window.editor is not None
    window.editor.leave()
    listing = list_of(qtbot, window)
    draft = chosen(listing)
    assert draft is not None
    with program.runner.books().write() as session:
        window.desk.issue(session, draft)
        note = window.desk.credit(session, draft, [CreditWish(1)], "Damaged")
    window.refresh()
    qtbot.waitUntil(listing._credits.isVisible, timeout=SOON)
    listing._credits.click()
    qtbot.waitUntil(lambda: chosen(listing) == note.document_id, timeout=SOON)
    qtbot.waitUntil(lambda: listing._sums._count.text() == "1 credit note", timeout=SOON)
    listing._all.click()
    qtbot.waitUntil(lambda: chosen(listing) == draft, timeout=SOON)
    window.go_to(note.document_id, "credit")
    qtbot.waitUntil(lambda: chosen(listing) == note.document_id, timeout=SOON)


def test_a_quote_becomes_an_invoice_in_the_editor_with_one_press(
    qtbot: QtBot, program: Program, window: MainWindow
) -> None:
    window.begin("quote")
    assert window.editor is not None
    editor = window.editor
    typist = Typist(qtbot, editor, None)  # type: ignore[arg-type]  # the window has books of its own
    qtbot.waitUntil(lambda: editor.state.is_open, timeout=SOON)
    typist.type("dental")
    typist.press(Qt.Key.Key_Return)
    typist.into_lines()
    typist.line("Reception desk", "2", "", "99.95")
    typist.wait_saved()
    quotes = window.show_room("quotes")
    assert isinstance(quotes, DocumentList)
    qtbot.waitUntil(lambda: quotes.current() is not None, timeout=SOON)
    QTest.keyClick(window, Qt.Key.Key_C, COPY)
    qtbot.waitUntil(lambda: (card := window.drawer._card) is not None and card.ways is not None, timeout=SOON)
    quote = window.drawer._card
    assert quote is not None
    menu = window.drawer.menu.menu_for(quote, window)
    next(each for each in menu.actions() if each.text() == "Make invoice").trigger()
    qtbot.waitUntil(lambda: window.editor is editor and editor.isVisible() and editor.state.is_open, timeout=SOON)
    assert editor.state.values.kind == "invoice"
    assert [each.title for each in editor.state.values.lines if not each.is_blank] == ["Reception desk"]
    editor.leave()
    qtbot.waitUntil(lambda: bool(window.drawer.ends.lines), timeout=SOON)
    window.drawer.ends.lines[0].click()
    invoices = window._rooms["invoices"]
    qtbot.waitUntil(lambda: window.documents() is invoices, timeout=SOON)
    with program.runner.books().read() as session:
        assert session.scalar(text("SELECT count(*) FROM document WHERE from_quote_id IS NOT NULL")) == 1


def test_an_invoice_begun_among_the_quotes_leads_back_to_the_invoices(qtbot: QtBot, window: MainWindow) -> None:
    window.show_room("quotes")
    window.begin("invoice")
    assert window.editor is not None
    editor = window.editor
    qtbot.waitUntil(lambda: editor.state.is_open, timeout=SOON)
    assert window.rail._items["invoices"].isChecked()
    editor.leave()
    qtbot.waitUntil(lambda: window.documents() is window._rooms["invoices"], timeout=SOON)
