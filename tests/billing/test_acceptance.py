"""The record of an acceptance: signed once, checked anywhere, and what was changed has a name."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from billing.acceptance import Acceptance, AcceptedLine, NotARecord, SignedAcceptance, check, key_id, sign, written

PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
PINNED = {key_id(PUBLIC): PUBLIC}


def record(**changes: Any) -> Acceptance:
    values: dict[str, Any] = {
        "id": "0190-event",
        "office": "office",
        "doc": "0" * 32,
        "number": "QUO-2026-0031",
        "revision_number": 3,
        "revision": "a" * 64,
        "pdf_sha256": "b" * 64,
        "seller": "Alder & Finch",
        "buyer": "Hollis & Byrne",
        "language": "en-IE",
        "time_zone": "Europe/Dublin",
        "currency": "EUR",
        "lines": (AcceptedLine(title="Counter", quantity="1", unit_price="760.00", amount="760.00"),),
        "left_out": ("Night lighting",),
        "total_minor": 93_480,
        "total": "€934.80",
        "consent": "I have read the terms and may order for Hollis & Byrne.",
        "name": "Niamh Byrne",
        "signature": "drawn",
        "strokes": ((10, 60, 40, 20),),
        "at": datetime(2026, 11, 20, 10, 14, 32, tzinfo=UTC),
        "address": "203.0.113.24",
        "agent": "Mozilla/5.0",
    }
    return Acceptance(**values | changes)


def changed(signed: SignedAcceptance, **changes: Any) -> bytes:
    found = json.loads(written(signed))
    found["record"] |= changes
    return json.dumps(found).encode()


def forged(**changes: Any) -> bytes:
    return json.dumps(sign(record(), PRIVATE).model_dump(mode="json") | changes).encode()


def test_a_record_is_sound_and_names_the_pinned_key() -> None:
    found = check(written(sign(record(), PRIVATE)).encode(), PINNED)
    assert (found.is_sound, found.is_trusted, found.key, found.changed) == (True, True, key_id(PUBLIC), ())


def test_the_spelling_of_the_file_does_not_matter() -> None:
    pretty = json.dumps(json.loads(written(sign(record(), PRIVATE))), indent=2, ensure_ascii=True).encode()
    assert check(pretty, PINNED).is_sound


@pytest.mark.parametrize("field", sorted(Acceptance.model_fields))
def test_every_field_that_was_changed_is_named(field: str) -> None:
    found = check(changed(sign(record(), PRIVATE), **{field: "something else"}), PINNED)
    assert (found.is_sound, found.is_signed, found.changed) == (False, True, (field,))


def test_a_field_put_in_or_taken_out_is_named() -> None:
    signed = sign(record(), PRIVATE)
    assert check(changed(signed, discount="50%"), PINNED).changed == ("discount",)
    cut = json.loads(written(signed))
    del cut["record"]["left_out"]
    assert check(json.dumps(cut).encode(), PINNED).changed == ("left_out",)


def test_new_fingerprints_do_not_help_a_forger() -> None:
    other = sign(record(total_minor=1), PRIVATE).model_dump(mode="json")
    other["signature"] = sign(record(), PRIVATE).signature
    found = check(json.dumps(other).encode(), PINNED)
    assert (found.is_signed, found.is_sound) == (False, False)


def test_a_record_by_another_key_is_whole_and_not_trusted() -> None:
    found = check(written(sign(record(), bytes(32))).encode(), PINNED)
    assert (found.is_sound, found.is_trusted) == (True, False)


def test_a_foreign_key_under_the_pinned_name_signs_nothing() -> None:
    other = sign(record(), bytes(32)).model_dump(mode="json") | {"key": key_id(PUBLIC)}
    assert not check(json.dumps(other).encode(), PINNED).is_signed


def test_where_no_key_is_pinned_a_foreign_key_cannot_borrow_the_name_of_another() -> None:
    other = sign(record(), bytes(32))
    found = check(json.dumps(other.model_dump(mode="json") | {"key": key_id(PUBLIC)}).encode(), {})
    assert (found.key, found.is_sound, found.changed) == (other.key, False, ("public_key",))


def test_what_was_put_around_the_record_is_named() -> None:
    assert check(forged(remark="Half price was agreed."), PINNED).changed == ("remark",)
    swapped = sign(record(), bytes(32)).public_key
    assert check(forged(public_key=swapped), PINNED).changed == ("public_key",)


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"{", b"[]", b"null", b"%PDF-1.7", b"{}", b'{"record": []}', b"\xff\xfe", b"[" * 100_000),
        *(forged(counterfoil="invoice"), forged(key="\ud800"), forged(record={"name": "\ud800"})),
        forged().replace(b'"total": ', b'"total": "\xe2\x82\xac1.00", "total": '),
    ],
)
def test_what_is_no_record_is_said_so(text: bytes) -> None:
    with pytest.raises(NotARecord):
        check(text, PINNED)


@pytest.mark.parametrize("signature", ["", "not base64!", b64encode(b"short").decode()])
def test_a_signature_that_is_none_verifies_nothing(signature: str) -> None:
    found = sign(record(), PRIVATE).model_dump(mode="json") | {"signature": signature}
    assert not check(json.dumps(found).encode(), PINNED).is_signed
