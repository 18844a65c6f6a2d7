"""Placed pages become the bytes of a PDF: the only file that draws with ReportLab."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import Any

from billing.pdf.fonts import Face, Setting
from billing.pdf.paper import Code, Page, Paper, Stroke
from billing.pdf.text import Type

# A ReportLab font reads its file through one position; two documents at a time would read each other's glyphs.
_one_at_a_time = threading.Lock()
_FILL, _FILL_AND_STROKE = 0, 2
_THICKER = 0.025  # of the size: how wide the line is that makes a bold of a regular


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file: its name, its content as it is, and when it was made."""

    name: str
    content: bytes
    at: datetime


def draw(pages: Sequence[Page], paper: Paper, about: About, face: Face, inside: Attachment | None = None) -> bytes:
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
        if inside is not None:
            _attach(canvas, inside)
        canvas.save()
    return file.getvalue()


def _draw_page(canvas: Any, page: Page, height: float) -> None:
    for panel in page.panels:
        canvas.setFillColorRGB(*_rgb(panel.color))
        canvas.rect(panel.x, height - panel.y - panel.height, panel.width, panel.height, stroke=0, fill=1)
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
    for code in page.codes:
        _draw_code(canvas, code, height)
    for stroke in page.strokes:
        _draw_stroke(canvas, stroke, height)
    _draw_texts(canvas, page, height)


def _draw_code(canvas: Any, code: Code, height: float) -> None:
    """Draw a QR code as one path of whole numbers, dark modules that touch in a row as one rectangle.

    ReportLab's own call for a rectangle formats four fractions: for a thousand of them that is half of a page's time.
    """
    module = code.size / len(code.modules)
    rectangles: list[str] = []
    for row, modules in enumerate(code.modules):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                rectangles.append(f"{column} {row} {length} 1 re")
            column += length
    canvas.saveState()
    canvas.setFillColorRGB(0, 0, 0)
    canvas.transform(module, 0, 0, -module, code.x, height - code.y)
    canvas._code.append(" ".join([*rectangles, "f"]))  # noqa: SLF001 - said above
    canvas.restoreState()


def _draw_stroke(canvas: Any, stroke: Stroke, height: float) -> None:
    canvas.setStrokeColorRGB(*_rgb(stroke.color))
    canvas.setLineWidth(stroke.weight)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    (x, y), *others = stroke.points
    path.moveTo(x, height - y)
    for x, y in others or [stroke.points[0]]:
        path.lineTo(x, height - y)
    canvas.drawPath(path)


def _attach(canvas: Any, inside: Attachment) -> None:
    """Put the file in as viewers list it (ISO 32000-1, 7.11.4), uncompressed: it can be read without them."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

    made = PDFString(f"D:{inside.at:%Y%m%d%H%M%S}Z")
    described = PDFDictionary({"Type": PDFName("EmbeddedFile"), "Subtype": PDFName("application#2Fjson")})
    described.dict["Params"] = PDFDictionary({"Size": len(inside.content), "ModDate": made})
    document = canvas._doc  # noqa: SLF001 - ReportLab has no call for a file inside a file
    stream = document.Reference(PDFStream(described, inside.content, filters=None))
    name = PDFString(inside.name)
    files = PDFDictionary({"Type": PDFName("Filespec"), "F": name, "UF": name, "EF": PDFDictionary({"F": stream})})
    listed = PDFDictionary({"Names": PDFArray([name, document.Reference(files)])})
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": listed})


def _draw_texts(canvas: Any, page: Page, height: float) -> None:
    """Write all text of a page as one text object: a fraction of the operators that a call per string makes."""
    text = canvas.beginText()
    current = None
    for x, y, type_, line in page.texts:
        if type_ is not current:
            _set_type(text, type_)
            current = type_
        text.setTextOrigin(x, height - y)
        if type_.face.is_plain(line):
            text.textOut(line)
        else:
            _draw_runs(text, type_.face.setting(line), type_)
            current = None
    canvas.drawText(text)


def _set_type(text: Any, type_: Type) -> None:
    text.setFont(type_.face.name, type_.size)
    text.setFillColorRGB(*_rgb(type_.color))
    text.setCharSpace(type_.tracking)


def _draw_runs(text: Any, setting: Setting, type_: Type) -> None:
    """Write a line of several fonts."""
    text.setCharSpace(0)
    for run in setting.runs:
        text.setFont(run.font.name, type_.size)
        if run.font.thicken:
            text.setStrokeColorRGB(*_rgb(type_.color))
            text._code.append(f"{type_.size * _THICKER:.3f} w")  # noqa: SLF001 - ReportLab has no call for it here
            text.setTextRenderMode(_FILL_AND_STROKE)
        text.textOut(run.text)
        if run.font.thicken:
            text.setTextRenderMode(_FILL)


@lru_cache(maxsize=64)
def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red / 255, green / 255, blue / 255
