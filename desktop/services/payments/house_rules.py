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


@dataclass(frozen=True, slots=True)
class HouseRules:
    """``policy`` stands wherever money is given back, credited or let go.

    What is at most ``small_minor`` of the office's currency is let go without a second look, 0 for nothing.
    """

    policy: str
    small_minor: int


def change_house_rules(session: Session, rules: HouseRules) -> None:
    """Change the rules; nothing that was done is touched. Raises NoSuchLimit."""
    if not 0 <= rules.small_minor <= MAX_MINOR:
        raise NoSuchLimit
    office = session.scalars(select(Office)).one()
    office.money_policy = whole_letters(rules.policy.strip()[:LONGEST_POLICY])
    office.small_minor = rules.small_minor
    session.flush()
