"""The office's colour made readable: nobody can brand a page unreadable.

Contrast is WCAG 2.2's: (L1 + 0.05) / (L2 + 0.05) of relative luminances.
"""

import re
from dataclasses import dataclass

from billing.errors import Refused

SHEET, GROUND, DARK_SHEET = "#ffffff", "#f2f2ef", "#1a1b1d"
_ON_LIGHT, _ON_DARK = "#ffffff", "#16181a"
_HEX = re.compile(r"#[0-9a-f]{6}")


class NotAColour(Refused):
    """A colour is typed as # and six hex digits."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:20]} is no colour. The colour stays as it was. Type it like #0b6075.")


@dataclass(frozen=True, slots=True)
class Readable:
    """Accent and the text on it, for light and dark pages."""

    brand: str
    on_brand: str
    brand_dark: str
    on_brand_dark: str


def readable(colour: str) -> Readable:
    """Return ``colour`` darkened until 4.5:1 on sheet and ground, and lightened until 6:1 on the dark sheet.

    Raises NotAColour.
    """
    colour = colour.strip().lower()
    if not _HEX.fullmatch(colour):
        raise NotAColour(colour)
    light, dark = colour, colour
    while contrast(light, SHEET) < 4.5 or contrast(light, GROUND) < 4.5:
        light = _mixed(light, 0)
    while contrast(dark, DARK_SHEET) < 6:
        dark = _mixed(dark, 255)
    return Readable(light, _on(light), dark, _on(dark))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _on(colour: str) -> str:
    return max((_ON_LIGHT, _ON_DARK), key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _mixed(colour: str, towards: int) -> str:
    return "#" + "".join(f"{_stepped(channel, towards):02x}" for channel in _channels(colour))


def _stepped(channel: int, towards: int) -> int:
    distance = towards - channel
    return channel + (max(1, distance // 32) if distance > 0 else min(-1, -(-distance // 32)) if distance else 0)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
