"""Telephone numbers as people type them, and who wants no messages."""

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


class WantsNone(Refused):
    """Whoever has the number has opted out."""

    def __init__(self) -> None:
        super().__init__("This number has opted out of your text messages. Nothing was sent. Send an e-mail, or call.")


def read_number(session: Session, typed: str) -> str:
    """Return a number in E.164; one without a country is of the office's own. Raises NotANumber."""
    country = session.scalars(select(Office.country)).one()
    try:
        found = phonenumbers.parse(typed.strip(), country or None)
    except phonenumbers.NumberParseException:
        raise NotANumber(typed) from None
    if not phonenumbers.is_valid_number(found):
        raise NotANumber(typed)
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
