"""What a customer owes, invoice by invoice, for the money that has just arrived."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.models import Document
from desktop.queries.balance import BALANCE, balance_of

MOST = 200  # a form, not a list; who is shown so many is told that these are the first


@dataclass(frozen=True, slots=True)
class OwingRow:
    """An open invoice: what it owes in minor units, since when or until when, and who owes it."""

    document_id: UUID
    number: str
    due_on: date | None
    open_minor: int
    customer: str = ""


def owing_beside(session: Session, invoice_id: UUID) -> tuple[OwingRow, ...]:
    """Return the invoice, then the customer's other open invoices in the same currency, what is due first first."""
    invoice = session.get_one(Document, invoice_id)
    others = owing(session, invoice.customer_id, invoice.currency)
    own = tuple(row for row in others if row.document_id == invoice_id)
    return (*own, *(row for row in others if row.document_id != invoice_id))


def owing(session: Session, customer_id: UUID | None, currency: str) -> tuple[OwingRow, ...]:
    """Return open invoices of this currency, what is due first first and at most MOST; of every customer where it is
    None.
    """
    rows = session.scalars(_open(customer_id, currency).limit(MOST))
    return tuple(OwingRow(row.id, row.number or "", row.due_on, balance_of(row), row.customer_name) for row in rows)


def _open(customer_id: UUID | None, currency: str) -> Select[Document]:
    statement = select(Document).where(
        Document.kind == "invoice",
        Document.currency == currency,
        Document.number.is_not(None),
        Document.voided_at.is_(None),
        Document.withdrawn_at.is_(None),
        BALANCE > 0,
    )
    if customer_id is not None:
        statement = statement.where(Document.customer_id == customer_id)
    return statement.order_by(Document.due_on, Document.ordinal)
