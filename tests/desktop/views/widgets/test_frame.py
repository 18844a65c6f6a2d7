"""What surrounds the list: rail, status strip, toast, popover."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.paint import SHADOW
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Label
from desktop.views.widgets.popover import Popover
from desktop.views.widgets.rail import Rail, RailItem
from desktop.views.widgets.status import StatusButton, StatusStrip
from desktop.views.widgets.toast import Toast
from tests.desktop.views.pictures import grabbed, has


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    column = Rail()
    qtbot.addWidget(column)
    column.business.show_business("Alder & Finch Fit-Out", "Dublin · EUR")
    column.add_item("home", "house", "Home")
    column.add_item("settings", "gear-six", "Settings", at_bottom=True)
    column.add_item("invoices", "receipt", "Invoices")
    column.choose("home")
    column.resize(column.sizeHint().width(), 600)
    column.show()
    return column


def item(rail: Rail, text: str) -> RailItem:
    return next(each for each in rail.findChildren(RailItem) if each.text() == text)


def test_the_rail_tells_which_section_the_person_chose(qtbot: QtBot, rail: Rail) -> None:
    told: list[str] = []
    rail.chosen.connect(told.append)
    rail.choose("invoices")
    assert told == []
    QTest.mouseClick(item(rail, "Settings"), Qt.MouseButton.LeftButton)
    assert told == ["settings"]
    assert item(rail, "Settings").isChecked()
    assert not item(rail, "Invoices").isChecked()


def test_settings_stand_at_the_lower_edge_whenever_they_are_added(rail: Rail) -> None:
    assert item(rail, "Home").y() < item(rail, "Invoices").y() < 300 < item(rail, "Settings").y()
    assert item(rail, "Invoices").y() - item(rail, "Home").y() == 36


def test_a_count_is_shown_and_said_until_nothing_is_left(rail: Rail) -> None:
    rail.set_count("invoices", 33)
    assert item(rail, "Invoices").accessibleName() == "Invoices, 33"
    rail.set_count("invoices", 0)
    assert item(rail, "Invoices").accessibleName() == "Invoices"


def test_a_narrow_rail_shows_icons_and_says_the_words_as_tooltips(rail: Rail) -> None:
    assert rail.sizeHint().width() == 213
    rail.set_compact(True)
    assert rail.sizeHint().width() == 56
    assert item(rail, "Home").toolTip() == "Home"
    rail.set_compact(False)
    assert item(rail, "Home").toolTip() == ""


def test_arrow_keys_walk_the_rail(qtbot: QtBot, rail: Rail) -> None:
    rail.activateWindow()
    item(rail, "Home").setFocus()
    qtbot.waitUntil(item(rail, "Home").hasFocus)
    with qtbot.waitSignal(rail.chosen) as told:
        QTest.keyClick(item(rail, "Home"), Qt.Key.Key_Down)
    assert told.args == ["invoices"]


def test_find_and_business_are_buttons_of_the_rail(qtbot: QtBot, rail: Rail) -> None:
    with qtbot.waitSignal(rail.find_requested):
        QTest.keyClick(rail.finder, Qt.Key.Key_Space)
    with qtbot.waitSignal(rail.business_pressed):
        QTest.mouseClick(rail.business, Qt.MouseButton.LeftButton)
    assert rail.business.accessibleName() == "Alder & Finch Fit-Out"


def test_the_strip_says_how_far_the_portal_is_behind(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.show_synced("Synced 4 s ago")
    assert strip.sync.accessibleName() == "Synced 4 s ago"
    assert has(grabbed(strip), theme.tokens().tones[Tone.GOOD].dot)
    strip.show_offline("Offline – 3 changes wait, oldest 2 h")
    assert has(grabbed(strip), theme.tokens().tones[Tone.WARN].word)
    strip.show_trouble("The portal refused one change")
    assert has(grabbed(strip), theme.tokens().tones[Tone.BAD].word)
    with qtbot.waitSignal(strip.sync_pressed):
        QTest.mouseClick(strip.sync, Qt.MouseButton.LeftButton)


def test_a_neutral_strip_is_neither_green_nor_red() -> None:
    strip = StatusStrip()
    strip.show_quiet("No portal yet")
    assert has(grabbed(strip), theme.tokens().tones[Tone.NEUTRAL].dot)
    assert not has(grabbed(strip), theme.tokens().tones[Tone.GOOD].dot)


def test_the_strip_is_30_high_and_has_room_at_its_end(dressed: QApplication) -> None:
    strip = StatusStrip()
    approvals = StatusButton()
    approvals.tell("Approvals", "check-square-offset", count=1)
    strip.add_button(approvals)
    assert approvals.accessibleName() == "Approvals 1"
    assert strip.sizeHint().height() == 30
    strip.resize(600, 30)
    strip.grab()
    assert approvals.geometry().right() > 580
    fonts.install(dressed, 2.0)
    assert strip.sizeHint().height() == 60


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 300)
    window.show()
    window.activateWindow()
    return window


def test_a_toast_lies_in_the_middle_16_px_above_the_lower_edge(host: QWidget) -> None:
    toast = Toast(host)
    toast.show_message("Link copied.", "Live until 20 Dec.")
    frame = toast.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    assert frame.bottom() == host.height() - 1 - 16
    assert frame.height() == 44
    assert abs(frame.center().x() - host.rect().center().x()) <= 1
    host.resize(900, 500)
    assert toast.geometry().adjusted(0, 0, 0, -SHADOW).bottom() == host.height() - 1 - 16


def test_a_toast_goes_by_itself(qtbot: QtBot, host: QWidget) -> None:
    toast = Toast(host, shown_ms=30)
    with qtbot.waitSignal(toast.gone):
        toast.show_message("Link copied.")
    assert toast.isHidden()


def test_the_newest_message_replaces_the_one_before_and_counts_anew(qtbot: QtBot, host: QWidget) -> None:
    toast = Toast(host, shown_ms=30)
    toast.show_message("Link copied.", "Live until 20 Dec.")
    toast.show_message("INV-2026-0043 issued.", "Link copied.")
    assert toast.accessibleName() == "INV-2026-0043 issued. Link copied."
    with qtbot.waitSignal(toast.gone):
        pass
    with qtbot.assertNotEmitted(toast.gone, wait=60):
        pass


def test_a_toast_stays_while_the_keyboard_is_in_it(qtbot: QtBot, host: QWidget) -> None:
    elsewhere = Button("Elsewhere", parent=host)
    elsewhere.show()
    toast = Toast(host, shown_ms=30)
    toast.show_message("Link copied.", action=QAction("Open portal", host))
    inside = next(each for each in toast.findChildren(QAbstractButton) if each.text() == "Open portal")
    inside.setFocus()
    qtbot.waitUntil(inside.hasFocus)
    with qtbot.assertNotEmitted(toast.gone, wait=90):
        pass
    with qtbot.waitSignal(toast.gone):
        elsewhere.setFocus()


def test_a_toast_does_not_take_the_focus(qtbot: QtBot, host: QWidget) -> None:
    elsewhere = Button("Elsewhere", parent=host)
    elsewhere.show()
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    Toast(host).show_message("Link copied.", action=QAction("Open portal", host))
    assert elsewhere.hasFocus()


def test_the_deed_of_a_toast_is_done_once_and_ends_it(qtbot: QtBot, host: QWidget) -> None:
    done: list[str] = []
    action = QAction("Open portal", host)
    action.triggered.connect(lambda: done.append("opened"))
    toast = Toast(host)
    toast.show_message("Link copied.", "Live until 20 Dec.", action)
    button = next(each for each in toast.findChildren(QAbstractButton) if each.text() == "Open portal")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["opened"]
    assert toast.isHidden()


def test_a_long_toast_stays_inside_its_list(host: QWidget) -> None:
    host.resize(300, 200)
    toast = Toast(host)
    toast.show_message("Link copied.", "It will open as soon as this computer is online. " * 3)
    assert host.rect().adjusted(0, 0, 0, SHADOW).contains(toast.geometry())


@pytest.fixture
def popover(host: QWidget) -> Popover:
    column = QVBoxLayout(host)
    anchor = Button("Offline", parent=host)
    column.addWidget(anchor)
    column.addStretch(1)
    made = Popover(anchor, "What waits")
    made.body.addWidget(Label("Saved here, sent in this order when the portal answers."))
    made.body.addWidget(Button("Try now"))
    return made


def test_escape_closes_a_popover_and_the_focus_goes_back(qtbot: QtBot, host: QWidget, popover: Popover) -> None:
    elsewhere = Button("Elsewhere", parent=host)
    elsewhere.show()
    elsewhere.setFocus()
    popover.open()
    qtbot.waitUntil(popover.isVisible)
    assert popover.accessibleName() == "What waits"
    with qtbot.waitSignal(popover.closed):
        QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    anchor = next(each for each in host.findChildren(Button) if each.text() == "Offline")
    qtbot.waitUntil(anchor.hasFocus)


def test_a_popover_stays_on_the_screen(qtbot: QtBot, host: QWidget, popover: Popover) -> None:
    screen = host.screen().availableGeometry()
    host.move(screen.right() - 100, screen.bottom() - 60)
    popover.open()
    frame = popover.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    assert screen.contains(frame)
    popover.close()
