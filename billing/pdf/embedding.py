"""A font as ReportLab embeds it, with a table that says which letters its glyphs stand for.

ReportLab's own table names the code of each glyph: for a joined Arabic letter that is the code of its form, and a
search for the word finds nothing. Here a form stands for its letter, so that viewers search and copy what was typed.
The order is the one on paper, which viewers turn by themselves; Poppler and PDFium turned the text of a line that was
marked with it (ActualText) once too often.
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

from billing.pdf.scripts import base_letters

_MOST = 100  # entries that one block of such a table may have


def embeddable(name: str, data: bytes, index: int, *, ours: bool) -> Any:
    """Return ReportLab's font for the bytes of a TrueType file, registered under ``name``.

    A font that is not ``ours`` is embedded under ``name`` too: ReportLab takes two fonts that call themselves alike,
    say two versions of a system's font, for one.
    """
    from reportlab.pdfbase import pdfmetrics

    font = _font_class()(name, BytesIO(data), subfontIndex=index, shapable=False)
    if not ours:
        font.face.name = name.encode("ascii")
    pdfmetrics.registerFont(font)
    return font


@cache
def _font_class() -> Any:
    from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

    class Embedded(TTFont):  # type: ignore[misc]  # ReportLab has no types
        """A TrueType font whose glyphs are read as letters."""

        def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab calls it by this name
            subsets = [list(subset) for subset in self.state[doc].subsets] if doc in self.state else []
            super().addObjects(doc)
            for number, subset in enumerate(subsets):
                name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("pdfdoc")
                doc.idToObject[f"toUnicodeCMap:{name}"].content = _letters_of(subset)

    return Embedded


def _letters_of(subset: Iterable[int]) -> str:
    """Return the table (ToUnicode) of a subset: the code of each glyph in it, the letters that it stands for."""
    entries = [
        f"<{glyph:02X}> <{base_letters(chr(code)).encode('utf-16-be').hex().upper()}>"
        for glyph, code in enumerate(subset)
    ]
    blocks = [entries[start : start + _MOST] for start in range(0, len(entries), _MOST)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)
