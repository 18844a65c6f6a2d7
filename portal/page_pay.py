"""Paying on a document's page, as finished strings: the button or why there is none, and where a payment stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from billing import stripe_amounts
from billing.formatting import day_of, format_amount, format_date, format_money
from billing.money import Money, exponent
from billing.payment_words import failure_sentence, is_bank_debit
from billing.snapshot import PaymentView, View
from billing.stripe_amounts import NotPayable, to_stripe
from billing.wording import Wording
from portal.page_stub import Stub, Tone
from portal.page_text import filled
from portal.payments.charged import Charged, failed_lately, refunds_shown

Standing = Literal["", "disputed", "processing", "failed", "refunding", "refunded"]


@dataclass(frozen=True, slots=True)
class PayForm:
    """What is paid and what the form carries: the mark of what may be paid, and what the customer sees.

    ``part_minimum_minor`` is the least that a part may be, in minor units; None where only the whole is taken.
    """

    payable: str
    currency: str
    balance_minor: int
    part_minimum_minor: int | None
    label: str


@dataclass(frozen=True, slots=True)
class PayPart:
    """What a page says of paying online; ``form`` is None where nothing can be paid on it, ``why_not`` may say why.

    ``stub`` takes the place of the document's own where a payment is on its way, disputed or went back; ``notice`` is
    the sentence about one that failed, or that has arrived today.
    """

    form: PayForm | None = None
    why_not: str = ""
    stub: Stub | None = None
    notice: str = ""
    tone: Tone = "bad"
    favour: str = ""
    refunds: tuple[PaymentView, ...] = ()
    standing: Standing = ""


NO_PAYING = PayPart()


def pay_part(
    view: View,
    words: Wording,
    today: date,
    stub: Stub,
    *,
    charged: Sequence[Charged] = (),
    payable: str = "",
    is_live: bool = False,
    is_offered: bool = False,
) -> PayPart:
    """Return what the page of ``view`` says of paying on the office's date ``today``.

    ``stub`` is the document's own. ``is_live``: the link may still be acted on; ``is_offered``: the office takes
    payments here.
    """
    if view.kind != "invoice" or view.state == "withdrawn":
        return NO_PAYING
    standing, about = _standing(view, charged, today)
    over = max(-view.balance_minor, 0) if charged else 0
    form, why_not = None, ""
    if is_live and is_offered and standing in {"", "failed", "refunding", "refunded"}:
        form, why_not = _form(view, words, payable)
    tone, notice = _notice(view, words, standing, charged, today)
    return PayPart(
        form=form,
        why_not=why_not,
        stub=_stub(view, words, stub, standing, about),
        notice=notice,
        tone=tone,
        favour=_money(view, over) if over else "",
        refunds=refunds_shown(charged, view),
        standing=standing,
    )


def _notice(
    view: View, words: Wording, standing: Standing, charged: Sequence[Charged], today: date
) -> tuple[Tone, str]:
    """Return the one notice about payments, with its tone: the newest failed, or arrived today."""
    failed = failed_lately(charged, today, view.time_zone)
    if standing == "failed" and failed is not None and view.balance_minor > 0:
        return "bad", failure_sentence(failed.code, failed.method, words)
    arrived = [each for each in charged if each.state == "paid" and day_of(each.changed_at, view.time_zone) == today]
    if standing == "" and arrived:
        return "ok", words.sentences.payment_arrived.format(amount=_money(view, arrived[-1].minor))
    return "bad", ""


def _form(view: View, words: Wording, payable: str) -> tuple[PayForm | None, str]:
    """Return the form, or why there is none."""
    if view.paying is None or view.state != "open" or view.balance_minor <= 0:
        return None, ""
    if view.exponent not in {None, exponent(view.currency)}:
        return None, words.paying.not_exact
    least = stripe_amounts.smallest(view.currency) or 1
    if view.balance_minor < least:
        return None, words.paying.too_little.format(least=_money(view, least))
    try:
        to_stripe(view.balance_minor, view.currency)
    except NotPayable:
        return None, words.paying.not_exact
    minimum = view.paying.part_minimum_minor
    part = max(minimum, least) if minimum is not None else None
    if part is not None and part >= view.balance_minor:
        part = None
    most = format_amount(Money(view.balance_minor, view.currency, view.exponent), view.language)
    label = words.actions.amount_at_most.format(currency=view.currency, amount=most)
    return PayForm(payable, view.currency, view.balance_minor, part, label), ""


def _standing(view: View, charged: Sequence[Charged], today: date) -> tuple[Standing, Sequence[Charged]]:
    """Return where payments of the document stand, and which ones; what asks most of a person comes first."""
    disputed = [each for each in charged if each.is_disputed]
    if disputed:
        return "disputed", disputed
    processing = [each for each in charged if each.state == "processing"]
    if processing:
        return "processing", processing
    failed = failed_lately(charged, today, view.time_zone)
    if failed is not None:
        return "failed", [failed]
    refunding = [each for each in charged if each.refunding_minor]
    if refunding:
        return "refunding", refunding
    refunded = [each for each in charged if each.refunded_minor]
    return ("refunded", refunded) if refunded else ("", ())


def _stub(view: View, words: Wording, stub: Stub, standing: Standing, about: Sequence[Charged]) -> Stub | None:
    states, said = words.states, words.paying
    if standing == "disputed":
        sentence = filled(said.disputed, amount=_sum(view, about, "minor"))
        return Stub("bad", states.disputed, stub.label, stub.amount, sentence)
    if standing == "processing":
        debit = all(is_bank_debit(each.method) for each in about)
        form = words.sentences.processing if debit else said.on_its_way
        return Stub("wait", states.processing, stub.label, stub.amount, filled(form, amount=_sum(view, about, "minor")))
    if view.balance_minor > 0 and view.state == "open":
        return Stub("bad", states.payment_failed, *_rest(stub)) if standing == "failed" else None
    if standing == "refunding":
        sentence = filled(said.refunding, amount=_sum(view, about, "refunding_minor"))
        return Stub("info", states.refund_on_its_way, stub.label, stub.amount, sentence)
    if standing == "refunded":
        on = format_date(day_of(about[-1].changed_at, view.time_zone), view.language)
        sentence = filled(words.sentences.refunded, amount=_sum(view, about, "refunded_minor"), date=on)
        return Stub("off", states.refunded, stub.label, stub.amount, sentence)
    return None


def _rest(stub: Stub) -> tuple[str, str, Markup, bool]:
    return stub.label, stub.amount, stub.sentence, stub.has_share


def _sum(view: View, charged: Sequence[Charged], of: str) -> str:
    return _money(view, sum(int(getattr(each, of)) for each in charged))


def _money(view: View, minor: int) -> str:
    return format_money(Money(minor, view.currency, view.exponent), view.language)
