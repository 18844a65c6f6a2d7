"""A document's view becomes pages of placed text."""

from billing.pdf.fonts import Faces
from billing.pdf.head import kind_word, put_head
from billing.pdf.logo import Logo
from billing.pdf.notes import put_notes
from billing.pdf.paper import Page, Pages, Paper
from billing.pdf.style import Style, style_of
from billing.pdf.sums import put_sums
from billing.pdf.table import Table
from billing.pdf.text import fit
from billing.snapshot import View
from billing.wording import Labels, wording

_FOOT = 32.0


def lay_out(view: View, faces: Faces, *, logo: Logo | None, accent: str, paper: Paper) -> list[Page]:
    """Return the pages of ``view``. Raises HeadTooLong."""
    labels = wording(view.language).labels
    style = style_of(faces, accent)
    pages = Pages(paper)
    put_head(pages, view, style, labels, logo)
    Table(pages, view, style, labels).put()
    put_sums(pages, view, style, labels)
    put_notes(pages, view, style, labels)
    _put_feet(pages, view, style, labels)
    return pages.pages


def _put_feet(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Say on each page whose and which document it is, and how many pages there are."""
    y = pages.paper.value[1] - _FOOT
    total = len(pages.pages)
    whose = f"{view.seller.name}  ·  {kind_word(view, labels)} {view.number}"
    for number, page in enumerate(pages.pages, start=1):
        count = labels.page.format(page=number, pages=total)
        page.put_right(count, style.label, pages.right, y)
        room = pages.width - style.label.width(count) - 16
        page.put(fit(whose, style.label, room), style.label, pages.left, y)
