"""Keys of the outside: in the keychain for real books, in memory for the demo company."""

from collections.abc import Callable
from typing import Protocol

from desktop.system import keychain


class Secret(Protocol):
    """One secret; both calls may block while the system asks to unlock."""

    def read(self) -> str | None: ...

    def store(self, secret: str) -> None: ...

    def forget(self) -> None: ...


class KeychainSecret:
    """Kept in the operating system's keychain under a name that belongs to these books; ``what`` says which it is."""

    def __init__(self, books: Callable[[], str], what: str = "portal") -> None:
        self._books = books
        self._what = what

    def read(self) -> str | None:
        """Return the key, or None. Raises NoKeychain."""
        return keychain.read(self._service())

    def store(self, secret: str) -> None:
        """Keep the key. Raises NoKeychain."""
        keychain.store(self._service(), secret)

    def forget(self) -> None:
        """Remove the key. Raises NoKeychain."""
        keychain.forget(self._service())

    def _service(self) -> str:
        return f"counterfoil-{self._what}-{self._books()}"


class MemorySecret:
    """Kept as long as the program runs: the practice portal's key is worth nothing afterwards."""

    def __init__(self) -> None:
        self._secret: str | None = None

    def read(self) -> str | None:
        """Return the key, or None."""
        return self._secret

    def store(self, secret: str) -> None:
        """Keep the key."""
        self._secret = secret

    def forget(self) -> None:
        """Remove the key."""
        self._secret = None

    def __repr__(self) -> str:
        return "MemorySecret()"
