"""Text is text on paper too, and what cannot be printed is refused with nothing half done."""

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from pydantic import BaseModel
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from billing.pdf import TEMPLATES, Fonts, LogoUnreadable, TemplateName, Uncovered, render
from billing.pdf.fonts import printable
from billing.snapshot import View
from tests.portal.hostile import HOSTILE

ACCENT = "#0b6075"
FIXED = {"format", "kind", "language", "time_zone", "currency", "state", "pdf", "country"}
FOR_PDF = (
    ") Tj ET endstream endobj",
    "(((((",
    "\\) Tj (\\",
    "%%EOF",
    "endstream\nendobj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
    "<FEFF0041>",
    "/Launch /F (cmd.exe)",
    "\\101\\000\\377",
    "https://evil.example/ mailto:a@b.example",
    "BT /F1+0 99 Tf ET",
)
ACTIVE = {"/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/URI", "/Launch", "/EmbeddedFiles", "/Annots", "/AcroForm"}
MakeView = Callable[..., View]


def everywhere(value: Any, text: str) -> Any:
    """Return ``value`` with ``text`` in every field that holds words."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(everywhere(part, text) for part in value)
    if isinstance(value, BaseModel):
        changes = {name: everywhere(part, text) for name, part in value if name not in FIXED}
        return value.model_copy(update=changes)
    return value


def keys_of(pdf: PdfReader) -> set[str]:
    """Return every key of every dictionary in the file."""
    found: set[str] = set()
    for number in range(1, len(pdf.xref[0]) + 1 if 0 in pdf.xref else 1):
        part = pdf.get_object(IndirectObject(number, 0, pdf))
        if isinstance(part, DictionaryObject):
            found |= set(part)
    return found


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("kind", ["invoice", "quote", "credit"])
def test_promise_l12_text_is_text_on_paper(
    make_view: MakeView, fonts: Fonts, template: TemplateName, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """60 hostile strings for pages and 10 for files in every field: all printed, nothing acts. C: 4 s in six parts."""
    view = make_view(kind=kind)
    refused = []
    for text in (*HOSTILE, *FOR_PDF):
        try:
            pdf = render(everywhere(view, text), logo=None, fonts=fonts, accent=ACCENT, template=template)
        except Uncovered:
            refused.append(text)
            continue
        with caplog.at_level(logging.WARNING):
            reader = PdfReader(io.BytesIO(pdf), strict=True)
            printed = words(" ".join(page.extract_text() for page in reader.pages))
        assert printed.count(words(printable(text).translate(dict.fromkeys(range(0x2066, 0x206A))))) > 10, text
        assert keys_of(reader) & ACTIVE == set(), text
    assert refused == [text for text in HOSTILE if "\uffff" in text]
    assert caplog.messages == []


def test_a_description_of_five_thousand_characters_is_printed_whole(
    make_view: MakeView, make_line: Callable[..., Any], fonts: Fonts
) -> None:
    detail = " ".join(f"word{number:04}" for number in range(556))
    assert len(detail) > 5_000
    view = make_view(lines=(make_line(title="T" * 5_000, detail=detail),))
    reader = PdfReader(io.BytesIO(render(view, logo=None, fonts=fonts, accent=ACCENT)))
    printed = words(" ".join(page.extract_text() for page in reader.pages))
    assert all(f"word{number:04}" in printed for number in range(556))
    assert printed.count("T") >= 5_000


def damaged(kind: str, keep: float) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(file, kind)
    return file.getvalue()[: int(len(file.getvalue()) * keep)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("keep", [0.0, 0.01, 0.3, 0.9])
def test_a_logo_that_is_cut_off_is_refused(make_view: MakeView, fonts: Fonts, kind: str, keep: float) -> None:
    with pytest.raises(LogoUnreadable, match="Nothing was changed"):
        render(make_view(), logo=damaged(kind, keep), fonts=fonts, accent=ACCENT)


@pytest.mark.parametrize(
    ("text", "named"),
    [("Thanks \U0001f600", "U+1F600"), ("\u0378", "U+0378"), ("\ud83d", "U+D83D"), ("\ue000", "U+E000")],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_emoji_and_what_is_no_character_are_named(
    make_view: MakeView, fonts: Fonts, template: TemplateName, text: str, named: str
) -> None:
    view = make_view().model_copy(update={"terms": text})
    with pytest.raises(Uncovered) as refused:
        render(view, logo=None, fonts=fonts, accent=ACCENT, template=template)
    assert named in str(refused.value)
