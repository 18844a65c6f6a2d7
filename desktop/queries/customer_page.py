"""What the page of all of one customer's documents is made of: the documents that stand, and what moved on them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from billing.statement import Account, Movement, account
from desktop.models import CreditAllocation, Document, Office
from desktop.queries.balance import balance_of
from desktop.queries.money import MoneyRow, money_on, unapplied_of


def issued_documents(session: Session, customer_id: UUID) -> Sequence[Document]:
    """Return the customer's issued documents in the order of their making; void ones were never seen."""
    standing = Document.number.is_not(None) & Document.voided_at.is_(None)
    return session.scalars(
        select(Document).where(Document.customer_id == customer_id, standing).order_by(Document.ordinal)
    ).all()


def accounts_of(
    session: Session, customer_id: UUID, documents: Sequence[Document], *, since: date
) -> tuple[Account, ...]:
    """Return the customer's accounts over ``documents``, one a currency, in the order of their codes.

    What is open there is what the invoices owe. A withdrawn invoice and its credit are left out, as they cancel each
    other. Money stands at the day from which it counts for its invoice: that on which it arrived, or on which it was
    used later.
    """
    movements: defaultdict[str, list[Movement]] = defaultdict(list)
    favours: defaultdict[str, int] = defaultdict(int)
    taken_off = _credits(session, customer_id)
    money = money_on(session, [each.id for each in documents])
    for document in documents:
        if document.kind == "invoice" and document.withdrawn_at is None:
            paid = [_moved(row, document) for row in money[document.id]]
            movements[document.currency] += [_asked(document), *taken_off[document.id], *paid]
        favours[document.currency] += _left_over(document)
    for currency, minor in unapplied_of(session, {customer_id}):
        favours[currency] += minor
    currencies = sorted({*movements, *(currency for currency, minor in favours.items() if minor)})
    return tuple(account(each, movements[each], since=since, favour=favours[each]) for each in currencies)


def _asked(invoice: Document) -> Movement:
    assert invoice.issued_on is not None
    return Movement(invoice.issued_on, "invoice", invoice.number or "", invoice.payable_minor)


def _moved(row: MoneyRow, invoice: Document) -> Movement:
    return Movement(row.on, row.kind, invoice.number or "", row.minor if row.kind == "refund" else -row.minor)


def _left_over(document: Document) -> int:
    """Return what the customer may still use of a credit note, or paid beyond what an invoice asked for."""
    if document.kind == "quote":
        return 0
    return max(balance_of(document) * (1 if document.kind == "credit" else -1), 0)


def _credits(session: Session, customer_id: UUID) -> defaultdict[UUID, list[Movement]]:
    """Return what credit notes take off each invoice, on the day of the office's calendar on which they did."""
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    note = aliased(Document)
    invoices = select(Document.id).where(Document.customer_id == customer_id)
    rows = session.execute(
        select(CreditAllocation, note.number)
        .join(note, note.id == CreditAllocation.credit_id)
        .where(CreditAllocation.invoice_id.in_(invoices), CreditAllocation.undone_at.is_(None))
    )
    found: defaultdict[UUID, list[Movement]] = defaultdict(list)
    for row, number in rows:
        movement = Movement(row.at.astimezone(zone).date(), "credit", number or "", -row.amount_minor)
        found[row.invoice_id].append(movement)
    return found
