"""P1: an invoice's PDF, beside a ReportLab canvas that draws the same strings, rules, logo and code call by call."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks import papers
from benchmarks.figures import Figure
from benchmarks.harness import Benchmark, Measure
from billing.pdf import Paper, render
from billing.pdf.fonts import faces
from billing.pdf.layout import lay_out
from billing.pdf.logo import read_logo
from billing.pdf.payment_code import payment_code

_PAPERS = 40


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure the same page where every place is known: what the tools cost anyway."""
    logo, page_faces = papers.logo(), faces(papers.fonts())
    pages = lay_out(papers.view(0), page_faces, logo=read_logo(logo), accent=papers.ACCENT, paper=Paper.A4)
    height = Paper.A4.value[1]

    def draw(number: int) -> None:
        canvas = Canvas(io.BytesIO(), Paper.A4.value, pageCompression=1, initialFontName=page_faces.regular.name)
        for page in pages:
            for picture in page.pictures:
                box = (picture.x, height - picture.y - picture.height, picture.width, picture.height)
                canvas.drawImage(ImageReader(io.BytesIO(logo)), *box, mask="auto")
            for rule in page.rules:
                canvas.line(rule.x, height - rule.y, rule.x + rule.length, height - rule.y)
            for text in page.texts:
                canvas.setFont(text.type.face.name, text.type.size)
                canvas.drawString(text.x, height - text.y, text.line)
            for code in page.codes:
                _draw_code(canvas, number, code.x, height - code.y, code.size)
            canvas.showPage()
        canvas.save()

    yield lambda: {"rate": _rate(draw)}


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure what an issue calls: from the view to the bytes."""
    logo, fonts = papers.logo(), papers.fonts()
    yield lambda: {
        "rate": _rate(lambda number: render(papers.view(number), logo=logo, fonts=fonts, accent=papers.ACCENT))
    }


def _draw_code(canvas: Canvas, number: int, left: float, top: float, size: float) -> None:
    modules = payment_code(papers.view(number)) or ()
    step = size / len(modules)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                canvas.rect(left + column * step, top - (row + 1) * step, step, step, stroke=0, fill=1)


_numbers = count(1)


def _rate(draw: Callable[[int], object]) -> float:
    """Return how many papers are drawn in a second."""
    began = time.perf_counter()
    for _ in range(_PAPERS):
        draw(next(_numbers))
    return _PAPERS / (time.perf_counter() - began)


BENCHMARK = Benchmark(
    title="an invoice's PDF, 20 lines, embedded fonts, logo and the banks' code",
    figures=(Figure("P1", "rate", "PDF/s", "x a plain canvas", goal=0.6, higher_is_better=True),),
    subject=subject,
    anchor=anchor,
)
