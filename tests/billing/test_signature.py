"""A drawn signature: strokes within bounds, with ink; anything else gets a sentence."""

import json

import pytest

from billing.signature import MAX_POINTS, MAX_STROKES, NotASignature, path_of, read_strokes

DRAWN = [[10, 60, 40, 20, 80, 90], [100, 50, 160, 52]]


def test_strokes_arrive_as_they_were_drawn() -> None:
    assert read_strokes(json.dumps(DRAWN)) == ((10, 60, 40, 20, 80, 90), (100, 50, 160, 52))


@pytest.mark.parametrize("text", ["", "  \n", "[]"])
def test_nothing_drawn_is_no_error(text: str) -> None:
    assert read_strokes(text) == ()


@pytest.mark.parametrize(
    "found",
    [
        [[300, 100]],
        [[300, 100, 302, 100]],
        [[300, 10, 300, 190]],
        [[100, 100, 119, 100, 100, 100, 119, 100, 100, 100]],
    ],
    ids=["a dot", "a slip", "no width", "a scribble on one spot"],
)
def test_a_drawing_without_ink_signs_nothing(found: list[list[int]]) -> None:
    with pytest.raises(NotASignature, match="small"):
        read_strokes(json.dumps(found))


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        '"M0 0"',
        '{"0": [1, 2]}',
        "[[1]]",
        "[[]]",
        "[[1, 2, 3]]",
        "[[1.5, 2, 50, 60]]",
        "[[true, 2, 50, 60]]",
        "[[-1, 0, 50, 60]]",
        "[[0, 301, 50, 60]]",
        "[[601, 0, 50, 60]]",
        "[[1e3, 0, 50, 60]]",
        "[" * 20_000,
    ],
)
def test_what_is_no_drawing_gets_a_sentence(text: str) -> None:
    with pytest.raises(NotASignature, match="broken"):
        read_strokes(text)


@pytest.mark.parametrize(
    "found",
    [[[0, 0, 9, 9]] * (MAX_STROKES + 1), [[0, 1] * (MAX_POINTS + 1)], [[0, 0, 600, 300] * 10_000]],
    ids=["strokes", "points", "text"],
)
def test_a_huge_drawing_is_refused(found: list[list[int]]) -> None:
    with pytest.raises(NotASignature, match="large"):
        read_strokes(json.dumps(found, separators=(",", ":")))


def test_the_picture_is_made_of_the_numbers_alone() -> None:
    assert path_of(((10, 60, 40, 20), (5, 5))) == "M10 60L40 20M5 5L5 5"
