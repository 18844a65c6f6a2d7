"""Lists: every state by its facts, in every order, found by any beginning."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from desktop.models import Document
from desktop.queries.documents import ListQuery, SortKey, document_ordinals, document_rows, open_sums, state_counts
from desktop.queries.states import DocumentState
from desktop.services.customers import CustomerValues, change_customer
from tests.desktop.office import NOON, TODAY, Desk, line
from tests.desktop.views.doors import viewed

INVOICES = ListQuery("invoice", TODAY)


def numbers(desk: Desk, query: ListQuery) -> list[str]:
    ordinals = desk.read(lambda session: document_ordinals(session, query))
    rows = desk.read(lambda session: document_rows(session, ordinals, today=TODAY, now=NOON))
    return [rows[ordinal].number for ordinal in ordinals]


def change(desk: Desk, document: UUID, **facts: object) -> None:
    def write(session: Session) -> None:
        row = session.get_one(Document, document)
        for name, value in facts.items():
            setattr(row, name, value)

    desk.write(write)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "issued"),
        ({"handed_over_at": NOON}, "sent"),
        ({"handed_over_at": NOON, "viewed_at": NOON}, "viewed"),
        ({"viewed_at": NOON, "settled_minor": 1}, "partly_paid"),
        ({"viewed_at": NOON, "due_on": TODAY - timedelta(days=1)}, "overdue"),
        ({"viewed_at": NOON, "due_on": TODAY}, "viewed"),
        ({"settled_minor": 12_300, "due_on": TODAY - timedelta(days=1)}, "paid"),
        ({"settled_minor": 12_300, "withdrawn_at": NOON}, "withdrawn"),
        ({"withdrawn_at": NOON, "voided_at": NOON}, "void"),
    ],
)
def test_an_invoices_state_follows_from_its_facts(desk: Desk, facts: dict[str, object], state: DocumentState) -> None:
    document = desk.issue().document_id
    change(desk, document, **facts)
    assert desk.read(lambda session: state_counts(session, "invoice", today=TODAY)) == {state: 1}
    assert len(numbers(desk, replace(INVOICES, state=state))) == 1


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "issued"),
        ({"valid_until": TODAY - timedelta(days=1)}, "expired"),
        ({"valid_until": TODAY}, "issued"),
        ({"valid_until": TODAY - timedelta(days=1), "answer": "accepted"}, "accepted"),
        ({"answer": "declined"}, "declined"),
        ({"viewed_at": NOON}, "viewed"),
    ],
)
def test_a_quotes_state_follows_from_its_facts(desk: Desk, facts: dict[str, object], state: DocumentState) -> None:
    document = desk.issue(desk.draft(kind="quote")).document_id
    change(desk, document, **facts)
    assert desk.read(lambda session: state_counts(session, "quote", today=TODAY)) == {state: 1}


def test_an_invoice_over_nothing_is_paid_at_issue(desk: Desk) -> None:
    desk.issue(desk.draft(line(price="0")))
    assert desk.read(lambda session: state_counts(session, "invoice", today=TODAY)) == {"paid": 1}


def test_drafts_come_first_then_the_newest_number(desk: Desk) -> None:
    for _ in range(3):
        desk.issue()
        desk.later(minutes=1)
    desk.draft()
    assert numbers(desk, INVOICES) == ["", "INV-2026-0003", "INV-2026-0002", "INV-2026-0001"]


@pytest.mark.parametrize(
    ("sort", "first"), [("customer", "INV-2026-0002"), ("balance", "INV-2026-0001"), ("due", "INV-2026-0003")]
)
def test_every_column_sorts(desk: Desk, sort: SortKey, first: str) -> None:
    for name, price, days in (("Rosewood", "10", 30), ("bauer", "20", 40), ("Quayside", "30", 20)):
        document = desk.issue(desk.draft(line(price=price), customer=desk.customer(name))).document_id
        change(desk, document, due_on=TODAY + timedelta(days=days))
    ascending = numbers(desk, replace(INVOICES, sort=sort, descending=False))
    assert ascending[0] == first
    assert numbers(desk, replace(INVOICES, sort=sort, descending=True)) == ascending[::-1]


@pytest.mark.parametrize(
    "search", ["rose", "ROSEWOOD dent", "2026-0001", "inv 0001", "123.00", "recep des", "Rosewood Dental reception"]
)
def test_a_document_is_found_by_the_beginnings_of_its_words(desk: Desk, search: str) -> None:
    desk.issue(desk.draft(customer=desk.customer("Rosewood Dental")))
    desk.issue(desk.draft(line("Skip", "7"), customer=desk.customer("Quayside")))
    assert numbers(desk, replace(INVOICES, search=search)) == ["INV-2026-0001"]


@pytest.mark.parametrize("search", ["%", '"', "*", "'; DROP TABLE document; --", "AND", "()", "-", "\0", "zzz"])
def test_no_search_breaks_the_search(desk: Desk, search: str) -> None:
    desk.issue()
    assert numbers(desk, replace(INVOICES, search=search)) in ([], ["INV-2026-0001"])


def test_a_blank_search_is_no_search(desk: Desk) -> None:
    desk.issue()
    assert numbers(desk, replace(INVOICES, search="   ")) == ["INV-2026-0001"]


def test_letters_with_marks_are_found_without_them(desk: Desk) -> None:
    desk.issue(desk.draft(customer=desk.customer("Ó Súilleabháin Homes")))
    assert numbers(desk, replace(INVOICES, search="suille")) == ["INV-2026-0001"]


def test_currencies_are_never_added_up(desk: Desk) -> None:
    def in_pounds(session: Session) -> None:
        session.get_one(Document, second).currency = "GBP"

    desk.issue(desk.draft(line(price="100")))
    second = desk.draft(line(price="200"))
    desk.write(in_pounds)
    desk.issue(second)
    sums = desk.read(lambda session: open_sums(session, "invoice", today=TODAY))
    assert sums == (("GBP", 24_600), ("EUR", 12_300))


def test_a_renamed_customer_is_found_in_drafts_by_the_new_name(desk: Desk) -> None:
    customer = desk.customer("Old name")
    desk.issue(desk.draft(customer=customer))
    desk.draft(customer=customer)
    desk.write(lambda session: change_customer(session, customer, CustomerValues("Newname"), at=desk.now))
    assert numbers(desk, replace(INVOICES, search="newname")) == [""]
    assert numbers(desk, replace(INVOICES, search="old")) == ["INV-2026-0001"]


def test_what_was_viewed_and_what_not_can_be_told_apart_and_sorted(desk: Desk) -> None:
    desk.connect()
    never, page_only, often = (desk.issue().document_id for _ in range(3))
    desk.draft()
    change(desk, page_only, viewed_at=NOON - timedelta(days=2))
    change(desk, often, viewed_at=NOON - timedelta(days=5))
    viewed(desk, often, 3, NOON - timedelta(hours=1))
    with desk.books.read() as session:
        names = {each: session.get_one(Document, each).number for each in (never, page_only, often)}
    assert numbers(desk, replace(INVOICES, seen=False)) == [names[never]]
    assert numbers(desk, replace(INVOICES, seen=True, search="rosewood")) == [names[often], names[page_only]]
    by_view = replace(INVOICES, seen=True, sort="viewed")
    assert numbers(desk, by_view) == [names[often], names[page_only]]
    assert numbers(desk, replace(by_view, descending=False)) == [names[page_only], names[often]]
    [row] = desk.read(
        lambda session: document_rows(
            session, document_ordinals(session, replace(by_view, search="0003")), today=TODAY, now=NOON
        )
    ).values()
    assert (row.views, row.viewed_at) == (3, NOON - timedelta(hours=1))
