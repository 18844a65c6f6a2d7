"""Medians, spread, goals and draws are what they say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import Against, Figure, judge

RATE = Figure("W1", "rate", "req/s", "x bare Starlette", goal=0.4, higher_is_better=True)
positive = st.floats(min_value=1e-3, max_value=1e6)


def test_a_line_of_json_has_the_keys_and_values_of_the_performance_page() -> None:
    result = judge(RATE, anchor=[20_000, 25_000, 23_600], subject=[9_200, 10_000, 10_148])
    assert json.loads(json.dumps(result.as_json())) == {
        "id": "W1",
        "value": 0.4237,
        "unit": "x bare Starlette",
        "goal": 0.4,
        "met": True,
        "spread": [0.4, 0.46],
        "anchor": {"median": 23_600, "spread": [20_000, 25_000], "unit": "req/s"},
        "subject": {"median": 10_000, "spread": [9_200, 10_150], "unit": "req/s"},
    }


@pytest.mark.parametrize(
    ("higher_is_better", "value", "met"),
    [
        (True, 0.39, False),
        (True, 0.4, True),
        (True, 0.41, True),
        (False, 0.39, True),
        (False, 0.4, True),
        (False, 0.41, False),
    ],
)
def test_a_goal_is_met_on_its_own_side_and_on_the_line(higher_is_better: bool, value: float, met: bool) -> None:
    figure = Figure("X", "rate", "req/s", "x anchor", goal=0.4, higher_is_better=higher_is_better)
    assert judge(figure, [100.0], [value * 100]).met is met


def test_a_figure_without_a_goal_is_neither_met_nor_missed() -> None:
    result = judge(Figure("S3", "rate", "docs/s", "x bare", goal=None), [1.0], [2.0])
    assert result.met is None
    assert "no goal yet" in result.as_text()


@pytest.mark.parametrize(("ours", "draw"), [(84, False), (86, True), (100, True), (114, True), (116, False)])
def test_less_than_fifteen_percent_apart_is_a_draw(ours: float, draw: bool) -> None:
    result = judge(RATE, [100.0], [ours])
    assert result.draw is draw
    assert ("a draw" in result.as_text()) is draw


def test_a_difference_has_a_value_in_the_unit_of_its_samples_and_is_never_a_draw() -> None:
    memory = Figure("W5", "MiB", "MiB", "MiB over bare Starlette", goal=72, against=Against.DIFFERENCE)
    result = judge(memory, [40, 42, 41], [91, 90, 92])
    assert (result.value, result.spread, result.met, result.draw) == (50, (48, 51), True, False)


def test_a_figure_that_stands_alone_leaves_the_anchor_out() -> None:
    key = Figure("D4", "p95", "ms", "ms", goal=8, against=Against.ALONE)
    result = judge(key, [], [6, 9, 7])
    assert (result.value, result.spread, result.met) == (7, (6, 9), True)
    assert result.as_json()["anchor"] is None


def test_a_missed_goal_is_loud_in_the_text() -> None:
    text = judge(RATE, [23_600.0], [1_000.0]).as_text()
    assert text == (
        "W1       0.0424 x bare Starlette (0.0424 to 0.0424), goal at least 0.4: MISSED"
        "  [1,000 req/s beside 2.36e+04 req/s]"
    )


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=9))
def test_the_value_never_lies_outside_its_spread(rounds: list[tuple[float, float]]) -> None:
    result = judge(RATE, [anchor for anchor, _ in rounds], [subject for _, subject in rounds])
    low, high = result.spread
    assert low <= result.value * (1 + 1e-9)
    assert result.value <= high * (1 + 1e-9)
