"""The search index over documents, kept in the transaction that changes what it says."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing.money import Money, to_decimal
from desktop.models import Customer, Document, Line

_FORGET = text("DELETE FROM document_search WHERE rowid = :ordinal")
_KEEP = text(
    "INSERT INTO document_search (rowid, number, customer, words) VALUES (:ordinal, :number, :customer, :words)"
)


def index(session: Session, document: Document) -> None:
    """Make ``document`` findable by number, customer, order number, amount and line titles."""
    session.flush()
    titles = session.scalars(select(Line.title).where(Line.document_id == document.id).limit(200))
    amount = str(to_decimal(Money(document.total_minor, document.currency)))
    words = " ".join([document.order_reference, amount, *titles])
    session.execute(_FORGET, {"ordinal": document.ordinal})
    session.execute(
        _KEEP,
        {
            "ordinal": document.ordinal,
            "number": document.number or "",
            "customer": document.customer_name,
            "words": words,
        },
    )


def forget(session: Session, document: Document) -> None:
    """Take ``document`` out of the index."""
    session.execute(_FORGET, {"ordinal": document.ordinal})


def rename_customer(session: Session, customer_id: UUID, name: str) -> None:
    """Carry a customer's new name into drafts; issued documents keep the name they were issued to."""
    drafts = select(Document).where(Document.customer_id == customer_id, Document.number.is_(None))
    for document in session.scalars(drafts):
        document.customer_name = name
        index(session, document)


def customer_name(session: Session, customer_id: UUID | None) -> str:
    """Return the name to show for ``customer_id``, "" for none."""
    return session.get_one(Customer, customer_id).name if customer_id else ""
