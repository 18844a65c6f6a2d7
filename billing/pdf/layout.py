"""A document's view becomes pages of placed text."""

from billing.colour import readable
from billing.pdf.blocks import kind_word
from billing.pdf.feet import put_feet
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.notes import put_notes
from billing.pdf.paper import Page, Pages, Paper
from billing.pdf.sums import put_sums
from billing.pdf.table import Table
from billing.pdf.templates import TEMPLATES, TemplateName
from billing.snapshot import View
from billing.wording import wording


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
    whose = f"{style.apart(view.seller.name)}  ·  {kind_word(view, labels)} {style.apart(view.number)}"
    put_feet(pages, whose, style, labels)
    if not pages.right_to_left:
        return pages.pages
    return [page.mirrored(paper.value[0]) for page in pages.pages]
