"""The document as its customer may see it: an allow-list, formatted in the customer's language.

What is not a field here cannot travel: internal ids, private notes, costs, the token.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import accumulate
from typing import Any, Literal

from billing import formatting
from billing.answering import Answering, AnswerView, CommentView
from billing.balance import balance
from billing.canonical import Frozen
from billing.figures import Figures, SumView, TaxView, figures_of, shown_sums, tax_name
from billing.issued import BankDetail, DocumentKind, IssuedDocument, IssuedLine, IssuedTax, Party, PayWay
from billing.paying import Paying
from billing.terms import Instalment, next_due
from billing.totals import LineTotal, Totals, calculate

__all__ = ["SETTLED", "SumView", "TaxView", "View", "ViewState", "tax_name", "view_of"]

ViewState = Literal["open", "paid", "accepted", "declined", "credited", "written_off", "withdrawn"]
SETTLED: frozenset[ViewState] = frozenset({"paid", "accepted", "declined", "credited", "written_off"})


class LineView(Frozen):
    """One line in words and figures; figures without a currency."""

    title: str
    detail: str = ""
    quantity: str
    unit_price: str
    discount: str = ""
    tax: str = ""
    amount: str
    optional: bool = False
    chosen: bool = True


class PdfView(Frozen):
    """The very PDF that was archived: its content id at the portal, file name, size in bytes, SHA-256."""

    content: str
    name: str
    size: int
    sha256: str


class PaymentView(Frozen):
    """Money that arrived, as the customer may know it; one that ``is_refund`` went back, and its amount is below 0."""

    on: str
    method: str
    amount: str
    is_refund: bool = False


class InstalmentView(Frozen):
    """A part of what is to be paid: its day and its amount. ``is_paid``: money alone covers it; ``is_settled``: only
    money and credit together, or credit alone.
    """

    due: str
    amount: str
    is_paid: bool
    is_settled: bool = False


class CreditView(Frozen):
    """A credit note that takes something off an invoice; never money that arrived."""

    number: str
    on: str
    amount: str


class View(Frozen):
    """A document's published view; one content at the portal per version.

    ``exponent`` counts the decimals of its minor units as they were issued; None in a view that is older than the
    field. ``payable`` is "" where it is the total: nothing is withheld or rounded. ``tax_notes`` say why a line bears
    no tax. ``through`` and ``includes`` say what the balance already counts. ``figures`` come with a quote whose
    optional lines may be chosen: the page formats the totals of the choice by them. ``paying`` is None where the
    document cannot be paid on its page. ``bank`` is filled where it was issued before there were several ``ways`` to
    pay; ``billing.pay_ways`` reads both.
    """

    format: Literal[1] = 1
    kind: DocumentKind
    number: str
    revision: str
    revision_number: int = 1
    language: str
    time_zone: str
    currency: str
    exponent: int | None = None
    state: ViewState = "open"
    issued_on: date
    due_on: date | None
    valid_until: date | None
    issued: str
    due: str
    valid: str
    supplied: str
    order_reference: str
    seller: Party
    buyer: Party
    lines: tuple[LineView, ...]
    prices_include_tax: bool
    line_sum: str
    discount: str
    discount_reason: str
    charges: tuple[SumView, ...] = ()
    net: str
    taxes: tuple[TaxView, ...]
    tax_notes: tuple[str, ...] = ()
    total: str
    withheld: SumView | None = None
    rounding: str = ""
    payable: str = ""
    paid: str
    balance: str
    total_minor: int
    paid_minor: int
    balance_minor: int
    instalments: tuple[InstalmentView, ...] = ()
    message: str
    terms: str
    late_fee: str = ""
    bank: tuple[BankDetail, ...]
    ways: tuple[PayWay, ...] = ()
    payments: tuple[PaymentView, ...] = ()
    credits: tuple[CreditView, ...] = ()
    credited_minor: int = 0
    written_off: str = ""
    written_off_minor: int = 0
    corrects: str = ""
    corrects_on: str = ""
    reason: str = ""
    pdf: PdfView | None = None
    through: int = 0
    includes: tuple[str, ...] = ()
    figures: Figures | None = None
    answering: Answering | None = None
    answer: AnswerView | None = None
    comments: tuple[CommentView, ...] = ()
    paying: Paying | None = None


class CreditGiven(Frozen):
    """What a credit note takes off an invoice, in minor units."""

    number: str
    on: date
    minor: int


class Standing(Frozen):
    """What changes after issue: state, money received, credit given and what was let go (minor units), the feed
    position it counts. ``paid_minor`` is less what was refunded; ``payments`` are in the order of their days.

    ``answering`` is how a quote may be answered now, None where it may not; ``answer`` what came of it. ``paying`` is
    how an invoice may be paid online, None where it may not.
    """

    state: ViewState = "open"
    paid_minor: int = 0
    payments: tuple[PaymentView, ...] = ()
    credits: tuple[CreditGiven, ...] = ()
    written_off_minor: int = 0
    through: int = 0
    includes: tuple[str, ...] = ()
    answering: Answering | None = None
    answer: AnswerView | None = None
    comments: tuple[CommentView, ...] = ()
    paying: Paying | None = None


def view_of(
    document: IssuedDocument, *, standing: Standing | None = None, revision: str = "", pdf: PdfView | None = None
) -> View:
    """Return the view of ``document`` in its own language, with what happened since (``standing``)."""
    now = standing or Standing()
    totals, figures = calculate(document.sheet()), figures_of(document)
    counted = [at for at, line in enumerate(document.lines) if line.counted]
    money = partial(_money, document)
    credited = sum(each.minor for each in now.credits)
    let_go = now.written_off_minor
    owed = balance(totals.payable, paid=now.paid_minor, credited=credited, written_off=let_go)
    due_on = _due(document, now.paid_minor + credited + let_go)
    return View(
        kind=document.kind,
        number=document.number,
        revision=revision,
        revision_number=document.revision,
        language=document.language,
        time_zone=document.time_zone,
        currency=document.currency,
        exponent=document.exponent,
        state=now.state,
        **_days(document, due_on),
        supplied=document.supplied,
        order_reference=document.order_reference,
        seller=document.seller,
        buyer=document.buyer,
        lines=_lines(document, totals),
        prices_include_tax=document.price_mode == "inclusive",
        discount_reason=document.discount_reason,
        paid=money(-now.paid_minor) if now.paid_minor else "",
        balance=money(owed),
        paid_minor=now.paid_minor,
        balance_minor=owed,
        instalments=_instalments(document, now.paid_minor, credited + let_go),
        message=document.message,
        terms=document.terms,
        late_fee=document.late_fee,
        bank=document.bank,
        ways=document.ways,
        payments=now.payments,
        credits=_credits(document, now),
        credited_minor=credited,
        written_off=money(-let_go) if let_go else "",
        written_off_minor=let_go,
        **_corrected(document),
        reason=document.reason,
        pdf=pdf,
        through=now.through,
        includes=now.includes,
        figures=figures if _has_choice(document, now) else None,
        answering=now.answering,
        answer=now.answer,
        comments=now.comments,
        paying=now.paying,
        **shown_sums(figures, totals, counted, document.language),
    )


def _has_choice(document: IssuedDocument, now: Standing) -> bool:
    return now.answering is not None and any(line.optional for line in document.lines)


def _corrected(document: IssuedDocument) -> dict[str, str]:
    """Return the number and the day of the invoice that a credit note corrects, by the names of their fields."""
    if document.corrects is None:
        return {}
    return {"corrects": document.corrects.number, "corrects_on": _day(document, document.corrects.issued_on)}


def _money(document: IssuedDocument, minor: int) -> str:
    return formatting.format_money(document.money(minor), document.language)


def _days(document: IssuedDocument, due_on: date | None) -> dict[str, Any]:
    """Return the view's days, each as a date and in the words of the document's language, by the names of fields."""
    days = {"issued": document.issued_on, "due": due_on, "valid": document.valid_until}
    told = {"issued_on": document.issued_on, "due_on": due_on, "valid_until": document.valid_until}
    return told | {name: _day(document, on) for name, on in days.items()}


def _day(document: IssuedDocument, on: date | None) -> str:
    return formatting.format_date(on, document.language) if on else ""


def _credits(document: IssuedDocument, now: Standing) -> tuple[CreditView, ...]:
    return tuple(
        CreditView(number=each.number, on=_day(document, each.on), amount=_money(document, -each.minor))
        for each in now.credits
    )


def _due(document: IssuedDocument, paid: int) -> date | None:
    """Return the day on which something falls due next."""
    schedule = [Instalment(part.due_on, part.minor) for part in document.instalments]
    following = next_due(schedule, paid)
    return following.due_on if following else document.due_on


def _instalments(document: IssuedDocument, paid: int, credited: int) -> tuple[InstalmentView, ...]:
    covered = accumulate(part.minor for part in document.instalments)
    return tuple(
        InstalmentView(
            due=_day(document, part.due_on),
            amount=_money(document, part.minor),
            is_paid=until <= paid,
            is_settled=paid < until <= paid + credited,
        )
        for part, until in zip(document.instalments, covered, strict=True)
    )


def _lines(document: IssuedDocument, totals: Totals) -> tuple[LineView, ...]:
    return tuple(_line(document, line, sums) for line, sums in zip(document.lines, totals.lines, strict=True))


def _line(document: IssuedDocument, line: IssuedLine, sums: LineTotal) -> LineView:
    language = document.language
    quantity = formatting.format_number(line.quantity, language)
    return LineView(
        title=line.title,
        detail=line.detail,
        quantity=f"{quantity} {line.unit}".rstrip(),
        unit_price=formatting.format_price(line.unit_price, document.currency, language, frozen=document.exponent),
        discount=_discount(document, line, sums),
        tax=rates_of(line.taxes, language),
        amount=formatting.format_amount(document.money(sums.net), language),
        optional=line.optional,
        chosen=line.chosen,
    )


def _discount(document: IssuedDocument, line: IssuedLine, sums: LineTotal) -> str:
    if line.discount is None or not sums.discount:
        return ""
    if line.discount.percent is not None:
        return formatting.format_rate(line.discount.percent, document.language)
    return formatting.format_amount(document.money(sums.discount), document.language)


def rates_of(taxes: Sequence[IssuedTax], language: str) -> str:
    """Return the rates of one line as its column shows them: ``13.5%``, or ``5% + 9.975%``."""
    return " + ".join(formatting.format_rate(tax.rate, language) for tax in taxes)
