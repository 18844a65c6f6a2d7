"""Choice, Tick and TextArea: what they show, and what never changes by accident."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.text_area import TextArea
from desktop.views.widgets.tick import Tick
from tests.desktop.views.pictures import grabbed, has

COUNTRIES = [("IE", "Ireland"), ("JP", "Japan")]


def test_what_is_not_on_offer_is_shown_all_the_same(qtbot: QtBot) -> None:
    choice = Choice("Country", COUNTRIES)
    qtbot.addWidget(choice)
    choice.choose("JP")
    assert (choice.key, choice.currentText()) == ("JP", "Japan")
    choice.choose("XK", "Kosovo")
    assert (choice.key, choice.currentText(), choice.count()) == ("XK", "Kosovo", 3)


def test_a_page_that_is_scrolled_under_the_mouse_changes_no_answer(qtbot: QtBot) -> None:
    choice = Choice("Country", COUNTRIES)
    qtbot.addWidget(choice)
    choice.show()
    choice.setFocus()
    middle = QPointF(choice.rect().center())
    wheel = QWheelEvent(
        middle, choice.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choice, wheel)
    assert choice.key == "IE"
    assert not wheel.isAccepted()


def test_a_tick_shows_its_state_in_the_accent_and_is_hit_anywhere(qtbot: QtBot) -> None:
    tick = Tick("Copy the new link right away")
    qtbot.addWidget(tick)
    tick.resize(tick.sizeHint())
    assert not has(grabbed(tick), theme.LIGHT.accent)
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 4, tick.height() // 2))
    assert tick.isChecked()
    assert has(grabbed(tick), theme.LIGHT.accent)


def test_text_of_as_many_lines_as_promised_needs_no_scroll_bar(qtbot: QtBot, dressed: QApplication) -> None:
    for scale in (1.0, 1.5, 2.0):
        fonts.install(dressed, scale)
        area = TextArea("Address", 3)
        qtbot.addWidget(area)
        area.setPlainText("14 Bridge Street\nDublin 8\nD08 XY12")
        area.resize(400, area.sizeHint().height())
        area.show()
        assert area.verticalScrollBar().maximum() == 0


def test_several_lines_tell_once_that_they_were_changed_and_tab_goes_on(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    area, field = TextArea("Address"), Field("Phone")
    column.addWidget(area)
    column.addWidget(field)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    told: list[str] = []
    area.edited.connect(lambda: told.append(area.toPlainText()))
    area.setFocus()
    QTest.keyClicks(area, "14 Bridge Street")
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is field
    area.setFocus()
    field.setFocus()
    assert told == ["14 Bridge Street"]
