"""The link desk on real books: many links chosen, extended, told; what is chosen stays chosen."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.services.links import copy_link
from desktop.views.desk import Desk as ViewDesk
from desktop.views.links.page import LinkDesk
from desktop.views.links.reader import AT_ONCE
from desktop.views.window import MainWindow
from tests.desktop.office import Desk
from tests.desktop.views.doors import link_of, received

SOON = 10_000


@pytest.fixture
def documents(desk: Desk) -> list[UUID]:
    desk.connect()
    who = desk.customer("Quayside")
    made = [desk.issue(desk.draft(customer=who)).document_id for _ in range(AT_ONCE + 3)]
    for document in made:
        received(desk, document, days=20)
    return made


@pytest.fixture
def window(qtbot: QtBot, documents: list[UUID], view_desk: ViewDesk) -> MainWindow:
    assert documents
    window = MainWindow(view_desk)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window._is_complete, timeout=SOON)
    return window


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, documents: list[UUID]) -> LinkDesk:
    page = window.show_room("links")
    assert isinstance(page, LinkDesk)
    qtbot.waitUntil(lambda: page.model.rowCount() == len(documents) and page.model.row_at(0) is not None, timeout=SOON)
    return page


def test_all_links_are_extended_at_once_but_those_that_ended_which_are_named(
    qtbot: QtBot, desk: Desk, window: MainWindow, page: LinkDesk, documents: list[UUID]
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.bar.chosen.text() == f"{len(documents)} links are chosen"
    desk.write(lambda session: setattr(link_of(session, documents[1]), "expires_at", desk.now - timedelta(days=1)))
    with qtbot.waitSignal(page.told, timeout=SOON) as told:
        page.extend(60)
    assert told.args == [f"{len(documents) - 1} links extended by 60 days.", "1 stays as it was."]
    assert page.bar.report.isVisible()
    assert "(expired)" in page.bar.report.text()
    asked = "SELECT count(*) FROM outbox WHERE kind = 'link.extend'"
    assert desk.read(lambda session: session.scalar(text(asked))) == len(documents) - 1


def test_what_is_chosen_stays_chosen_while_the_exchange_brings_news(
    qtbot: QtBot, desk: Desk, window: MainWindow, page: LinkDesk, documents: list[UUID]
) -> None:
    page.table.selectRow(2)
    before = page.chosen()
    desk.write(lambda session: setattr(link_of(session, documents[0]), "expires_at", desk.now - timedelta(days=1)))
    window.desk.sync.changed.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(documents) - 1, timeout=SOON)
    assert page.chosen() == before
    desk.write(lambda session: setattr(link_of(session, documents[5]), "views", 7))
    window.desk.sync.changed.emit()
    qtbot.waitUntil(
        lambda: any((row := page.model.row_at(n)) is not None and row.views == 7 for n in range(9)), timeout=SOON
    )
    assert page.chosen() == before


def test_the_buttons_say_why_they_cannot_work(qtbot: QtBot, page: LinkDesk) -> None:
    page.table.clearSelection()
    page.table.setCurrentIndex(QModelIndex())
    assert not page.bar.extend.isEnabled()
    assert page.bar.copy.accessibleDescription() == "Choose a link first."
    page.table.selectAll()
    assert page.bar.extend.isEnabled()
    assert page.bar.settings.accessibleDescription() == "Choose one link only."


def test_one_link_is_copied_and_its_document_shown(qtbot: QtBot, window: MainWindow, page: LinkDesk) -> None:
    page.table.selectRow(0)
    row = page.model.row_at(0)
    assert row is not None
    QGuiApplication.clipboard().clear()
    page.bar.copy.click()
    qtbot.waitUntil(lambda: "/portal/invoice/" in QGuiApplication.clipboard().text(), timeout=SOON)
    page.bar.open.click()
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: (here := listing.current()) is not None and here.id == row.holder_id, timeout=SOON)


def test_a_customers_own_link_leads_to_the_customer(
    qtbot: QtBot, desk: Desk, window: MainWindow, page: LinkDesk
) -> None:
    who = desk.customer("Bauer")
    desk.write(lambda session: copy_link(session, who, at=desk.now))
    page.show_filter("waiting")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1 and page.model.row_at(0) is not None, timeout=SOON)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.bar.open.text() == "Show customer", timeout=SOON)
    page.bar.open.click()
    qtbot.waitUntil(lambda: window._current_holder() == who, timeout=SOON)


def test_a_row_says_itself_to_a_screen_reader(page: LinkDesk) -> None:
    words = page.model.data(page.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(words, str)
    assert words.startswith("Quayside, INV-2026-")
    assert words.endswith("last viewed –, 0 views, 0 automatic checks")


def test_the_model_keeps_qts_rules(qtbot: QtBot, page: LinkDesk) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.show_filter("expired")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=SOON)
    page.show_filter("live")
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=SOON)


def test_where_it_is_narrow_figures_go_before_the_name_does(page: LinkDesk) -> None:
    from desktop.views.links.table import CHECKS, CUSTOMER, VIEWED

    assert not page.table.isColumnHidden(CHECKS)
    page.resize(760, 600)
    assert page.table.isColumnHidden(CHECKS)
    page.resize(600, 600)
    assert page.table.isColumnHidden(VIEWED)
    assert page.table.columnWidth(CUSTOMER) >= 150
