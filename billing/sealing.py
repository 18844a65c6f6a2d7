"""Sealing: what the portal stores can be opened with a link's token only, and not changed unseen.

Blob = 0x01 | 12 random bytes | AES-256-GCM(u32 length | zlib | zero padding), so sizes tell little.
Associated data binds a blob to its place; a blob moved to another row does not open.
"""

import os
import struct
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from billing.errors import Refused

FORMAT = 1
KEY_BYTES = 32
MAX_PLAINTEXT = 64 * 1024 * 1024
_NONCE = 12
_TAG = 16
_LEVEL = 6
_SMALLEST = 4 * 1024
_DOUBLING_UP_TO = 64 * 1024


class Unsealable(Refused):
    """The bytes were changed, moved, or belong to another key; nothing of them may be used."""

    def __init__(self) -> None:
        super().__init__("Sealed data does not open: it was changed or belongs elsewhere.")


def new_key() -> bytes:
    """Return a random 256-bit key for one content."""
    return os.urandom(KEY_BYTES)


def content_place(office: str, content: str, kind: str) -> bytes:
    """Return the associated data of a content: format | office | content id | kind."""
    return _place(office, content, kind)


def wrap_place(office: str, lookup: str, content: str) -> bytes:
    """Return the associated data of a wrap: one content's key under one link."""
    return _place(office, lookup, content, "wrap")


def event_place(office: str, lookup: str, event: str, kind: str, revision: str) -> bytes:
    """Return the associated data of an event: format | office | lookup | event id | kind | revision seen."""
    return _place(office, lookup, event, kind, revision)


def office_place(office: str, subject: str, kind: str) -> bytes:
    """Return the associated data of a copy sealed under the office key."""
    return _place(office, subject, kind, "office copy")


def sealed_size(plaintext: bytes) -> int:
    """Return how many bytes ``seal`` makes of ``plaintext``."""
    return 1 + _NONCE + _TAG + padded_size(4 + len(zlib.compress(plaintext, _LEVEL)))


def seal(key: bytes, place: bytes, plaintext: bytes) -> bytes:
    """Return the padded, encrypted blob of ``plaintext`` bound to ``place``."""
    packed = zlib.compress(plaintext, _LEVEL)
    body = struct.pack(">I", len(packed)) + packed
    padded = body.ljust(padded_size(len(body)), b"\0")
    nonce = os.urandom(_NONCE)
    return bytes([FORMAT]) + nonce + AESGCM(key).encrypt(nonce, padded, place)


def open_sealed(key: bytes, place: bytes, blob: bytes) -> bytes:
    """Return the plaintext of ``blob``.

    Raises Unsealable for any flipped bit, another place, another key, another format.
    """
    if len(blob) <= 1 + _NONCE or blob[0] != FORMAT:
        raise Unsealable
    try:
        padded = AESGCM(key).decrypt(blob[1 : 1 + _NONCE], blob[1 + _NONCE :], place)
    except InvalidTag as error:
        raise Unsealable from error
    return _unpack(padded)


def seal_key(wrap: bytes, place: bytes, content_key: bytes) -> bytes:
    """Return a content's key under a link's wrap key; 61 bytes."""
    nonce = os.urandom(_NONCE)
    return bytes([FORMAT]) + nonce + AESGCM(wrap).encrypt(nonce, content_key, place)


def open_key(wrap: bytes, place: bytes, sealed: bytes) -> bytes:
    """Return the content's key. Raises Unsealable."""
    if len(sealed) != 1 + _NONCE + KEY_BYTES + _TAG or sealed[0] != FORMAT:
        raise Unsealable
    try:
        return AESGCM(wrap).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place)
    except InvalidTag as error:
        raise Unsealable from error


def padded_size(length: int) -> int:
    """Return the next step: 4 KiB doubling up to 64 KiB, above that the next eighth of the power of two below."""
    size = _SMALLEST
    while size < length and size < _DOUBLING_UP_TO:
        size *= 2
    if length <= size:
        return size
    step = (1 << ((length - 1).bit_length() - 1)) // 8
    return -(-length // step) * step


def _place(*parts: str) -> bytes:
    return "|".join((str(FORMAT), *parts)).encode()


def _unpack(padded: bytes) -> bytes:
    if len(padded) < 4:
        raise Unsealable
    (length,) = struct.unpack_from(">I", padded)
    if length > len(padded) - 4:
        raise Unsealable
    unpacker = zlib.decompressobj()
    try:
        plaintext = unpacker.decompress(padded[4 : 4 + length], MAX_PLAINTEXT)
    except zlib.error as error:
        raise Unsealable from error
    if not unpacker.eof:
        raise Unsealable
    return plaintext
