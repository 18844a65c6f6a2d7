"""Secrets in the operating system's keychain: one short secret an entry, read back after writing.

May block while the system asks to unlock: never call it on the GUI thread. keyring is imported on first use: a start
can spare its 50 ms.
"""

from billing.errors import Unavailable

_USER = "counterfoil"


class NoKeychain(Unavailable):
    """The system's keychain is missing or locked; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "This computer's keychain is locked or missing, so the key was not stored. Unlock it, then try again."
        )


def store(service: str, secret: str) -> None:
    """Keep ``secret`` under ``service``. Raises NoKeychain when it cannot be read back."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(service, _USER, secret)
        kept = keyring.get_password(service, _USER)
    except KeyringError as error:
        raise NoKeychain from error
    if kept != secret:
        raise NoKeychain


def read(service: str) -> str | None:
    """Return the secret kept under ``service``, or None. Raises NoKeychain."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, _USER)
    except KeyringError as error:
        raise NoKeychain from error


def forget(service: str) -> None:
    """Remove the secret under ``service`` if there is one. Raises NoKeychain."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(service, _USER)
    except PasswordDeleteError:
        return
    except KeyringError as error:
        raise NoKeychain from error
