"""Fonts as bytes, their widths, and what they can print.

ReportLab is imported on first use here and in drawing.py: a portal that only shows pages never pays for it.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from billing.errors import Refused

_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Fonts:
    """Two TrueType fonts (``glyf`` outlines, free to embed) as the bytes of their files."""

    regular: bytes = field(repr=False)
    bold: bytes = field(repr=False)


class Uncovered(Refused):
    """The font lacks characters of the text; a document never prints boxes."""

    def __init__(self, characters: str) -> None:
        first = characters[0]
        super().__init__(
            f"The paper's font cannot print “{first}” (U+{ord(first):04X}). Nothing was changed. "
            "Write it another way, then try again."
        )
        self.characters = characters


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font known to ReportLab by ``name``; ``widths`` are thousandths of the size, by code point."""

    name: str
    widths: Mapping[int, float]
    default_width: float

    def width(self, text: str, size: float) -> float:
        """Return how wide ``text`` is in points."""
        widths, default = self.widths, self.default_width
        return sum([widths.get(code, default) for code in map(ord, text)]) * size / 1000

    def uncovered(self, texts: Iterable[str]) -> set[str]:
        """Return the characters of ``texts`` that this face cannot set: no glyph, or written from right to left."""
        used = set().union(*texts)
        return {
            character
            for character in used
            if ord(character) not in self.widths or unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
        }


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The two faces of a document."""

    regular: Face
    bold: Face


@lru_cache(maxsize=4)
def faces(fonts: Fonts) -> Faces:
    """Return the faces of ``fonts``, read once."""
    return Faces(_face(fonts.regular), _face(fonts.bold))


def printable(text: str) -> str:
    """Return ``text`` as it is set: composed accents, plain blanks, no invisible signs; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join([_set_as(character) for character in composed])


def _set_as(character: str) -> str:
    if character in "\n\u00a0" or character.isprintable():
        return character
    if character in "\u2007\u202f":
        return "\u00a0"
    category = unicodedata.category(character)
    return " " if category == "Zs" or character == "\t" else "" if category in {"Cf", "Cc"} else character


def _face(data: bytes) -> Face:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"counterfoil-{hashlib.sha256(data).hexdigest()[:12]}"
    font = TTFont(name, BytesIO(data), shapable=False)
    pdfmetrics.registerFont(font)
    return Face(name, font.face.charWidths, font.face.defaultWidth)
