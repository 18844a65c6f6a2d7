"""The search index over documents, kept in the transaction that changes what it says."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing.money import Money, to_decimal
from desktop.models import Customer, Document, Line

_TITLES = 200
_FOUND_BY = text("SELECT number, customer, words FROM document_search WHERE rowid = :ordinal")
_FORGET = text("DELETE FROM document_search WHERE rowid = :ordinal")
_KEEP = text(
    "INSERT INTO document_search (rowid, number, customer, words) VALUES (:ordinal, :number, :customer, :words)"
)


def index(session: Session, document: Document, titles: Sequence[str] | None = None) -> None:
    """Make ``document`` findable by number, customer, order number, amount and line titles.

    ``titles`` are those of its lines, for whoever has them at hand. What is found by them already is not written again.
    """
    session.flush()
    if titles is None:
        titles = session.scalars(select(Line.title).where(Line.document_id == document.id).limit(_TITLES)).all()
    amount = str(to_decimal(Money(document.total_minor, document.currency)))
    words = " ".join([document.order_reference, amount, *titles[:_TITLES]])
    kept = (document.number or "", document.customer_name, words)
    found = session.execute(_FOUND_BY, {"ordinal": document.ordinal}).first()
    if found is None or tuple(found) != kept:
        session.execute(_FORGET, {"ordinal": document.ordinal})
        session.execute(
            _KEEP, dict(zip(("ordinal", "number", "customer", "words"), (document.ordinal, *kept), strict=True))
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
