"""The list of payments: sorted ordinals for a true scroll bar, rows by the page, counts and sums."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.orm import Session

from desktop.models import Allocation, Customer, Document, Payment
from desktop.models.payment import UNAPPLIED, Method
from desktop.queries.people import holds

PaymentFilter = Literal["all", "unapplied", "refunded", "undone"]
PaymentSort = Literal["on", "customer", "method", "amount", "left"]
PaymentState = Literal["applied", "unapplied", "refunded", "partly_refunded", "undone"]
_LEFT = Payment.amount_minor - Payment.applied_minor - Payment.refunded_minor


@dataclass(frozen=True, slots=True)
class PaymentQuery:
    """Which payments, in which order. ``method`` "" is any; ``since`` and ``until`` are days of arrival, both included.

    ``search`` looks for parts of the customer's name, the reference, the note and the numbers of invoices.
    """

    shown: PaymentFilter = "all"
    method: Method | Literal[""] = ""
    search: str = ""
    since: date | None = None
    until: date | None = None
    sort: PaymentSort = "on"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment; amounts in minor units of ``currency``. ``invoices`` are those that have a part of it now."""

    ordinal: int
    id: UUID
    customer_id: UUID | None
    customer: str
    received_on: date
    method: Method
    reference: str
    note: str
    currency: str
    amount_minor: int
    applied_minor: int
    refunded_minor: int
    left_minor: int
    undone_because: str
    state: PaymentState
    at_stripe: bool
    livemode: bool
    invoices: tuple[tuple[UUID, str], ...]


def payment_ordinals(session: Session, query: PaymentQuery) -> "array[int]":
    """Return the ordinals of all matching payments in order; 8 bytes a row, so 100,000 rows scroll."""
    statement = narrowed(select(Payment.ordinal), query)
    key = _sort_key(query.sort)
    order = (key.desc(), Payment.ordinal.desc()) if query.descending else (key, Payment.ordinal)
    result = session.connection().execute(statement.order_by(*order))
    assert result.cursor is not None
    return array("q", chain.from_iterable(result.cursor.fetchall()))


def payment_rows(session: Session, ordinals: Sequence[int]) -> dict[int, PaymentRow]:
    """Return the rows with these ordinals."""
    found = session.execute(
        select(Payment, Customer.name)
        .outerjoin(Customer, Customer.id == Payment.customer_id)
        .where(Payment.ordinal.in_(list(ordinals)))
    ).all()
    invoices = _invoices(session, [payment.id for payment, _name in found])
    return {payment.ordinal: _row(payment, name or "", invoices[payment.id]) for payment, name in found}


def payment_row(session: Session, payment_id: UUID) -> PaymentRow:
    """Return one payment."""
    payment = session.get_one(Payment, payment_id)
    return payment_rows(session, [payment.ordinal])[payment.ordinal]


def payment_counts(session: Session) -> dict[PaymentFilter, int]:
    """Return how many payments each filter shows."""
    filters: tuple[PaymentFilter, ...] = ("all", "unapplied", "refunded", "undone")
    return {
        each: session.scalar(narrowed(select(func.count()).select_from(Payment), PaymentQuery(each))) or 0
        for each in filters
    }


def unapplied_count(session: Session) -> int:
    """Return of how many payments something is left."""
    return session.scalar(select(func.count()).select_from(Payment).where(text(UNAPPLIED))) or 0


def payment_sums(session: Session, query: PaymentQuery) -> tuple[tuple[str, int], ...]:
    """Return what the matching payments come to, less what was refunded, by currency; the largest first."""
    kept = func.sum(_LEFT if query.shown == "unapplied" else Payment.amount_minor - Payment.refunded_minor)
    statement: Select[Any] = narrowed(select(Payment.currency, kept), query)
    if query.shown != "undone":
        statement = statement.where(Payment.undone_at.is_(None))
    rows = session.execute(statement.group_by(Payment.currency).order_by(kept.desc()))
    return tuple((currency, int(minor)) for currency, minor in rows)


