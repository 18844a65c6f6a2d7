"""The acceptance record on paper, with the signed record itself inside the file.

Drawn from the record alone, in the shipped fonts: whoever holds the record draws the very same bytes, and a check of
the file draws it again.
"""

import re

from billing.acceptance import Acceptance, SignedAcceptance, written
from billing.acceptance_words import facts_of, fingerprint_of, left_out_of
from billing.formatting import right_to_left
from billing.pdf import blocks
from billing.pdf.drawing import About, Attachment, draw
from billing.pdf.fonts import Faces, Fonts, faces, printable
from billing.pdf.paper import Pages, Paper, Stroke
from billing.pdf.style import HAIRLINE, INK, Style
from billing.pdf.templates.classic import style_of
from billing.pdf.text import fit, wrap
from billing.signature import frame_of, points
from billing.wording import Wording, wording

_DRAWN_WIDTH, _DRAWN_HEIGHT = 150.0, 56.0
_AMOUNT_SHARE = 0.24
_GAP = 16.0
_FOOT = 32.0
_UNPRINTABLE = "\u25a1"
# The record holds no raw line break, so that nothing typed into it can look like its end.
_INSIDE = re.compile(rb'stream\r?\n(\{"counterfoil":"acceptance".*?\})\s*endstream\r?\nendobj', re.DOTALL)
RECORD_NAME = "acceptance.json"


def render_certificate(signed: SignedAcceptance, fonts: Fonts) -> bytes:
    """Return the certificate as a PDF on A4; the same record and fonts give the same bytes, in any process.

    A character that ``fonts`` lack is printed as an empty box: the record inside the file holds it.
    """
    language = signed.record.language
    document_faces = faces(fonts, right_to_left=right_to_left(language))
    record = _printable(signed.record, document_faces)
    words = wording(language)
    pages = Pages(Paper.A4, document_faces.regular.right_to_left)
    style = style_of(document_faces, INK)
    _put_head(pages, record, style, words)
    _put_signature(pages, record, style, words)
    _put_lines(pages, record, style, words)
    _put_proof(pages, record, signed, style, words)
    _put_feet(pages, record, style, words)
    laid = [page.mirrored(Paper.A4.value[0]) for page in pages.pages] if pages.right_to_left else pages.pages
    about = About(title=f"{words.signing.record} {record.number}", author=record.seller, language=language)
    inside = Attachment(RECORD_NAME, written(signed).encode(), signed.record.at)
    return draw(laid, Paper.A4, about, document_faces.regular, inside)


def record_inside(pdf: bytes) -> bytes | None:
    """Return the signed record that a certificate carries, or None where the file carries none."""
    found = _INSIDE.search(pdf)
    return found[1] if found else None


def _put_head(pages: Pages, record: Acceptance, style: Style, words: Wording) -> None:
    half = pages.width / 2 - _GAP
    pages.block(words.signing.record, style.title, pages.left, pages.width)
    pages.block(record.number, style.body, pages.left, pages.width)
    pages.y += 8
    pages.rule(HAIRLINE)
    pages.y += _GAP
    top = pages.y
    pages.flow(record.seller, style.strong, pages.left, half)
    bottom, pages.y = pages.y, top
    pages.block(words.labels.offered_to, style.label, pages.left + half + _GAP, half)
    pages.block(record.buyer, style.strong, pages.left + half + _GAP, half)
    pages.y = max(pages.y, bottom) + _GAP
    blocks.put_facts(
        pages, list(facts_of(record, words, style.apart)), style, left=pages.left, right=pages.right, columns=3
    )
    pages.y += _GAP


def _put_signature(pages: Pages, record: Acceptance, style: Style, words: Wording) -> None:
    signing = words.signing
    pages.put(signing.signature, style.label, pages.left)
    if record.strokes:
        _put_drawing(pages, record)
    else:
        pages.put(fit(record.name, style.amount, pages.width), style.amount, pages.left)
    pages.y += 6
    pages.put(signing.consent_given, style.label, pages.left)
    pages.flow(record.consent, style.body, pages.left, pages.width)
    pages.y += _GAP


