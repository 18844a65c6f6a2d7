"""Breaking text into lines that fit a width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from billing.direction import has_right_to_left
from billing.pdf import scripts
from billing.pdf.fonts import Face, printable

_LEADING = 1.36


@dataclass(frozen=True, slots=True)
class Type:
    """A face at a size (points) in a colour (``#rrggbb``); ``tracking`` points are added after each character."""

    face: Face
    size: float
    color: str
    tracking: float = 0.0

    @property
    def leading(self) -> float:
        """The height of one line."""
        return self.size * _LEADING

    def width(self, text: str) -> float:
        """Return how wide a line is in points; where letters join, nothing is added between them."""
        plain = self.face.plain_width(text)
        if plain is None:
            return self.face.setting(text).width * self.size / 1000
        return plain * self.size / 1000 + self.tracking * len(text)

    def fitted(self, text: str, width: float) -> "Type":
        """Return this type, smaller where ``text`` would not fit ``width`` on one line."""
        needed = self.width(text)
        if needed <= width:
            return self
        return replace(self, size=self.size * width / needed, tracking=self.tracking * width / needed)


def wrap(text: str, type_: Type, width: float) -> list[str]:
    """Return ``text`` as lines of at most ``width`` points; its own line ends stay, a long word is broken.

    At least one character stands on each line, however narrow it is. Empty text has no lines. Lines are in the order of
    their letters; a line that was taken from a paragraph in two directions keeps that of the paragraph.
    """
    lines: list[str] = []
    for paragraph in printable(text).rstrip().split("\n"):
        if type_.width(paragraph) <= width:
            lines.append(paragraph.rstrip())
        else:
            lines.extend(_broken(paragraph, type_, width))
    return lines if lines != [""] else []


def on_one_line(text: str) -> str:
    """Return ``text`` as it is set, its line ends as blanks."""
    return " ".join(printable(text).split("\n"))


def fit(text: str, type_: Type, width: float) -> str:
    """Return ``text`` on one line of at most ``width`` points, cut with an ellipsis where it is longer."""
    line = on_one_line(text)
    if type_.width(line) <= width:
        return line
    room = width - type_.width("…")
    return line[: _characters_that_fit(line, type_, room)].rstrip() + "…"


def _broken(paragraph: str, type_: Type, width: float) -> list[str]:
    lines = _lines(paragraph, type_, width)
    if not has_right_to_left(paragraph):
        return lines
    right_to_left = scripts.runs_right_to_left(paragraph, in_document=type_.face.right_to_left)
    return [scripts.bound(line, right_to_left=right_to_left) for line in lines]


def _lines(paragraph: str, type_: Type, width: float) -> list[str]:
    lines: list[str] = []
    line, filled = "", 0.0
    for blank, word in _words(paragraph):
        needed = type_.width(word)
        before = type_.width(blank)
        if line and filled + before + needed <= width:
            line, filled = f"{line}{blank}{word}", filled + before + needed
            continue
        if line:
            lines.append(line)
        while word and needed > width:
            count = _characters_that_fit(word, type_, width)
            lines.append(word[:count])
            word = word[count:]
            needed = type_.width(word)
        line, filled = word, needed
    return [*lines, line] if line else lines


# Between two ideographs a line may end; not before what closes or after what opens.
_IDEOGRAPH = "\u2e80-\u312f\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_OPENING = "〈《「『【〔〖〘〚（［｛｟"
_CLOSING = "、。〉》」』】〕〗〙〛〟！），．：；？］｝｠｡｣､･ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥％"
_IDEOGRAPHS = re.compile(f"[{_IDEOGRAPH}]")
_UNIT = re.compile(f"[{_OPENING}]*(?:[{_IDEOGRAPH}]|[^{_IDEOGRAPH}]+)[{_CLOSING}]*")


def _words(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield what must stay on one line, each with the blank that parts it from what stands before."""
    for word in paragraph.split(" "):
        if word.isascii() or not _IDEOGRAPHS.search(word):
            yield " ", word
            continue
        for index, unit in enumerate(_UNIT.findall(word)):
            yield ("" if index else " "), unit


def _characters_that_fit(word: str, type_: Type, width: float) -> int:
    filled = 0.0
    for count, character in enumerate(word):
        filled += type_.width(character)
        if filled > width:
            return _joined_that_fit(word, type_, width, max(count, 1))
    return _joined_that_fit(word, type_, width, len(word))


def _joined_that_fit(word: str, type_: Type, width: float, count: int) -> int:
    """Return ``count``, or less where the letters are wider together than one by one."""
    while count > 1 and type_.width(word[:count]) > width:
        count -= 1
    return count
