"""What a statement knows of online payments: what was read at Stripe, and who left without paying."""

from datetime import date
from typing import Any
from uuid import UUID

from billing.attempts import AttemptState
from desktop.models import Document
from desktop.queries.attempts import attempts_on
from desktop.services.online.reports import reported
from desktop.services.online.settling import settle
from tests.desktop.office import Desk
from tests.desktop.services.online.charges import charge, dispute, doc_of, gone_back, told


def listed(desk: Desk, invoice: UUID) -> list[tuple[AttemptState, int, date]]:
    found = desk.read(lambda session: attempts_on(session, [session.get_one(Document, invoice)]))
    return [(each.state, each.minor, each.on) for each in found.get("EUR", [])]


def states(desk: Desk, invoice: UUID) -> set[AttemptState]:
    return {state for state, _minor, _on in listed(desk, invoice)}


def test_each_payment_stands_with_the_state_it_has_at_stripe(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id
    doc = doc_of(desk, invoice)
    became: list[dict[str, Any]] = [
        {"state": "processing"},
        {"state": "failed", "failure_code": "insufficient_funds"},
        {"state": "paid"},
        {"state": "partly_refunded", "refunded_minor": 2300, "refunds": (gone_back(),)},
        {"state": "paid", "dispute": dispute()},
    ]
    for place, changes in enumerate(became):
        one = charge(doc=doc, intent=f"pi_{place}", minor=1000 + place, **changes)
        desk.write(lambda session, one=one: settle(session, one, at=desk.now))  # type: ignore[misc]
    assert states(desk, invoice) == {"processing", "failed", "paid", "partly_refunded", "disputed"}


def test_who_leaves_without_paying_is_told_with_what_was_asked_for(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id
    row, body = told("payment.abandoned", doc_of(desk, invoice), minor=12300, currency="eur")
    desk.write(lambda session: reported(session, row, body))
    assert listed(desk, invoice) == [("abandoned", 12300, date(2026, 11, 20))]


def test_a_report_alone_is_no_payment_yet(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id
    row, body = told("payment.succeeded", doc_of(desk, invoice), intent="pi_9", minor=12300, currency="eur")
    desk.write(lambda session: reported(session, row, body))
    assert listed(desk, invoice) == []