def _put_drawing(pages: Pages, record: Acceptance) -> None:
    left, top, width, height = frame_of(record.strokes)
    scale = min(_DRAWN_WIDTH / width, _DRAWN_HEIGHT / height)
    pages.y += 4
    for stroke in record.strokes:
        placed = [(pages.left + (x - left) * scale, pages.y + (y - top) * scale) for x, y in points(stroke)]
        pages.page.strokes.append(Stroke(tuple(placed), 1.2, INK))
    pages.y += height * scale


def _put_lines(pages: Pages, record: Acceptance, style: Style, words: Wording) -> None:
    pages.put(words.signing.what_was_accepted, style.strong, pages.left)
    pages.y += 4
    pages.rule(HAIRLINE)
    for line in record.lines:
        _put_row(pages, line.title, f"{line.quantity} × {line.unit_price}", line.amount, style)
    pages.y += 4
    _put_row(pages, words.labels.total, "", record.total, style, strong=True)
    if left_out := left_out_of(record, words):
        pages.flow(left_out, style.small, pages.left, pages.width)
    pages.y += _GAP


def _put_row(pages: Pages, title: str, how: str, amount: str, style: Style, *, strong: bool = False) -> None:
    """Place one line and its amount; a row is never cut by the end of a page."""
    room = pages.width * (1 - _AMOUNT_SHARE) - _GAP
    type_ = style.strong if strong else style.body
    titles = wrap(title, type_, room)
    pages.make_room((len(titles) + bool(how)) * type_.leading + 4)
    pages.y += 2
    for place, text in enumerate(titles):
        baseline = pages.next_line(type_)
        pages.page.put(text, type_, pages.left, baseline)
        if place == 0:
            pages.put_figure(amount, type_, pages.right - pages.width * _AMOUNT_SHARE, pages.right, baseline)
    if how:
        pages.put(how, style.small, pages.left)
    pages.y += 2
    pages.rule(HAIRLINE)


def _put_proof(pages: Pages, record: Acceptance, signed: SignedAcceptance, style: Style, words: Wording) -> None:
    if record.terms:
        pages.make_room(3 * style.body.leading)
        pages.put(words.labels.terms, style.strong, pages.left)
        pages.flow(record.terms, style.body, pages.left, pages.width)
        pages.y += _GAP
    proof = (
        (words.signing.fingerprint, fingerprint_of(record)),
        (words.signing.key_and_signature, f"{signed.key}  {signed.signature}"),
    )
    for label, value in proof:
        pages.make_room(3 * style.body.leading)
        pages.put(label, style.label, pages.left)
        pages.flow(value, style.small, pages.left, pages.width)
        pages.y += 6
    pages.flow(words.signing.record_inside, style.small, pages.left, pages.width)


def _put_feet(pages: Pages, record: Acceptance, style: Style, words: Wording) -> None:
    y = pages.paper.value[1] - _FOOT
    total = len(pages.pages)
    whose = f"{style.apart(record.seller)}  ·  {words.signing.record} {style.apart(record.number)}"
    for number, page in enumerate(pages.pages, start=1):
        count = words.labels.page.format(page=number, pages=total)
        page.put_right(count, style.label, pages.right, y)
        page.put(fit(whose, style.label, pages.width - style.label.width(count) - 16), style.label, pages.left, y)


def _printable(record: Acceptance, document_faces: Faces) -> Acceptance:
    """Return the record with an empty box for each character that a face lacks; lists of words are looked through."""
    missing: set[str] = set()
    texts = _texts(record)
    for face in (document_faces.regular, document_faces.bold):
        missing |= face.uncovered(texts)
    if not missing:
        return record
    boxes = str.maketrans(dict.fromkeys(missing, _UNPRINTABLE))
    words = {name: value.translate(boxes) for name, value in record if isinstance(value, str)}
    lines = tuple(line.model_copy(update={"title": line.title.translate(boxes)}) for line in record.lines)
    left_out = tuple(title.translate(boxes) for title in record.left_out)
    return record.model_copy(update={**words, "lines": lines, "left_out": left_out})


def _texts(record: Acceptance) -> list[str]:
    """Return every text as it is set, so that a tab is a blank and no box."""
    found = [value for _, value in record if isinstance(value, str)]
    of_lines = (part for line in record.lines for part in (line.title, line.quantity))
    return [printable(text) for text in (*found, *record.left_out, *of_lines)]
