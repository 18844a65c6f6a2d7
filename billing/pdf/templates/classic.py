"""Classic: the seller at the left, the document's name at the right, hairlines, colour in one rule only."""

from billing.issued import Party
from billing.pdf import blocks
from billing.pdf.blocks import BLOCK_GAP, GAP
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.paper import Pages
from billing.pdf.style import HAIRLINE, INK, MUTED, Style
from billing.pdf.text import Type
from billing.snapshot import View
from billing.wording import Labels

_SELLER_SHARE = 0.62
_BUYER_SHARE = 0.56


def style_of(faces: Faces, accent: str) -> Style:
    """Return the style for an office's faces and its colour (``#rrggbb``)."""
    return Style(
        amount=Type(faces.bold, 20, INK, tracking=-0.5),
        title=Type(faces.bold, 15, INK, tracking=-0.2),
        name=Type(faces.bold, 11, INK),
        due=Type(faces.bold, 11, INK),
        strong=Type(faces.bold, 9, INK),
        body=Type(faces.regular, 9, INK),
        small=Type(faces.regular, 8, MUTED),
        label=Type(faces.regular, 8, MUTED),
        accent=accent,
    )


def put_top(pages: Pages, seller: Party, title: str, number: str, style: Style, logo: Logo | None) -> None:
    """Say whose paper it is, and what it is called."""
    top = pages.y
    seller_bottom = blocks.put_seller(pages, seller, style, logo, pages.width * _SELLER_SHARE)
    pages.y = top
    blocks.put_title_right(pages, title, number, style, pages.width * (1 - _SELLER_SHARE) - GAP)
    pages.y = max(pages.y, seller_bottom) + 10
    pages.rule(HAIRLINE)
    pages.y += BLOCK_GAP


def put_head(pages: Pages, view: View, style: Style, labels: Labels, logo: Logo | None) -> None:
    """Fill the top of the first page. Raises HeadTooLong where both parties leave no room on it."""
    put_top(pages, view.seller, blocks.kind_word(view, labels), view.number, style, logo)
    top = pages.y
    blocks.put_buyer(pages, view, style, labels, pages.width * _BUYER_SHARE - GAP)
    buyer_bottom = pages.y
    pages.y = top
    left = pages.left + pages.width * _BUYER_SHARE
    blocks.put_sum(pages, view, style, labels, left, pages.right - left)
    pages.y = max(pages.y, buyer_bottom) + BLOCK_GAP
    facts = blocks.facts(view, labels)
    blocks.put_facts(pages, facts, style, left=pages.left, right=pages.right, columns=max(len(facts), 4))
    pages.y += BLOCK_GAP
    blocks.put_message(pages, view, style, labels)
