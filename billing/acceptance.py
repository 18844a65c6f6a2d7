"""The record of an acceptance: what was accepted, by whom, when; signed by the portal, checkable without it.

The signature covers the fingerprints of the record's fields, so that a check can name what was changed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, Field

from billing.canonical import Frozen, canonical
from billing.errors import Refused
from billing.money import MAX_MINOR
from billing.signature import Strokes

MAX_RECORD = 16 * 1024 * 1024  # twice what a quote may say before it is issued, and room for what its customer adds
_PURPOSE = b"counterfoil acceptance 1|"


class AcceptedLine(Frozen):
    """A line that was part of the accepted total, as it was shown; ``optional``: the customer chose it."""

    title: str
    detail: str = ""
    quantity: str
    unit_price: str
    amount: str
    optional: bool = False


class Acceptance(Frozen):
    """One acceptance. ``revision`` is the hash of what was shown (lines, totals, terms, dates and PDF).

    ``chosen`` are the positions (from 0) of the optional lines that were taken, ``left_out`` the titles of the others.
    ``total_minor`` counts minor units of ``currency``. ``at`` is portal time, UTC. ``consent`` is the sentence beside
    the tick, or beside the button where the office asks for no tick.
    """

    format: Literal[1] = 1
    id: str
    office: str
    doc: str
    number: str
    revision_number: int
    revision: str
    pdf_sha256: str
    seller: str
    buyer: str
    language: str
    time_zone: str
    currency: str
    lines: tuple[AcceptedLine, ...]
    left_out: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()
    total_minor: Annotated[int, Field(ge=-MAX_MINOR, le=MAX_MINOR)]
    total: str
    terms: str = ""
    consent: str
    name: str
    signature: Literal["typed", "drawn"]
    strokes: Strokes = ()
    order_number: str = ""
    at: AwareDatetime
    address: str
    agent: str


class SignedAcceptance(Frozen):
    """The record as both sides keep it. ``digests``: SHA-256 of each field; ``key`` names the key that signed them."""

    counterfoil: Literal["acceptance"] = "acceptance"
    record: Acceptance
    digests: dict[str, str]
    key: str
    public_key: str
    signature: str


class NotARecord(Refused):
    """The file is no signed acceptance."""

    def __init__(self) -> None:
        super().__init__("This is no acceptance record of Counterfoil. Nothing was checked.")


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of a record found.

    ``is_signed``: the fingerprints are as the key ``key`` signed them. ``is_trusted``: that key is one that was handed
    in, not only the one that the file brings along. ``changed`` names every field that is not as it was signed.
    """

    record: Mapping[str, Any]
    key: str
    is_signed: bool
    is_trusted: bool
    changed: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed since the key signed it."""
        return self.is_signed and not self.changed


def key_id(public: bytes) -> str:
    """Return the name of a raw Ed25519 public key: the first 16 hex digits of its SHA-256."""
    return sha256(public).hexdigest()[:16]


def sign(record: Acceptance, private: bytes) -> SignedAcceptance:
    """Return ``record`` signed with a raw Ed25519 private key."""
    signer = Ed25519PrivateKey.from_private_bytes(private)
    public = signer.public_key().public_bytes_raw()
    digests = _digests(record.model_dump(mode="json"))
    return SignedAcceptance(
        record=record,
        digests=digests,
        key=key_id(public),
        public_key=b64encode(public).decode(),
        signature=b64encode(signer.sign(_signed_bytes(digests))).decode(),
    )


def written(signed: SignedAcceptance) -> str:
    """Return the one spelling of a signed record, as both sides store and hand it out."""
    return canonical(signed).decode()


def check(text: bytes, trusted: Mapping[str, bytes]) -> Check:
    """Return what became of the record in ``text`` since it was signed.

    ``trusted`` are raw public keys by key id, pinned when the portal was set up; a record by another key is checked
    against the key inside it, which says only that it was not changed by chance: that key is named by what it is, not
    by what the file calls it. Raises NotARecord.
    """
    found = _read(text)
    record, digests, inside = found["record"], found["digests"], _decoded(found["public_key"])
    pinned = trusted.get(found["key"])
    return Check(
        record=record,
        key=found["key"] if pinned else key_id(inside),
        is_signed=_verifies(pinned or inside, found["signature"], digests),
        is_trusted=pinned is not None,
        changed=(*_changed(record, digests), *_unsigned(found, inside)),
    )


def _read(text: bytes) -> dict[str, Any]:
    if len(text) > MAX_RECORD:
        raise NotARecord
    try:
        found = json.loads(text, object_pairs_hook=_named_once)
        canonical({"": found})  # what has no UTF-8 spelling cannot have been signed
    except (ValueError, RecursionError) as error:
        raise NotARecord from error
    shapes = {"record": dict, "digests": dict, "key": str, "public_key": str, "signature": str}
    if not isinstance(found, dict) or not all(isinstance(found.get(name), kind) for name, kind in shapes.items()):
        raise NotARecord
    if found.get("counterfoil") != "acceptance":
        raise NotARecord
    return found


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: one reader would show the first value, and this check look at the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _unsigned(found: Mapping[str, Any], inside: bytes) -> tuple[str, ...]:
    """Return what stands around the record and is not as the portal wrote it; the signature does not cover it."""
    added = sorted(set(found) - set(SignedAcceptance.model_fields))
    return (*added, "public_key") if key_id(inside) != found["key"] else tuple(added)


def _digests(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: sha256(canonical({name: value})).hexdigest() for name, value in record.items()}


def _changed(record: Mapping[str, Any], digests: Mapping[str, Any]) -> tuple[str, ...]:
    now = _digests(record)
    return tuple(sorted(name for name in {*now, *digests} if now.get(name) != digests.get(name)))


def _signed_bytes(digests: Mapping[str, Any]) -> bytes:
    return _PURPOSE + canonical(digests)


def _verifies(public: bytes, signature: str, digests: Mapping[str, Any]) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(_decoded(signature), _signed_bytes(digests))
    except (InvalidSignature, ValueError):
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
