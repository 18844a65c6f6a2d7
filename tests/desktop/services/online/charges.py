"""Charges as they are read at Stripe, for tests of what the books make of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from billing.charges import Charge, ChargeDispute, ChargeRefund
from billing.wire import EventBody, EventRow
from desktop.models import Document
from tests.desktop.office import OFFICE_ID, Desk

PAID_AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def charge(**changes: Any) -> Charge:
    """Return a card payment of 123.00 EUR that has arrived."""
    plain: dict[str, Any] = {
        "intent": "pi_1",
        "office": OFFICE_ID,
        "doc": "",
        "livemode": True,
        "minor": 12300,
        "currency": "EUR",
        "state": "paid",
        "method": "card",
        "at": PAID_AT,
    }
    if "dispute" in changes:
        changes["disputes"] = (changes.pop("dispute"),)
    return Charge(**(plain | changes))


def gone_back(name: str = "re_1", minor: int = 2300, state: str = "succeeded", operation: str = "") -> ChargeRefund:
    return ChargeRefund(id=name, minor=minor, state=state, operation=operation)


def dispute(
    state: str = "needs_response", minor: int = 12300, *, name: str = "dp_1", currency: str = "EUR"
) -> ChargeDispute:
    return ChargeDispute(
        id=name, state=state, reason="product_not_received", minor=minor, currency=currency, evidence_due_by=PAID_AT
    )


def doc_of(desk: Desk, document: UUID) -> str:
    return desk.read(lambda session: session.get_one(Document, document).doc or "")


def told(kind: str, doc: str | None, sequence: int = 1, **data: str | int | bool) -> tuple[EventRow, EventBody]:
    """Return an event of the feed as the portal tells it, opened."""
    identifier = f"01990000-0000-7000-8000-{sequence:012d}"
    body = EventBody(id=identifier, kind=kind, doc=doc, data=data)
    row = EventRow(
        sequence=sequence, id=identifier, lookup=None, kind=kind, at=PAID_AT, revision="", sealed=False, blob=b""
    )
    return row, body
