"""States: one look each, and settled ones are quiet."""

import pytest

from desktop.views.icons import GLYPHS
from desktop.views.states import DOCUMENT_STATES, LINK_STATES, document_pill, link_light, link_value
from desktop.views.theme import Tone


def test_every_state_has_a_glyph_that_exists() -> None:
    assert {pill.icon for pill in DOCUMENT_STATES.values()} <= GLYPHS.keys()
    assert {link.icon for link in LINK_STATES.values() if link.icon} <= GLYPHS.keys()


def test_what_is_settled_or_not_begun_has_no_fill() -> None:
    quiet = {state for state, pill in DOCUMENT_STATES.items() if not pill.filled}
    assert quiet == {"draft", "paid", "void", "credited", "written_off", "converted"}


@pytest.mark.parametrize(("state", "tone"), [("overdue", Tone.BAD), ("viewed", Tone.SEEN), ("partly_paid", Tone.WARN)])
def test_a_state_has_the_tone_of_the_design(state: str, tone: Tone) -> None:
    assert document_pill(state).tone is tone


def test_a_link_shows_the_list_s_own_words_or_else_its_state() -> None:
    assert link_value("live", "7 views", opened=True).icon == "eye"
    assert link_value("live").text == "not opened"
    assert link_value("waiting").text == "waits"
    assert link_value("none").icon == ""


def test_the_light_is_green_only_while_the_link_works() -> None:
    assert {state for state in LINK_STATES if link_light(state) is Tone.GOOD} == {"live", "settled"}


def test_an_unknown_state_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        document_pill("unheard")
    with pytest.raises(KeyError):
        link_light("unheard")
