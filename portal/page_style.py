"""The office's colour on its pages: one inline style of four values, allowed by its hash."""

from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from markupsafe import Markup

from billing.colour import Readable, readable
from billing.wire import Brand

_NO_OFFICE = readable("#34465f")


@dataclass(frozen=True, slots=True)
class Style:
    """What stands inside the ``<style>`` element, and the source that a Content-Security-Policy allows it by."""

    css: Markup
    hash: str


def style_of(brand: Brand | None) -> Style:
    """Return the style of an office; a page of no office is slate blue."""
    if brand is None:
        return _style(_NO_OFFICE)
    return _style(Readable(brand.brand, brand.on_brand, brand.brand_dark, brand.on_brand_dark))


@lru_cache(maxsize=256)
def _style(colours: Readable) -> Style:
    css = (
        f":root{{--brand:{colours.brand};--on-brand:{colours.on_brand};"
        f"--brand-dark:{colours.brand_dark};--on-brand-dark:{colours.on_brand_dark}}}"
    )
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return Style(Markup(css), f"sha256-{digest}")  # noqa: S704  # four colours, each matched as # and six hex digits
