"""A snapshot drawn as the office's PDF."""

import resources
from billing import pdf
from billing.snapshot import View
from desktop.models import Office


def draw(view: View, office: Office) -> bytes:
    """Return the PDF of ``view`` in the office's branding. Raises Uncovered when a character has no glyph."""
    return pdf.render(view, logo=office.logo, fonts=resources.font_bytes(), accent=office.colour)
