"""What the cells of the editor carry beyond those of lists."""

from dataclasses import dataclass

from desktop.views.theme import Tone


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure or a word of a line; with a tone it is a figure that cannot be read yet."""

    text: str
    muted: bool = False
    strong: bool = False
    tone: Tone | None = None
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class OptionValue:
    """The tick of an optional line."""

    ticked: bool


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """What stands faintly where nothing was typed yet."""

    text: str
