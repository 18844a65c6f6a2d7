"""Files that ship with the programs, read as bytes."""

from functools import cache
from importlib.resources import files

from billing.pdf import Fonts


@cache
def font_bytes() -> Fonts:
    """Return the fonts of the paper: Latin, Greek and Cyrillic, figures of one width."""
    folder = files(__name__) / "fonts"
    return Fonts(
        regular=(folder / "CounterfoilSans-Regular.ttf").read_bytes(),
        bold=(folder / "CounterfoilSans-Bold.ttf").read_bytes(),
    )
