"""The office's mail server as the books know it; the password is in the keychain only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.mailing.addresses import read_address
from billing.mailing.message import one_line
from desktop.models import MailAccount
from desktop.models.mail import MailSecurity


class NoMailAccount(Refused):
    """No server is set up on these books."""

    def __init__(self) -> None:
        super().__init__("No mail server is set up. Nothing was sent. Settings, E-mail takes two minutes.")


class NoMailPassword(Refused):
    """The books know an account, and this computer's keychain has no password for it."""

    def __init__(self) -> None:
        super().__init__(
            "This computer's keychain has no password for the mail server. Nothing was sent and nothing is lost. "
            "Type it in Settings, E-mail."
        )


class NotAServer(Refused):
    """What was typed is no host, or no port."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Nothing was changed. Your provider's help names both under SMTP.")


@dataclass(frozen=True, slots=True)
class AccountValues:
    """A mail server as it was typed."""

    host: str
    port: int
    security: MailSecurity
    username: str
    sender: str
    sender_name: str


def checked_account(values: AccountValues) -> AccountValues:
    """Return ``values`` as they are kept. Raises NotAServer, NotAnAddress, NotOneLine."""
    host = values.host.strip().lower()
    try:
        is_host = bool(host) and bool(host.encode("idna")) and not any(letter in " /@\\" for letter in host)
    except UnicodeError:
        is_host = False
    if not is_host or len(host) > 253:
        raise NotAServer("The server is missing or is no name, like smtp.example.com.")
    if not 1 <= values.port <= 65_535:
        raise NotAServer("A port is a number from 1 to 65535: mostly 465 or 587.")
    name = one_line(values.sender_name, "sender's name")[:200]
    user = one_line(values.username, "user")[:320]
    return AccountValues(host, values.port, values.security, user, read_address(values.sender), name)


def save_account(session: Session, values: AccountValues, *, at: datetime) -> None:
    """Keep the account; what waits is sent through it, and trouble of before is over. Raises what the check does."""
    known = checked_account(values)
    row = session.scalars(select(MailAccount)).one_or_none()
    if row is None:
        row = MailAccount()
        session.add(row)
    row.host, row.port, row.security, row.username = known.host, known.port, known.security, known.username
    row.sender, row.sender_name, row.checked_at, row.trouble = known.sender, known.sender_name, at, ""
    session.flush()


def remove_account(session: Session) -> None:
    """Let the books know no mail server; what waits goes on waiting for one."""
    session.execute(delete(MailAccount))


def note_mail_trouble(session: Session, why: str) -> None:
    """Remember what only a person can end, or ``""`` that all is well again."""
    session.execute(update(MailAccount).values(trouble=why))
