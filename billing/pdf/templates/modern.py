"""Modern: the document's name large and in the office's colour, the seller at the right, facts on a tinted band."""

from billing.issued import Party
from billing.pdf import blocks
from billing.pdf.blocks import BLOCK_GAP, GAP
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.paper import Pages, Panel, Picture
from billing.pdf.style import INK, MUTED, TINT, Style
from billing.pdf.text import Type
from billing.snapshot import View
from billing.wording import Labels

_TITLE_SHARE = 0.46
_BAR = 5.0
_PAD = 12.0
_SUM_SHARE = 0.36


def style_of(faces: Faces, accent: str) -> Style:
    """Return the style for an office's faces and its colour (``#rrggbb``)."""
    return Style(
        amount=Type(faces.bold, 19, INK, tracking=-0.4),
        title=Type(faces.bold, 27, accent, tracking=-0.8),
        name=Type(faces.bold, 11, INK),
        due=Type(faces.bold, 13, accent, tracking=-0.2),
        strong=Type(faces.bold, 9, INK),
        body=Type(faces.regular, 9, INK),
        small=Type(faces.regular, 8, MUTED),
        label=Type(faces.regular, 8, MUTED),
        accent=accent,
        head_rule=(INK, 1.0),
    )


def put_top(pages: Pages, seller: Party, title: str, number: str, style: Style, logo: Logo | None) -> None:
    """Say whose paper it is, and what it is called."""
    pages.page.panels.append(Panel(0, 0, pages.paper.value[0], _BAR, style.accent))
    top = pages.y
    _put_title(pages, title, number, style)
    bottom = pages.y
    pages.y = top
    _put_seller(pages, seller, style, logo)
    pages.y = max(pages.y, bottom) + BLOCK_GAP


def put_head(pages: Pages, view: View, style: Style, labels: Labels, logo: Logo | None) -> None:
    """Fill the top of the first page. Raises HeadTooLong where both parties leave no room on it."""
    put_top(pages, view.seller, blocks.kind_word(view, labels), view.number, style, logo)
    blocks.put_buyer(pages, view, style, labels, pages.width * _TITLE_SHARE)
    pages.y += BLOCK_GAP
    _put_band(pages, view, style, labels)
    pages.y += BLOCK_GAP
    blocks.put_message(pages, view, style, labels)


def _put_title(pages: Pages, title: str, number: str, style: Style) -> None:
    width = pages.width * _TITLE_SHARE
    pages.block(title, style.title.fitted(title, width), pages.left, width)
    pages.block(number, style.name, pages.left, width)


def _put_seller(pages: Pages, seller: Party, style: Style, logo: Logo | None) -> None:
    width = pages.width * (1 - _TITLE_SHARE) - GAP
    if logo is not None:
        logo_width, logo_height = logo.size_within(blocks.LOGO_WIDTH, blocks.LOGO_HEIGHT)
        pages.page.pictures.append(Picture(pages.right - logo_width, pages.y, logo_width, logo_height, logo))
        pages.y += logo_height + 6
    pages.block_right(seller.name, style.name, pages.right, width)
    for text in blocks.seller_lines(seller, style):
        pages.block_right(text, style.small, pages.right, width)


def _put_band(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place amount, dates and references on one band across the page."""
    top = pages.y
    panels = pages.page.panels
    pages.y = top + _PAD
    left, split = pages.left + _PAD, pages.left + pages.width * _SUM_SHARE
    blocks.put_amount(pages, view, style, labels, left, split - left - GAP)
    amount_bottom = pages.y
    pages.y = top + _PAD
    facts = blocks.facts(view, labels)
    blocks.put_facts(pages, facts, style, left=split, right=pages.right - _PAD + GAP, columns=3)
    pages.y = max(pages.y, amount_bottom) + _PAD
    panels.append(Panel(pages.left, top, pages.width, pages.y - top, TINT))
