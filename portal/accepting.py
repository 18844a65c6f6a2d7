"""From an accept form to a signed record: every field checked, and what is wrong said beside it."""

from dataclasses import dataclass

from uuid_utils.compat import uuid7

from billing.acceptance import Acceptance, AcceptedLine, SignedAcceptance, sign
from billing.answering import MAX_NAME, MAX_ORDER_NUMBER
from billing.choosing import chosen_lines
from billing.signature import NotASignature, Strokes, read_strokes
from billing.snapshot import LineView, View
from billing.wording import Mistakes, Wording
from portal.forms import Form
from portal.opening import Opened
from portal.page_answer import asks_terms, consent_sentence

MAX_AGENT = 300


@dataclass(frozen=True, slots=True)
class Consent:
    """What whoever accepts has filled in; ``errors`` are sentences by field, and with any of them nothing is taken."""

    name: str
    order_number: str
    strokes: Strokes
    errors: dict[str, str]


def consent_of(form: Form, view: View, words: Wording) -> Consent:
    """Return what ``form`` says under the rules of ``view``."""
    asked = view.answering
    assert asked is not None
    errors: dict[str, str] = {}
    name = _line(form, "name", MAX_NAME, words.mistakes.name, words.mistakes, errors, needed=True)
    order_number = ""
    if asked.order_number != "no":
        needed = asked.order_number == "must"
        missing = words.mistakes.order_number
        order_number = _line(form, "order", MAX_ORDER_NUMBER, missing, words.mistakes, errors, needed=needed)
    strokes: Strokes = ()
    if asked.signature != "no":
        needed = asked.signature == "must" and not form.raw("typed")
        strokes = _strokes(form, words.mistakes, errors, needed=needed)
    if asks_terms(view) and not form.raw("terms"):
        errors["terms"] = words.mistakes.terms
    return Consent(name, order_number, strokes, errors)


def signed_acceptance(
    opened: Opened, view: View, consent: Consent, words: Wording, *, private: bytes, address: str, agent: str
) -> SignedAcceptance:
    """Return the record of accepting ``view`` as it is chosen, signed with the portal's key."""
    assert opened.doc is not None
    counted = [line for line in view.lines if line.chosen or not line.optional]
    record = Acceptance(
        id=str(uuid7()),
        office=opened.row.office,
        doc=opened.doc,
        number=view.number,
        revision_number=view.revision_number,
        revision=view.revision,
        pdf_sha256=view.pdf.sha256 if view.pdf else "",
        seller=view.seller.name,
        buyer=view.buyer.name,
        language=view.language,
        time_zone=view.time_zone,
        currency=view.currency,
        lines=tuple(_line_of(line) for line in counted),
        left_out=tuple(line.title for line in view.lines if line.optional and not line.chosen),
        chosen=chosen_lines(view),
        total_minor=view.total_minor,
        total=view.total,
        terms=view.terms,
        consent=consent_sentence(view, words),
        name=consent.name,
        signature="drawn" if consent.strokes else "typed",
        strokes=consent.strokes,
        order_number=consent.order_number,
        at=opened.now,
        address=address,
        agent=agent[:MAX_AGENT],
    )
    return sign(record, private)


def drawing_of(form: Form) -> str:
    """Return the drawing that the form sent, to be shown again; "" where it did not arrive whole, or is too large."""
    sent = form.raw("strokes")
    try:
        read_strokes(sent)
    except NotASignature as error:
        return sent if error.what == "small" else ""
    return sent


def _line(
    form: Form, field: str, most: int, missing: str, mistakes: Mistakes, errors: dict[str, str], *, needed: bool
) -> str:
    text = form.line(field)
    if len(text) > most:
        errors[field] = mistakes.too_long.format(count=most)
    elif needed and not text:
        errors[field] = missing
    return text


def _strokes(form: Form, mistakes: Mistakes, errors: dict[str, str], *, needed: bool) -> Strokes:
    try:
        strokes = read_strokes(form.raw("strokes"))
    except NotASignature as error:
        errors["strokes"] = {
            "broken": mistakes.drawing_broken,
            "large": mistakes.drawing_large,
            "small": mistakes.drawing_small,
        }[error.what]
        return ()
    if needed and not strokes:
        errors["strokes"] = mistakes.signature
    return strokes


def _line_of(line: LineView) -> AcceptedLine:
    return AcceptedLine(
        title=line.title,
        detail=line.detail,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        optional=line.optional,
    )
