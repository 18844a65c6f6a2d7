"""Books full of things, and one plausible call of every tool there is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import (
    Activity,
    Answer,
    Comment,
    Document,
    Link,
    Mail,
    OnlineCharge,
    Outbox,
    PortalState,
    TaxRate,
)
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.items import ItemValues, save_item
from desktop.services.links import copy_link
from desktop.services.mailing.account import AccountValues, save_account
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.services.online.giving_back import ask_refund, refund_refused
from desktop.services.pay_ways import PayWayValues, add_way
from desktop.services.payments.booking import PaymentValues, Share, book_payment, record_payment
from desktop.services.tasks import add_task
from tests.desktop.assistant.registered import proposal, registered
from tests.desktop.office import TODAY, Desk, line

DOCUMENTS = 10
COMMENTS = 100
FILLER = "Filler"  # the key that was there before


@dataclass(frozen=True)
class Known:
    """What of the books the calls are about."""

    customer: UUID
    invoice: UUID
    quote: UUID
    draft: UUID
    draft_quote: UUID
    payment: UUID
    item: UUID
    tax: UUID
    unseen: UUID
    notice: UUID
    way: UUID
    proposal: UUID


def fill(desk: Desk, said: Callable[[], str]) -> Known:
    """Fill the books; ``said`` is asked for whatever an outsider could have written."""
    desk.connect("https://pay.alder.example")
    who = desk.write(
        lambda session: add_customer(session, CustomerValues("Rosewood Dental", email="a@b.example"), at=desk.now)
    )
    kinds: tuple[DocumentKind, ...] = ("invoice", "quote") * (DOCUMENTS // 2)
    made = [desk.issue(desk.draft(line("Reception desk"), kind=kind, customer=who)) for kind in kinds]
    ids = [each.document_id for each in made]
    unseen = desk.issue(desk.draft(customer=who)).document_id
    invoices, quotes = ids[0::2], ids[1::2]
    draft, draft_quote = desk.draft(customer=who), desk.draft(kind="quote", customer=who)
    payment = desk.pay(invoices[1], 5000)
    account = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")

    def rest(session: Session) -> tuple[UUID, UUID, UUID, UUID]:
        save_account(session, account, at=desk.now)
        for each in [*ids, who]:
            copy_link(session, each, at=desk.now)
        item = save_item(session, ItemValues("Consulting"))
        add_task(session, "Call them", at=desk.now, document_id=ids[0], who="assistant")
        wish = MailWish("a@b.example", "Your invoice", "See {link}", with_pdf=True)
        queue_mail(session, invoices[0], wish, today=TODAY, at=desk.now)
        money = PaymentValues(TODAY, 700, "EUR", "cash", who)
        record_payment(session, money, (), today=TODAY, at=desk.now, rest_confirmed=True)
        _speak(session, desk, ids, quotes, who, said)
        notice = select(Activity.id).where(Activity.kind == "declined").limit(1)
        way = add_way(session, PayWayValues("bank", "IBAN: IE29 AIBK 9311 5212 3456 78", "Our bank"), at=desk.now)
        return item, session.scalars(select(TaxRate.id)).one(), session.scalars(notice).one(), way

    item, tax, notice, way = desk.write(rest)
    assisted = registered(desk)
    key = assisted.key(name=FILLER)
    assisted.calls.call(key, said(), {})
    asked = proposal(assisted, key, "email_invoice", {"invoiceId": invoices[1]})
    return Known(who, invoices[0], quotes[0], draft, draft_quote, payment, item, tax, unseen, notice, way, asked)


def _speak(
    session: Session, desk: Desk, ids: list[UUID], quotes: list[UUID], who: UUID, said: Callable[[], str]
) -> None:
    """Let customers, portal, mail server and Stripe say something wherever the books keep what they say."""
    for at, document in zip(range(COMMENTS), cycle(ids)):
        moment = desk.now + timedelta(seconds=at)
        session.add(Comment(document_id=document, by_office=False, at=moment, text=said()))
    for quote in quotes[1:]:
        kind: Any = "declined" if quote == quotes[-1] else "accepted"
        answer = Answer(document_id=quote, kind=kind, at=desk.now, revision=1, name=said(), order_number=said())
        answer.reason = said()
        session.add(answer)
        session.get_one(Document, quote).answer = kind
    for document in ids:
        session.get_one(Document, document).order_reference = said()
        for kind, by in (("declined", "customer"), ("accepted", "customer"), ("portal.told", "portal")):
            data = {"why": said(), "name": said()}
            session.add(Activity(kind=kind, who=by, at=desk.now, document_id=document, data=data))
    session.add(Activity(kind="viewed", who="customer", at=desk.now, customer_id=who, data={"why": said()}))
    session.add(Activity(kind="portal.refused", who="office", at=desk.now, document_id=ids[0], data={"why": said()}))
    session.add(Activity(kind="mail.failed", who="office", at=desk.now, document_id=ids[0], data={"why": said()}))
    for mail in session.scalars(select(Mail)):
        mail.state, mail.reason = "failed", said()
    for row in session.scalars(select(Outbox).limit(5)):
        row.parked_at, row.parked_why = desk.now, said()
    money = PaymentValues(TODAY, 500, "EUR", "stripe", who, intent="pi_9")
    payment = book_payment(session, money, (Share(ids[4], 500),), at=desk.now)
    for refund in ask_refund(session, payment, minor=500, reason="duplicate", note="", on=TODAY, at=desk.now):
        refund_refused(session, refund, said(), at=desk.now)
    portal = session.scalars(select(PortalState)).one()
    portal.trouble, portal.trouble_why = "diverged", said()
    charge = OnlineCharge(intent="pi_1", document_id=ids[0], doc="d", minor=100, currency="EUR", state="failed")
    charge.failure, charge.failure_code, charge.dispute_reason = said(), said()[:40], said()[:40]
    charge.misfit, charge.problem, charge.reported_at = said()[:60], said(), desk.now
    session.add(charge)


LINES = [{"description": "Consulting", "quantity": 2, "rate": 100}]


def calls(known: Known) -> dict[str, dict[str, Any]]:
    """Return one plausible call of every tool."""
    return _calls_of_invoices(known) | _calls_of_quotes(known) | _calls_of_records(known) | _calls_of_advice(known)


def _calls_of_invoices(known: Known) -> dict[str, dict[str, Any]]:
    one_invoice, of_draft = {"invoiceId": str(known.invoice)}, {"invoiceId": str(known.draft)}
    return {
        "list_invoices": {"limit": 200},
        "get_invoice": one_invoice,
        "create_invoice": {"customerName": "Hollis", "lineItems": LINES},
        "update_invoice": {
            **of_draft,
            "customerNotes": "Thank you",
            "discountValue": 5,
            "paymentMethodIds": [str(known.way)],
        },
        "delete_invoice": of_draft,
        "send_invoice": one_invoice,
        "email_invoice": one_invoice,
        "get_invoice_link": one_invoice,
        "duplicate_invoice": one_invoice,
        "add_line_item": {**of_draft, "description": "Travel", "rate": 60},
        "update_line_item": {**of_draft, "lineItemIndex": 0, "quantity": 3},
        "remove_line_item": {**of_draft, "lineItemIndex": 0},
        "get_pdf_link": one_invoice,
        "create_credit_note": one_invoice,
        "create_deposit_invoice": {"parentInvoiceId": str(known.draft), "depositPercentage": 30},
    }


def _calls_of_quotes(known: Known) -> dict[str, dict[str, Any]]:
    one_quote = {"quoteId": str(known.quote)}
    return {
        "list_quotes": {"limit": 200},
        "get_quote": one_quote,
        "create_quote": {"customerName": "Hollis", "lineItems": LINES},
        "update_quote": {"quoteId": str(known.draft_quote), "customerNotes": "Thank you"},
        "delete_quote": one_quote,
        "send_quote": one_quote,
        "email_quote": {**one_quote, "message": "Please look."},
        "convert_quote_to_invoice": one_quote,
    }


def _calls_of_records(known: Known) -> dict[str, dict[str, Any]]:
    one_invoice, one_customer = {"invoiceId": str(known.invoice)}, {"customerId": str(known.customer)}
    payment, item, tax = str(known.payment), str(known.item), str(known.tax)
    return {
        "list_customers": {},
        "get_customer": one_customer,
        "create_customer": {"displayName": "Hollis"},
        "edit_customer": {**one_customer, "phone": "+353 1 1"},
        "delete_customer": one_customer,
        "get_customer_statement": one_customer,
        "generate_customer_portal_link": one_customer,
        "list_payments": {"limit": 200},
        "get_payment": {"paymentId": payment},
        "record_payment": {**one_invoice, "amount": 10},
        "update_payment": {"paymentId": payment, "amount": 40},
        "delete_payment": {"paymentId": payment},
        "list_payment_methods": {},
        "add_payment_method": {"type": "PayPal", "details": "https://paypal.me/alderfinch"},
        "update_payment_method": {"methodId": str(known.way), "details": "IBAN: DE89 3704 0044 0532 0130 00"},
        "remove_payment_method": {"methodId": str(known.way)},
        "list_items": {},
        "get_item": {"itemId": item},
        "create_item": {"name": "Travel", "rate": 60},
        "update_item": {"itemId": item, "rate": 130},
        "delete_item": {"itemId": item},
        "list_tax_rates": {},
        "add_tax_rate": {"name": "VAT", "rate": 23},
        "update_tax_rate": {"id": tax, "rate": 21},
        "delete_tax_rate": {"id": tax},
        "get_org_settings": {},
        "update_org_settings": {"phone": "+353 1 1", "linkDays": 60},
        "set_org_default_template": {"template": "modern"},
    }


def _calls_of_advice(known: Known) -> dict[str, dict[str, Any]]:
    one_invoice, one_document = {"invoiceId": str(known.invoice)}, {"documentId": str(known.invoice)}
    return {
        "send_reminder": one_invoice,
        "list_email_logs": {},
        "explain_portal_link": one_document,
        "draft_message": one_document,
        "prepare_follow_up": {**one_document, "says": "Call them"},
        "check_readiness": one_document,
        "find_incomplete_drafts": {},
        "suggest_credit": {**one_invoice, "situation": "cancelled"},
        "list_notifications": {"limit": 200},
        "mark_notification_read": {"id": str(known.notice)},
        "get_proposal": {"proposalId": str(known.proposal)},
        "get_audit_log": {},
        "get_sync_health": {},
        "explain_total": one_document,
        "search": {"query": "rose"},
    }


def strings(answer: Any) -> Iterator[str]:
    """Yield every text in an answer, at any depth."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict):
        for name, value in answer.items():
            yield name
            yield from strings(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from strings(value)


def current_tokens(session: Session, holder: UUID) -> set[str]:
    """Return the token that a link tool was asked for."""
    opened = select(Link.token).where((Link.document_id == holder) | (Link.customer_id == holder), Link.current)
    return set(session.scalars(opened))
