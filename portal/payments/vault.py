"""Secrets of offices under the portal's master key, which lies outside the database."""

import json
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from billing.sealing import open_sealed, seal

_SALT = b"counterfoil/portal"


class Secrets(NamedTuple):
    """What Stripe knows an office by. ``former`` is the key of the account before, "" once its sessions are ended;
    ``former_live`` tells whether that was for real money.
    """

    key: str
    webhook_secret: str
    former: str = ""
    former_live: bool = False

    def __repr__(self) -> str:
        return "Secrets()"


class Vault:
    """Seals what belongs to Stripe, and makes the nonces of return addresses. Its repr shows nothing."""

    def __init__(self, master: bytes) -> None:
        self._sealing = _key(master, b"payments")
        self._nonces = _key(master, b"return address")

    def sealed(self, office: str, secrets: Secrets) -> bytes:
        """Return the blob that the store keeps of an office's secrets."""
        return seal(self._sealing, _place(office), json.dumps(secrets).encode())

    def opened(self, office: str, blob: bytes) -> Secrets:
        """Return an office's secrets. Raises Unsealable."""
        return Secrets(*json.loads(open_sealed(self._sealing, _place(office), blob)))

    def nonce(self, checkout: str) -> str:
        """Return the 32 hex digits in the return address of a session: nobody without the master key can make them."""
        code = HMAC(self._nonces, SHA256())
        code.update(checkout.encode())
        return code.finalize().hex()[:32]


def _place(office: str) -> bytes:
    return f"1|{office}|payments".encode()


def _key(master: bytes, name: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=name).derive(master)
