"""The office's account for text messages as the books know it; the token is in the keychain only."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import TextAccount
from desktop.services.texting.numbers import read_number

_ACCOUNT, _SERVICE = re.compile(r"AC[0-9a-f]{32}"), re.compile(r"MG[0-9a-f]{32}")


class NoTextAccount(Refused):
    """No account is set up on these books."""

    def __init__(self) -> None:
        super().__init__("No account for text messages is set up. Nothing was sent. Settings, Text messages has it.")


class NoTextToken(Refused):
    """The books know an account, and this computer's keychain has no token for it."""

    def __init__(self) -> None:
        super().__init__(
            "This computer's keychain has no token for text messages. Nothing was sent and nothing is lost. "
            "Type it in Settings, Text messages."
        )


class NotAnAccount(Refused):
    """What was typed is no account of Twilio's."""

    def __init__(self) -> None:
        super().__init__(
            "This is no account SID. Nothing was changed. It begins with AC and has 34 characters; "
            "Twilio's console shows it on its first page."
        )


@dataclass(frozen=True, slots=True)
class TextAccountValues:
    """An account as it was typed: its SID, and the number or the messaging service that messages come from."""

    account: str
    sender: str


def checked_account(session: Session, values: TextAccountValues) -> TextAccountValues:
    """Return ``values`` as they are kept. Raises NotAnAccount, NotANumber.

    A name as sender is refused: nobody can answer STOP to it.
    """
    account, sender = values.account.strip(), values.sender.strip()
    if not _ACCOUNT.fullmatch(account):
        raise NotAnAccount
    return TextAccountValues(account, sender if _SERVICE.fullmatch(sender) else read_number(session, sender))


def save_account(session: Session, values: TextAccountValues, *, name: str, at: datetime) -> None:
    """Keep the account, whose ``name`` Twilio told; what waits is sent through it. Raises what the check does."""
    known = checked_account(session, values)
    row = session.scalars(select(TextAccount)).one_or_none()
    if row is None:
        row = TextAccount()
        session.add(row)
    row.account, row.sender, row.name, row.checked_at, row.trouble = known.account, known.sender, name[:200], at, ""
    session.flush()


def remove_account(session: Session) -> None:
    """Let the books know no account; what waits goes on waiting for one."""
    session.execute(delete(TextAccount))


def note_trouble(session: Session, why: str) -> None:
    """Remember what only a person can end, or ``""`` that all is well again."""
    session.execute(update(TextAccount).values(trouble=why))
