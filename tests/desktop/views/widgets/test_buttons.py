"""Buttons that we paint: reached by keyboard, named, filled where they are the one thing to do next."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.field import Field
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.switch import Switch
from tests.desktop.views.pictures import grabbed, has, middle_of


def test_the_filled_button_has_the_accent_and_answers_enter() -> None:
    button = Button("Issue", kind=Kind.FILLED)
    assert button.isDefault()
    assert grabbed(button).pixelColor(button.width() // 2, 3) == theme.tokens().accent
    assert not has(grabbed(Button("Preview")), theme.tokens().accent)


def test_a_button_that_ends_something_is_red() -> None:
    assert has(grabbed(Button("Regenerate and resend", kind=Kind.DANGER)), theme.tokens().danger)
    assert has(grabbed(Button("Regenerate link…", kind=Kind.WARY)), theme.tokens().tones[Tone.BAD].word)


def test_a_button_that_cannot_work_says_why_and_keeps_its_place() -> None:
    button = Button("Open portal", "arrow-square-out")
    width = button.sizeHint().width()
    button.set_reason("Opens once the portal has received it. Copy link works already.")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() != ""
    assert button.sizeHint().width() == width
    button.set_reason("")
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_a_button_of_one_glyph_is_named_and_square() -> None:
    button = IconButton("qr-code", "QR code")
    assert (button.accessibleName(), button.toolTip()) == ("QR code", "QR code")
    assert button.sizeHint().width() == button.sizeHint().height() == 32
    button.set_reason("Not issued yet. Issue the invoice to get its link.")
    button.set_reason("")
    assert button.toolTip() == "QR code"


def test_a_menu_makes_room_for_its_caret() -> None:
    button = Button("Due: any")
    plain = button.sizeHint().width()
    button.setMenu(QMenu(button))
    assert button.sizeHint().width() == plain + 20


def test_copied_is_said_for_a_moment_in_a_button_of_the_same_width(qtbot: QtBot) -> None:
    button = CopyButton("Copy link", shown_ms=30)
    qtbot.addWidget(button)
    button.show()
    width = button.width()
    button.show_copied()
    assert (button.text(), button.accessibleName()) == ("Copied", "Copied")
    assert button.minimumWidth() == width
    qtbot.waitUntil(lambda: button.text() == "Copy link")
    assert button.accessibleName() == "Copy link"
    assert button.minimumWidth() == 0


@pytest.mark.parametrize(
    ("reason", "shown"), [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)]
)
@pytest.mark.parametrize("build", [lambda: Button("Send…"), lambda: Chip("Paid"), lambda: Switch("Pay online")])
def test_the_ring_shows_where_the_keyboard_is(
    build: Callable[[], QAbstractButton], reason: Qt.FocusReason, shown: bool
) -> None:
    button = build()
    assert not has(grabbed(button), theme.tokens().accent)
    QApplication.sendEvent(button, QFocusEvent(QFocusEvent.Type.FocusIn, reason))
    assert has(grabbed(button), theme.tokens().accent) is shown


def test_a_chip_is_ticked_by_the_space_bar_without_changing_its_size(qtbot: QtBot) -> None:
    chip = Chip("Viewed", Tone.SEEN, 14)
    qtbot.addWidget(chip)
    size = chip.sizeHint()
    with qtbot.waitSignal(chip.toggled):
        QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert chip.sizeHint() == size
    assert chip.accessibleName() == "Viewed, 14"
    chip.set_count(15)
    assert chip.accessibleName() == "Viewed, 15"


def test_the_dot_of_a_chip_has_the_colour_of_its_state_and_stands_at_its_start() -> None:
    chip = Chip("Overdue", Tone.BAD, 6)
    dot = theme.tokens().tones[Tone.BAD].dot
    assert middle_of(grabbed(chip), dot) < chip.width() / 3


def test_the_dot_stands_at_the_right_in_right_to_left(mirrored: QApplication) -> None:
    chip = Chip("Overdue", Tone.BAD, 6)
    assert middle_of(grabbed(chip), theme.tokens().tones[Tone.BAD].dot) > chip.width() * 2 / 3


def test_a_switch_moves_its_knob_to_the_far_end_when_it_is_on(qtbot: QtBot) -> None:
    switch = Switch("Pay online")
    qtbot.addWidget(switch)
    assert middle_of(grabbed(switch), theme.tokens().edge) < switch.width() / 2
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert middle_of(grabbed(switch), theme.tokens().on_accent) > switch.width() / 2
    assert switch.accessibleName() == "Pay online"


def test_a_switch_is_mirrored(mirrored: QApplication) -> None:
    switch = Switch("Pay online")
    switch.setChecked(True)
    assert middle_of(grabbed(switch), theme.tokens().on_accent) < switch.width() / 2


def test_segments_tell_what_the_person_chose_and_nothing_else(qtbot: QtBot) -> None:
    segments = Segments("A link lives for", [("7", "7"), ("30", "30"), ("other", "other…")])
    qtbot.addWidget(segments)
    segments.show()
    told: list[str] = []
    segments.chosen.connect(told.append)
    segments.choose("30")
    assert (segments.current, told) == ("30", [])
    first = segments.findChildren(QWidget)[-1]
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert (segments.current, told) == ("other", ["other"])


def test_arrow_keys_walk_through_segments(qtbot: QtBot) -> None:
    segments = Segments("Currency", [("EUR", "EUR"), ("GBP", "GBP")])
    qtbot.addWidget(segments)
    segments.show()
    segments.activateWindow()
    first = segments.focusProxy() or segments.findChildren(QWidget)[0]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    with qtbot.waitSignal(segments.chosen) as told:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert told.args == ["GBP"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Button("Send…", "paper-plane-tilt"),
        lambda: Chip("Paid", Tone.GOOD, 91),
        lambda: Switch("Pay online"),
        lambda: Segments("Days", [("7", "7")]),
    ],
)
def test_everything_grows_with_the_text(dressed: QApplication, build: Callable[[], QWidget]) -> None:
    once = build().sizeHint()
    fonts.install(dressed, 2.0)
    twice = build().sizeHint()
    assert twice.height() >= 2 * once.height() - 4
    assert twice.width() >= 1.8 * once.width() - 8


@pytest.mark.parametrize(
    "build", [lambda: Button("x"), lambda: IconButton("x", "Close"), lambda: Chip("x"), lambda: Switch("x")]
)
def test_every_target_is_at_least_26_px(build: Callable[[], QWidget]) -> None:
    assert min(build().sizeHint().width(), build().sizeHint().height()) >= 26


def test_where_the_system_draws_its_controls_ours_step_back(dressed: QApplication, qtbot: QtBot) -> None:
    dressed.setStyle("Windows")  # stands for any style of a system
    try:
        button, field = Button("Issue", "check", Kind.FILLED), Field("Search", "magnifying-glass")
        qtbot.addWidget(button)
        qtbot.addWidget(field)
        assert not has(grabbed(button), theme.tokens().accent)
        assert not button.icon().isNull()
        assert len(field.actions()) == 1
        assert field.hasFrame()
    finally:
        dressed.setStyle("Fusion")
