"""A document's page as finished strings: the template places them and looks nothing up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from billing.answering import CommentView
from billing.direction import apart, has_right_to_left
from billing.formatting import format_number
from billing.issued import Party, PayWay, TaxId
from billing.pay_ways import heading_of, said_by, ways_of
from billing.snapshot import InstalmentView, PaymentView, PdfView, View
from billing.wording import Labels, Wording
from portal.page_lines import has_rates, rows_of
from portal.page_pay import NO_PAYING, PayPart
from portal.page_stub import Stub, stub_of
from portal.page_text import filled

_WAITS = frozenset({"disputed", "processing"})  # nothing is to be paid meanwhile
_LONG_AMOUNT, _LONGEST_AMOUNT = 12, 17  # signs; from here on it is set smaller, and smaller still


class Fact(NamedTuple):
    """A label and its value."""

    label: str
    value: str


class Sum(NamedTuple):
    """One row of the totals; ``rule`` is the line above it: none, ``tot`` or ``due``."""

    rule: str
    label: Markup
    figure: str


class WayPart(NamedTuple):
    """One way to pay: its heading, and what it says in the order in which it was typed; "" labels a sentence."""

    heading: str
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything the template of a document places, in the order of the page.

    ``reference`` is the number, by which the office knows its money, where it stands below all ``ways``; it is the last
    row of a single one that is nothing but labels and values.
    """

    kind: str
    number: str
    stub: Stub
    length: Literal["", " long", " longest"]
    paid_minor: int
    payable_minor: int
    has_pdf: bool
    pdf_size: str
    buyer_label: str
    buyer: str
    buyer_address: str
    facts: tuple[Fact, ...]
    message: str
    line_count: str
    caption: str
    has_rates: bool
    rows: Markup
    sums: tuple[Sum, ...]
    tax_notes: tuple[str, ...]
    payments_label: str
    payments: tuple[PaymentView, ...]
    instalments: tuple[InstalmentView, ...]
    ways: tuple[WayPart, ...]
    reference: tuple[Fact, ...]
    terms: str
    late_fee: str
    comments: tuple[CommentView, ...]
    may_ask_for_quote: bool
    imprint: str
    has_receipt: bool = False


def document_page(
    view: View, words: Wording, today: date, *, asked: bool = False, pay: PayPart = NO_PAYING
) -> DocumentPage:
    """Return the page of ``view`` on the calendar date ``today`` of the office.

    ``asked``: a new quote was asked for within a day. ``pay`` is what the page says of paying online.
    """
    labels = words.labels
    ended = view.kind == "quote" and view.state == "open" and view.valid_until is not None and view.valid_until < today
    choosing = view.answering is not None and view.state == "open" and not ended
    stub = stub_of(view, words, today, asked=asked and ended)
    payable = stub.label == labels.amount_due
    ways = ways_of(view) if payable and pay.standing not in _WAITS else ()
    parts, reference = _way_parts(ways, Fact(labels.reference, view.number), labels)
    history = (*view.payments, *pay.refunds)
    return DocumentPage(
        kind=_by_kind(view, labels.invoice, labels.quote, labels.credit),
        number=view.number,
        stub=pay.stub or stub,
        length=amount_length(stub.amount),
        paid_minor=view.paid_minor,
        payable_minor=view.paid_minor + view.balance_minor,
        has_pdf=view.pdf is not None,
        pdf_size=file_size(view.pdf, view.language) if view.pdf else "",
        buyer_label=_by_kind(view, labels.billed_to, labels.offered_to, labels.credited_to),
        buyer=view.buyer.name,
        buyer_address=_address(view.buyer),
        facts=tuple(_facts(view, labels)),
        message=view.message,
        line_count=_line_count(view, labels, choosing=choosing),
        caption=_caption(view, labels),
        has_rates=has_rates(view),
        rows=rows_of(view, labels, optional=not choosing),
        sums=tuple(_sums(view, words, pay)),
        tax_notes=view.tax_notes,
        payments_label=labels.payments_so_far if payable else labels.payments,
        payments=history,
        instalments=view.instalments if payable else (),
        ways=parts,
        reference=reference,
        has_receipt=view.kind == "invoice" and bool(view.payments),
        terms=view.terms,
        late_fee=view.late_fee,
        comments=view.comments,
        may_ask_for_quote=ended and not asked,
        imprint=imprint_of(view.seller),
    )


def _by_kind(view: View, invoice: str, quote: str, credit: str) -> str:
    return {"invoice": invoice, "quote": quote, "credit": credit}[view.kind]


def _line_count(view: View, labels: Labels, *, choosing: bool) -> str:
    if choosing and any(line.optional for line in view.lines):
        return labels.included
    return labels.lines.of(len(view.lines))


