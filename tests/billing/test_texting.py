"""Text messages: 160 characters at most, the link whole, and always a way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.issued import DocumentKind
from billing.texting import (
    LINK,
    MOST,
    NoLinkInText,
    NoWayOut,
    TextFields,
    TextTooLong,
    as_sent,
    checked,
    drafted,
    plain,
    size,
)
from billing.wording import LANGUAGES, wording

ADDRESS = "https://pay.alder.example/s/" + "a1B2c3D4" * 4


def fields(**changes: str | bool) -> TextFields:
    values = {"business": "Alder & Finch", "number": "INV-2026-0042", "amount": "€1,240.00", "date": "4 Dec 2026"}
    return TextFields(**values | changes)  # type: ignore[arg-type]  # a test's values


@pytest.mark.parametrize(
    ("text", "characters", "parts"),
    [
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("€" * 80, 160, 1),
        ("a" * 159 + "€", 161, 2),
        ("ж" * 70, 70, 1),
        ("ж" * 71, 71, 2),
        ("ж" * 134, 134, 2),
        ("ж" * 135, 135, 3),
        ("😀" * 35, 70, 1),
        ("", 0, 1),
    ],
)
def test_a_message_is_as_long_as_the_network_counts_it(text: str, characters: int, parts: int) -> None:
    assert (size(text).characters, size(text).parts) == (characters, parts)


def test_a_draft_says_who_what_how_much_and_until_when() -> None:
    text = drafted("invoice", fields(), wording("en"), owed=True, address=ADDRESS)
    assert text == "Alder & Finch: invoice INV-2026-0042, €1,240.00, due 4 Dec 2026. {link} Reply STOP to opt out."
    assert size(as_sent(text, ADDRESS)).parts == 1
    late = drafted("invoice", fields(overdue=True), wording("en"), owed=True, address=ADDRESS)
    assert "was due 4 Dec 2026" in late
    assert "for your records" in drafted("invoice", fields(), wording("en"), owed=False, address=ADDRESS)


def test_what_does_not_fit_leaves_out_the_day_then_the_amount_then_the_end_of_a_name() -> None:
    longer = fields(business="Alder & Finch Fit-Out and Interiors", number="INV-2026-ABTEILUNG-SUED-0042")
    text = drafted("invoice", longer, wording("en"), owed=True, address=ADDRESS)
    assert "due" not in text
    endless = fields(business="Alder " * 40, number="N" * 30)
    text = drafted("invoice", endless, wording("en"), owed=True, address=ADDRESS)
    assert text.startswith("Alder Alder Alder Ald...: invoice NNN")
    assert drafted("invoice", fields(number="N" * 200), wording("en"), owed=True, address=ADDRESS) == (
        "{link} Reply STOP to opt out."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invoice", "quote", "credit"])
def test_every_draft_fits_in_every_language_and_passes_its_own_check(language: str, kind: DocumentKind) -> None:
    text = drafted(kind, fields(), wording(language), owed=True, address=ADDRESS)
    assert checked(text, ADDRESS) == text
    assert "INV-2026-0042" in text


@given(business=st.text(max_size=300), number=st.text(max_size=80))
def test_a_draft_never_exceeds_what_a_message_may_have(business: str, number: str) -> None:
    text = drafted("quote", fields(business=business, number=number), wording("de"), owed=True, address=ADDRESS)
    assert size(as_sent(text, ADDRESS)).characters <= MOST
    assert text.endswith("{link} Abmelden: STOP antworten.") or LINK in text


def test_what_was_typed_keeps_its_link_its_way_out_and_its_length() -> None:
    assert checked(" Hello,\nsee\u00a0{link} – STOP ends this ", ADDRESS) == "Hello, see {link} - STOP ends this"
    with pytest.raises(NoLinkInText):
        checked("Reply STOP", ADDRESS)
    with pytest.raises(NoWayOut, match="Keep the word STOP"):
        checked("{link} NONSTOP", ADDRESS)
    with pytest.raises(TextTooLong, match="has 161 characters"):
        checked("x" * (160 - len(ADDRESS) - 5) + " {link} STOP"[:1] + "{link} STOP", ADDRESS)


def test_signs_that_no_telephone_has_are_those_that_it_has() -> None:
    assert plain("“A” – B’s…\u202f€\t1\r\n2") == '"A" - B\'s... € 1 2'
    assert plain("a\x00b\u202ec\u200bd") == "abcd"
