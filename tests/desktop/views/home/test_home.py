"""The page Home in the real window: each row leads where the hand is needed, by keyboard alone as well."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.models import Comment, Document, Task
from desktop.queries.answers import new_comments
from desktop.services.links import copy_link
from desktop.services.tasks import add_task
from desktop.views.desk import Desk as ViewDesk
from desktop.views.home.page import HomePage
from desktop.views.widgets.buttons import Button
from desktop.views.window import MainWindow
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import link_of, received

SOON = 10_000


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """The oldest of a hundred invoices, far below what the list reads first."""
    desk.connect()
    who = desk.customer("Quayside Coffee Roasters")
    first = desk.issue(desk.draft(customer=who)).document_id
    received(desk, first)
    for _ in range(99):
        desk.issue(desk.draft(customer=who))
    return first


@pytest.fixture
def window(qtbot: QtBot, view_desk: ViewDesk) -> MainWindow:
    window = MainWindow(view_desk)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window._is_complete, timeout=SOON)
    return window


def home_of(qtbot: QtBot, window: MainWindow) -> HomePage:
    page = window.show_room("home")
    assert isinstance(page, HomePage)
    with qtbot.waitSignal(page.counted, timeout=SOON):
        page.refresh()
    return page


def write_to_us(desk: Desk, invoice: UUID, text: str = "Could you start in January?") -> None:
    desk.write(lambda session: session.add(Comment(document_id=invoice, by_office=False, at=desk.now, text=text)))


def test_a_message_is_read_where_it_stands_and_is_done_then(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    write_to_us(desk, invoice)
    page = home_of(qtbot, window)
    [button] = page.hands.buttons
    assert button.accessibleName() == "Read: Quayside Coffee Roasters wrote"
    assert "Could you start in January?" in button.accessibleDescription()
    qtbot.waitUntil(button.hasFocus, timeout=SOON)
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.drawer.talk.isVisible(), timeout=SOON)
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.id == invoice, timeout=SOON)
    qtbot.waitUntil(lambda: desk.read(new_comments) == 0, timeout=SOON)
    page = home_of(qtbot, window)
    qtbot.waitUntil(lambda: not page.hands.buttons, timeout=SOON)


def test_filters_that_hide_the_document_are_cleared_on_the_way(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    listing = window.documents()
    assert listing is not None
    window.refresh()
    qtbot.waitUntil(lambda: listing.current() is not None, timeout=SOON)
    listing.show_state("paid")
    qtbot.waitUntil(lambda: listing.model.rowCount() == 0, timeout=SOON)
    window.go_to(invoice, "invoice", "activity")
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.id == invoice, timeout=SOON)
    assert window.drawer._activity.isVisible()


def test_the_rail_counts_what_waits_while_another_room_is_in_view(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    write_to_us(desk, invoice)
    window.desk.sync.changed.emit()
    item = window.rail._items["home"]
    qtbot.waitUntil(lambda: item.accessibleName() == "Home, 1", timeout=SOON)


def test_a_commit_is_seen_at_once_and_the_keyboard_stays_in_its_row(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    write_to_us(desk, invoice)
    page = home_of(qtbot, window)
    qtbot.waitUntil(page.hands.buttons[0].hasFocus, timeout=SOON)

    def ask(session: Session) -> None:
        link = link_of(session, invoice)
        link.asked_at, link.expires_at = desk.now, desk.now - timedelta(days=1)

    window.desk.runner.write(ask)
    qtbot.waitUntil(lambda: len(page.hands.buttons) == 2, timeout=SOON)
    assert page.hands.buttons[0].accessibleName() == "Show: Quayside Coffee Roasters asks for a fresh link"
    assert page.hands.buttons[0].hasFocus()


def test_several_late_invoices_lead_to_the_list_of_late_ones(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    def late(session: Session) -> None:
        for document in session.query(Document).order_by(Document.ordinal).limit(2):
            document.due_on = TODAY - timedelta(days=8)

    desk.write(late)
    page = home_of(qtbot, window)
    page.hands.buttons[0].click()
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: listing.model.rowCount() == 2, timeout=SOON)


def test_a_customers_own_link_leads_to_the_customer(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    desk.connect()
    who = desk.customer("Quayside")
    desk.write(lambda session: copy_link(session, who, at=desk.now))
    window.show_room("home")
    from desktop.views.rooms import go_to_customer

    go_to_customer(window, who)
    from desktop.views.people.customers import CustomersPage

    page = window.show_room("customers")
    assert isinstance(page, CustomersPage)
    qtbot.waitUntil(lambda: page.current_id() == who, timeout=SOON)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_long_names_and_large_type_need_no_second_axis(
    qtbot: QtBot, desk: Desk, window: MainWindow, dressed: QApplication, scale: float
) -> None:
    from desktop.views import fonts

    desk.connect()
    who = desk.customer("Harbour Lights Hotel Group (Galway & Connemara) and Sons, in Liquidation " * 2)
    write_to_us(desk, desk.issue(desk.draft(customer=who)).document_id, "word " * 200)
    fonts.install(dressed, scale)
    page = home_of(qtbot, window)
    window.resize(window.minimumSizeHint().expandedTo(window.size()))
    [button] = page.hands.buttons
    qtbot.waitUntil(button.isVisible, timeout=SOON)
    right = button.mapTo(page, button.rect().topRight()).x()
    assert right < page.width()


def test_a_task_leads_to_its_document_and_is_ticked_off_by_keyboard(
    qtbot: QtBot, desk: Desk, window: MainWindow, invoice: UUID
) -> None:
    says = "Call Quayside about the second reminder"
    task = desk.write(lambda session: add_task(session, says, at=desk.now, document_id=invoice, who="assistant"))
    page = home_of(qtbot, window)
    [button] = page.hands.buttons
    assert button.accessibleName() == f"Show: {says}"
    assert "Quayside Coffee Roasters" in button.accessibleDescription()
    done = next(each for each in page.hands.findChildren(Button) if each.accessibleName() == f"Done: {says}")
    qtbot.waitUntil(lambda: button.hasFocus() and done.isVisible(), timeout=SOON)
    QTest.keyClick(button, Qt.Key.Key_Backtab)
    qtbot.waitUntil(done.hasFocus, timeout=SOON)
    QTest.keyClick(done, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.read(lambda session: session.get_one(Task, task).done_at) is not None, timeout=SOON)
    qtbot.waitUntil(lambda: not page.hands.buttons, timeout=SOON)
