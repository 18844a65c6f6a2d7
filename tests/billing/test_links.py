"""The secret of a link: unguessable, well derived, shown nowhere by accident."""

import ast
import inspect
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from billing import links
from billing.links import (
    ALPHABET,
    Token,
    derive,
    is_preview_mark,
    long_form,
    new_token,
    preview_mark,
    read_token,
    short_form,
    view_digest,
    without_trailing,
)

A32 = Token("A" * 32)
NOON = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)


def test_promise_l1_tokens_cannot_be_guessed() -> None:
    """100,000 tokens: no duplicate, letters uniform (chi-square p > 1e-6), no weak source on the path. Share: 4 s."""
    tokens = [new_token().text for _ in range(100_000)]
    assert len(set(tokens)) == len(tokens)
    counts = Counter("".join(tokens))
    assert set(counts) == set(ALPHABET)
    expected = len(tokens) * 32 / len(ALPHABET)
    chi_square = sum((count - expected) ** 2 / expected for count in counts.values())
    assert chi_square < 126.0  # 61 degrees of freedom: p = 1e-6 lies at about 126
    imported = {
        name.name
        for node in ast.walk(ast.parse(inspect.getsource(links)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported.isdisjoint({"random", "uuid", "uuid7"})


def test_the_derivation_meets_the_contracts_vector() -> None:
    keys = derive(A32)
    assert keys.lookup == "c92e0e0e418c2629dbf82b99c7984ee27ec26232ec1bbd3c0442a91d94e1724c"
    assert keys.wrap.hex().startswith("dcc2e93b")
    assert keys.event.hex().startswith("6f1e1db4")
    assert len({keys.lookup, keys.wrap.hex(), keys.digest.hex(), keys.event.hex(), keys.preview.hex()}) == 5


def test_no_repr_shows_a_secret() -> None:
    shown = repr(A32) + repr(derive(A32)) + f"{A32} {derive(A32)!s}"
    assert "AAAA" not in shown
    assert "c92e" not in shown


@pytest.mark.parametrize("text", ["", "A" * 31, "A" * 33, "A" * 31 + "-", "Ä" * 32, "A" * 31 + "\n", "٣" * 32])
def test_what_is_not_32_letters_and_digits_is_no_token(text: str) -> None:
    assert read_token(text) is None
    with pytest.raises(ValueError, match="32 letters"):
        Token(text)


@pytest.mark.parametrize("pasted", [".", " ", ").", "'\"", "]>", "!?", ";:,"])
def test_pasted_punctuation_after_the_token_is_cut(pasted: str) -> None:
    assert without_trailing("A" * 32 + pasted) == "A" * 32


@pytest.mark.parametrize("text", ["A" * 32, "A" * 31 + ".", "A" * 32 + "-", "." + "A" * 32])
def test_nothing_else_is_repaired(text: str) -> None:
    assert without_trailing(text) is None


def test_a_link_has_a_long_and_a_short_form() -> None:
    assert long_form("https://pay.example/", "invoice", A32) == f"https://pay.example/portal/invoice/{'A' * 32}"
    assert short_form("https://pay.example", A32) == f"https://pay.example/s/{'A' * 32}"


def test_a_digest_needs_the_token() -> None:
    assert view_digest(derive(A32), b"view") != view_digest(derive(Token("B" * 32)), b"view")
    assert view_digest(derive(A32), b"view") != view_digest(derive(A32), b"View")


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (10, True), (11, False), (-1, True), (-2, False)])
def test_a_preview_mark_is_good_for_ten_minutes_of_portal_time(minutes: int, good: bool) -> None:
    mark = preview_mark(derive(A32), NOON)
    assert is_preview_mark(derive(A32), mark, NOON + timedelta(minutes=minutes)) is good


@pytest.mark.parametrize("mark", ["", ".", "1.", "x.y", "9" * 400 + ".0", "١.0", "²." + "0" * 32])
def test_a_forged_preview_mark_is_no_mark(mark: str) -> None:
    assert not is_preview_mark(derive(A32), mark, NOON)


def test_another_links_preview_mark_is_no_mark() -> None:
    assert not is_preview_mark(derive(Token("B" * 32)), preview_mark(derive(A32), NOON), NOON)
