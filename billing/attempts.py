"""Online payments beside a statement's money: each with where it stands, also what came to nothing.

What counts is among the movements; this list changes no balance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from billing import formatting
from billing.canonical import Frozen
from billing.charges import OPEN_DISPUTES, ChargeState
from billing.money import Money
from billing.payment_words import failure_sentence
from billing.wording import wording

AttemptState = Literal[
    "processing", "failed", "abandoned", "paid", "partly_refunded", "refunded", "disputed", "lost"
]  # fmt: skip
_UNSETTLED: frozenset[AttemptState] = frozenset(("processing", "disputed"))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One online payment for the invoice ``number``, in minor units; ``code`` is Stripe's word for a failure."""

    on: date
    number: str
    minor: int
    currency: str
    state: AttemptState
    method: str = ""
    code: str = ""


class StatementAttempt(Frozen):
    """One online payment as it is printed; ``why`` is a sentence, "" where the state says all."""

    on: str
    number: str
    amount: str
    state: AttemptState
    word: str
    why: str = ""


def attempt_state(state: ChargeState, dispute: str = "") -> AttemptState | None:
    """Return how a charge is called on a statement, None for one that nobody has tried yet.

    A dispute goes before the rest: the money is there and may not stay.
    """
    if dispute in OPEN_DISPUTES:
        return "disputed"
    if dispute == "lost":
        return "lost"
    if state == "open":
        return None
    return "abandoned" if state == "canceled" else state


def attempts_in_words(attempts: Iterable[Attempt], language: str, *, since: date) -> tuple[StatementAttempt, ...]:
    """Return what happened since, and whatever is not settled yet, by day, as its customer reads it."""
    shown = [each for each in attempts if each.on >= since or each.state in _UNSETTLED]
    return tuple(_in_words(each, language) for each in sorted(shown, key=lambda each: (each.on, each.number)))


def _in_words(attempt: Attempt, language: str) -> StatementAttempt:
    words = wording(language)
    return StatementAttempt(
        on=formatting.format_date_short(attempt.on, language),
        number=attempt.number,
        amount=formatting.format_money(Money(attempt.minor, attempt.currency), language),
        state=attempt.state,
        word=getattr(words.online, attempt.state),
        why=failure_sentence(attempt.code, attempt.method, words) if attempt.state == "failed" else "",
    )
