"""Hostile arguments, one at a time, into every tool: a sentence or a clean answer, never half of anything."""

from random import Random, SystemRandom
from typing import Any

from desktop.assistant.registry import ALL
from desktop.services.drafts import MAX_LINES
from tests.desktop.assistant.acting import tell
from tests.desktop.assistant.asking import everything
from tests.desktop.assistant.full import calls, fill
from tests.desktop.office import Desk

CALLS = 600
_LINE = {"description": "x", "quantity": 1, "rate": 1}
HOSTILE: tuple[Any, ...] = (
    None, "", " ", "\x00", "\ud800", "‮cod‬", "🧾" * 400, "x" * 20_000, "%' OR 1=1; --", '"*(NEAR', "../../etc/passwd",
    0, -1, 1, 2**31, 2**63, 2**64, 10**9 + 1, 10**40, -(10**40), 0.1, 1e308, "1e-999999999", "NaN", "-Infinity", True,
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-20T12:00:00Z", [], [[]], {}, {"a": {"b": []}},
    [_LINE] * 501, [_LINE | {"quantity": 10**9, "rate": 10**9}],
    [_LINE | {"quantity": -3}], [_LINE | {"rate": "1.1234567"}],
    [_LINE | {"taxRateIds": ["x"]}], "Net 99999", "eyJhIjoxfQ", "W10", "WyJpbnZvaWNlIiwgMWU0MDBd", "[\"invoice\"",
    "a@b.example\r\nBcc: c@d.example", "a" * 300 + "@b.example", "{link}{number}{0.__class__}",
)  # fmt: skip


def test_no_argument_leaves_anything_but_a_sentence_or_an_answer(desk: Desk) -> None:
    seed = SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    random, wishes = Random(seed), calls(fill(desk, lambda: "said"))
    before = everything(desk)
    answered = 0
    for _ in range(CALLS):
        name = random.choice(list(ALL))
        fields = [field.alias or field_name for field_name, field in ALL[name].takes.model_fields.items()]
        wish = dict(wishes[name])
        for field in random.sample(fields, min(len(fields), random.choice((1, 1, 2)))):
            wish[field] = random.choice(HOSTILE)
        said = _told(desk, name, wish)
        answered += not said
    assert everything(desk) == before
    assert answered > CALLS // 20, "some of it is harmless, or the calls would prove nothing"


def test_arguments_that_no_tool_has_are_named(desk: Desk) -> None:
    known = calls(fill(desk, lambda: "said"))
    for name in ALL:
        assert "orgId is not one of its arguments" in _told(desk, name, {**known[name], "orgId": "1"})


def test_a_draft_is_not_grown_beyond_what_a_tool_adds(desk: Desk) -> None:
    known = calls(fill(desk, lambda: "said"))
    lines = [_LINE] * 500
    assert not _told(desk, "update_invoice", {"invoiceId": known["update_invoice"]["invoiceId"], "lineItems": lines})
    assert "500" in _told(desk, "create_invoice", {"lineItems": [_LINE] * (MAX_LINES + 1)})


def _told(desk: Desk, name: str, arguments: dict[str, Any]) -> str:
    """Return the sentence with which a call was refused, "" where it was answered."""
    refused = tell(desk, name, arguments).refused
    assert not refused or refused.rstrip()[-1] in ".:?”…" or "Choose" in refused, refused
    assert "Traceback" not in refused
    assert len(refused) < 2_000
    return refused
