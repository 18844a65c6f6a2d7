"""The office's own rules about giving money back and letting it go: shown to whoever does so."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.letters import whole_letters
from billing.money import MAX_MINOR
from desktop.models import Office

LONGEST_POLICY = 1_000


class NoSuchLimit(Refused):
    """What is small is an amount of the office's currency."""

    def __init__(self) -> None:
        super().__init__("The limit is an amount of 0 or more. It stays as it was. Type an amount such as 5.00.")


class PolicyTooLong(Refused):
    """It stands in a dialog, above what one does there."""

    def __init__(self) -> None:
        super().__init__(
            f"The house rules are longer than {LONGEST_POLICY:,} characters. They stay as they were. Shorten them."
        )


@dataclass(frozen=True, slots=True)
class HouseRules:
    """``policy`` stands wherever money is given back, credited or let go.

    What is at most ``small_minor`` of the office's currency is let go without a second look, 0 for nothing.
    """

    policy: str
    small_minor: int


def house_rules(session: Session) -> HouseRules:
    """Return the rules as they stand."""
    office = session.scalars(select(Office)).one()
    return HouseRules(office.money_policy, office.small_minor)


def change_house_rules(session: Session, rules: HouseRules) -> None:
    """Change the rules; nothing that was done is touched. Raises NoSuchLimit, PolicyTooLong."""
    policy = whole_letters(rules.policy.strip())
    if len(policy) > LONGEST_POLICY:
        raise PolicyTooLong
    if not 0 <= rules.small_minor <= MAX_MINOR:
        raise NoSuchLimit
    office = session.scalars(select(Office)).one()
    office.money_policy = policy
    office.small_minor = rules.small_minor
    session.flush()
