"""What the stub says: the state as a word, how much, and the one sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from billing.formatting import format_money
from billing.money import Money
from billing.snapshot import View
from billing.wording import Plural, Wording
from portal.page_text import filled

Tone = Literal["info", "wait", "bad", "ok", "off"]


@dataclass(frozen=True, slots=True)
class Stub:
    """State and its tone, the amount under its label, and one sentence; ``has_share`` shows how much is paid."""

    tone: Tone
    state: str
    label: str
    amount: str
    sentence: Markup
    has_share: bool = False


def stub_of(view: View, words: Wording, today: date, *, asked: bool = False) -> Stub:
    """Return what the stub says on the calendar date ``today`` of the office; ``asked`` for a new quote already."""
    match view.kind:
        case "invoice":
            return _invoice(view, words, today)
        case "quote":
            return _quote(view, words, today, asked=asked)
        case "credit":
            sentence = filled(words.sentences.credit_open)
            return Stub("off", words.states.credited, words.labels.total, view.total, sentence)


def _invoice(view: View, words: Wording, today: date) -> Stub:
    labels, states = words.labels, words.states
    if view.state == "credited":
        return Stub("off", states.credited, labels.total, view.total, _credited(view, words))
    if view.state == "written_off":
        return Stub("off", states.written_off, labels.total, view.total, filled(words.sentences.written_off))
    if view.state == "paid" or view.balance_minor <= 0:
        arrived = _money(view.paid_minor, view) if view.credits or view.written_off else view.payable or view.total
        return Stub("ok", states.paid, labels.paid, arrived, _paid(view, words))
    partly = view.paid_minor > 0
    sentence = _next_part(view, words, today)
    if not sentence:
        sentence = _partly_paid(view, words, today) if partly else _unpaid(view, words, today)
    tone: Tone = "wait" if partly else "info"
    state = states.partly_paid if partly else states.open
    if view.due_on is not None and view.due_on < today:
        tone, state = "bad", states.overdue
    return Stub(tone, state, labels.amount_due, view.balance, sentence, has_share=partly)


def _credited(view: View, words: Wording) -> Markup:
    if not view.credits:
        return filled(words.sentences.credited_undated)
    return filled(words.sentences.credited, number=_credit_numbers(view))


def _credit_numbers(view: View) -> str:
    return ", ".join(dict.fromkeys(credit.number for credit in view.credits))


def _money(minor: int, view: View) -> str:
    return format_money(Money(minor, view.currency, view.exponent), view.language)


def _paid(view: View, words: Wording) -> Markup:
    if view.credits:
        return filled(words.sentences.paid_and_credited, number=_credit_numbers(view))
    arrived = [payment for payment in view.payments if not payment.is_refund]
    if arrived:
        return filled(words.sentences.paid, date=arrived[-1].on)
    return filled(words.sentences.paid_undated)


def _next_part(view: View, words: Wording, today: date) -> Markup:
    """Return when the next of several parts is due; nothing where the date is that of the whole, or of its rest."""
    sentences = words.sentences
    if view.due_on is None or sum(not (part.is_paid or part.is_settled) for part in view.instalments) < 2:
        return Markup()
    if view.due_on < today:
        return filled(sentences.part_overdue, date=view.due)
    if view.paid_minor > 0:
        paid = _money(view.paid_minor, view)
        return filled(sentences.part_due_paid, date=view.due, paid=paid, total=view.payable or view.total)
    return filled(sentences.part_due, date=view.due)


def _unpaid(view: View, words: Wording, today: date) -> Markup:
    sentences = words.sentences
    if view.due_on is None:
        return filled(sentences.due_undated)
    days = (view.due_on - today).days
    if days == 0:
        return filled(sentences.due_today, date=view.due)
    return _counted(sentences.due_in if days > 0 else sentences.overdue, abs(days), date=view.due)


def _partly_paid(view: View, words: Wording, today: date) -> Markup:
    sentences = words.sentences
    facts = {"paid": _money(view.paid_minor, view), "total": view.payable or view.total}
    if view.due_on is None:
        return filled(sentences.partly_paid_undated, **facts)
    if view.due_on < today:
        return _counted(sentences.partly_paid_overdue, (today - view.due_on).days, date=view.due, **facts)
    return filled(sentences.partly_paid, date=view.due, **facts)


def _quote(view: View, words: Wording, today: date, *, asked: bool) -> Stub:
    labels, states, sentences = words.labels, words.states, words.sentences
    if view.state == "accepted":
        return Stub("ok", states.accepted, labels.accepted_total, view.total, _accepted(view, words))
    if view.state == "declined":
        declined = (
            filled(sentences.declined, date=view.answer.on) if view.answer else filled(sentences.declined_undated)
        )
        return Stub("off", states.declined, labels.total, view.total, declined)
    total = labels.total_with_choices if view.answering and any(line.optional for line in view.lines) else labels.total
    if view.valid_until is None:
        return Stub("info", states.open, total, view.total, filled(sentences.quote_undated))
    if view.valid_until < today:
        ended = filled(words.signing.requested) if asked else filled(sentences.quote_ended, date=view.valid)
        return Stub("off", states.expired, labels.total, view.total, ended)
    return Stub("info", states.open, total, view.total, filled(sentences.quote_open, date=view.valid))


def _declined(view: View, words: Wording) -> Markup:
    if view.answer is None:
        return filled(words.sentences.declined_undated)
    return filled(words.sentences.declined, date=view.answer.on)


def _accepted(view: View, words: Wording) -> Markup:
    if view.answer is None or not view.answer.name:
        return filled(words.sentences.accepted_undated)
    return filled(words.sentences.accepted, name=view.answer.name, date=view.answer.on)


def _counted(plural: Plural, count: int, **facts: str) -> Markup:
    return filled(plural.form(count), count=count, **facts)
