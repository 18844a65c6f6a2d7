"""The portal's own secrets, outside the database: the master key and the Ed25519 key that signs acceptances."""

import json
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from billing.acceptance import key_id
from billing.errors import Refused

KEY_FILE = "portal.key"
KEY_VARIABLE = "COUNTERFOIL_PORTAL_KEY"
_BYTES = 32


class UnreadableKeys(Refused):
    """The key file or variable holds something else; making new keys would lose what the old ones sealed."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} does not hold the portal's keys. Nothing was changed. Bring the right one back from its copy."
        )


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """32 bytes each; never in a repr. ``key_id`` names the public half of the signing key."""

    master: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        """Return new random keys."""
        return cls(os.urandom(_BYTES), os.urandom(_BYTES))

    @property
    def public(self) -> bytes:
        """The raw Ed25519 public key."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """Names the public half, inside what it signs."""
        return key_id(self.public)


def portal_keys(data: Path, environment: Mapping[str, str]) -> PortalKeys:
    """Return the keys from the environment, or from ``portal.key`` in ``data``, which the first call makes (0600).

    Raises UnreadableKeys.
    """
    if text := environment.get(KEY_VARIABLE):
        return _parsed(text, KEY_VARIABLE)
    path = data / KEY_FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        write_secret(path, _written(PortalKeys.fresh()))
    return _parsed(path.read_text("utf-8"), KEY_FILE)


def write_secret(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, readable by this user alone, whole or not at all."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _written(keys: PortalKeys) -> str:
    return json.dumps({"master": b64encode(keys.master).decode(), "signing": b64encode(keys.signing).decode()})


def _parsed(text: str, where: str) -> PortalKeys:
    try:
        found = json.loads(text)
        keys = PortalKeys(b64decode(found["master"], validate=True), b64decode(found["signing"], validate=True))
    except (json.JSONDecodeError, KeyError, TypeError, NotBase64) as error:
        raise UnreadableKeys(where) from error
    if len(keys.master) != _BYTES or len(keys.signing) != _BYTES:
        raise UnreadableKeys(where)
    return keys
