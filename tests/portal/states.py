"""Every page in every state there is, by name: whoever brings a page or a state adds its line, and all tests look."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, get_args

from billing.answering import Answering, AnswerView
from billing.issued import IssuedInstalment, PayWay
from billing.pay_ways import details_of
from billing.snapshot import CreditGiven, PaymentView, Standing, View
from billing.wording import wording
from portal.page_answer import Typed
from portal.pages import DeadEnd, Page, Pay
from portal.payments.charged import Charged, with_payments
from portal.payments.listed import Offers
from tests.portal import samples
from tests.portal.samples import (
    LIST_ADDRESS,
    OPEN,
    PAID_IN_PART,
    documents,
    drawn,
    drawn_list,
    ended,
    facts_of,
    listing,
)
from tests.portal.till import IN_PARTS, PAYING

Drawing = Callable[[str], Page]  # of a language

_PARTS = (
    IssuedInstalment(due_on=date(2026, 11, 6), minor=150_000),
    IssuedInstalment(due_on=date(2026, 12, 18), minor=609_721),
)
_PAYMENT = PaymentView(on="20 November 2026", method="Card", amount="€7,597.21")
_PAID = Standing(state="paid", paid_minor=759_721, payments=(_PAYMENT,))
_CREDIT = CreditGiven(number="CRN-2026-0009", on=date(2026, 11, 9), minor=759_721)
_CREDITED = Standing(state="credited", credits=(_CREDIT,))
_LATER = date(2027, 1, 4)


def _of(
    make: Callable[..., View], *standing: Standing, page: Mapping[str, Any] | None = None, **changes: Any
) -> Drawing:
    values: dict[str, Any] = {"lines": samples.lines(3)} | changes
    return lambda language: drawn(make(*standing, language=language, **values), **(page or {}))


def _quote(*standing: Standing, lines: object, **changes: Any) -> View:
    """Its lines are the sample's own: optional ones are what a quote has more than an invoice."""
    return samples.quote(*standing, **changes)


def _plain(*standing: Standing, **changes: Any) -> View:
    """Nothing in it is optional."""
    return samples.quote(*standing, **changes)


def _dead_end(kind: DeadEnd, language: str, **changes: Any) -> Page:
    return ended(kind, language=language, **changes)


def _waiting(*standing: Standing, page: Mapping[str, Any] | None = None, **changes: Any) -> Drawing:
    return _of(_quote, *(standing or (OPEN,)), page=page, **changes)


def _wrong(language: str) -> Page:
    """The form came back: everything is missing that can be, and a reason and a message were too long."""
    mistakes = wording(language).mistakes
    errors = {
        "name": mistakes.name,
        "order": mistakes.order_number,
        "strokes": mistakes.drawing_small,
        "terms": mistakes.terms,
        "reason": mistakes.too_long.format(count=2_000),
        "sure": mistakes.decline,
        "message": mistakes.message,
    }
    return drawn(samples.quote(_MUST, language=language), typed=Typed(strokes="[[1, 2]]", errors=errors))


def _noticed(tone: Any, sentence: str) -> Drawing:
    """The form came back with a notice over it."""

    def drawing(language: str) -> Page:
        notice = getattr(wording(language).mistakes, sentence)
        return drawn(samples.quote(OPEN, language=language), typed=Typed(name="Niamh Byrne", tone=tone, notice=notice))

    return drawing


def _accepted(language: str, **changes: Any) -> Page:
    shown = samples.quote(language=language)
    answer = samples.accepted(samples.signed(shown, **changes))
    return drawn(shown.model_copy(update={"state": "accepted", "answer": answer}), state="settled")


def _talked(language: str) -> Page:
    talk = samples.talk("Can you come on a Saturday?\nنعم؟", "Yes, at nine.")
    return drawn(samples.quote(OPEN, language=language).model_copy(update={"comments": talk}))


def _list(found: Callable[[], list[Any]] = documents, page: Mapping[str, Any] | None = None, **changes: Any) -> Drawing:
    return lambda language: drawn_list(listing(found(), language=language, **changes), **(page or {}))


def _settled() -> list[Any]:
    return [each for each in documents() if each.state in {"paid", "declined"}]


def _currencies() -> list[Any]:
    foreign = {"JPY": 5_310_000, "KWD": 12_345_678, "USD": 278_090}
    return [*documents(), *(facts_of(f"INV-{name}", minor, currency=name) for name, minor in foreign.items())]


def _sixty() -> list[Any]:
    return [
        facts_of(f"INV-2026-{number:04}", 12_345 + number, state="paid" if number % 3 else "open")
        for number in range(60)
    ]


def _charged(**changes: Any) -> Charged:
    values: dict[str, Any] = {
        "intent": "pi_1", "doc": "d" * 32, "currency": "EUR", "state": "paid", "at": _NOW, "changed_at": _NOW,
        "minor": samples.view(lines=samples.lines(3)).balance_minor,
    }  # fmt: skip
    return Charged(**values | changes)


