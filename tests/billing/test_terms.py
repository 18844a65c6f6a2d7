"""Due dates follow from the date of issue as they are named, and parts add up to the total."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import OutOfRange
from billing.terms import (
    MOST_PARTS,
    DueRule,
    Instalment,
    NotTerms,
    Part,
    PartsOutOfOrder,
    PartsTooLarge,
    PartsTooMany,
    Terms,
    due_date,
    instalments,
    read_terms,
)

ON_RECEIPT = Terms(DueRule.ON_RECEIPT)
NET_30 = Terms(DueRule.NET, 30)
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("terms", "issued_on", "due_on"),
    [
        (ON_RECEIPT, date(2026, 11, 20), date(2026, 11, 20)),
        (NET_30, date(2026, 1, 31), date(2026, 3, 2)),
        (NET_30, date(2024, 1, 31), date(2024, 3, 1)),
        (Terms(DueRule.NET, 1), date(2026, 3, 28), date(2026, 3, 29)),  # the clocks go forward in Europe
        (Terms(DueRule.END_OF_MONTH), date(2026, 2, 1), date(2026, 2, 28)),
        (Terms(DueRule.END_OF_MONTH), date(2024, 2, 29), date(2024, 2, 29)),
        (Terms(DueRule.NET_THEN_END_OF_MONTH, 45), date(2026, 1, 20), date(2026, 3, 31)),
        (Terms(DueRule.END_OF_MONTH_THEN_NET, 45), date(2026, 1, 20), date(2026, 3, 17)),
        (Terms(DueRule.NEXT_MONTH_ON, 15), date(2026, 12, 31), date(2027, 1, 15)),
        (Terms(DueRule.NEXT_MONTH_ON, 31), date(2026, 1, 31), date(2026, 2, 28)),
        (Terms(DueRule.NEXT_MONTH_ON, 31), date(2024, 1, 1), date(2024, 2, 29)),
        (Terms(DueRule.FIXED), date(2026, 1, 1), None),
    ],
)
def test_an_invoice_is_due_when_its_terms_say(terms: Terms, issued_on: date, due_on: date | None) -> None:
    assert due_date(terms, issued_on) == due_on


def test_days_before_and_days_behind_the_end_of_the_month_are_two_rules() -> None:
    issued_on = date(2026, 1, 20)
    before = due_date(Terms(DueRule.NET_THEN_END_OF_MONTH, 45), issued_on)
    behind = due_date(Terms(DueRule.END_OF_MONTH_THEN_NET, 45), issued_on)
    assert before != behind


@given(st.sampled_from(DueRule), st.integers(1, 31), DAYS)
def test_nothing_is_due_before_it_is_issued(rule: DueRule, days: int, issued_on: date) -> None:
    due_on = due_date(Terms(rule, days), issued_on)
    assert due_on is None or due_on >= issued_on


@pytest.mark.parametrize("terms", [ON_RECEIPT, NET_30, Terms(DueRule.NEXT_MONTH_ON, 10), Terms(DueRule.FIXED)])
def test_terms_are_read_as_they_were_written(terms: Terms) -> None:
    assert read_terms(terms.spelled()) == terms


@pytest.mark.parametrize("spelled", ["", "net 30", "net:", "weekly:7", "net:-1"])
def test_what_spells_no_terms_is_not_taken_for_some(spelled: str) -> None:
    with pytest.raises(ValueError, match=r"spells|DueRule"):
        read_terms(spelled)


@pytest.mark.parametrize(
    ("rule", "days"), [(DueRule.NET, 9_999), (DueRule.NEXT_MONTH_ON, 0), (DueRule.NEXT_MONTH_ON, 32)]
)
def test_a_day_that_no_calendar_has_is_refused(rule: DueRule, days: int) -> None:
    with pytest.raises(NotTerms, match="Choose a number"):
        Terms(rule, days)


def test_the_last_part_takes_what_rounding_leaves() -> None:
    parts = [Part(Decimal("33.33"), ON_RECEIPT), Part(Decimal("33.33"), NET_30), Part(Decimal("33.34"), NET_30)]
    found = instalments(100, parts, date(2026, 11, 20))
    assert found == (
        Instalment(date(2026, 11, 20), 33),
        Instalment(date(2026, 12, 20), 33),
        Instalment(date(2026, 12, 20), 34),
    )


@given(st.integers(100, 10**15), st.lists(st.decimals(0, 8, places=2), min_size=0, max_size=MOST_PARTS - 1))
def test_parts_add_up_to_the_total(total: int, percents: list[Decimal]) -> None:
    parts = [Part(percent, NET_30) for percent in [*percents, Decimal(0)]]
    assert sum(part.minor for part in instalments(total, parts, date(2026, 11, 20))) == total


def test_no_parts_are_no_instalments() -> None:
    assert instalments(100, [], date(2026, 11, 20)) == ()


def test_parts_that_leave_nothing_for_the_last_one_are_refused() -> None:
    with pytest.raises(PartsTooLarge, match="Lower one"):
        instalments(100, [Part(Decimal(60), ON_RECEIPT), Part(Decimal(40), NET_30), Part(Decimal(0), NET_30)], date.min)


def test_parts_whose_days_fall_are_refused_for_money_covers_them_in_their_order() -> None:
    falling = [Part(Decimal(50), NET_30), Part(Decimal(50), ON_RECEIPT)]
    with pytest.raises(PartsOutOfOrder, match="in the order of their days"):
        instalments(100, falling, date(2026, 11, 20))
    same_day = [Part(Decimal(50), NET_30), Part(Decimal(50), NET_30)]
    assert len(instalments(100, same_day, date(2026, 11, 20))) == 2


def test_a_part_above_the_whole_is_refused() -> None:
    with pytest.raises(OutOfRange):
        instalments(100, [Part(Decimal(101), ON_RECEIPT), Part(Decimal(0), NET_30)], date(2026, 11, 20))


def test_more_parts_than_months_in_a_year_are_refused() -> None:
    with pytest.raises(PartsTooMany, match="12 parts"):
        instalments(100, [Part(Decimal(1), NET_30)] * (MOST_PARTS + 1), date(2026, 11, 20))
