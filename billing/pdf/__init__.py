"""The paper: a view becomes a PDF with its fonts embedded, the same bytes wherever it is drawn."""

from billing.formatting import right_to_left
from billing.pdf.account import lay_out_statement
from billing.pdf.blocks import HeadTooLong, kind_word
from billing.pdf.drawing import About, draw
from billing.pdf.fonts import Faces, Family, FontFile, Fonts, Uncovered, faces, supplement
from billing.pdf.layout import lay_out
from billing.pdf.logo import LogoUnreadable, read_logo
from billing.pdf.paper import Page, Paper
from billing.pdf.templates import TEMPLATES, TemplateName
from billing.snapshot import View
from billing.statement import Statement
from billing.wording import wording

__all__ = [
    "TEMPLATES",
    "Family",
    "FontFile",
    "Fonts",
    "HeadTooLong",
    "LogoUnreadable",
    "Paper",
    "TemplateName",
    "Uncovered",
    "render",
    "render_statement",
    "supplement",
    "uncovered",
]

_NO_ACCENT = "#000000"


def render(
    view: View,
    *,
    logo: bytes | None,
    fonts: Fonts,
    accent: str,
    paper: Paper = Paper.A4,
    template: TemplateName = "classic",
) -> bytes:
    """Return the PDF of ``view``; the same input gives the same bytes, in any process.

    ``logo`` is a PNG or JPEG file; ``accent`` is ``#rrggbb``. Nothing is printed that the view does not hold, beside
    the words of its language.

    Raises Uncovered (the fonts lack a character), LogoUnreadable, HeadTooLong, NotAColour.
    """
    document_faces = faces(fonts, right_to_left=right_to_left(view.language))
    picture = read_logo(logo) if logo is not None else None
    pages = lay_out(view, document_faces, logo=picture, accent=accent, paper=paper, template=template)
    title = f"{kind_word(view, wording(view.language).labels)} {view.number}"
    return _drawn(pages, document_faces, paper, About(title, view.seller.name, view.language))


def render_statement(
    statement: Statement,
    *,
    logo: bytes | None,
    fonts: Fonts,
    accent: str,
    paper: Paper = Paper.A4,
    template: TemplateName = "classic",
) -> bytes:
    """Return the PDF of ``statement``; what is said of ``render`` holds here too, and the same is raised."""
    document_faces = faces(fonts, right_to_left=right_to_left(statement.language))
    picture = read_logo(logo) if logo is not None else None
    pages = lay_out_statement(statement, document_faces, logo=picture, accent=accent, paper=paper, template=template)
    title = f"{wording(statement.language).labels.statement} {statement.on}"
    return _drawn(pages, document_faces, paper, About(title, statement.seller.name, statement.language))


def uncovered(view: View, fonts: Fonts) -> str:
    """Return the characters of ``view`` that ``fonts`` cannot print, in the order of their codes; empty if none."""
    document_faces = faces(fonts, right_to_left=right_to_left(view.language))
    pages = lay_out(view, document_faces, logo=None, accent=_NO_ACCENT, paper=Paper.A4)
    return _uncovered(pages, document_faces)


def _drawn(pages: list[Page], document_faces: Faces, paper: Paper, about: About) -> bytes:
    if missing := _uncovered(pages, document_faces):
        raise Uncovered(missing)
    return draw(pages, paper, about, document_faces.regular)


def _uncovered(pages: list[Page], document_faces: Faces) -> str:
    missing: set[str] = set()
    for face in (document_faces.regular, document_faces.bold):
        missing |= face.uncovered(text.line for page in pages for text in page.texts if text.type.face is face)
    return "".join(sorted(missing))
