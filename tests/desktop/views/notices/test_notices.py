"""Notices: what the portal's feed brings is said once, leads to its place, and history is never said."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.links import Token, derive
from billing.sealing import event_place, seal
from billing.wire import EventBody, EventRow
from desktop.models import Document, Link
from desktop.services.links import copy_link
from desktop.views.desk import Desk as ViewDesk
from desktop.views.window import MainWindow
from tests.desktop.office import OFFICE_ID, Desk
from tests.desktop.services.test_inbox import event, receive
from tests.desktop.views.doors import received

SOON = 10_000
Open = Callable[[], MainWindow]


@pytest.fixture
def quote(desk: Desk) -> UUID:
    """A quote at the portal, whose feed was read before."""
    desk.connect()
    document = desk.issue(desk.draft(kind="quote", customer=desk.customer("Quayside"))).document_id
    received(desk, document)
    return document


@pytest.fixture
def open_window(qtbot: QtBot, view_desk: ViewDesk) -> Open:
    def opened() -> MainWindow:
        window = MainWindow(view_desk)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(lambda: window._is_complete and window.notices._mark is not None, timeout=SOON)
        return window

    return opened


def told(desk: Desk, holder: UUID, kind: str, **data: Any) -> EventRow:
    """What the portal tells of the link, sealed as its page seals it."""
    with desk.books.read() as session:
        link = session.query(Link).where((Link.document_id == holder) | (Link.customer_id == holder)).one()
        document = session.get(Document, holder)
        doc = document.doc if document is not None else None
        identifier = str(uuid7())
        place = event_place(OFFICE_ID, link.lookup, identifier, kind, "")
        body = canonical(EventBody(id=identifier, kind=kind, doc=doc, data=data))
        blob = seal(derive(Token(link.token)).event, place, body)
        return event(desk, link, identifier, kind, blob, sealed=True)


def news(desk: Desk, window: MainWindow, *events: EventRow) -> None:
    receive(desk, *events)
    window.desk.sync.changed.emit()


def said(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.waitUntil(window.toast.isVisible, timeout=SOON)
    return window.toast.accessibleName()


def test_a_message_is_said_and_a_press_opens_the_conversation(
    qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open
) -> None:
    window = open_window()
    news(desk, window, told(desk, quote, "comment.added", text="When do you come?"))
    assert said(qtbot, window).startswith("Quayside wrote about QUO-2026-0001")
    window.toast._act.click()
    qtbot.waitUntil(window.drawer.talk.isVisible, timeout=SOON)
    listing = window.documents()
    assert listing is not None
    qtbot.waitUntil(lambda: (row := listing.current()) is not None and row.id == quote, timeout=SOON)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("link.viewed", {}, "Quayside opened QUO-2026-0001 For the first time."),
        ("quote.declined", {"reason": "Too dear"}, "Quayside declined QUO-2026-0001 Too dear"),
        ("link.requested", {}, "Quayside asks for a fresh link to QUO-2026-0001"),
        ("quote.requested", {}, "Quayside asks for a new quote instead of QUO-2026-0001"),
    ],
)
def test_each_thing_a_customer_does_is_said_in_its_words(
    qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open, kind: str, data: dict[str, Any], words: str
) -> None:
    window = open_window()
    news(desk, window, told(desk, quote, kind, **data))
    assert said(qtbot, window) == words


def test_several_at_once_are_one_notice_that_leads_home(
    qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open
) -> None:
    window = open_window()
    receive(desk, told(desk, quote, "link.viewed"))
    window.desk.sync.changed.emit()
    news(desk, window, told(desk, quote, "comment.added", text="Hello"), told(desk, quote, "link.requested"))
    assert said(qtbot, window).startswith("3 notices Quayside opened QUO-2026-0001")
    window.toast._act.click()
    qtbot.waitUntil(lambda: window._room == "home", timeout=SOON)


def test_only_the_first_view_is_news(qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open) -> None:
    receive(desk, told(desk, quote, "link.viewed"))
    window = open_window()
    desk.later(hours=1)
    news(desk, window, told(desk, quote, "link.viewed"))
    settled(qtbot, window)
    assert not window.toast.isVisible()


def test_the_first_view_of_a_customers_page_is_news_and_leads_to_the_customer(
    qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open
) -> None:
    who = desk.read(lambda session: session.get_one(Document, quote).customer_id)
    assert who is not None
    desk.write(lambda session: copy_link(session, who, at=desk.now))
    window = open_window()
    news(desk, window, told(desk, who, "link.viewed"))
    assert said(qtbot, window).startswith("Quayside opened all documents")
    window.toast._act.click()
    qtbot.waitUntil(lambda: window._current_holder() == who, timeout=SOON)


def test_what_happened_while_the_app_was_closed_is_said_when_it_comes(
    qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open
) -> None:
    receive(desk, told(desk, quote, "link.viewed"))
    night = told(desk, quote, "comment.added", text="Hello")
    desk.later(hours=9)
    window = open_window()
    news(desk, window, night)
    assert said(qtbot, window).startswith("Quayside wrote about")


def test_history_at_the_first_exchange_is_no_news(qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open) -> None:
    old = [told(desk, quote, "comment.added", text="Hello"), told(desk, quote, "link.requested")]
    desk.later(hours=9)
    window = open_window()
    news(desk, window, *old)
    settled(qtbot, window)
    news(desk, window, told(desk, quote, "quote.requested").model_copy(update={"at": old[0].at}))
    settled(qtbot, window)
    assert not window.toast.isVisible()
    desk.later(minutes=1)
    news(desk, window, told(desk, quote, "comment.added", text="Now"))
    assert said(qtbot, window).startswith("Quayside wrote about")


def test_what_the_office_does_is_no_news(qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open) -> None:
    window = open_window()

    def act(session: Session) -> None:
        copy_link(session, quote, at=desk.now)

    window.desk.runner.write(act)
    window.desk.sync.changed.emit()
    settled(qtbot, window)
    assert not window.toast.isVisible()


def test_a_desktop_without_a_tray_is_no_trouble(qtbot: QtBot, desk: Desk, quote: UUID, open_window: Open) -> None:
    window = open_window()
    window.hide()
    news(desk, window, told(desk, quote, "comment.added", text="Hello"))
    qtbot.waitUntil(lambda: window.notices._tray is not None, timeout=SOON)
    assert window.toast.accessibleName().startswith("Quayside wrote about")


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Everything that was announced has been read."""
    place = desk_place(window)
    qtbot.waitUntil(lambda: (mark := window.notices._mark) is not None and mark.place == place, timeout=SOON)
    qtbot.waitUntil(lambda: not window.notices._gather.isActive() and window.desk.runner.is_idle, timeout=SOON)


def desk_place(window: MainWindow) -> int:
    from desktop.queries.news import mark

    with window.desk.runner.books().read() as session:
        return mark(session, now=window.desk.now()).place
