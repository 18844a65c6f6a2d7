"""What a person calls a document's state, derived from facts; never stored."""

from datetime import date
from typing import Literal, cast, get_args

from sqlalchemy import BindParameter, ColumnElement, and_, case, func

from desktop.models import Document
from desktop.queries.balance import BALANCE

DocumentState = Literal[
    "draft", "issued", "sent", "viewed", "partly_paid", "overdue", "paid",
    "accepted", "declined", "expired", "converted", "credited", "written_off", "withdrawn", "void",
]  # fmt: skip
InvoiceState = Literal[
    "draft", "issued", "sent", "viewed", "partly_paid", "overdue", "paid", "credited", "written_off", "withdrawn",
    "void",
]  # fmt: skip
QuoteState = Literal[
    "draft", "issued", "sent", "viewed", "accepted", "declined", "expired", "converted", "withdrawn", "void",
]  # fmt: skip
STATES: tuple[DocumentState, ...] = get_args(DocumentState)
OPEN_STATES: frozenset[DocumentState] = frozenset({"issued", "sent", "viewed", "partly_paid", "overdue"})


def state_on(today: date | BindParameter[date]) -> ColumnElement[DocumentState]:
    """Return the state as SQL, for the office's calendar date ``today``; the first fact that holds names it.

    What became of the document and what became of the money are facts apart; this is the one word for both.
    """
    invoice = Document.kind == "invoice"
    named = case(
        (Document.number.is_(None), "draft"),
        (Document.voided_at.is_not(None), "void"),
        (Document.withdrawn_at.is_not(None), "withdrawn"),
        (Document.converted_at.is_not(None), "converted"),
        (Document.answer != "", Document.answer),
        (and_(Document.kind == "quote", Document.valid_until < today), "expired"),
        (and_(invoice, settlement_sql() != "open"), settlement_sql()),
        (and_(invoice, Document.due_on < today), "overdue"),
        (and_(invoice, Document.settled_minor > 0), "partly_paid"),
        else_=handing_over(),
    )
    return cast(ColumnElement[DocumentState], named)


def handing_over() -> ColumnElement[str]:
    """Return how far an issued document has come to its customer, whatever became of the money."""
    return case(
        (Document.viewed_at.is_not(None), "viewed"),
        (Document.handed_over_at.is_not(None), "sent"),
        else_="issued",
    )


def settlement_sql() -> ColumnElement[str]:
    """Return what settled an invoice, whatever became of the document: the rule of ``billing/balance.py`` in SQL."""
    return case(
        (BALANCE > 0, "open"),
        (and_(Document.credited_minor > 0, Document.credited_minor >= Document.payable_minor), "credited"),
        (Document.written_off_minor > func.max(Document.settled_minor, 0), "written_off"),
        else_="paid",
    )
