"""What scripts ask of a line of text: its direction, letters that join, signs that no eye sees."""

import re
import unicodedata
from functools import cache
from typing import Any

from billing.direction import ISOLATES, has_right_to_left

_LRM, _RLM = "\u200e", "\u200f"
_JOINERS = "\u200c\u200d"
KEPT = frozenset(f"{_LRM}{_RLM}\u061c{ISOLATES}{_JOINERS}")  # invisible, but they say how text is set

_PAIRS = "()[]{}<>«»‹›"
_MIRRORED = str.maketrans(_PAIRS, "".join(_PAIRS[index ^ 1] for index in range(len(_PAIRS))))
_PAIRED = re.compile(f"[{re.escape(_PAIRS)}]")
_FOLLOWER = "\u034f"  # takes the direction of the sign before it, and so tells it after reordering
_TURNED = re.compile(f"{_FOLLOWER}({_PAIRED.pattern})")
_INVISIBLE = re.compile(f"[{_FOLLOWER}{''.join(KEPT)}]")
# Numbers that are read as one from left to right: telephone numbers, numbers of documents, dates, amounts, percentages.
_FIGURES = re.compile(r"\+\d[\d ()/\u00a0-]*\d|(?<!\d)\u2212?\d+(?:(?:[-/.,:]\d+)+(?:\s?%)?|\s?%)")
_LAM_WITH_ALEF = re.compile("[\ufef5-\ufefc]")
EMPTY = {"\uf5a0": "ا", "\uf5a1": "أ", "\uf5a2": "إ", "\uf5a3": "آ"}  # the empty glyphs of Counterfoil Arabic
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def runs_right_to_left(text: str, *, in_document: bool) -> bool:
    """Tell the direction of a paragraph: its first letter's, or in a document from right to left that of any letter.

    Figures alone run from left to right everywhere: telephone numbers, IBANs, amounts.
    """
    if text.startswith(_LRM) or not has_right_to_left(text):
        return False
    return in_document or _first_strong(text)


def bound(line: str, *, right_to_left: bool) -> str:
    """Return ``line`` so that it keeps the direction of the paragraph that it was taken from."""
    return (_RLM if right_to_left else _LRM) + line


def visual(text: str, *, right_to_left: bool) -> str:
    """Return ``text`` from left to right as it stands on paper: letters joined, pairs turned, nothing invisible."""
    if not has_right_to_left(text):
        return _INVISIBLE.sub("", text)
    from bidi import get_display

    figures = _FIGURES.sub("\u2066\\g<0>\u2069", text)
    marked = _PAIRED.sub(rf"\g<0>{_FOLLOWER}", _reshaper().reshape(figures))
    shown = get_display(marked, base_dir="R" if right_to_left else "L")
    turned = _TURNED.sub(lambda found: found[1].translate(_MIRRORED), shown)
    return _LAM_WITH_ALEF.sub(_with_alef, _INVISIBLE.sub("", turned))


def base_letters(shown: str) -> str:
    """Return the letter behind a joined form."""
    if shown in EMPTY:
        return EMPTY[shown]
    if _LAM_WITH_ALEF.match(shown):
        return "ل"
    return unicodedata.normalize("NFKC", shown) if _FORMS.match(shown) else shown


def _with_alef(found: re.Match[str]) -> str:
    """Return lam and alef, which are one glyph, after an empty glyph that stands for the alef.

    One glyph with two letters is copied in the wrong order by most viewers.
    """
    alef = unicodedata.normalize("NFKC", found[0])[1]
    return next(empty for empty, letter in EMPTY.items() if letter == alef) + found[0]


def is_private(character: str) -> bool:
    """Tell whether a character means something else in every font; no text may hold one."""
    return "\ue000" <= character <= "\uf8ff"


def stands_unjoined(shown: str) -> bool:
    """Tell whether a letter of an Arabic script was left unjoined, because no form of it is known."""
    return "\u0620" <= shown <= "\u08ff" and unicodedata.category(shown) == "Lo"


@cache
def _reshaper() -> Any:
    """Return the joiner; every setting is given, so that no file and no variable of the computer changes a paper."""
    from arabic_reshaper import ArabicReshaper
    from arabic_reshaper.reshaper_config import default_config

    return ArabicReshaper({**default_config, "delete_harakat": False, "ARABIC LIGATURE ALLAH": False})


def _first_strong(text: str) -> bool:
    depth = 0
    for character in text:
        match unicodedata.bidirectional(character):
            case "LRI" | "RLI" | "FSI":
                depth += 1
            case "PDI":
                depth = max(0, depth - 1)
            case "L" if not depth:
                return False
            case "R" | "AL" if not depth:
                return True
    return False


# Scripts whose letters change with their neighbours, and pictures in colour: no font of the computer sets them alone.
_COMPLEX = re.compile(
    "[\u0590-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ua800-\uabff"
    "\ud7b0-\udfff\ue000-\uf8ff\ufb1d-\ufdff\ufe00-\ufe2f\ufe70-\ufeff\U00010000-\U0001ffff\U000e0000-\U0010ffff]"
)


def stands_alone(character: str) -> bool:
    """Tell whether a character can be set as it is, without knowing its neighbours."""
    return _COMPLEX.match(character) is None and unicodedata.category(character) != "Cn"
