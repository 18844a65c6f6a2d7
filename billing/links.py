"""The link: one secret token, what is derived from it, and how it is written.

See docs/contract.md, sections 1 and 2. Tokens never stand in a repr, so that no log or traceback can carry one.
"""

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LinkKind = Literal["invoice", "quote", "credit", "customer"]
LINK_KINDS: tuple[LinkKind, ...] = ("invoice", "quote", "credit", "customer")
TOKEN_LENGTH = 32
ALPHABET = string.ascii_letters + string.digits
PREVIEW_MINUTES = 10
SMS_LENGTH = 60

_WELL_FORMED = re.compile(r"[A-Za-z0-9]{32}")
_TRAILING = re.compile(r"([A-Za-z0-9]{32})[\s.,;:!?)>\]'\"]+")
_SALT = b"counterfoil/1"


@dataclass(frozen=True, slots=True)
class Token:
    """The secret of one link: 32 characters, 190 bits. ``text`` is never shown by ``repr``."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _WELL_FORMED.fullmatch(self.text):
            raise ValueError("a token has 32 letters and digits")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a token unlocks. ``lookup`` (64 hex digits) is the row's id at the portal; the rest are 32-byte keys."""

    lookup: str = field(repr=False)
    wrap: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    event: bytes = field(repr=False)
    preview: bytes = field(repr=False)


def new_token() -> Token:
    """Return a fresh token from the system's randomness; works offline."""
    return Token("".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH)))


def derive(token: Token) -> Keys:
    """Return the keys of ``token``: HKDF-SHA256 over its 32 ASCII bytes, one output per name."""

    wrap, digest, event, preview = (_key(token, name) for name in ("wrap", "digest", "event", "preview"))
    return Keys(lookup_of(token), wrap, digest, event, preview)


def lookup_of(token: Token) -> str:
    """Return the row's id at the portal alone: a page that is shown again needs no other key."""
    return _key(token, "lookup").hex()


def read_token(text: str) -> Token | None:
    """Return the token that ``text`` is, or None; nothing is repaired, and no store is asked for a malformed one."""
    return Token(text) if _WELL_FORMED.fullmatch(text) else None


def without_trailing(text: str) -> str | None:
    """Return the 32 characters in front of pasted blanks and punctuation, or None when there is nothing to cut."""
    found = _TRAILING.fullmatch(text)
    return found[1] if found else None


def long_form(portal: str, kind: LinkKind, token: Token) -> str:
    """Return the address a customer opens. ``portal`` has a scheme and may end in a slash."""
    return f"{portal.rstrip('/')}/portal/{kind}/{token.text}"


def short_form(portal: str, token: Token) -> str:
    """Return the address for a text message; the portal answers it with 308 to the long one."""
    return f"{portal.rstrip('/')}/s/{token.text}"


def view_digest(keys: Keys, plaintext: bytes) -> str:
    """Return the hex HMAC-SHA256 that tells two views apart (a hash of ciphertext never matches)."""
    return hmac.new(keys.digest, plaintext, hashlib.sha256).hexdigest()


def preview_mark(keys: Keys, portal_time: datetime) -> str:
    """Return the office's own mark, ``minute.hmac``, good for ten minutes of portal time."""
    minute = str(int(portal_time.timestamp()) // 60)
    return f"{minute}.{_preview_mac(keys, minute)}"


def is_preview_mark(keys: Keys, mark: str, portal_time: datetime) -> bool:
    """Tell whether ``mark`` was made with this link's key within the last ten minutes."""
    minute, _, mac = mark.partition(".")
    if not (minute.isascii() and minute.isdigit() and len(minute) <= 12):
        return False
    age = int(portal_time.timestamp()) // 60 - int(minute)
    expected = _preview_mac(keys, minute)
    return hmac.compare_digest(mac.encode(), expected.encode()) and -1 <= age <= PREVIEW_MINUTES


def _key(token: Token, name: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=name.encode()).derive(token.text.encode())


def _preview_mac(keys: Keys, minute: str) -> str:
    return hmac.new(keys.preview, minute.encode(), hashlib.sha256).hexdigest()[:32]
