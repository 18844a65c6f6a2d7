"""Answering a quote, as finished strings: options to tick, what the form asks, what it said last time, the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from markupsafe import Markup
from pydantic import ValidationError

from billing.acceptance import Acceptance, SignedAcceptance
from billing.acceptance_words import facts_of, fingerprint_of, left_out_of
from billing.answering import MAX_NAME, MAX_ORDER_NUMBER, MAX_WORDS, Answering, Wanted
from billing.signature import HEIGHT, WIDTH, frame_of, path_of
from billing.snapshot import View
from billing.wording import Wording
from portal.page_text import filled

Tone = Literal["info", "wait", "bad"]
_ORDER = ("name", "order", "strokes", "terms", "reason", "sure", "message", "amount")  # of the fields on the page


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form that could not be taken held, to be shown again; ``errors`` are sentences by field."""

    name: str = ""
    order_number: str = ""
    reason: str = ""
    message: str = ""
    strokes: str = ""
    amount: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    tone: Tone = "bad"
    notice: str = ""

    def error(self, name: str) -> str:
        """Return what is wrong with a field, "" where nothing is."""
        return self.errors.get(name, "")

    def is_first(self, name: str) -> bool:
        """Tell whether this is the first field that is wrong, where the page opens then."""
        return bool(self.errors) and next((each for each in _ORDER if each in self.errors), "") == name

    def __repr__(self) -> str:
        return f"Typed({', '.join(self.errors)})"


NOTHING = Typed()


class Option(NamedTuple):
    """An optional line to tick: its position (from 0), what it is, what it costs."""

    position: int
    title: str
    detail: str
    how: str
    amount: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What the form shows and carries: the revision and the total that the customer sees."""

    revision: str
    total_minor: int
    options: tuple[Option, ...]
    signature: Wanted
    order_number: Wanted
    asks_terms: bool
    consent: Markup
    summary: Markup
    width: int = WIDTH
    height: int = HEIGHT
    most_name: int = MAX_NAME
    most_order: int = MAX_ORDER_NUMBER
    most_words: int = MAX_WORDS


@dataclass(frozen=True, slots=True)
class RecordPart:
    """The acceptance record: facts as label and value, the drawing as an SVG path or "", and its frame."""

    facts: tuple[tuple[str, str], ...]
    drawing: str
    frame: str
    signed_by: str
    consent: str
    fingerprint: str
    left_out: str


def answer_form(view: View, words: Wording, today: date) -> AnswerForm | None:
    """Return the form of a quote that may be answered here on the office's date ``today``; None where it may not."""
    asked: Answering | None = view.answering
    if view.kind != "quote" or view.state != "open" or asked is None:
        return None
    if view.valid_until is not None and view.valid_until < today:
        return None
    return AnswerForm(
        revision=view.revision,
        total_minor=view.total_minor,
        options=_options(view, words),
        signature=asked.signature,
        order_number=asked.order_number,
        asks_terms=asks_terms(view),
        consent=filled(_consent(view, words), buyer=view.buyer.name),
        summary=filled(words.signing.summary, total=view.total),
    )


def consent_sentence(view: View, words: Wording) -> str:
    """Return the sentence that whoever accepts ``view`` agrees to, as plain text for the record."""
    return _consent(view, words).format(buyer=view.buyer.name)


def asks_terms(view: View) -> bool:
    """Tell whether a tick for the terms is asked for: nobody has read terms that are not there."""
    return view.answering is not None and view.answering.terms and bool(view.terms)


def _consent(view: View, words: Wording) -> str:
    return words.signing.consent if asks_terms(view) else words.signing.consent_by_pressing


def record_part(view: View, words: Wording) -> RecordPart | None:
    """Return the record of an accepted quote; None where this page does not have it (yet)."""
    record = record_of(view)
    if record is None:
        return None
    return RecordPart(
        facts=facts_of(record, words),
        drawing=path_of(record.strokes),
        frame=" ".join(map(str, frame_of(record.strokes))),
        signed_by=record.name,
        consent=record.consent,
        fingerprint=fingerprint_of(record),
        left_out=left_out_of(record, words),
    )


def record_of(view: View) -> Acceptance | None:
    """Return the acceptance that ``view`` carries."""
    if view.answer is None or not view.answer.record:
        return None
    try:
        return SignedAcceptance.model_validate_json(view.answer.record).record
    except ValidationError:
        return None


def _options(view: View, words: Wording) -> tuple[Option, ...]:
    return tuple(
        Option(
            position=at,
            title=line.title,
            detail=line.detail,
            how=_how(line.quantity, line.unit_price, line.discount, words),
            amount=line.amount,
            chosen=line.chosen,
        )
        for at, line in enumerate(view.lines)
        if line.optional
    )


def _how(quantity: str, price: str, discount: str, words: Wording) -> str:
    less = f" · {words.labels.less_discount.format(discount=discount)}" if discount else ""
    return f"{quantity} × {price}{less}"
