"""Files that ship with the programs, read as bytes."""

from functools import cache
from importlib.resources import files

from billing.pdf import Family, FontFile, Fonts


@cache
def font_bytes() -> Fonts:
    """Return the fonts of the paper: Latin, Greek and Cyrillic with figures of one width, then Arabic, then Hebrew."""
    return Fonts(tuple(_family(f"Counterfoil{script}") for script in ("Sans", "Arabic", "Hebrew")))


def _family(name: str) -> Family:
    folder = files(__name__) / "fonts"
    regular, bold = (FontFile((folder / f"{name}-{weight}.ttf").read_bytes()) for weight in ("Regular", "Bold"))
    return Family(regular, bold)
