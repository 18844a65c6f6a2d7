"""The head of the first page: who sends what to whom, how much, and until when."""

from billing.errors import Refused
from billing.pdf.logo import Logo
from billing.pdf.paper import Pages, Picture
from billing.pdf.style import HAIRLINE, Style
from billing.pdf.text import wrap
from billing.snapshot import View
from billing.wording import Labels

_LOGO_WIDTH, _LOGO_HEIGHT = 144.0, 40.0
_BESIDE = 60.0  # a logo up to this width stands beside the name, a wider one above it
_GAP = 12.0
_BLOCK_GAP = 18.0
_SELLER_SHARE = 0.62
_BUYER_SHARE = 0.56


class HeadTooLong(Refused):
    """Names and addresses stand on the first page; they do not go on over the next."""

    def __init__(self) -> None:
        super().__init__(
            "Names and addresses are longer than one page. Nothing was changed. Shorten them, then try again."
        )


def put_head(pages: Pages, view: View, style: Style, labels: Labels, logo: Logo | None) -> None:
    """Fill the top of the first page. Raises HeadTooLong where both parties leave no room on it."""
    top = pages.y
    seller_bottom = _put_seller(pages, view, style, logo)
    pages.y = top
    _put_title(pages, view, style, labels)
    pages.y = max(pages.y, seller_bottom) + 10
    pages.rule(HAIRLINE)
    pages.y += _BLOCK_GAP
    top = pages.y
    _put_buyer(pages, view, style, labels)
    buyer_bottom = pages.y
    pages.y = top
    _put_sum(pages, view, style, labels)
    pages.y = max(pages.y, buyer_bottom) + _BLOCK_GAP
    _put_facts(pages, view, style, labels)
    if pages.room < 0:
        raise HeadTooLong
    reason = f"{labels.reason}: {view.reason}" if view.reason else ""
    for words in filter(None, (reason, view.message)):
        pages.flow(words, style.body, pages.left, pages.width)
        pages.y += _BLOCK_GAP


def kind_word(view: View, labels: Labels) -> str:
    """Return what the document is called."""
    return {"invoice": labels.invoice, "quote": labels.quote, "credit": labels.credit}[view.kind]


def corrected(view: View, labels: Labels) -> str:
    """Return the invoice that a credit note corrects, by number and date, or ""."""
    return labels.corrects_of.format(number=view.corrects, date=view.corrects_on) if view.corrects else ""


def _put_seller(pages: Pages, view: View, style: Style, logo: Logo | None) -> float:
    """Place logo, name and address at the left; return where they end."""
    seller = view.seller
    left, width = pages.left, pages.width * _SELLER_SHARE
    logo_bottom = pages.y
    if logo is not None:
        logo_width, logo_height = logo.size_within(_LOGO_WIDTH, _LOGO_HEIGHT)
        pages.page.pictures.append(Picture(left, pages.y, logo_width, logo_height, logo))
        logo_bottom += logo_height
        if logo_width <= _BESIDE:
            left, width = left + logo_width + _GAP, width - logo_width - _GAP
        else:
            pages.y = logo_bottom + 6
    pages.block(seller.name, style.name, left, width)
    pages.block(", ".join(seller.address), style.small, left, width)
    pages.block("  ·  ".join(filter(None, [seller.phone, seller.email])), style.small, left, width)
    identifiers = "  ·  ".join(f"{row.label} {row.value}".strip() for row in seller.tax_ids)
    pages.block(identifiers, style.small, left, width)
    return max(pages.y, logo_bottom + 4)


def _put_title(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    width = pages.width * (1 - _SELLER_SHARE) - _GAP
    for text, type_ in ((kind_word(view, labels), style.title), (view.number, style.body)):
        for line in wrap(text, type_, width):
            pages.page.put_right(line, type_, pages.right, pages.next_line(type_))


def _put_buyer(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    buyer = view.buyer
    width = pages.width * _BUYER_SHARE - _GAP
    label = {"invoice": labels.billed_to, "quote": labels.offered_to, "credit": labels.credited_to}[view.kind]
    pages.block(label, style.label, pages.left, width)
    pages.block(buyer.name, style.strong, pages.left, width)
    for part in buyer.address:
        pages.block(part, style.body, pages.left, width)
    for row in buyer.tax_ids:
        pages.block(f"{row.label} {row.value}".strip(), style.small, pages.left, width)


def _put_sum(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place the amount that matters and the date it is due, in the right half."""
    left = pages.left + pages.width * _BUYER_SHARE
    width = pages.right - left
    invoice = view.kind == "invoice"
    pages.block(labels.amount_due if invoice else labels.total, style.label, left, width)
    amount = view.balance if invoice else view.total
    pages.put(amount, style.amount.fitted(amount, width), left)
    until = f"{labels.due} {view.due}" if view.due else f"{labels.valid_until} {view.valid}" if view.valid else ""
    pages.block(until, style.body, left, width)


def _put_facts(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place the dates and references in one row of columns, label over value."""
    facts = [
        (labels.issued, view.issued),
        (labels.due, view.due),
        (labels.valid_until, view.valid),
        (labels.supplied, view.supplied),
        (labels.your_order, view.order_reference),
        (labels.corrects, corrected(view, labels)),
    ]
    present = [(label, value) for label, value in facts if value]
    column = pages.width / max(len(present), 4)
    top = bottom = pages.y
    for index, (label, value) in enumerate(present):
        pages.y = top
        left = pages.left + index * column
        pages.block(label, style.label, left, column - _GAP)
        pages.block(value, style.body, left, column - _GAP)
        bottom = max(bottom, pages.y)
    pages.y = bottom + _BLOCK_GAP
