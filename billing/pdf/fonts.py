"""Fonts as bytes, their widths, and what they can print.

ReportLab is imported on first use in embedding.py and drawing.py: a portal that only shows pages never pays for it.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from billing.errors import Refused
from billing.pdf import scripts
from billing.pdf.embedding import embeddable


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType font (``glyf`` outlines, free to embed) as the bytes of its file; ``index`` counts in a collection."""

    data: bytes = field(repr=False)
    index: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """A font in its two weights; ``alone`` if it may only set characters that need no neighbours: a computer's font."""

    regular: FontFile
    bold: FontFile
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of the paper; each character is printed by the first family that has it."""

    families: tuple[Family, ...]


class Uncovered(Refused):
    """The fonts lack characters of the text; a document never prints boxes."""

    def __init__(self, characters: str) -> None:
        first = characters[0]
        super().__init__(
            f"The paper's fonts cannot print “{first}” (U+{ord(first):04X}). Nothing was changed. "
            "Write it another way, then try again."
        )
        self.characters = characters


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """A font known to ReportLab by ``name``; ``widths`` are thousandths of the size, by character.

    ``thicken`` if the family has no bold of its own, so that the regular is drawn with a thin line around it.
    """

    name: str
    widths: Mapping[str, float]
    thicken: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one font, from left to right."""

    font: Font
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A line as it stands on paper; ``width`` is in thousandths of the size, ``missing`` what no font has."""

    runs: tuple[Run, ...]
    width: float
    missing: str


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight of the document's fonts; the first sets whatever it can, the others are read when they are needed.

    ``right_to_left`` is the document's.
    """

    first: Font
    others: tuple[Callable[[], Font], ...] = ()
    right_to_left: bool = False

    @property
    def name(self) -> str:
        return self.first.name

    def fonts(self) -> Iterator[Font]:
        """Yield the fonts in the order in which they are asked for a character."""
        yield self.first
        for read in self.others:
            yield read()

    def plain_width(self, text: str) -> float | None:
        """Return how wide ``text`` is in thousandths of the size; None if it takes more than the first font."""
        widths = self.first.widths
        try:
            return sum([widths[character] for character in text])
        except KeyError:
            return None

    def is_plain(self, text: str) -> bool:
        """Tell whether the first font sets ``text``, character by character."""
        return self.first.widths.keys() >= set(text)

    def setting(self, text: str) -> Setting:
        """Return ``text`` (one line) as it stands on paper."""
        return _set(self, text)

    def uncovered(self, texts: Iterable[str]) -> set[str]:
        """Return the characters of ``texts`` that no font of this face can set."""
        return set().union(*(self.setting(text).missing for text in texts if not self.is_plain(text)))


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The two faces of a document."""

    regular: Face
    bold: Face


def supplement(fonts: Fonts, characters: str, families: Iterable[Family]) -> Fonts:
    """Return ``fonts`` with those of ``families`` that have any of ``characters``, asked in turn until none is missing.

    They are a computer's fonts: only characters that need no neighbours are taken from them.
    """
    missing = set(characters)
    for family in families:
        covered = missing & _font(family.regular, alone=True).widths.keys()
        if covered:
            fonts = Fonts((*fonts.families, replace(family, alone=True)))
            missing -= covered
        if not missing:
            break
    return fonts


@lru_cache(maxsize=8)
def faces(fonts: Fonts, *, right_to_left: bool = False) -> Faces:
    """Return the faces of ``fonts``, read once."""
    (regular, *regulars), (bold, *bolds) = (
        [partial(weight, family) for family in fonts.families] for weight in (_regular, _bold)
    )
    return Faces(Face(regular(), tuple(regulars), right_to_left), Face(bold(), tuple(bolds), right_to_left))


def printable(text: str) -> str:
    """Return ``text`` as it is set: composed accents, plain blanks, no invisible signs but those of direction.

    Line ends stay.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join([_set_as(character) for character in composed])


def _set_as(character: str) -> str:
    if character in "\n\u00a0" or character.isprintable() or character in scripts.KEPT:
        return character
    if character in "\u2007\u202f":
        return "\u00a0"
    category = unicodedata.category(character)
    return " " if category == "Zs" or character == "\t" else "" if category in {"Cf", "Cc"} else character


@lru_cache(maxsize=4096)
def _set(face: Face, text: str) -> Setting:
    right_to_left = scripts.runs_right_to_left(text, in_document=face.right_to_left)
    shown = scripts.visual(text, right_to_left=right_to_left)
    runs: list[tuple[Font, list[str]]] = []
    missing = set(filter(scripts.is_private, text))
    width = 0.0
    for character in shown:
        font = _font_for(character, face, runs[-1][0] if runs else None)
        if font is None:
            missing.update(scripts.base_letters(character))
            continue
        if not runs or runs[-1][0] is not font:
            runs.append((font, []))
        runs[-1][1].append(character)
        width += font.widths[character]
    return Setting(tuple(Run(font, "".join(characters)) for font, characters in runs), width, "".join(sorted(missing)))


def _font_for(character: str, face: Face, before: Font | None) -> Font | None:
    """Return the first font that has ``character``; a mark stays in the font of its letter."""
    if scripts.stands_unjoined(character):
        return None
    if before is not None and unicodedata.combining(character) and character in before.widths:
        return before
    return next((font for font in face.fonts() if character in font.widths), None)


def _regular(family: Family) -> Font:
    return _font(family.regular, alone=family.alone)


@lru_cache(maxsize=32)
def _bold(family: Family) -> Font:
    font = _font(family.bold, alone=family.alone)
    return replace(font, thicken=True) if family.bold == family.regular else font


@lru_cache(maxsize=32)
def _font(file: FontFile, *, alone: bool) -> Font:
    name = f"counterfoil-{hashlib.sha256(file.data).hexdigest()[:12]}-{file.index}"
    font = embeddable(name, file.data, file.index, ours=not alone)
    may_set = scripts.stands_alone if alone else _is_ours
    widths = {chr(code): width for code, width in font.face.charWidths.items()}
    return Font(name, {character: width for character, width in widths.items() if may_set(character)})


def _is_ours(character: str) -> bool:
    """Tell whether a shipped font may set ``character``; fonts list U+FFFF, which is none, as a box."""
    if character in scripts.EMPTY:
        return True
    return not scripts.is_private(character) and unicodedata.category(character) != "Cn"
