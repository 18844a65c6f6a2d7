"""Pages of placed text and rules, before anything is drawn.

Positions are points from the top left corner; a text's ``y`` is its baseline. A page from right to left is laid out
like any other and mirrored at the end, so that hardly a part of the layout knows of two directions.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from billing.pdf.logo import Logo
from billing.pdf.text import Type, wrap

MARGIN = 51.0
_TOP = 48.0
_FOOT = 60.0
_BASELINE = 0.25  # of the leading, from the bottom of a line to its baseline


class Paper(Enum):
    """Sheet sizes in points: width, height."""

    A4 = (595.276, 841.89)
    LETTER = (612.0, 792.0)


class Text(NamedTuple):
    """One line of text, its left end at ``x``."""

    x: float
    y: float
    type: Type
    line: str


class Rule(NamedTuple):
    """A horizontal line."""

    x: float
    y: float
    length: float
    weight: float
    color: str


class Panel(NamedTuple):
    """A filled rectangle behind the text; ``y`` is its upper edge."""

    x: float
    y: float
    width: float
    height: float
    color: str


class Picture(NamedTuple):
    """The logo; ``y`` is its upper edge."""

    x: float
    y: float
    width: float
    height: float
    logo: Logo


Modules = tuple[tuple[bool, ...], ...]  # of a QR code, row by row, dark ones true


class Code(NamedTuple):
    """A QR code in black; ``y`` is its upper edge."""

    x: float
    y: float
    size: float
    modules: Modules


class Stroke(NamedTuple):
    """A line drawn by hand, point by point."""

    points: tuple[tuple[float, float], ...]
    weight: float
    color: str


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def put(self, line: str, type_: Type, x: float, y: float) -> None:
        """Place a line with its left end at ``x``, its baseline at ``y``."""
        self.texts.append(Text(x, y, type_, line))

    def put_right(self, line: str, type_: Type, x: float, y: float) -> None:
        """Place a line with its right end at ``x``, its baseline at ``y``."""
        self.texts.append(Text(x - type_.width(line), y, type_, line))

    def mirrored(self, width: float) -> "Page":
        """Return this page, ``width`` points wide, with left and right changed; text and pictures stay readable."""
        return Page(
            [text._replace(x=width - text.x - text.type.width(text.line)) for text in self.texts],
            [rule._replace(x=width - rule.x - rule.length) for rule in self.rules],
            [panel._replace(x=width - panel.x - panel.width) for panel in self.panels],
            [picture._replace(x=width - picture.x - picture.width) for picture in self.pictures],
            [code._replace(x=width - code.x - code.size) for code in self.codes],
            _moved(self.strokes, width),
        )


def _moved(strokes: list[Stroke], width: float) -> list[Stroke]:
    """A drawing changes its side as a whole; the hand that drew it stays readable."""
    drawn = [x for stroke in strokes for x, _ in stroke.points]
    by = width - min(drawn) - max(drawn) if drawn else 0.0
    return [stroke._replace(points=tuple((x + by, y) for x, y in stroke.points)) for stroke in strokes]


@dataclass(slots=True)
class Pages:
    """Pages that are filled from the top; ``y`` is how far the current one is filled."""

    paper: Paper
    right_to_left: bool = False
    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: float = _TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def left(self) -> float:
        return MARGIN

    @property
    def right(self) -> float:
        return self.paper.value[0] - MARGIN

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def bottom(self) -> float:
        return self.paper.value[1] - _FOOT

    @property
    def room(self) -> float:
        return self.bottom - self.y

    @property
    def full_height(self) -> float:
        return self.bottom - _TOP

    def turn(self) -> None:
        """Begin the next page."""
        self.pages.append(Page())
        self.y = _TOP

    def make_room(self, height: float) -> None:
        """Turn the page unless ``height`` fits on this one."""
        if height > self.room:
            self.turn()

    def next_line(self, type_: Type) -> float:
        """Fill on by one line of ``type_``; return its baseline."""
        self.y += type_.leading
        return self.y - type_.leading * _BASELINE

    def put(self, line: str, type_: Type, x: float) -> None:
        """Place a line below what is filled, and fill on."""
        baseline = self.next_line(type_)
        self.page.put(line, type_, x, baseline)

    def put_figure(self, line: str, type_: Type, left: float, right: float, y: float) -> None:
        """Place a figure in its column: units stand under units, on pages from right to left too."""
        if self.right_to_left:
            self.page.put(line, type_, left, y)
        else:
            self.page.put_right(line, type_, right, y)

    def block(self, text: str, type_: Type, x: float, width: float) -> None:
        """Place wrapped text on this page."""
        for line in wrap(text, type_, width):
            self.put(line, type_, x)

    def block_right(self, text: str, type_: Type, x: float, width: float) -> None:
        """Place wrapped text on this page, the right ends of its lines at ``x``."""
        for line in wrap(text, type_, width):
            self.page.put_right(line, type_, x, self.next_line(type_))

    def flow(self, text: str, type_: Type, x: float, width: float) -> None:
        """Place wrapped text that goes on over the next pages."""
        for line in wrap(text, type_, width):
            self.make_room(type_.leading)
            self.put(line, type_, x)

    def rule(self, color: str, *, weight: float = 0.5, x: float | None = None, length: float | None = None) -> None:
        """Draw a horizontal line where the page is filled to."""
        start = self.left if x is None else x
        self.page.rules.append(Rule(start, self.y, self.right - start if length is None else length, weight, color))
