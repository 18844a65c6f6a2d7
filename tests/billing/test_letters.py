"""No text is lost or refused because half a letter stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.letters import whole_letters


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Desk\ud83e", "Desk\ufffd"),
        ("\udd86Desk", "\ufffdDesk"),
        ("\ud83e\udd86", "\U0001f986"),
        ("a\udd86\ud83eb", "a\ufffd\ufffdb"),
        ("\U0001f986 Ångström", "\U0001f986 Ångström"),
    ],
)
def test_half_a_letter_is_replaced_and_two_halves_are_joined(text: str, whole: str) -> None:
    assert whole_letters(text) == whole


@given(st.text(st.characters(categories=["L", "N", "P", "Cs", "So"])))
def test_what_comes_back_can_be_written_and_stays(text: str) -> None:
    found = whole_letters(text)
    assert found.encode().decode() == found
    assert whole_letters(found) == found