def _paying(
    standing: Standing = PAYING,
    charged: tuple[Charged, ...] = (),
    page: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Drawing:
    """An invoice of an office that takes payments."""

    def drawing(language: str) -> Page:
        values: dict[str, Any] = {"lines": samples.lines(3)} | changes
        shown = with_payments(samples.view(standing, language=language, **values), charged)
        return drawn(shown, pay=Pay(charged, "m" * 32, is_offered=True), **(page or {}))

    return drawing


def _to_be_paid(language: str) -> Page:
    index = listing(documents(), language=language)
    open_ones = [each.doc for each in index.entries if each.kind == "invoice" and each.state == "open"]
    offers = Offers(dict.fromkeys(open_ones[:-1], "m" * 32), waiting=frozenset(open_ones[-1:]))
    return drawn_list(index, offers=offers)


_WAYS = (
    PayWay(
        kind="bank",
        details=details_of(
            "From inside Europe\nIBAN: IE29 AIBK 9311 5212 3456 78\nBIC: AIBKIE2D\n"
            "From the United States:\nAccount: 12345678\nRouting: 021000021"
        ),
    ),
    PayWay(kind="paypal", details=details_of("https://paypal.me/alder")),
)
_NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
_BOOKED = _PAID.model_copy(update={"through": 5, "paid_minor": samples.view(lines=samples.lines(3)).balance_minor})
_TYPED_WRONG = Typed(amount="1", errors={"amount": "Pay at least €50.00 at a time."})
_MUST = Standing(answering=Answering(signature="must", order_number="must"))
_DECLINED = Standing(state="declined", answer=AnswerView(kind="declined", on="20 November 2026", reason="Too late."))

STATES: dict[str, Drawing] = {
    "invoice, open": _of(samples.view),
    "invoice, partly paid": _of(samples.view, PAID_IN_PART),
    "invoice, overdue": _of(samples.view, page={"today": _LATER}),
    "invoice, in parts": _of(samples.view, PAID_IN_PART, instalments=_PARTS),
    "invoice, paid": _of(samples.view, _PAID, page={"state": "settled"}),
    "invoice, credited": _of(samples.view, _CREDITED, page={"state": "settled"}),
    "invoice, several ways to pay": _of(samples.view, ways=_WAYS),
    "invoice, a way for each country": _of(samples.view, ways=_WAYS[:1]),
    "invoice without a file": _of(samples.view, pdf=False),
    "invoice, preview": _of(samples.view, page={"preview": True}),
    "invoice, practice": _of(samples.view, page={"practice": True}),
    "invoice, to be paid": _paying(),
    "invoice, to be paid in parts": _paying(IN_PARTS),
    "invoice, to be paid, preview": _paying(IN_PARTS, page={"preview": True}),
    "invoice, a part typed wrong": _paying(IN_PARTS, page={"typed": _TYPED_WRONG}),
    "invoice, too little to be paid": _paying(lines=(samples.line(unit_price=Decimal("0.20")),), discount=None),
    "invoice, payment failed": _paying(charged=(_charged(state="failed", code="expired_card"),)),
    "invoice, card on its way": _paying(charged=(_charged(state="processing"),)),
    "invoice, bank debit on its way": _paying(charged=(_charged(state="processing", method="sepa_debit"),)),
    "invoice, paid online": _paying(charged=(_charged(told=5),)),
    "invoice, paid in part online": _paying(IN_PARTS, charged=(_charged(told=5, minor=50_000),)),
    "invoice, paid twice": _paying(charged=(_charged(told=5), _charged(told=6, intent="pi_2"))),
    "invoice, refunded in part": _paying(_BOOKED, charged=(_charged(newest=7, told=5, refunded_minor=12_000),)),
    "invoice, refund on its way": _paying(_BOOKED, charged=(_charged(told=5, refunding_minor=12_000),)),
    "invoice, disputed": _paying(charged=(_charged(told=5, is_disputed=True),)),
    "quote, open": _of(_quote),
    "quote, ended": _of(_quote, page={"today": _LATER}),
    "quote, accepted": _of(_quote, Standing(state="accepted"), page={"state": "settled"}),
    "quote, declined": _of(_quote, Standing(state="declined"), page={"state": "settled"}),
    "quote, preview": _of(_quote, page={"preview": True}),
    "quote, waiting": _waiting(),
    "quote, waiting, asks for everything": _waiting(_MUST),
    "quote, waiting, asks for the name alone": _waiting(
        Standing(answering=Answering(signature="no", order_number="no", terms=False))
    ),
    "quote, waiting, nothing optional": _of(_plain, OPEN),
    "quote, waiting, preview": _waiting(page={"preview": True}),
    "quote, waiting, changed": _waiting(page={"changed": True}),
    "quote, everything wrong": _wrong,
    "quote, total changed": _noticed("wait", "total_changed"),
    "quote, not whole": _noticed("bad", "not_whole"),
    "quote, answered meanwhile": _noticed("info", "answered"),
    "quote, waiting, ended": _waiting(page={"today": _LATER}),
    "quote, waiting, ended and asked": _waiting(page={"today": _LATER, "asked": True}),
    "quote, accepted with a record": _accepted,
    "quote, accepted with a typed name": partial(_accepted, signature="typed", strokes=()),
    "quote, declined with a reason": _waiting(_DECLINED, page={"state": "settled"}),
    "quote, with messages": _talked,
    "quote behind a list": _waiting(page={"home": LIST_ADDRESS}),
    "withdrawn behind a list": partial(_dead_end, "withdrawn", home=LIST_ADDRESS),
    "all documents": _list(),
    "all documents, to be paid": _to_be_paid,
    "all documents, none": _list(list),
    "all documents, overdue": _list(page={"today": _LATER}),
    "all documents, settled": _list(_settled),
    "all documents, several currencies": _list(_currencies),
    "all documents, sixty": _list(_sixty, older=12),
    "all documents, preview": _list(page={"preview": True}),
    "all documents, practice": _list(page={"practice": True}),
    "credit note": _of(samples.credit, page={"state": "settled"}),
    **{f"dead end, {kind}": partial(_dead_end, kind) for kind in get_args(DeadEnd)},
    "dead end of nobody": partial(_dead_end, "unknown", profile=None),
}
