"""Booking money that arrived: by hand, against what the person saw, or because Stripe says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.letters import whole_letters
from billing.money import check_minor, exponent
from desktop.models import Customer, Document, Payment
from desktop.models.payment import METHODS, Method
from desktop.queries.balance import balance_of
from desktop.services.activity import record
from desktop.services.payments.counting import allocate, count_invoice, count_payment
from desktop.services.payments.refusals import (
    CannotRecord,
    MoreThanOwed,
    in_words,
    must_owe_what_was_seen,
    why_not_standing,
)

LONGEST_REFERENCE, LONGEST_NOTE = 140, 2_000


@dataclass(frozen=True, slots=True)
class PaymentValues:
    """Money that arrived: ``minor`` units of ``currency`` on the office's calendar date ``received_on``.

    ``customer_id`` is None for money of which nobody knows whose it is. ``intent`` is Stripe's PaymentIntent, which
    the books hold once; ``livemode`` False is Stripe's test money.
    """

    received_on: date
    minor: int
    currency: str
    method: Method
    customer_id: UUID | None = None
    reference: str = ""
    note: str = ""
    intent: str | None = None
    livemode: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """``minor`` units of a payment for an invoice; ``seen_minor`` is the balance that the person saw, if one looked."""

    invoice_id: UUID
    minor: int
    seen_minor: int | None = None


def record_payment(
    session: Session,
    values: PaymentValues,
    shares: Sequence[Share],
    *,
    today: date,
    at: datetime,
    rest_confirmed: bool = False,
) -> UUID:
    """Record by hand money that arrived for one or several invoices of one customer; return the payment's id.

    ``today`` is the office's; ``rest_confirmed``: a person has said that what is more than the shares is kept as the
    customer's credit. Raises MoreThanOwed, and all that ``book_payment`` raises.
    """
    if values.received_on > today:
        raise CannotRecord("its day is still to come")
    if values.method == "stripe":
        raise CannotRecord("money at Stripe is read from Stripe")
    rest = values.minor - sum(share.minor for share in shares)
    if rest > 0 and not rest_confirmed:
        _check(session, values, shares)
        raise MoreThanOwed(in_words(session, rest, values.currency), rest)
    return book_payment(session, values, shares, at=at)


def book_payment(
    session: Session, values: PaymentValues, shares: Sequence[Share], *, at: datetime, who: str = "office"
) -> UUID:
    """Write money that arrived into the books and return its id; what is more than ``shares`` stays unapplied.

    ``who`` is whom the story names: ``office``, or ``customer`` for money that came through the page. Raises
    CannotRecord, BalanceChanged, OutOfRange, UnknownCurrency; nothing is written then.
    """
    invoices = _check(session, values, shares)
    whose = values.customer_id or next((each.customer_id for each in invoices), None)
    payment = _payment(session, replace(values, customer_id=whose), at)
    for share, invoice in zip(shares, invoices, strict=True):
        allocate(session, payment, invoice, share.minor, on=values.received_on, at=at)
        count_invoice(session, invoice, at=at)
        record(session, "payment.recorded", at=at, document=invoice.id, who=who, minor=share.minor,
               method=values.method, on=values.received_on.isoformat())  # fmt: skip
    count_payment(session, payment, at=at)
    if (rest := payment.unapplied_minor) > 0 and whose is not None:
        record(session, "payment.unapplied", at=at, customer=whose, who=who, minor=rest, currency=values.currency)
    session.flush()
    return payment.id


def fitting(session: Session, invoice_id: UUID, minor: int, currency: str) -> tuple[Share, ...]:
    """Return the share of ``minor`` units that the invoice takes now; none where it takes nothing of this money."""
    invoice = session.get_one(Document, invoice_id)
    fits = 0 if invoice.currency != currency or why_not_standing(invoice) else min(minor, balance_of(invoice))
    return (Share(invoice_id, fits),) if fits > 0 else ()


def _check(session: Session, values: PaymentValues, shares: Sequence[Share]) -> list[Document]:
    """Return the invoices of ``shares``. Raises what is wrong with them or with the payment."""
    exponent(values.currency)
    if values.minor < 1:
        raise CannotRecord("the amount must be above 0")
    check_minor(values.minor)
    if values.method not in METHODS:
        raise CannotRecord("this is no way to pay that the books know")
    if len({share.invoice_id for share in shares}) < len(shares):
        raise CannotRecord("one invoice is named twice")
    invoices = [session.get_one(Document, share.invoice_id) for share in shares]
    for share, invoice in zip(shares, invoices, strict=True):
        if why := _why_not(values, share, invoice):
            raise CannotRecord(why)
        must_owe_what_was_seen(session, invoice, share.seen_minor)
        if share.minor > balance_of(invoice):
            owed = in_words(session, balance_of(invoice), invoice.currency)
            raise CannotRecord(f"{invoice.number} owes {owed}, which is less")
    _check_whole(session, values, shares, invoices)
    return invoices


def _why_not(values: PaymentValues, share: Share, invoice: Document) -> str:
    if invoice.currency != values.currency:
        return f"{invoice.number} is in {invoice.currency}, and the money is in {values.currency}"
    if share.minor < 1:
        return "each invoice gets an amount above 0"
    return why_not_standing(invoice)


def _check_whole(
    session: Session, values: PaymentValues, shares: Sequence[Share], invoices: Sequence[Document]
) -> None:
    customers = {each.customer_id for each in invoices}
    if values.customer_id is not None:
        customers.add(values.customer_id)
        session.get_one(Customer, values.customer_id)
    if len(customers) > 1:
        raise CannotRecord("its invoices are of different customers")
    if sum(share.minor for share in shares) > values.minor:
        arrived = in_words(session, values.minor, values.currency)
        raise CannotRecord(f"its invoices get more than the {arrived} that arrived")


def _payment(session: Session, values: PaymentValues, at: datetime) -> Payment:
    payment = Payment(
        ordinal=(session.scalar(select(func.max(Payment.ordinal))) or 0) + 1,
        customer_id=values.customer_id,
        received_on=values.received_on,
        amount_minor=values.minor,
        currency=values.currency,
        method=values.method,
        reference=whole_letters(values.reference.strip()[:LONGEST_REFERENCE]),
        note=whole_letters(values.note.strip()[:LONGEST_NOTE]),
        at=at,
        intent=values.intent,
        livemode=values.livemode,
        applied_minor=0,
        refunded_minor=0,
    )
    session.add(payment)
    session.flush()
    return payment
