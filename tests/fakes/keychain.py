"""A keychain that forgets: no test ever meets the real one."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in this object alone; a child process gets its own by ``PYTHON_KEYRING_BACKEND``."""

    priority = 0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring types its methods, not this
        self._secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Raises PasswordDeleteError when there is no such entry, as the real ones do."""
        try:
            del self._secrets[service, username]
        except KeyError:
            raise PasswordDeleteError("no such entry") from None
