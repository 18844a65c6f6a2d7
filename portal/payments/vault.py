"""Secrets of offices under the portal's master key, which lies outside the database."""

import json

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from billing.sealing import open_sealed, seal

_SALT = b"counterfoil/portal"


class Vault:
    """Seals what belongs to Stripe, and makes the nonces of return addresses. Its repr shows nothing."""

    def __init__(self, master: bytes) -> None:
        self._sealing = _key(master, b"payments")
        self._nonces = _key(master, b"return address")

    def sealed(self, office: str, key: str, webhook_secret: str) -> bytes:
        """Return the blob that the store keeps of an office's key and secret."""
        return seal(self._sealing, _place(office), json.dumps([key, webhook_secret]).encode())

    def opened(self, office: str, blob: bytes) -> tuple[str, str]:
        """Return key and webhook secret. Raises Unsealable."""
        key, webhook_secret = json.loads(open_sealed(self._sealing, _place(office), blob))
        return key, webhook_secret

    def nonce(self, checkout: str) -> str:
        """Return the 32 hex digits in the return address of a session: nobody without the master key can make them."""
        code = HMAC(self._nonces, SHA256())
        code.update(checkout.encode())
        return code.finalize().hex()[:32]


def _place(office: str) -> bytes:
    return f"1|{office}|payments".encode()


def _key(master: bytes, name: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=name).derive(master)
