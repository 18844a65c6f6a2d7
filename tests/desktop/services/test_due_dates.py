"""When an issued document is due: what its terms say of the day it was issued, kept with it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.issued import DocumentKind
from billing.terms import DueRule, Part, Terms
from desktop.models import Document
from desktop.queries.credits import issued_body
from desktop.queries.drafts import draft
from desktop.services import outbox
from desktop.services.drafts import save_draft
from tests.desktop.office import NOON, TODAY, Desk, line

HALVES = (Part(Decimal(50), Terms(DueRule.ON_RECEIPT)), Part(Decimal(0), Terms(DueRule.NET, 60)))


def issued(desk: Desk, kind: DocumentKind = "invoice", **changes: Any) -> UUID:
    document = desk.draft(line("Desk", "100", rate="0"), kind=kind)
    values = replace(desk.read(lambda session: draft(session, document)), **changes)
    desk.write(lambda session: save_draft(session, document, values, at=NOON))
    return desk.issue(document).document_id


def due(desk: Desk, document: UUID) -> tuple[date | None, date | None]:
    """Return what stands on the paper, and what list and drawer go by."""
    with desk.books.read() as session:
        return issued_body(session, document).due_on, session.get_one(Document, document).due_on


def test_the_due_date_follows_from_the_terms_and_the_day_of_issue(desk: Desk) -> None:
    end = date(2026, 11, 30)
    assert due(desk, issued(desk, payment_terms="end-of-month", due_on=None)) == (end, end)
    later = date(2026, 12, 1)
    dated = issued(desk, payment_terms="net:30", dated=later, due_on=TODAY)
    assert due(desk, dated) == (later + timedelta(days=30),) * 2


def test_a_day_that_a_person_typed_stays(desk: Desk) -> None:
    typed = date(2027, 2, 3)
    assert due(desk, issued(desk, payment_terms="fixed", due_on=typed)) == (typed, typed)


def test_a_quote_is_never_due(desk: Desk) -> None:
    assert due(desk, issued(desk, kind="quote", payment_terms="net:30")) == (None, None)


def test_what_is_paid_in_parts_is_due_with_its_first_open_part(desk: Desk) -> None:
    document = issued(desk, parts=HALVES)
    assert due(desk, document) == (TODAY, TODAY)
    with desk.books.write() as session:
        row = session.get_one(Document, document)
        row.settled_minor = 50_00
        outbox.new_payable(row)
        assert row.due_on == TODAY + timedelta(days=60)
        body = issued_body(session, document)
        assert [part.minor for part in body.instalments] == [50_00, 50_00]
