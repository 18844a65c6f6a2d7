"""The look of the paper: a few types, three greys, one accent."""

from dataclasses import dataclass

from billing import direction
from billing.pdf.text import Type

INK = "#1b1c1e"
MUTED = "#5b5e63"
HAIRLINE = "#d5d9d9"
TINT = "#f4f5f5"


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that is set on one document.

    ``accent`` is the office's colour, readable on white. ``due`` is the type of the last sum; ``head_rule`` the
    line under the head of the table, colour and weight.
    """

    amount: Type
    title: Type
    name: Type
    due: Type
    strong: Type
    body: Type
    small: Type
    label: Type
    accent: str
    head_rule: tuple[str, float] = (HAIRLINE, 0.75)

    def apart(self, value: str) -> str:
        """Return ``value`` so that it keeps its own direction inside a sentence."""
        return direction.apart(value, in_document=self.body.face.right_to_left)

    def labelled(self, label: str, value: str) -> str:
        """Return a label and its value in one line of text."""
        return f"{label} {self.apart(value)}".strip()
