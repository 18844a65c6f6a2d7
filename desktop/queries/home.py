"""Home: what needs a hand, what is owed, and what happened last, of one moment."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Activity, Customer, Document
from desktop.queries.cards import ActivityRow
from desktop.queries.hands import Hand, hands
from desktop.queries.receivables import Receivables, Sum, offered, receivables

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class HappenedRow:
    """One thing that happened, with what it happened to; ``number`` is "" of a customer's own link."""

    row: ActivityRow
    number: str
    customer: str
    currency: str
    document_id: UUID | None
    document_kind: DocumentKind
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Home:
    """``owed`` and ``offered`` by currency: currencies are never added up."""

    hands: tuple[Hand, ...]
    owed: tuple[Receivables, ...]
    offered: tuple[Sum, ...]
    happened: tuple[HappenedRow, ...]


def home(session: Session, *, today: date, now: datetime) -> Home:
    """Return the page as it stands at ``now`` of this computer, ``today`` in the office."""
    owed = receivables(session, today=today)
    return Home(
        hands=hands(session, owed, today=today, now=now),
        owed=owed,
        offered=offered(session, today=today),
        happened=happened(session),
    )


def hands_count(session: Session, *, today: date, now: datetime) -> int:
    """Return how many rows of *Needs a hand today* there are."""
    return len(hands(session, (), today=today, now=now))  # late invoices are one row, whatever they come to


def happened(session: Session) -> tuple[HappenedRow, ...]:
    """Return the last things that happened to documents and customers, newest first."""
    newest = select(Activity).order_by(Activity.at.desc(), Activity.id.desc()).limit(4 * _SHOWN).subquery()
    rows = session.execute(
        select(
            newest.c.at, newest.c.kind, newest.c.who, newest.c.data, newest.c.document_id, newest.c.customer_id,
            Document.number, Document.kind.label("document_kind"), Document.currency,
            Document.customer_name, Customer.name,
        )
        .outerjoin(Document, Document.id == newest.c.document_id)
        .outerjoin(Customer, Customer.id == newest.c.customer_id)
        .where((newest.c.document_id.is_not(None)) | (newest.c.customer_id.is_not(None)))
        .order_by(newest.c.at.desc(), newest.c.id.desc())
        .limit(_SHOWN)
    )  # fmt: skip
    return tuple(
        HappenedRow(
            row=ActivityRow(row.at, row.kind, row.who, row.data),
            number=row.number or "",
            customer=row.customer_name or row.name or "",
            currency=row.currency or "",
            document_id=row.document_id,
            document_kind=row.document_kind or "invoice",
            customer_id=row.customer_id,
        )
        for row in rows
    )
