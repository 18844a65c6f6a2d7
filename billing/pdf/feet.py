"""The foot of every page: whose paper it is, and which of how many pages."""

from billing.pdf.paper import Pages
from billing.pdf.style import Style
from billing.pdf.text import fit
from billing.wording import Labels

_FOOT = 32.0


def put_feet(pages: Pages, whose: str, style: Style, labels: Labels) -> None:
    """Say on each page whose and which paper it is, and how many pages there are."""
    y = pages.paper.value[1] - _FOOT
    total = len(pages.pages)
    for number, page in enumerate(pages.pages, start=1):
        count = labels.page.format(page=number, pages=total)
        page.put_right(count, style.label, pages.right, y)
        room = pages.width - style.label.width(count) - 16
        page.put(fit(whose, style.label, room), style.label, pages.left, y)
