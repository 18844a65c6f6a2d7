"""The office's logo as ReportLab reads it."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from billing.errors import Refused


class LogoUnreadable(Refused):
    """The logo is no picture that can be printed."""

    def __init__(self) -> None:
        super().__init__("The logo cannot be read as a picture. Nothing was changed. Choose a PNG or JPEG file.")


@dataclass(frozen=True, slots=True, eq=False)
class Logo:
    """A picture and its size in pixels; ``reader`` is ReportLab's."""

    width: int
    height: int
    reader: Any

    def size_within(self, width: float, height: float) -> tuple[float, float]:
        """Return width and height in points, as large as the box allows."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(maxsize=4)
def read_logo(data: bytes) -> Logo:
    """Return the picture, decoded once. Raises LogoUnreadable."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    try:
        picture = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoUnreadable from error
    reader = ImageReader(BytesIO(data))
    return Logo(*picture.size, reader)
