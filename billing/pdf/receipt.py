"""A receipt on paper: what has arrived for one invoice up to now, drawn from the invoice's view alone.

In the shipped fonts and without a logo, so that the page of a customer and the office draw the very same bytes.
"""

from collections.abc import Iterator

from billing.formatting import format_money, right_to_left
from billing.money import Money
from billing.pdf import blocks
from billing.pdf.blocks import BLOCK_GAP, GAP
from billing.pdf.drawing import About, draw
from billing.pdf.feet import put_feet
from billing.pdf.fonts import Faces, Fonts, faces, printable
from billing.pdf.paper import Pages, Paper
from billing.pdf.style import HAIRLINE, INK, Style
from billing.pdf.templates.classic import style_of
from billing.pdf.text import Type, wrap
from billing.snapshot import PaymentView, View
from billing.wording import Labels, wording

_WHEN, _AMOUNT = 0.30, 0.26  # of the width
_PAD = 4.0
_UNPRINTABLE = "\u25a1"


def render_receipt(view: View, fonts: Fonts) -> bytes:
    """Return the receipt of what ``view`` says has arrived, as a PDF on A4; the same input gives the same bytes.

    A character that ``fonts`` lack is printed as an empty box. Raises HeadTooLong.
    """
    document_faces = faces(fonts, right_to_left=right_to_left(view.language))
    shown, words = _printable(view, document_faces), wording(view.language)
    pages = Pages(Paper.A4, document_faces.regular.right_to_left)
    style = style_of(document_faces, INK)
    _put_head(pages, shown, style, words.labels)
    pages.flow(words.paying.receipt_note.format(number=style.apart(shown.number)), style.body, pages.left, pages.width)
    pages.y += BLOCK_GAP
    _put_rows(pages, shown.payments, style, words.labels)
    for label, figure in _sums(shown, words.labels):
        _put_row(pages, ("", label, figure), style.strong)
    put_feet(pages, f"{style.apart(shown.seller.name)}  ·  {words.labels.receipt}", style, words.labels)
    laid = [page.mirrored(Paper.A4.value[0]) for page in pages.pages] if pages.right_to_left else pages.pages
    about = About(f"{words.labels.receipt} {shown.number}", shown.seller.name, shown.language)
    return draw(laid, Paper.A4, about, document_faces.regular)


def _put_head(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    top, half = pages.y, pages.width / 2 - GAP
    bottom = blocks.put_seller(pages, view.seller, style, None, half)
    pages.y = top
    about = labels.payment_for.format(number=style.apart(view.number))
    blocks.put_title_right(pages, labels.receipt, about, style, half)
    pages.y = max(bottom, pages.y) + BLOCK_GAP
    pages.rule(HAIRLINE)
    pages.y += BLOCK_GAP
    blocks.put_party(pages, labels.billed_to, view.buyer, style, pages.width)
    pages.y += BLOCK_GAP
    facts = [(labels.invoice_number, view.number), (labels.issued, view.issued), (labels.total, view.total)]
    blocks.put_facts(pages, facts, style, left=pages.left, right=pages.right, columns=3)
    pages.y += BLOCK_GAP
    if pages.room < 0:
        raise blocks.HeadTooLong


def _put_rows(pages: Pages, payments: tuple[PaymentView, ...], style: Style, labels: Labels) -> None:
    _put_row(pages, (labels.date, labels.paid_by, labels.amount), style.label)
    for each in payments:
        _put_row(pages, (each.on, each.method, each.amount), style.body)


def _put_row(pages: Pages, row: tuple[str, str, str], type_: Type) -> None:
    """Place one row; it is never cut by the end of a page."""
    when, amount = pages.width * _WHEN, pages.width * _AMOUNT
    words = wrap(row[1], type_, pages.width - when - amount - 2 * GAP) or [""]
    pages.make_room(len(words) * type_.leading + 2 * _PAD)
    pages.y += _PAD
    for place, text in enumerate(words):
        baseline = pages.next_line(type_)
        pages.page.put(text, type_, pages.left + when, baseline)
        if place == 0:
            pages.page.put(row[0], type_, pages.left, baseline)
            pages.put_figure(row[2], type_, pages.right - amount, pages.right, baseline)
    pages.y += _PAD
    pages.rule(HAIRLINE)


def _sums(view: View, labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield what has arrived in all and what is left."""
    yield labels.paid, format_money(Money(view.paid_minor, view.currency, view.exponent), view.language)
    yield labels.left_to_pay, view.balance


def _printable(view: View, document_faces: Faces) -> View:
    """Return the view with an empty box for each character of its names that a face lacks."""
    texts = [view.number, *_of_party(view), *(part for each in view.payments for part in (each.on, each.method))]
    missing: set[str] = set()
    for face in (document_faces.regular, document_faces.bold):
        missing |= face.uncovered(printable(text) for text in texts)
    if not missing:
        return view
    boxes = str.maketrans(dict.fromkeys(missing, _UNPRINTABLE))
    return View.model_validate_json(view.model_dump_json().translate(boxes))


def _of_party(view: View) -> Iterator[str]:
    for party in (view.seller, view.buyer):
        yield from (party.name, *party.address, party.phone, party.email)
        yield from (text for row in party.tax_ids for text in (row.label, row.value))
