"""A document's view becomes pages of placed text."""

from billing.colour import readable
from billing.pdf.blocks import kind_word
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.notes import put_notes
from billing.pdf.paper import Page, Pages, Paper
from billing.pdf.style import Style
from billing.pdf.sums import put_sums
from billing.pdf.table import Table
from billing.pdf.templates import TEMPLATES, TemplateName
from billing.pdf.text import fit
from billing.snapshot import View
from billing.wording import Labels, wording

_FOOT = 32.0


def lay_out(
    view: View, faces: Faces, *, logo: Logo | None, accent: str, paper: Paper, template: TemplateName = "classic"
) -> list[Page]:
    """Return the pages of ``view``, mirrored where its faces are from right to left.

    Raises HeadTooLong, NotAColour.
    """
    labels = wording(view.language).labels
    look = TEMPLATES[template]
    style = look.style_of(faces, readable(accent).brand)
    pages = Pages(paper, faces.regular.right_to_left)
    look.put_head(pages, view, style, labels, logo)
    Table(pages, view, style, labels).put()
    put_sums(pages, view, style, labels)
    put_notes(pages, view, style, labels)
    _put_feet(pages, view, style, labels)
    if not pages.right_to_left:
        return pages.pages
    return [page.mirrored(paper.value[0]) for page in pages.pages]


def _put_feet(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Say on each page whose and which document it is, and how many pages there are."""
    y = pages.paper.value[1] - _FOOT
    total = len(pages.pages)
    whose = f"{style.apart(view.seller.name)}  ·  {kind_word(view, labels)} {style.apart(view.number)}"
    for number, page in enumerate(pages.pages, start=1):
        count = labels.page.format(page=number, pages=total)
        page.put_right(count, style.label, pages.right, y)
        room = pages.width - style.label.width(count) - 16
        page.put(fit(whose, style.label, room), style.label, pages.left, y)
