"""A customer's link as Portal settings shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Activity, Customer, Document
from desktop.queries.balance import BALANCE
from desktop.queries.cards import ActivityRow
from desktop.queries.customer_page import issued_documents
from desktop.queries.links import LinkCard, link_card


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer with the link to all documents; ``link`` is None where nobody has asked for one yet.

    ``documents`` counts those that the page lists, ``open_sums`` is what is open, minor units by currency.
    """

    id: UUID
    customer: str
    link: LinkCard | None
    documents: int
    open_sums: tuple[tuple[str, int], ...]
    activity: tuple[ActivityRow, ...]
    kind: Literal["customer"] = "customer"
    number: str = ""
    due_on: date | None = None


def customer_card(session: Session, customer_id: UUID, *, now: datetime) -> CustomerCard:
    """Return the customer's link and what its page is about."""
    customer = session.get_one(Customer, customer_id)
    owed = (
        select(Document.currency, func.sum(BALANCE))
        .where(
            Document.customer_id == customer_id,
            Document.kind == "invoice",
            Document.number.is_not(None),
            Document.withdrawn_at.is_(None),
            BALANCE > 0,
        )
        .group_by(Document.currency)
        .order_by(Document.currency)
    )
    rows = session.scalars(
        select(Activity).where(Activity.customer_id == customer_id).order_by(Activity.at.desc(), Activity.id.desc())
    )
    return CustomerCard(
        id=customer.id,
        customer=customer.name,
        link=link_card(session, customer_id, now=now),
        documents=len(issued_documents(session, customer_id)),
        open_sums=tuple((currency, int(minor)) for currency, minor in session.execute(owed)),
        activity=tuple(ActivityRow(row.at, row.kind, row.who, row.data) for row in rows.fetchmany(200)),
    )
