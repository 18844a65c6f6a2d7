"""Colours: readable in every pair that is used, and in force everywhere at once."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.theme import DARK, LIGHT, Tokens, Tone

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@SCHEMES
@pytest.mark.parametrize("ground", ["window", "rail", "base", "alt", "raised", "selected", "rail_selected", "mat"])
def test_text_and_second_line_are_readable_on_every_ground(colours: Tokens, ground: str) -> None:
    assert contrast(colours.text, getattr(colours, ground)) >= 4.5
    assert contrast(colours.muted, getattr(colours, ground)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("ground", ["base", "alt", "raised", "window", "selected"])
def test_codes_and_placeholders_are_readable_where_they_stand(colours: Tokens, ground: str) -> None:
    assert contrast(colours.faint, getattr(colours, ground)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("tone", list(Tone))
def test_a_state_is_readable_on_its_fill_and_on_the_row(colours: Tokens, tone: Tone) -> None:
    word = colours.tones[tone].word
    for ground in (colours.tones[tone].fill, colours.base, colours.selected, colours.raised, colours.rail):
        assert contrast(word, ground) >= 4.5


@SCHEMES
@pytest.mark.parametrize("tone", list(Tone))
def test_a_dot_can_be_seen_on_what_it_lies_on(colours: Tokens, tone: Tone) -> None:
    for ground in (colours.base, colours.raised, colours.alt):
        assert contrast(colours.tones[tone].dot, ground) >= 3.0


@SCHEMES
def test_filled_buttons_toasts_and_avatars_are_readable(colours: Tokens) -> None:
    pairs = [
        (colours.on_accent, colours.accent),
        (colours.on_danger, colours.danger),
        (colours.on_avatar, colours.avatar),
        (colours.tooltip_text, colours.tooltip),
        (colours.tooltip_muted, colours.tooltip),
        (colours.tooltip_link, colours.tooltip),
        (colours.accent, colours.base),
        (colours.accent, colours.alt),
    ]
    assert [contrast(*pair) for pair in pairs if contrast(*pair) < 4.5] == []


@SCHEMES
@pytest.mark.parametrize("ground", ["base", "raised", "alt"])
def test_the_edge_of_a_control_can_be_seen(colours: Tokens, ground: str) -> None:
    assert contrast(colours.edge, getattr(colours, ground)) >= 3.0


def test_the_palette_gives_native_controls_our_surfaces() -> None:
    palette = theme.palette_for(DARK)
    role = QPalette.ColorRole
    assert palette.color(role.Window) == DARK.window
    assert palette.color(role.Base) == DARK.base
    assert palette.color(role.Highlight) == DARK.selected
    assert palette.color(role.HighlightedText) == DARK.text
    assert palette.color(role.Accent) == DARK.accent
    assert palette.color(QPalette.ColorGroup.Disabled, role.ButtonText) == DARK.faint


def test_a_change_of_scheme_reaches_widgets_that_are_open(dressed: QApplication, qtbot: QtBot) -> None:
    seen: list[Tokens] = []

    class Watching(QWidget):
        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.PaletteChange:
                seen.append(theme.tokens())

    widget = Watching()
    qtbot.addWidget(widget)
    theme.apply(dressed, Qt.ColorScheme.Dark)
    dressed.processEvents()
    assert seen[-1] is DARK


def test_where_the_system_does_not_say_the_wanted_scheme_is_drawn_by_fusion(dressed: QApplication) -> None:
    theme.apply(dressed, Qt.ColorScheme.Dark)
    assert theme.tokens() is DARK
    assert theme.drawn_by_fusion()
    theme.apply(dressed)
    assert theme.tokens() is LIGHT
