"""Breaking text into lines that fit a width."""

from dataclasses import dataclass, replace

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
        return self.face.width(text, self.size) + self.tracking * len(text)

    def fitted(self, text: str, width: float) -> "Type":
        """Return this type, smaller where ``text`` would not fit ``width`` on one line."""
        needed = self.width(text)
        if needed <= width:
            return self
        return replace(self, size=self.size * width / needed, tracking=self.tracking * width / needed)


def wrap(text: str, type_: Type, width: float) -> list[str]:
    """Return ``text`` as lines of at most ``width`` points; its own line ends stay, a long word is broken.

    At least one character stands on each line, however narrow it is. Empty text has no lines.
    """
    lines: list[str] = []
    for paragraph in printable(text).rstrip().split("\n"):
        if type_.width(paragraph) <= width:
            lines.append(paragraph.rstrip())
        else:
            lines.extend(_broken(paragraph, type_, width))
    return lines if lines != [""] else []


def fit(text: str, type_: Type, width: float) -> str:
    """Return ``text`` on one line of at most ``width`` points, cut with an ellipsis where it is longer."""
    line = " ".join(printable(text).split("\n"))
    if type_.width(line) <= width:
        return line
    room = width - type_.width("…")
    return line[: _characters_that_fit(line, type_, room)].rstrip() + "…"


def _broken(paragraph: str, type_: Type, width: float) -> list[str]:
    lines: list[str] = []
    line, filled = "", 0.0
    blank = type_.width(" ")
    for word in paragraph.split(" "):
        needed = type_.width(word)
        if line and filled + blank + needed <= width:
            line, filled = f"{line} {word}", filled + blank + needed
            continue
        if line:
            lines.append(line)
        while needed > width:
            count = _characters_that_fit(word, type_, width)
            lines.append(word[:count])
            word = word[count:]
            needed = type_.width(word)
        line, filled = word, needed
    return [*lines, line] if line else lines


def _characters_that_fit(word: str, type_: Type, width: float) -> int:
    filled = 0.0
    for count, character in enumerate(word):
        filled += type_.width(character)
        if filled > width:
            return max(count, 1)
    return len(word)
