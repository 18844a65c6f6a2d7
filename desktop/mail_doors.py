"""The mail server as the program hands it to views and exchange: the keychain, the port and the books put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.system.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.database import Database
    from desktop.mail import MailPort
    from desktop.services.mailing.account import AccountValues


class MailDoors:
    """Everything here blocks."""

    def __init__(self, password: Secret, books: Callable[[], Database], now: Callable[[], datetime]) -> None:
        self._password = password
        self._books = books
        self._now = now

    def open(self) -> MailPort:
        """Return the port to the office's server, not yet entered. Raises NoMailAccount, NoMailPassword, NoKeychain."""
        from desktop.mail import MailPort, Server
        from desktop.queries.mails import mail_account
        from desktop.services.mailing.account import NoMailAccount, NoMailPassword

        with self._books().read() as session:
            account = mail_account(session)
        if account is None:
            raise NoMailAccount
        password = self._password.read() if account.username else ""
        if password is None:
            raise NoMailPassword
        return MailPort(Server(account.host, account.port, account.security, account.username), password)

    def test(self, values: AccountValues, password: str | None) -> None:
        """See ``views.desk.MailDoor``. Raises Unavailable and what server and check refuse."""
        from billing.errors import Refused
        from billing.mailing.addresses import on_the_wire
        from desktop.mail import MailPort, Server
        from desktop.queries.mails import mail_account
        from desktop.services.mailing.account import NoMailPassword, checked_account
        from desktop.services.mailing.trial import trial_message

        known = checked_account(values)
        with self._books().read() as session:
            kept_for = mail_account(session)
            message = trial_message(session, known, at=self._now())
        is_its = kept_for is not None and (kept_for.host, kept_for.username) == (known.host, known.username)
        if password is None and known.username and is_its:  # no other server ever gets a kept password
            password = self._password.read()
        if known.username and not password:
            raise NoMailPassword
        sender = on_the_wire(known.sender)
        with MailPort(Server(known.host, known.port, known.security, known.username), password or "") as port:
            missed = port.send(message.content, sender=sender, to=[sender], needs_unicode=message.needs_unicode)
        if missed:
            raise Refused(f"The mail server does not take the sender's address: {missed[0].words}")

    def keep(self, password: str | None) -> None:
        """See ``views.desk.MailDoor``. Raises NoKeychain."""
        if password is not None:
            self._password.store(password)

    def forget(self) -> None:
        """Remove the password. Raises NoKeychain."""
        self._password.forget()