def amount_length(amount: str) -> Literal["", " long", " longest"]:
    """Return the class of an amount that is set smaller, or ""."""
    if len(amount) < _LONG_AMOUNT:
        return ""
    return " long" if len(amount) < _LONGEST_AMOUNT else " longest"


def file_size(pdf: PdfView, language: str) -> str:
    """Return how large a file is, as a person reads it."""
    kibibytes = -(-pdf.size // 1024)
    return f"{format_number(Decimal(kibibytes), language)} KB"


def _address(party: Party) -> str:
    return ", ".join((*party.address, *map(_tax_id, party.tax_ids)))


def _tax_id(row: TaxId) -> str:
    """Return label and number; beside letters from right to left a number such as 1234567-8 keeps its direction."""
    value = apart(row.value, in_document=has_right_to_left(row.label))
    return f"{row.label} {value}".strip()


def imprint_of(seller: Party) -> str:
    """Return who is behind the page: name, address and tax numbers."""
    return ", ".join(filter(None, (seller.name, _address(seller))))


def _facts(view: View, labels: Labels) -> Iterator[Fact]:
    number = _by_kind(view, labels.invoice_number, labels.quote_number, labels.credit_number)
    for label, value in (
        (number, view.number),
        (labels.issued, view.issued),
        (labels.due, view.due),
        (labels.valid_until, view.valid),
        (labels.supplied, view.supplied),
        (labels.your_order, view.order_reference),
        (
            labels.corrects,
            labels.corrects_of.format(number=view.corrects, date=view.corrects_on) if view.corrects else "",
        ),
        (labels.reason, view.reason),
    ):
        if value:
            yield Fact(label, value)


def _caption(view: View, labels: Labels) -> str:
    if not view.taxes:
        return labels.amounts_in.format(currency=view.currency)
    template = labels.amounts_with_tax if view.prices_include_tax else labels.amounts_without_tax
    return template.format(currency=view.currency)


def _sums(view: View, words: Wording, pay: PayPart) -> Iterator[Sum]:
    labels = words.labels
    yield from _sums_before_tax(view, labels)
    tax_form = labels.tax_included_on if view.prices_include_tax else labels.tax_on
    taxes = [Sum("", filled(tax_form, tax=row.label, base=row.base), row.amount) for row in view.taxes]
    total = Sum("tot" if view.kind == "invoice" else "due", escape(labels.total), view.total)
    yield from (total, *taxes) if view.prices_include_tax else (*taxes, total)
    yield from _sums_after_total(view, labels)
    if view.kind != "invoice":
        return
    if view.paid:
        yield Sum("", escape(labels.paid_so_far if view.balance_minor > 0 else labels.paid), view.paid)
    for credit in view.credits:
        yield Sum("", filled(labels.credited_by, number=credit.number), credit.amount)
    if view.written_off:
        yield Sum("", escape(labels.written_off), view.written_off)
    yield Sum("due", escape(labels.amount_due if view.balance_minor > 0 else labels.left_to_pay), view.balance)
    if pay.favour:
        yield Sum("", escape(words.paying.favour), pay.favour)


def _sums_before_tax(view: View, labels: Labels) -> Iterator[Sum]:
    taxed_after = bool(view.taxes) and not view.prices_include_tax
    changed = bool(view.discount or view.charges)
    if changed or taxed_after:
        yield Sum("", escape(labels.subtotal), view.line_sum)
    if view.discount:
        why = filled(labels.discount_why, reason=view.discount_reason)
        yield Sum("", why if view.discount_reason else escape(labels.discount), view.discount)
    yield from (Sum("", escape(charge.label), charge.amount) for charge in view.charges)
    if changed and taxed_after:
        yield Sum("", escape(labels.net), view.net)


def _sums_after_total(view: View, labels: Labels) -> Iterator[Sum]:
    if view.withheld:
        yield Sum("", escape(view.withheld.label), view.withheld.amount)
    if view.rounding:
        yield Sum("", escape(labels.rounding), view.rounding)
    if view.payable and (view.kind != "invoice" or view.payable != view.balance):  # else it stands below, as due
        yield Sum("", escape(labels.payable), view.payable)


def _way_parts(
    ways: tuple[PayWay, ...], reference: Fact, labels: Labels
) -> tuple[tuple[WayPart, ...], tuple[Fact, ...]]:
    """Return the ways to pay, and the reference where it belongs to more than the rows above it."""
    parts = tuple(
        WayPart(heading_of(way, labels), tuple(Fact(row.label, row.value) for row in said_by(way))) for way in ways
    )
    if len(parts) == 1 and all(row.label for row in parts[0].rows):
        return (parts[0]._replace(rows=(*parts[0].rows, reference)),), ()
    return parts, (reference,) if parts else ()
