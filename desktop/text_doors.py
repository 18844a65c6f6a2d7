"""Text messages as the program hands them to views and exchange: the keychain, the port and the books put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.system.secret import Secret

if TYPE_CHECKING:
    from desktop.database import Database
    from desktop.services.texting.account import TextAccountValues
    from desktop.texts import TextPort


class TextDoors:
    """Everything here blocks. ``base`` is another address of Twilio's API, for practice."""

    def __init__(self, token: Secret, books: Callable[[], Database], base: str = "") -> None:
        self._token = token
        self._books = books
        self._base = base

    def open(self) -> TextPort:
        """Return the port of the office's account, not yet entered. Raises NoTextAccount, NoTextToken, NoKeychain."""
        from desktop.queries.texts import text_account
        from desktop.services.texting.account import NoTextAccount, NoTextToken

        with self._books().read() as session:
            account = text_account(session)
        if account is None:
            raise NoTextAccount
        token = self._token.read()
        if token is None:
            raise NoTextToken
        return self._port(account.account, token)

    def check(self, values: TextAccountValues, token: str | None) -> str:
        """See ``views.desk.TextDoor``. Raises Unavailable and what Twilio and check refuse."""
        from desktop.services.texting.account import NoTextToken, checked_account

        with self._books().read() as session:
            known = checked_account(session, values)
        typed = token if token is not None else self._token.read()
        if not typed:
            raise NoTextToken
        with self._port(known.account, typed.strip()) as port:
            return port.check()

    def keep(self, token: str | None) -> None:
        """See ``views.desk.TextDoor``. Raises NoKeychain."""
        if token is not None:
            self._token.store(token.strip())

    def forget(self) -> None:
        """Remove the token. Raises NoKeychain."""
        self._token.forget()

    def _port(self, account: str, token: str) -> TextPort:
        from desktop.texts import TWILIO, TextPort

        return TextPort(account, token, base=self._base or TWILIO)
