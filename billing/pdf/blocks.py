"""The blocks at the head of the first page that every template places: who sends what to whom, how much, until when."""

from collections.abc import Iterator

from billing.errors import Refused
from billing.issued import Party
from billing.pdf.logo import Logo
from billing.pdf.paper import Pages, Picture
from billing.pdf.style import Style
from billing.pdf.text import on_one_line, wrap
from billing.snapshot import View
from billing.wording import Labels

LOGO_WIDTH, LOGO_HEIGHT = 144.0, 40.0
GAP = 12.0
BLOCK_GAP = 18.0
_ROW_GAP = 6.0
_BESIDE = 60.0  # a logo up to this width stands beside the name, a wider one above it


class HeadTooLong(Refused):
    """Names and addresses stand on the first page; they do not go on over the next."""

    def __init__(self) -> None:
        super().__init__(
            "Names and addresses are longer than one page. Nothing was changed. Shorten them, then try again."
        )


def kind_word(view: View, labels: Labels) -> str:
    """Return what the document is called."""
    return {"invoice": labels.invoice, "quote": labels.quote, "credit": labels.credit}[view.kind]


def seller_lines(seller: Party, style: Style) -> Iterator[str]:
    """Yield what stands under the seller's name."""
    yield ", ".join(seller.address)
    yield "  ·  ".join(map(style.apart, filter(None, [seller.phone, seller.email])))
    yield "  ·  ".join(style.labelled(row.label, row.value) for row in seller.tax_ids)


def put_seller(pages: Pages, seller: Party, style: Style, logo: Logo | None, width: float) -> float:
    """Place logo, name and address at the left; return where they end."""
    left = pages.left
    logo_bottom = pages.y
    if logo is not None:
        logo_width, logo_height = logo.size_within(LOGO_WIDTH, LOGO_HEIGHT)
        pages.page.pictures.append(Picture(left, pages.y, logo_width, logo_height, logo))
        logo_bottom += logo_height
        if logo_width <= _BESIDE:
            left, width = left + logo_width + GAP, width - logo_width - GAP
        else:
            pages.y = logo_bottom + 6
    pages.block(seller.name, style.name, left, width)
    for text in seller_lines(seller, style):
        pages.block(text, style.small, left, width)
    return max(pages.y, logo_bottom + 4)


def put_buyer(pages: Pages, view: View, style: Style, labels: Labels, width: float) -> None:
    """Place the buyer under a label at the left."""
    label = {"invoice": labels.billed_to, "quote": labels.offered_to, "credit": labels.credited_to}[view.kind]
    put_party(pages, label, view.buyer, style, width)


def put_party(pages: Pages, label: str, buyer: Party, style: Style, width: float) -> None:
    """Place a party's name and address under ``label`` at the left."""
    pages.block(label, style.label, pages.left, width)
    pages.block(buyer.name, style.strong, pages.left, width)
    for part in buyer.address:
        pages.block(part, style.body, pages.left, width)
    for row in buyer.tax_ids:
        pages.block(style.labelled(row.label, row.value), style.small, pages.left, width)


def put_sum(pages: Pages, view: View, style: Style, labels: Labels, left: float, width: float) -> None:
    """Place the amount that matters and the date it is due."""
    put_amount(pages, view, style, labels, left, width)
    until = (labels.due, view.due) if view.due else (labels.valid_until, view.valid)
    if until[1]:
        pages.block(style.labelled(*until), style.body, left, width)


def corrected(view: View, labels: Labels) -> str:
    """Return the invoice that a credit note corrects, by number and date, or ""."""
    return labels.corrects_of.format(number=view.corrects, date=view.corrects_on) if view.corrects else ""


def put_amount(pages: Pages, view: View, style: Style, labels: Labels, left: float, width: float) -> None:
    """Place the amount that matters under its name, smaller where it is long."""
    invoice = view.kind == "invoice"
    pages.block(labels.amount_due if invoice else labels.total, style.label, left, width)
    amount = on_one_line(view.balance if invoice else view.total)
    pages.put(amount, style.amount.fitted(amount, width), left)


def facts(view: View, labels: Labels) -> list[tuple[str, str]]:
    """Return the dates and references that the document has, each with its label."""
    found = [
        (labels.issued, view.issued),
        (labels.corrects, corrected(view, labels)),
        (labels.due, view.due),
        (labels.valid_until, view.valid),
        (labels.supplied, view.supplied),
        (labels.your_order, view.order_reference),
    ]
    return [(label, value) for label, value in found if value]


def put_facts(
    pages: Pages, found: list[tuple[str, str]], style: Style, *, left: float, right: float, columns: int
) -> None:
    """Place facts in rows of columns, label over value; the page is filled to the last."""
    column = (right - left) / columns
    for start in range(0, len(found), columns):
        top = bottom = pages.y + (_ROW_GAP if start else 0)
        for index, (label, value) in enumerate(found[start : start + columns]):
            pages.y = top
            pages.block(label, style.label, left + index * column, column - GAP)
            pages.block(value, style.body, left + index * column, column - GAP)
            bottom = max(bottom, pages.y)
        pages.y = bottom


def put_message(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place what the office wrote above the lines. Raises HeadTooLong where the head filled more than the page."""
    if pages.room < 0:
        raise HeadTooLong
    reason = f"{labels.reason}: {view.reason}" if view.reason else ""
    for words in filter(None, (reason, view.message)):
        pages.flow(words, style.body, pages.left, pages.width)
        pages.y += BLOCK_GAP


def put_title_right(pages: Pages, title: str, number: str, style: Style, width: float) -> None:
    """Place what the document is called, and its number, at the right."""
    for text, type_ in ((title, style.title), (number, style.body)):
        for line in wrap(text, type_, width):
            pages.page.put_right(line, type_, pages.right, pages.next_line(type_))
