"""Placed pages become the bytes of a PDF: the only file that draws with ReportLab."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from billing.pdf.fonts import Face
from billing.pdf.paper import Page, Paper

# A ReportLab font reads its file through one position; two documents at a time would read each other's glyphs.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str


def draw(pages: Sequence[Page], paper: Paper, about: About, face: Face) -> bytes:
    """Return the PDF; the same pages give the same bytes. ``face`` is named first, so that no other font is listed."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams stay binary: a quarter smaller, and quicker to write
    file = BytesIO()
    with _one_at_a_time:
        canvas = Canvas(
            file, paper.value, invariant=1, pageCompression=1, initialFontName=face.name, lang=about.language
        )
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setCreator("Counterfoil")
        for page in pages:
            _draw_page(canvas, page, paper.value[1])
            canvas.showPage()
        canvas.save()
    return file.getvalue()


def _draw_page(canvas: Any, page: Page, height: float) -> None:
    for picture in page.pictures:
        canvas.drawImage(
            picture.logo.reader,
            picture.x,
            height - picture.y - picture.height,
            picture.width,
            picture.height,
            mask="auto",
        )
    for rule in page.rules:
        canvas.setStrokeColorRGB(*_rgb(rule.color))
        canvas.setLineWidth(rule.weight)
        canvas.line(rule.x, height - rule.y, rule.x + rule.length, height - rule.y)
    _draw_texts(canvas, page, height)


def _draw_texts(canvas: Any, page: Page, height: float) -> None:
    """Write all text of a page as one text object: a fraction of the operators that a call per string makes."""
    text = canvas.beginText()
    current = None
    for x, y, type_, line in page.texts:
        if type_ is not current:
            text.setFont(type_.face.name, type_.size)
            text.setFillColorRGB(*_rgb(type_.color))
            text.setCharSpace(type_.tracking)
            current = type_
        text.setTextOrigin(x, height - y)
        text.textOut(line)
    canvas.drawText(text)


@lru_cache(maxsize=64)
def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red / 255, green / 255, blue / 255
