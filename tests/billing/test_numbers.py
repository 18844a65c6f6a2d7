"""Numbers are written as the office wants them, and in order."""

from datetime import date

import pytest

from billing.numbers import NumberPattern, without_prefix

NOVEMBER = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (NumberPattern("INV", shows_year=True, shows_month=False, padding=4), "INV-2026-0042"),
        (NumberPattern("INV", shows_year=True, shows_month=True, padding=3), "INV-2026-11-042"),
        (NumberPattern("RE", shows_year=False, shows_month=False, padding=6), "RE-000042"),
        (NumberPattern("", shows_year=True, shows_month=False, padding=1), "2026-42"),
        (NumberPattern("", shows_year=False, shows_month=False, padding=1), "42"),
    ],
)
def test_a_number_is_written_in_its_pieces(pattern: NumberPattern, number: str) -> None:
    assert pattern.write(NOVEMBER, 42) == number


def test_a_count_longer_than_its_digits_is_written_whole() -> None:
    assert NumberPattern("INV", shows_year=False, shows_month=False, padding=2).write(NOVEMBER, 12_345) == "INV-12345"


@pytest.mark.parametrize(
    ("number", "short"),
    [("INV-2026-0042", "2026-0042"), ("2026-0042", "2026-0042"), ("RE-42", "42"), ("42", "42"), ("", "")],
)
def test_a_list_of_one_series_leaves_the_prefix_out(number: str, short: str) -> None:
    assert without_prefix(number) == short
