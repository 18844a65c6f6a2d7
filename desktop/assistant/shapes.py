"""Documents as an assistant reads them: facts of one, a row of a list. No link, no private note, no key has a field."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from billing.errors import Refused
from billing.issued import IssuedDocument, IssuedTax
from billing.totals import calculate
from desktop.assistant.figures import amount_out, figure_out
from desktop.assistant.tool import Answer, Errand, Untrusted
from desktop.assistant.trust import untrusted
from desktop.queries.cards import ActivityRow, DocumentCard, document_card
from desktop.queries.credits import issued_body
from desktop.queries.documents import DocumentRow
from desktop.queries.drafts import DraftValues, values_of
from desktop.queries.links import LinkCard
from desktop.services.drafts import totals_of

_SHOWN = 20  # messages and events of one document
ORDER = "order number, as the customer or the office typed it"


class TaxShape(Answer):
    """A tax of a line: its word on paper and its percent."""

    label: str
    rate: str


class LineShape(Answer):
    """A line; ``index`` is what lineItemIndex takes."""

    index: int
    title: str
    detail: str = ""
    quantity: str
    unit: str = ""
    rate: str
    taxes: tuple[TaxShape, ...] = ()
    discount: str = ""
    amount: str | None = None
    optional: bool = False
    chosen: bool = True


class ChargeShape(Answer):
    """Shipping or a fee: percent or an amount."""

    label: str
    percent: str | None = None
    amount: str | None = None


class LinkShape(Answer):
    """How the customer's link stands; its address is given by the tools that hand out a link, and by no other."""

    state: str
    expires_at: datetime | None = None
    views: int = 0
    last_viewed_at: datetime | None = None
    pdf_downloads: int = 0
    automatic_checks: int = 0


class MoneyShape(Answer):
    """Money of an invoice: payment, refund or write_off, on a day of the office."""

    kind: str
    on: date
    amount: str
    method: str | None = None
    payment_id: UUID | None = None


class CreditShape(Answer):
    """A credit note beside the document, and what it takes off."""

    id: UUID
    number: str
    total: str
    taken_off: str


class AnswerShape(Answer):
    """What the customer said to a quote; ``verified``: the signature is sound and of the pinned key."""

    kind: str
    at: datetime
    total: str
    verified: bool
    taken_back: bool
    name: Untrusted | None = None
    order_number: Untrusted | None = None
    reason: Untrusted | None = None


class CommentShape(Answer):
    """One message about the document: the office's own words, or a customer's."""

    at: datetime
    office: str | None = None
    customer: Untrusted | None = None


class EventShape(Answer):
    """One thing that happened: why, in the office's words, or what came with it from outside."""

    at: datetime
    kind: str
    who: str
    why: str = ""
    said: Untrusted | None = None


class EndShape(Answer):
    """A document at the other end: source, invoice, deposit, deposit_of."""

    role: str
    id: UUID
    kind: str
    number: str


class DocumentShape(Answer):
    """An invoice, a quote or a credit note. Amounts are whole units of ``currency`` with its decimals.

    ``payment_method_ids`` None: it shows every way to pay.
    """

    id: UUID
    kind: str
    number: str
    state: str
    customer_id: UUID | None
    customer: str
    currency: str
    total: str
    balance: str
    paid: str
    written_off: str
    dated: date | None
    due_date: date | None
    expiry_date: date | None
    terms: str
    customer_notes: str
    terms_and_conditions: str
    purchase_order: Untrusted | None
    discount: str
    charges: tuple[ChargeShape, ...]
    lines: tuple[LineShape, ...]
    template: str
    payment_method_ids: tuple[UUID, ...] | None
    link: LinkShape | None
    money: tuple[MoneyShape, ...] = ()
    credits: tuple[CreditShape, ...] = ()
    corrects: str = ""
    ends: tuple[EndShape, ...] = ()
    answers: tuple[AnswerShape, ...] = ()
    comments: tuple[CommentShape, ...] = ()
    activity: tuple[EventShape, ...] = ()


class DocumentLine(Answer):
    """A document as a row of a list."""

    id: UUID
    kind: str
    number: str
    state: str
    customer: str
    currency: str
    total: str
    balance: str
    dated: date | None
    due_date: date | None
    expiry_date: date | None
    link: str
    views: int
    last_viewed_at: datetime | None


class DocumentList(Answer):
    """A page of documents; ``next_cursor`` None: that was all."""

    documents: tuple[DocumentLine, ...]
    next_cursor: str | None


class Done(Answer):
    """What came of an act, in one sentence for the person."""

    says: str


