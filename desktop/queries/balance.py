"""What is owed on a document, in SQL and in Python, by the one rule of ``billing/balance.py``."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import Session

from billing.balance import Settlement, balance, settlement
from desktop.models import Document


class MoneyFacts(Protocol):
    """What of a document decides what is owed; amounts in minor units."""

    @property
    def payable_minor(self) -> int: ...
    @property
    def settled_minor(self) -> int: ...
    @property
    def credited_minor(self) -> int: ...
    @property
    def written_off_minor(self) -> int: ...
    @property
    def voided_at(self) -> datetime | None: ...


# What is open of a document that is not void: all that the partial index of what is owed needs.
OPEN: ColumnElement[int] = (
    Document.payable_minor - Document.settled_minor - Document.credited_minor - Document.written_off_minor
)
# The same rule as a column; promise M7 holds list, card and page against each other.
BALANCE: ColumnElement[int] = case(
    (Document.voided_at.is_not(None), 0),
    else_=OPEN,
)


def balance_of(document: MoneyFacts) -> int:
    """Return what is owed: of a credit note what is left of it, of a quote its total, of a void document nothing."""
    if document.voided_at is not None:
        return 0
    return balance(document.payable_minor, **_settled_by(document))


def balance_of_id(session: Session, document_id: UUID) -> tuple[int, str]:
    """Return what a document owes and its number."""
    document = session.get_one(Document, document_id)
    return balance_of(document), document.number or ""


def settlement_of(document: MoneyFacts) -> Settlement:
    """Return what settled an invoice, or ``open``."""
    return settlement(document.payable_minor, **_settled_by(document))


def _settled_by(document: MoneyFacts) -> dict[str, int]:
    return {
        "paid": document.settled_minor,
        "credited": document.credited_minor,
        "written_off": document.written_off_minor,
    }
