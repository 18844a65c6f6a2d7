"""Who has viewed what, in the list: a column where there is room, a choice that narrows, an order."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.models import Document
from desktop.views.desk import Desk as ViewDesk
from desktop.views.document_list import DocumentList
from desktop.views.tables.documents import VIEWED
from desktop.views.tables.roles import TextValue, ValueRole
from tests.desktop.office import Desk
from tests.desktop.views.doors import received, viewed

SOON = 10_000


@pytest.fixture
def invoices(desk: Desk) -> list[UUID]:
    desk.connect()
    made = [desk.issue().document_id for _ in range(3)]
    received(desk, made[1])
    viewed(desk, made[1], 4, desk.now)
    desk.write(lambda session: setattr(session.get_one(Document, made[1]), "viewed_at", desk.now))
    return made


@pytest.fixture
def listing(qtbot: QtBot, view_desk: ViewDesk, invoices: list[UUID]) -> DocumentList:
    listing = DocumentList(view_desk, "invoice")
    listing.complete()
    qtbot.addWidget(listing)
    listing.resize(1200, 700)
    listing.show()
    listing.refresh()
    qtbot.waitUntil(lambda: listing.model.rowCount() == len(invoices) and listing.current() is not None, timeout=SOON)
    return listing


def shown(listing: DocumentList) -> list[UUID | None]:
    rows = [listing.model.row_at(row) for row in range(listing.model.rowCount())]
    return [row.id if row else None for row in rows]


def test_the_list_narrows_to_what_was_viewed_or_not(qtbot: QtBot, listing: DocumentList, invoices: list[UUID]) -> None:
    assert listing._seen is not None
    listing._seen.choose("yes")
    qtbot.waitUntil(lambda: shown(listing) == [invoices[1]], timeout=SOON)
    listing._seen.choose("no")
    qtbot.waitUntil(lambda: set(shown(listing)) == {invoices[0], invoices[2]}, timeout=SOON)
    listing.choose(invoices[1])  # somebody wants to see what is left out
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.id == invoices[1], timeout=SOON)
    assert listing._seen.key == ""


def test_the_last_view_stands_where_there_is_room_or_where_it_was_asked_for(listing: DocumentList) -> None:
    assert not listing.table.isColumnHidden(VIEWED)
    listing.resize(700, 700)
    assert listing.table.isColumnHidden(VIEWED)
    _choose_last_viewed(listing)
    assert not listing.table.isColumnHidden(VIEWED)
    listing.resize(1200, 700)
    _choose_last_viewed(listing)
    assert listing.table.isColumnHidden(VIEWED)


def test_whether_the_last_view_stands_is_remembered_for_the_next_start(
    qtbot: QtBot, listing: DocumentList, view_desk: ViewDesk
) -> None:
    _choose_last_viewed(listing)
    later = DocumentList(view_desk, "invoice")
    qtbot.addWidget(later)
    later.resize(1200, 700)
    later.show()
    assert later.table.isColumnHidden(VIEWED)
    quotes = DocumentList(view_desk, "quote")
    qtbot.addWidget(quotes)
    quotes.resize(1200, 700)
    quotes.show()
    assert not quotes.table.isColumnHidden(VIEWED)


def _choose_last_viewed(listing: DocumentList) -> None:
    menu = QMenu()
    listing._viewed.offer(menu)
    menu.actions()[0].trigger()


def test_a_press_on_the_column_puts_the_newest_view_first(
    qtbot: QtBot, listing: DocumentList, invoices: list[UUID]
) -> None:
    listing.table.sortByColumn(VIEWED, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: shown(listing)[0] == invoices[1], timeout=SOON)
    value = listing.model.data(listing.model.index(0, VIEWED), ValueRole)
    assert isinstance(value, TextValue)
    assert value.text.startswith("today ")
