"""What money has to do with one invoice: payments, refunds of them, and what was let go, in the order of their days."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desktop.models import Allocation, Payment, Refund, WriteOff
from desktop.models.payment import UNAPPLIED
from desktop.models.payment import Method as Method
from desktop.models.payment import RefundReason as RefundReason
from desktop.models.payment import RefundState as RefundState
from desktop.models.payment import WriteOffKind as WriteOffKind

MoneyKind = Literal["payment", "refund", "write_off"]
_ORDER: dict[MoneyKind, int] = {"payment": 0, "refund": 1, "write_off": 2}


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One fact that counts: ``minor`` units, above 0, on the office's date ``on``.

    ``id`` names the payment, the refund or the write-off. ``why`` is the reference of a payment, the note of a refund,
    the reason of a write-off. Of a payment, ``refundable_minor`` is what of it the invoice still has.
    """

    kind: MoneyKind
    id: UUID
    invoice_id: UUID
    on: date
    minor: int
    why: str = ""
    method: Method = "other"
    reason: RefundReason = "other"
    state: RefundState = "done"
    let_go: WriteOffKind = "other"
    at_stripe: bool = False
    refundable_minor: int = 0


def money_on(session: Session, invoices: Sequence[UUID]) -> dict[UUID, list[MoneyRow]]:
    """Return what counts for each of these invoices, by day; one payment is one row a day."""
    found: defaultdict[UUID, list[MoneyRow]] = defaultdict(list)
    refunds = _refunds(session, invoices)
    gone: defaultdict[tuple[UUID, UUID], int] = defaultdict(int)
    for row, payment_id in refunds:
        gone[row.invoice_id, payment_id] += row.minor
    for row in [*_payments(session, invoices, gone), *(row for row, _payment in refunds), *_let_go(session, invoices)]:
        found[row.invoice_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.on, _ORDER[row.kind], row.id))
    return found


def unapplied_of(session: Session, customers: Collection[UUID]) -> tuple[tuple[str, int], ...]:
    """Return what these customers paid that no invoice has, minor units by currency."""
    left = func.sum(Payment.amount_minor - Payment.applied_minor - Payment.refunded_minor)
    rows = session.execute(
        select(Payment.currency, left)
        .where(Payment.customer_id.in_(customers), text(UNAPPLIED))
        .group_by(Payment.currency)
        .order_by(Payment.currency)
    )
    return tuple((currency, int(minor)) for currency, minor in rows)


def _payments(session: Session, invoices: Sequence[UUID], gone: defaultdict[tuple[UUID, UUID], int]) -> list[MoneyRow]:
    rows = session.execute(
        select(Allocation, Payment)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.invoice_id.in_(invoices), Allocation.undone_at.is_(None))
    ).all()
    had: defaultdict[tuple[UUID, UUID], int] = defaultdict(int)
    days: defaultdict[tuple[UUID, UUID, date], int] = defaultdict(int)
    payments = {payment.id: payment for _allocation, payment in rows}
    for allocation, payment in rows:
        had[allocation.invoice_id, payment.id] += allocation.amount_minor
        days[allocation.invoice_id, payment.id, allocation.on] += allocation.amount_minor
    return [
        MoneyRow(
            "payment", payment_id, invoice_id, on, minor, payments[payment_id].reference,
            method=payments[payment_id].method, at_stripe=payments[payment_id].intent is not None,
            refundable_minor=had[invoice_id, payment_id] - gone[invoice_id, payment_id],
        )
        for (invoice_id, payment_id, on), minor in days.items()
    ]  # fmt: skip


def _refunds(session: Session, invoices: Sequence[UUID]) -> list[tuple[MoneyRow, UUID]]:
    """Return the refunds that count, each with its payment."""
    rows = session.execute(
        select(Refund, Payment.method)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.invoice_id.in_(invoices), Refund.undone_at.is_(None), Refund.state != "failed")
    )
    return [
        (
            MoneyRow("refund", row.id, row.invoice_id, row.on, row.amount_minor, row.note, method,
                     reason=row.reason, state=row.state, at_stripe=row.by == "stripe"),
            row.payment_id,
        )
        for row, method in rows
        if row.invoice_id is not None
    ]  # fmt: skip


def _let_go(session: Session, invoices: Sequence[UUID]) -> list[MoneyRow]:
    rows = session.scalars(
        select(WriteOff).where(WriteOff.invoice_id.in_(invoices), WriteOff.undone_at.is_(None)).order_by(WriteOff.at)
    )
    return [
        MoneyRow("write_off", row.id, row.invoice_id, row.on, row.amount_minor, row.reason, let_go=row.kind)
        for row in rows
    ]
