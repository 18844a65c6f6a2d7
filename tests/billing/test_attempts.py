"""Online payments on a statement: one state each, in the customer's words, and none that is settled long ago."""

from datetime import date
from typing import get_args

import pytest

from billing.attempts import Attempt, AttemptState, attempt_state, attempts_in_words
from billing.charges import ChargeState
from billing.wording import LANGUAGES, wording

SINCE = date(2026, 9, 1)


def attempt(state: AttemptState, on: date = SINCE, code: str = "", method: str = "card") -> Attempt:
    return Attempt(on, "INV-2026-0042", 124_000, "EUR", state, method, code)


def test_every_charge_has_one_name_of_its_own() -> None:
    names = {state: attempt_state(state) for state in get_args(ChargeState)}
    assert names.pop("open") is None
    assert names.pop("canceled") == "abandoned"
    assert all(name == state for state, name in names.items())


@pytest.mark.parametrize(
    ("dispute", "named"), [("needs_response", "disputed"), ("lost", "lost"), ("won", "paid"), ("", "paid")]
)
def test_a_dispute_goes_before_what_was_paid(dispute: str, named: AttemptState) -> None:
    assert attempt_state("paid", dispute) == named


def test_what_is_not_settled_is_listed_however_old_it_is() -> None:
    old = date(2026, 3, 1)
    listed = attempts_in_words([attempt(state, old) for state in get_args(AttemptState)], "en-IE", since=SINCE)
    assert {each.state for each in listed} == {"processing", "disputed"}


def test_a_failure_says_why_as_the_page_did() -> None:
    (failed,) = attempts_in_words([attempt("failed", code="insufficient_funds")], "en-IE", since=SINCE)
    assert (failed.on, failed.amount, failed.word) == ("1 Sept 2026", "€1,240.00", "Failed")
    assert failed.why == wording("en").paying.failed_funds
    (debit,) = attempts_in_words([attempt("failed", method="sepa_debit")], "en-IE", since=SINCE)
    assert debit.why == wording("en").paying.failed_debit


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_share_a_word(language: str) -> None:
    listed = attempts_in_words([attempt(state) for state in get_args(AttemptState)], language, since=SINCE)
    assert len({each.word for each in listed}) == len(get_args(AttemptState))