def unapplied_for(session: Session, invoice_id: UUID) -> tuple[PaymentRow, ...]:
    """Return the payments of which something is left that the invoice's customer could use for it, oldest first."""
    invoice = session.get_one(Document, invoice_id)
    rows = session.scalars(
        select(Payment.ordinal)
        .where(
            text(UNAPPLIED),
            or_(Payment.customer_id == invoice.customer_id, Payment.customer_id.is_(None)),
            Payment.currency == invoice.currency,
        )
        .order_by(Payment.received_on, Payment.ordinal)
    ).all()
    found = payment_rows(session, rows)
    return tuple(found[ordinal] for ordinal in rows)


def narrowed(statement: Any, query: PaymentQuery) -> Any:
    """Return ``statement`` over payments with the conditions of ``query``."""
    if query.shown == "unapplied":
        statement = statement.where(text(UNAPPLIED))
    elif query.shown == "refunded":
        statement = statement.where(Payment.refunded_minor > 0)
    elif query.shown == "undone":
        statement = statement.where(Payment.undone_at.is_not(None))
    if query.method:
        statement = statement.where(Payment.method == query.method)
    if query.since is not None:
        statement = statement.where(Payment.received_on >= query.since)
    if query.until is not None:
        statement = statement.where(Payment.received_on <= query.until)
    return statement.where(_found(query.search)) if query.search.strip() else statement


def _found(search: str) -> ColumnElement[bool]:
    theirs = Payment.customer_id.in_(select(Customer.id).where(holds(search, Customer.name)))
    named = select(Document.id).where(holds(search, Document.number))  # a list: faster than asking at each allocation
    numbers = Payment.id.in_(
        select(Allocation.payment_id).where(Allocation.undone_at.is_(None), Allocation.invoice_id.in_(named))
    )
    return or_(theirs, holds(search, Payment.reference, Payment.note), numbers)


def _sort_key(sort: PaymentSort) -> ColumnElement[Any]:
    name = select(func.lower(Customer.name)).where(Customer.id == Payment.customer_id).scalar_subquery()
    keys: dict[PaymentSort, Any] = {
        "on": Payment.received_on, "customer": func.coalesce(name, ""), "method": Payment.method,
        "amount": Payment.amount_minor, "left": _LEFT,
    }  # fmt: skip
    key: ColumnElement[Any] = keys[sort]
    return key


def _invoices(session: Session, payments: Sequence[UUID]) -> defaultdict[UUID, list[tuple[UUID, str]]]:
    rows = session.execute(
        select(Allocation.payment_id, Document.id, Document.number)
        .join(Document, Document.id == Allocation.invoice_id)
        .where(Allocation.payment_id.in_(payments), Allocation.undone_at.is_(None))
        .order_by(Document.issued_at, Document.ordinal)
    )
    found: defaultdict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for payment_id, document_id, number in rows:
        if (document_id, number or "") not in found[payment_id]:
            found[payment_id].append((document_id, number or ""))
    return found


def _row(payment: Payment, customer: str, invoices: list[tuple[UUID, str]]) -> PaymentRow:
    return PaymentRow(
        ordinal=payment.ordinal,
        id=payment.id,
        customer_id=payment.customer_id,
        customer=customer,
        received_on=payment.received_on,
        method=payment.method,
        reference=payment.reference,
        note=payment.note,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        applied_minor=payment.applied_minor,
        refunded_minor=payment.refunded_minor,
        left_minor=payment.unapplied_minor,
        undone_because=payment.undone_because,
        state=_state(payment),
        at_stripe=payment.intent is not None,
        livemode=payment.livemode,
        invoices=tuple(invoices),
    )


def _state(payment: Payment) -> PaymentState:
    if payment.undone_at is not None:
        return "undone"
    if payment.refunded_minor >= payment.amount_minor:
        return "refunded"
    if payment.unapplied_minor > 0:
        return "unapplied"
    return "partly_refunded" if payment.refunded_minor else "applied"
