"""Sealed data opens in its own place with its own key, whole, or not at all."""

import os
import random
import zlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from billing import sealing
from billing.sealing import (
    Unsealable,
    content_place,
    event_place,
    new_key,
    office_place,
    open_key,
    open_sealed,
    padded_size,
    seal,
    seal_key,
    wrap_place,
)

KEY = b"k" * 32
PLACE = content_place("office", "content", "view")


@given(st.binary(max_size=20_000))
def test_what_was_sealed_opens(plaintext: bytes) -> None:
    assert open_sealed(KEY, PLACE, seal(KEY, PLACE, plaintext)) == plaintext


def test_promise_p3_sealed_data_cannot_be_changed_unseen() -> None:
    """10,000 bit flips, every swap of place or key: all refused. Share: 3 s."""
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    dice = random.Random(seed)
    blob = seal(KEY, PLACE, b"one hundred euro" * 40)
    for _ in range(10_000):
        bit = dice.randrange(len(blob) * 8)
        changed = bytearray(blob)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(Unsealable):
            open_sealed(KEY, PLACE, bytes(changed))


@pytest.mark.parametrize(
    "place",
    [
        content_place("office", "content", "pdf"),
        content_place("office", "other", "view"),
        content_place("other", "content", "view"),
        wrap_place("office", "content", "view"),
        event_place("office", "content", "view", "", ""),
        office_place("office", "content", "view"),
    ],
)
def test_a_blob_moved_elsewhere_does_not_open(place: bytes) -> None:
    with pytest.raises(Unsealable):
        open_sealed(KEY, place, seal(KEY, PLACE, b"here"))


@pytest.mark.parametrize("cut", [0, 1, 12, 13, 29, 4_000])
def test_a_truncated_blob_does_not_open(cut: int) -> None:
    with pytest.raises(Unsealable):
        open_sealed(KEY, PLACE, seal(KEY, PLACE, b"whole")[:cut])


def test_the_same_words_sealed_twice_look_different() -> None:
    assert seal(KEY, PLACE, b"same") != seal(KEY, PLACE, b"same")


def test_a_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MAX_PLAINTEXT", 100_000)
    with pytest.raises(Unsealable):
        open_sealed(KEY, PLACE, seal(KEY, PLACE, b"\0" * 200_000))


def test_bytes_that_are_no_zlib_do_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zlib, "compress", lambda data, _level: data)
    blob = seal(KEY, PLACE, b"plain")
    with pytest.raises(Unsealable):
        open_sealed(KEY, PLACE, blob)


def test_a_contents_key_opens_under_its_own_link_only() -> None:
    key, place = new_key(), wrap_place("office", "lookup", "content")
    sealed = seal_key(KEY, place, key)
    assert open_key(KEY, place, sealed) == key
    for other_key, other_place, blob in [
        (b"x" * 32, place, sealed),
        (KEY, wrap_place("office", "other", "content"), sealed),
        (KEY, place, sealed[:-1]),
        (KEY, place, b"\2" + sealed[1:]),
    ]:
        with pytest.raises(Unsealable):
            open_key(other_key, other_place, blob)


@pytest.mark.parametrize("inside", [b"", b"\0", b"\0\0\0", b"\0\0\0\5abc", b"\0\0\0\3abc"])
def test_what_was_sealed_by_other_rules_is_unsealable(inside: bytes) -> None:
    """Who holds the key may still write nonsense: a portal whose operator is not who the office takes him for."""
    nonce = bytes(12)
    blob = b"\1" + nonce + AESGCM(KEY).encrypt(nonce, inside, b"place")
    with pytest.raises(Unsealable):
        open_sealed(KEY, b"place", blob)


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (1, 4_096),
        (4_096, 4_096),
        (4_097, 8_192),
        (65_536, 65_536),
        (65_537, 73_728),
        (131_072, 131_072),
        (131_073, 147_456),
    ],
)
def test_sizes_are_padded_in_few_steps(length: int, padded: int) -> None:
    assert padded_size(length) == padded


@given(st.integers(1, 9_000_000))
def test_padding_wastes_at_most_an_eighth_above_64_kib(length: int) -> None:
    padded = padded_size(length)
    assert padded >= length
    if length > 65_536:
        assert padded - length < length / 8
