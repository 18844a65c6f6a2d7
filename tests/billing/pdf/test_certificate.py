"""The certificate of an acceptance: drawn from its record alone, which lies inside it."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

import resources
from billing.acceptance import AcceptedLine, check, sign, written
from billing.pdf.certificate import RECORD_NAME, record_inside, render_certificate
from billing.pdf.fonts import printable
from tests.billing.pdf.test_hostile import ACTIVE, FOR_PDF, keys_of, words
from tests.billing.test_acceptance import PINNED, PRIVATE, record
from tests.portal.hostile import HOSTILE

DRAWN = ((20, 120, 60, 40, 90, 160), (180, 100, 220, 110))


def drawn(**changes: Any) -> bytes:
    return render_certificate(sign(record(**changes), PRIVATE), resources.font_bytes())


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_certificate_says_what_was_accepted_by_whom_and_when() -> None:
    text = text_of(drawn(order_number="PO 7764", terms="Payment within 28 days."))
    for said in (
        "QUO-2026-0031, version 3",
        "Niamh Byrne",
        "20 November 2026, 10:14:32 (UTC)",
        "PO 7764",
        "€934.80",
        "203.0.113.24",
        "Counter",
        "Not chosen: Night lighting.",
        "I have read the terms and may order for Hollis & Byrne.",
        "Payment within 28 days.",
        "bbbb bbbb",
    ):
        assert said in text, said


def test_the_same_record_gives_the_same_bytes() -> None:
    assert drawn(strokes=DRAWN) == drawn(strokes=DRAWN)
    assert drawn(strokes=DRAWN) != drawn(strokes=(*DRAWN[:1], (180, 100, 220, 111)))


def test_the_signed_record_lies_inside_as_it_was_signed() -> None:
    signed = sign(record(name="Niamh Ní Bhroin 山田", strokes=DRAWN), PRIVATE)
    pdf = render_certificate(signed, resources.font_bytes())
    inside = record_inside(pdf)
    assert inside == written(signed).encode()
    assert check(inside, PINNED).is_sound
    assert list(PdfReader(io.BytesIO(pdf)).attachments[RECORD_NAME]) == [inside]


def test_what_no_font_can_print_is_a_box_on_paper_and_whole_in_the_record() -> None:
    signed = sign(record(name="山田太郎"), PRIVATE)
    pdf = render_certificate(signed, resources.font_bytes())
    assert "山田太郎".encode() in (record_inside(pdf) or b"")
    assert "□□□□" in text_of(pdf)


def test_hundreds_of_lines_go_on_over_the_next_pages() -> None:
    lines = tuple(
        AcceptedLine(title=f"Line {number}", quantity="1", unit_price="1.00", amount="1.00") for number in range(200)
    )
    pdf = drawn(lines=lines)
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 3
    assert "Line 199" in text_of(pdf)


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar", "he", "ja", "en-US"])
def test_every_language_draws(language: str) -> None:
    assert drawn(language=language, strokes=DRAWN).startswith(b"%PDF-")


def test_another_pdf_carries_no_record() -> None:
    assert record_inside(b"%PDF-1.7\nstream\n{}\nendstream") is None


def test_promise_l12_text_is_text_on_the_certificate() -> None:
    """60 hostile strings and 10 for files in every field that somebody types: printed as text, and nothing acts beside
    the one attachment. Share: 2 s."""
    for text in (*HOSTILE, *FOR_PDF):
        typed = dict.fromkeys(("name", "order_number", "terms", "consent", "agent", "seller", "buyer", "number"), text)
        lines = (AcceptedLine(title=text, detail=text, quantity="1", unit_price="1.00", amount="1.00"),)
        pdf = drawn(**typed, lines=lines, left_out=(text,))
        reader = PdfReader(io.BytesIO(pdf), strict=True)
        printed = words(" ".join(page.extract_text() for page in reader.pages))
        if "\uffff" not in text:  # no font has it, so it is a box
            typed_lines = printable(text).translate(dict.fromkeys(range(0x2066, 0x206A))).splitlines()
            assert all(words(each) in printed for each in typed_lines), text
        assert keys_of(reader) & ACTIVE == {"/EmbeddedFiles"}, text
        inside = record_inside(pdf)
        assert inside is not None
        assert check(inside, PINNED).is_sound
