"""A drawn signature: bounded strokes in, checked for ink, the same picture out on page and paper.

Strokes are points on a field of 600 by 300 units, x to the right and y down, as ``[[x, y, x, y, …], …]``.
"""

import json
from itertools import pairwise
from typing import Literal

from billing.errors import Refused

WIDTH, HEIGHT = 600, 300
MAX_STROKES = 64
MAX_POINTS = 2_000
MAX_TEXT = 24 * 1024
_LEAST_INK = 60  # units of line; less is a slip of the finger
_LEAST_WIDTH = 20

Strokes = tuple[tuple[int, ...], ...]


class NotASignature(Refused):
    """What was sent is no drawing that could sign anything: it did not arrive whole, is too large or too small."""

    def __init__(self, what: Literal["broken", "large", "small"]) -> None:
        super().__init__(f"A drawn signature was refused: {what}.")
        self.what = what


def read_strokes(text: str) -> Strokes:
    """Return the strokes in ``text``, or none where it is blank: nothing was drawn.

    Raises NotASignature: not strokes, too many of them, outside the field, or without ink.
    """
    if not text.strip():
        return ()
    strokes = _parsed(text)
    if not strokes:
        return ()
    if len(strokes) > MAX_STROKES or sum(map(len, strokes)) > 2 * MAX_POINTS:
        raise NotASignature("large")
    if not has_ink(strokes):
        raise NotASignature("small")
    return strokes


def has_ink(strokes: Strokes) -> bool:
    """Tell whether enough was drawn to be somebody's hand: a length of line, and some width."""
    xs = [x for stroke in strokes for x, _ in points(stroke)]
    ink = sum(
        abs(right[0] - left[0]) + abs(right[1] - left[1])
        for stroke in strokes
        for left, right in pairwise(points(stroke))
    )
    return ink >= _LEAST_INK and max(xs) - min(xs) >= _LEAST_WIDTH


def points(stroke: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the points of one stroke."""
    return list(zip(stroke[::2], stroke[1::2], strict=True))


def path_of(strokes: Strokes) -> str:
    """Return the strokes as an SVG path; made of digits and letters alone."""
    return "".join(
        "M" + "L".join(f"{x} {y}" for x, y in points(stroke) * (2 if len(stroke) == 2 else 1)) for stroke in strokes
    )


def frame_of(strokes: Strokes, *, room: int = 8) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what was drawn, with ``room`` units around it; the field if nothing was."""
    drawn = [point for stroke in strokes for point in points(stroke)]
    if not drawn:
        return 0, 0, WIDTH, HEIGHT
    left, top = min(x for x, _ in drawn) - room, min(y for _, y in drawn) - room
    right, bottom = max(x for x, _ in drawn) + room, max(y for _, y in drawn) + room
    return left, top, right - left, bottom - top


def _parsed(text: str) -> Strokes:
    unreadable = NotASignature("broken")
    if len(text) > MAX_TEXT:
        raise NotASignature("large")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable from error
    if not isinstance(found, list) or not all(map(_is_stroke, found)):
        raise unreadable
    return tuple(tuple(stroke) for stroke in found)


def _is_stroke(found: object) -> bool:
    if not isinstance(found, list) or not found or len(found) % 2:
        return False
    if not all(type(each) is int for each in found):
        return False
    return all(0 <= x <= WIDTH for x in found[::2]) and all(0 <= y <= HEIGHT for y in found[1::2])