def shape_of(errand: Errand, document_id: UUID) -> DocumentShape:
    """Return a document as it stands now."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    values = values_of(errand.session, document_id)
    issued = issued_body(errand.session, document_id) if card.number else None
    money = tuple(
        MoneyShape(
            kind=row.kind, on=row.on, amount=amount_out(row.minor, card.currency),
            method=row.method if row.kind == "payment" else None, payment_id=row.id if row.kind == "payment" else None,
        )
        for row in card.money
    )  # fmt: skip
    return DocumentShape(
        id=card.id,
        kind=card.kind,
        number=card.number,
        state=card.state,
        customer_id=card.customer_id,
        customer=card.customer,
        currency=card.currency,
        total=amount_out(card.total_minor, card.currency),
        balance=amount_out(card.balance_minor, card.currency),
        paid=amount_out(card.paid_minor, card.currency),
        written_off=amount_out(card.written_off_minor, card.currency),
        dated=card.issued_on or values.dated,
        due_date=card.due_on,
        expiry_date=card.valid_until,
        terms=values.payment_terms,
        customer_notes=values.message,
        terms_and_conditions=values.terms,
        purchase_order=untrusted(values.order_reference, ORDER),
        discount=_discount(values.discount_percent, values.discount_minor, card.currency),
        charges=tuple(
            ChargeShape(
                label=each.label,
                percent=None if each.percent is None else figure_out(each.percent),
                amount=None if each.minor is None else amount_out(each.minor, card.currency),
            )
            for each in values.charges
        ),
        lines=_issued_lines(issued) if issued is not None else _draft_lines(values),
        template=values.template,
        payment_method_ids=values.pay_ways,
        link=link_shape(card.link),
        money=money,
        corrects=card.corrects,
        **_story(card),
    )


def line_of(row: DocumentRow) -> DocumentLine:
    """Return a document as a row of a list."""
    return DocumentLine(
        id=row.id,
        kind=row.kind,
        number=row.number,
        state=row.state,
        customer=row.customer,
        currency=row.currency,
        total=amount_out(row.total_minor, row.currency),
        balance=amount_out(row.balance_minor, row.currency),
        dated=row.issued_on,
        due_date=row.due_on,
        expiry_date=row.valid_until,
        link=row.link,
        views=row.views,
        last_viewed_at=row.viewed_at,
    )


def link_shape(card: LinkCard | None) -> LinkShape | None:
    """Return how a link stands, without its address."""
    if card is None:
        return None
    return LinkShape(
        state=card.state,
        expires_at=card.expires_at,
        views=card.views,
        last_viewed_at=card.viewed_at,
        pdf_downloads=card.downloads,
        automatic_checks=card.checks,
    )


def event_of(row: ActivityRow) -> EventShape:
    """Return an event; what a customer, the portal, Stripe or a mail server put into it comes wrapped."""
    said = " ".join(str(row.data[name]) for name in ("name", "why") if row.data.get(name))
    source = _FROM.get(row.kind.partition(".")[0]) or _FROM.get(row.who)
    if source is None:
        return EventShape(at=row.at, kind=row.kind, who=row.who, why=said)
    return EventShape(at=row.at, kind=row.kind, who=row.who, said=untrusted(said, source))


_FROM = {
    "customer": "customer via portal", "portal": "portal", "mail": "mail server", "text": "text message service",
    "stripe": "Stripe",
}  # fmt: skip


def _story(card: DocumentCard) -> dict[str, tuple[Answer, ...]]:
    return {
        "credits": tuple(
            CreditShape(
                id=row.document_id, number=row.number, total=amount_out(row.total_minor, card.currency),
                taken_off=amount_out(row.applied_minor, card.currency),
            )
            for row in card.credits
        ),
        "ends": tuple(
            EndShape(role=row.role, id=row.document_id, kind=row.kind, number=row.number) for row in card.ends
        ),
        "answers": tuple(
            AnswerShape(
                kind=row.kind, at=row.at, total=amount_out(row.total_minor, card.currency), verified=row.is_verified,
                taken_back=row.undone_at is not None, name=untrusted(row.name),
                order_number=untrusted(row.order_number), reason=untrusted(row.reason),
            )
            for row in card.answers
        ),
        "comments": tuple(
            CommentShape(
                at=row.at, office=row.text if row.by_office else None,
                customer=None if row.by_office else untrusted(row.text),
            )
            for row in card.comments[-_SHOWN:]
        ),
        "activity": tuple(event_of(row) for row in card.activity[:_SHOWN]),
    }  # fmt: skip


def _issued_lines(issued: IssuedDocument) -> tuple[LineShape, ...]:
    nets = calculate(issued.sheet()).lines
    return tuple(
        LineShape(
            index=at, title=line.title, detail=line.detail, quantity=figure_out(line.quantity), unit=line.unit,
            rate=figure_out(line.unit_price), taxes=_taxes(line.taxes),
            discount=_discount(line.discount.percent, line.discount.minor, issued.currency) if line.discount else "",
            amount=amount_out(sums.net, issued.currency), optional=line.optional, chosen=line.chosen,
        )
        for at, (line, sums) in enumerate(zip(issued.lines, nets, strict=True))
    )  # fmt: skip


def _draft_lines(values: DraftValues) -> tuple[LineShape, ...]:
    shown = [line for line in values.lines if not line.is_blank]
    try:
        nets: list[int | None] = [
            sums.net for line, sums in zip(values.lines, totals_of(values).lines, strict=True) if not line.is_blank
        ]
    except Refused:
        nets = [None] * len(shown)
    return tuple(
        LineShape(
            index=at, title=line.title, detail=line.detail, quantity=figure_out(line.quantity), unit=line.unit,
            rate=figure_out(line.unit_price), taxes=_taxes(line.taxes),
            discount=_discount(line.discount_percent, line.discount_minor, values.currency),
            amount=None if net is None else amount_out(net, values.currency),
            optional=line.optional, chosen=line.chosen,
        )
        for at, (line, net) in enumerate(zip(shown, nets, strict=True))
    )  # fmt: skip


def _taxes(taxes: tuple[IssuedTax, ...]) -> tuple[TaxShape, ...]:
    return tuple(TaxShape(label=tax.label, rate=figure_out(tax.rate)) for tax in taxes)


def _discount(percent: Decimal | None, minor: int | None, currency: str) -> str:
    if percent is not None:
        return f"{figure_out(percent)} %"
    return "" if minor is None else f"{amount_out(minor, currency)} {currency}"
