"""Telephone numbers as people type them, and who wants no messages."""

from collections.abc import Iterable
from datetime import datetime

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.letters import whole_letters
from desktop.models import Office, OptOut
from desktop.queries.texts import has_opted_out
from desktop.services.activity import record


class NotANumber(Refused):
    """No telephone has it."""

    def __init__(self, typed: str) -> None:
        shown = "".join(letter if letter.isprintable() else "�" for letter in whole_letters(typed))[:40]
        super().__init__(
            f"“{shown}” is no telephone number. Nothing was sent. Type it with its country, like +353 85 123 4567."
        )


class DoubtfulNumber(Refused):
    """Typed without its country, it could be that of a stranger elsewhere."""

    def __init__(self, *numbers: str) -> None:
        either = " or ".join(shown_number(each) for each in numbers)
        super().__init__(f"Is this {either}? Nothing was sent. Type it with its country, beginning with +.")


class WantsNone(Refused):
    """Whoever has the number has opted out."""

    def __init__(self) -> None:
        super().__init__("This number has opted out of your text messages. Nothing was sent. Send an e-mail, or call.")


def read_number(session: Session, typed: str, country: str = "") -> str:
    """Return a number in E.164, typed by itself or in its customer's ``country``. Raises as ``number_in``."""
    return number_in(typed, countries_of(session, country))


def countries_of(session: Session, country: str) -> tuple[str, ...]:
    """Return in which countries a number without one may be: in its customer's, and in the office's own."""
    both = (country, session.scalars(select(Office.country)).one())
    return tuple(dict.fromkeys(filter(None, both)))


def number_in(typed: str, countries: Iterable[str]) -> str:
    """Return a number in E.164; one without its country is looked for in ``countries``.

    Raises NotANumber, and DoubtfulNumber where it is one in several of them.
    """
    found = dict.fromkeys(filter(None, (_number(typed, each) for each in (*countries, None))))
    if not found:
        raise NotANumber(typed)
    if len(found) > 1:
        raise DoubtfulNumber(*found)
    return next(iter(found))


def shown_number(number: str) -> str:
    """Return a number in E.164 as people write it, with its country's letters."""
    found = phonenumbers.parse(number)
    spaced = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    region = phonenumbers.region_code_for_number(found)
    return f"{spaced} ({region})" if region else spaced


def _number(typed: str, country: str | None) -> str | None:
    try:
        found = phonenumbers.parse(typed.strip(), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(found):
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def must_want_messages(session: Session, number: str) -> None:
    """Raise WantsNone where the number has opted out."""
    if has_opted_out(session, number):
        raise WantsNone


def opt_out(session: Session, number: str, *, by_twilio: bool = False, at: datetime) -> None:
    """Remember that whoever has ``number`` wants no more; known already, nothing changes."""
    if not has_opted_out(session, number):
        session.add(OptOut(number=number, told_by="twilio" if by_twilio else "office", at=at))
        record(session, "text.opted_out", at=at, number=number)
        session.flush()


def opt_in(session: Session, number: str, *, at: datetime) -> None:
    """A person has heard from whoever has ``number`` that messages are welcome again."""
    for row in session.scalars(select(OptOut).where(OptOut.number == number, OptOut.ended_at.is_(None))):
        row.ended_at = at
        record(session, "text.opted_in", at=at, number=number)
    session.flush()
