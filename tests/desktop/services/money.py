"""What tests of money begin with, and what they look at."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Allocation, Document, Payment, Refund, WriteOff
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.payments import PaymentRow, payment_row
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.refunding import (
    RefundValues,
    refund_payment,
)
from tests.desktop.office import TODAY, Desk

ASKED = RefundValues("requested_by_customer", TODAY)


def card(desk: Desk, document: UUID) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=desk.now))


def payment(desk: Desk, identifier: UUID) -> PaymentRow:
    return desk.read(lambda session: payment_row(session, identifier))


def record(desk: Desk, values: PaymentValues, *shares: Share, rest_confirmed: bool = False) -> UUID:
    return desk.write(
        lambda session: record_payment(session, values, shares, today=TODAY, at=desk.now, rest_confirmed=rest_confirmed)
    )


def cash(minor: int, *, on: date = TODAY, currency: str = "EUR", customer: UUID | None = None) -> PaymentValues:
    return PaymentValues(on, minor, currency, "cash", customer)


def refund(desk: Desk, identifier: UUID, minor: int | None = None, invoice: UUID | None = None) -> tuple[UUID, ...]:
    return desk.write(
        lambda session: refund_payment(
            session, identifier, ASKED, minor=minor, invoice_id=invoice, today=TODAY, at=desk.now
        )
    )


def count(desk: Desk) -> int:
    """Return how many rows of money there are."""
    tables = (Payment, Allocation, Refund, WriteOff)
    return desk.read(lambda session: sum(len(session.scalars(select(table.id)).all()) for table in tables))


def favour(desk: Desk, invoice: UUID) -> int:
    def read(session: Session) -> int:
        customer = session.get_one(Document, invoice).customer_id
        assert customer is not None
        documents = issued_documents(session, customer)
        return sum(each.favour for each in accounts_of(session, customer, documents, since=date(2026, 1, 1)))

    return desk.read(read)
