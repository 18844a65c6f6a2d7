"""Settings, Portal: nothing is changed before all of it works, and every refusal stands where it was caused."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pytestqt.qtbot import QtBot

from desktop.queries.office import office_row
from desktop.queries.sync import portal_row
from desktop.services.connection import PortalFound
from desktop.sync.probe import probe
from desktop.system import clock
from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.page import SettingsPage
from desktop.views.settings.portal import PortalSection
from desktop.views.theme import Tone
from tests.desktop.office import LOG, OFFICE_ID, Desk
from tests.desktop.views.doors import ADDRESS, Doors, tell

KEY = "key-of-the-office-9fQ2"


@pytest.fixture
def page(qtbot: QtBot, view_desk: ViewDesk) -> SettingsPage:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    return page


@pytest.fixture
def section(qtbot: QtBot, page: SettingsPage, view_desk: ViewDesk) -> PortalSection:
    section = page.show_section("portal")
    assert isinstance(section, PortalSection)
    settle(qtbot, view_desk)
    return section


def settle(qtbot: QtBot, view_desk: ViewDesk) -> None:
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)


def connect(section: PortalSection, address: str = ADDRESS, key: str = KEY) -> None:
    section.address.setText(address)
    section.key.setText(key)
    section.connect_button.click()


def address_in(desk: Desk) -> str:
    return desk.read(portal_row).address


def test_without_a_portal_it_says_not_set_up(section: PortalSection) -> None:
    assert section.card.state.text() == "Not set up"
    assert section.card.tone is Tone.NEUTRAL
    assert not section.card.test.isVisible()
    assert section.connect_button.isVisible()


def test_a_portal_that_answers_is_connected_and_its_checks_are_named(
    qtbot: QtBot, section: PortalSection, view_desk: ViewDesk, desk: Desk, doors: Doors
) -> None:
    with qtbot.waitSignal(section.told) as told:
        connect(section, f"  {ADDRESS}/ ")
    assert told.args == ["Portal connected.", "What waits is sent now."]
    assert doors.asked == [(ADDRESS, KEY)]
    assert doors.stored == [KEY]
    assert address_in(desk) == ADDRESS
    tell(view_desk, "online")
    qtbot.waitUntil(lambda: section.card.state.text() == "Connected")
    names = [each.partition(",")[0] for each in section.card.checks]
    assert names == ["The address answers", "The key is accepted", "Clocks agree", "A hosted portal"]


def test_the_key_is_never_shown_again(qtbot: QtBot, section: PortalSection, view_desk: ViewDesk) -> None:
    with qtbot.waitSignal(section.told):
        connect(section)
    settle(qtbot, view_desk)
    assert section.key.text() == ""
    assert section.key.isReadOnly()
    section.replace.click()
    assert not section.key.isReadOnly()
    assert section.key.text() == ""
    assert section.key.echoMode() is section.key.EchoMode.Password


def test_an_address_without_a_scheme_is_asked_by_https(qtbot: QtBot, section: PortalSection, doors: Doors) -> None:
    with qtbot.waitSignal(section.told):
        connect(section, "pay.alder.example")
    assert doors.asked[0][0] == ADDRESS


def test_clocks_that_differ_are_said_without_alarm(qtbot: QtBot, section: PortalSection, doors: Doors) -> None:
    doors.answer = lambda address: PortalFound(address, OFFICE_ID, LOG, practice=False, books=None, offset_ms=-300_000)
    with qtbot.waitSignal(section.told):
        connect(section)
    assert "Clocks differ, 300 s apart, links follow the portal’s clock" in section.card.checks


def test_a_locked_keychain_leaves_the_address_as_it_was(
    qtbot: QtBot, section: PortalSection, view_desk: ViewDesk, desk: Desk, doors: Doors
) -> None:
    doors.locked = "This computer's keychain is locked."
    connect(section)
    qtbot.waitUntil(lambda: section.deed_row.problem.text() == doors.locked)
    assert address_in(desk) == ""
    assert section.key.text() == KEY


def test_real_books_refuse_a_practice_portal_and_keep_their_key(
    qtbot: QtBot, section: PortalSection, desk: Desk, doors: Doors
) -> None:
    doors.answer = lambda address: PortalFound(address, OFFICE_ID, LOG, practice=True, books=None, offset_ms=0)
    connect(section)
    qtbot.waitUntil(lambda: "practice portal" in section.deed_row.problem.text())
    assert doors.stored == []
    assert address_in(desk) == ""


def test_nothing_is_asked_before_address_and_key_are_there(section: PortalSection, doors: Doors) -> None:
    connect(section, "", "")
    assert section.address_row.problem.text().startswith("Type the address")
    connect(section, ADDRESS, "")
    assert section.key_row.problem.text().startswith("Paste the key")
    assert doors.asked == []


class Html(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body>A blog about oak</body></html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@pytest.fixture
def blog() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Html)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def told(section: PortalSection, said: str) -> bool:
    return said in section.deed_row.problem.text()


def test_what_is_no_portal_is_told_apart_and_nothing_is_kept(
    qtbot: QtBot, section: PortalSection, desk: Desk, doors: Doors, blog: str
) -> None:
    doors.answer = lambda address: probe(address, KEY, clock=clock.now)
    for address, said in (
        (blog, "answers, but not as a Counterfoil portal"),
        ("http://pay.alder.example", "begins with http"),
        ("http://127.0.0.1:9", "does not answer"),
        ("ftp://pay.alder.example", "Nothing was sent."),
    ):
        connect(section, address)
        qtbot.waitUntil(partial(told, section, said))
        assert section.key.text() == KEY
        assert section.address.text() == address
    assert doors.stored == []
    assert address_in(desk) == ""


def test_trouble_is_said_with_its_reason_and_a_good_test_ends_it(
    qtbot: QtBot, page: SettingsPage, view_desk: ViewDesk, desk: Desk, doors: Doors
) -> None:
    desk.connect()
    tell(view_desk, "trouble", "The portal does not accept this key.")
    section = page.show_section("portal")
    assert isinstance(section, PortalSection)
    qtbot.waitUntil(lambda: section.card.state.text() == "Needs attention")
    assert section.card.why.text() == "The portal does not accept this key."
    with qtbot.waitSignal(section.told):
        section.card.test.click()
    assert doors.asked == [(ADDRESS, None)]
    assert doors.stored == []


def test_offline_is_no_trouble(qtbot: QtBot, page: SettingsPage, view_desk: ViewDesk, desk: Desk) -> None:
    desk.connect()
    tell(view_desk, "offline", "The portal does not answer. Everything is safe here and is sent later.")
    section = page.show_section("portal")
    assert isinstance(section, PortalSection)
    qtbot.waitUntil(lambda: section.card.state.text() == "Offline")
    assert section.card.tone is Tone.WARN


def test_a_link_lives_as_long_as_was_chosen(
    qtbot: QtBot, section: PortalSection, view_desk: ViewDesk, desk: Desk
) -> None:
    with qtbot.waitSignal(section.office_changed):
        section.links.days.choose("60")
        section.links.days.chosen.emit("60")
    office = desk.read(office_row)
    assert office is not None
    assert (office.link_days, view_desk.office.link_days) == (60, 60)


@pytest.mark.parametrize("typed", ["0", "4000", "many", "-3", ""])
def test_days_out_of_range_are_refused_beside_the_field(
    qtbot: QtBot, section: PortalSection, view_desk: ViewDesk, typed: str
) -> None:
    section.links.days.choose("other")
    section.links.days.chosen.emit("other")
    section.links.other.setText(typed)
    section.links.other.editingFinished.emit()
    qtbot.waitUntil(lambda: section.links.life_row.problem.text().startswith("A link lives 1 to 3,650 days."))
    assert section.links.other.text() == typed
    assert view_desk.office.link_days == 30


def test_moving_away_from_a_portal_that_is_silent_is_a_persons_act(
    qtbot: QtBot, section: PortalSection, view_desk: ViewDesk, desk: Desk, doors: Doors
) -> None:
    doors.answer = lambda address: PortalFound(
        address, OFFICE_ID, LOG, practice=False, books=None, offset_ms=0, unheard="The portal does not answer."
    )
    connect(section)
    qtbot.waitUntil(section.leave.isVisible)
    assert "could not be read to its end" in section.deed_row.problem.text()
    assert address_in(desk) == ""
    doors.answer = None
    with qtbot.waitSignal(section.told):
        section.leave.click()
    assert address_in(desk) == ADDRESS
    settle(qtbot, view_desk)
    assert not section.leave.isVisible()
