"""The office's face: logo and colour, and the public profile that the portal shows."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.colour import readable
from billing.errors import Refused
from billing.wire import Brand, Contact, OfficeProfile
from desktop.models import Office

if TYPE_CHECKING:
    from PIL import Image

MAX_LOGO = 2 * 1024 * 1024
LOGO_BYTES = 30 * 1024
LOGO_EDGE = 600
_MAX_PIXELS = 40_000_000


class NotALogo(Refused):
    """The file cannot be the logo; the old one stays."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} The logo stays as it was. Choose a PNG or JPG of at most 2 MB.")


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is kept and shown: a PNG of at most 600 px and 30 KB."""

    png: bytes
    width: int
    height: int


def read_logo(content: bytes) -> Logo:
    """Return ``content`` (PNG or JPEG, at most 2 MB) re-encoded small. Raises NotALogo."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 30 ms that a start can spare

    if len(content) > MAX_LOGO:
        raise NotALogo("The picture is over 2 MB.")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise NotALogo("The picture has too many pixels.")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotALogo("The file is no picture that can be read.") from error
    for edge in (LOGO_EDGE, 480, 360, 240, 160):
        upright.thumbnail((edge, edge))
        for colours in (None, 256, 64):
            png = _png(upright, colours)
            if len(png) <= LOGO_BYTES:
                return Logo(png, upright.width, upright.height)
    raise NotALogo("The picture is too detailed for a logo.")


def _png(picture: "Image.Image", colours: int | None) -> bytes:
    out = io.BytesIO()
    (picture.quantize(colours) if colours else picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def office_profile(session: Session) -> OfficeProfile:
    """Return what the portal shows of the office without any token."""
    office = session.scalars(select(Office)).one()
    colours = readable(office.colour)
    return OfficeProfile(
        name=office.name,
        language=office.language,
        time_zone=office.time_zone,
        contact=Contact(email=office.email, phone=office.phone, website=office.website),
        brand=Brand(
            brand=colours.brand,
            on_brand=colours.on_brand,
            brand_dark=colours.brand_dark,
            on_brand_dark=colours.on_brand_dark,
            logo=office.logo or b"",
            logo_width=office.logo_width,
            logo_height=office.logo_height,
        ),
        settled_days=office.settled_days,
    )
