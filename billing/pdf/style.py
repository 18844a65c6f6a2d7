"""The look of the paper: five types, three greys, one accent."""

from dataclasses import dataclass

from billing.pdf.fonts import Faces
from billing.pdf.text import Type

INK = "#1b1c1e"
MUTED = "#5b5e63"
HAIRLINE = "#d5d9d9"


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that is set on one document; ``accent`` is the office's colour, for rules only."""

    amount: Type
    title: Type
    name: Type
    strong: Type
    body: Type
    small: Type
    label: Type
    accent: str


def style_of(faces: Faces, accent: str) -> Style:
    """Return the style for an office's faces and its colour (``#rrggbb``)."""
    return Style(
        amount=Type(faces.bold, 20, INK, tracking=-0.5),
        title=Type(faces.bold, 15, INK, tracking=-0.2),
        name=Type(faces.bold, 11, INK),
        strong=Type(faces.bold, 9, INK),
        body=Type(faces.regular, 9, INK),
        small=Type(faces.regular, 8, MUTED),
        label=Type(faces.regular, 8, MUTED),
        accent=accent,
    )
