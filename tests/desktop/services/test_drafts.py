"""Drafts are kept line by line and add up as what is issued of them."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from billing.issued import IssuedTax
from desktop.models import Document
from desktop.queries.cards import card_if_there
from desktop.queries.drafts import ChargeValues, DraftValues, LineValues, draft
from desktop.services.drafts import discard_draft, issued_line, save_draft, sheet_of
from desktop.services.items import ItemValues, save_item
from desktop.services.paper import ThrownAway, draw_draft
from tests.desktop.office import NOON, TODAY, Desk, line

GST = IssuedTax(label="GST", rate=Decimal(5))
QST = IssuedTax(label="QST", rate=Decimal("9.975"), compound=True)


def values_of(desk: Desk, document: UUID) -> DraftValues:
    return desk.read(lambda session: draft(session, document))


def save(desk: Desk, document: UUID, *lines: LineValues) -> None:
    values = replace(values_of(desk, document), lines=lines)
    desk.write(lambda session: save_draft(session, document, values, at=NOON))


def rows(desk: Desk, document: UUID) -> list[tuple[UUID, int, str]]:
    with desk.books.read() as session:
        return [(row.id, row.position, row.title) for row in session.get_one(Document, document).lines]


def test_a_line_adds_up_as_the_one_that_is_issued_of_it(desk: Desk) -> None:
    lines = (
        line("Desk", "99.95", "2"),
        replace(line("Lamp"), optional=True, chosen=False),
        replace(line("Chair"), optional=True, chosen=True, discount_percent=Decimal("7.5")),
        replace(line("Shelf"), discount_minor=300, taxes=(GST, QST)),
        replace(line("Advice"), taxes=()),
    )
    document = desk.draft(*lines)
    kept = values_of(desk, document)
    assert sheet_of(kept).lines == tuple(issued_line(each).calculated() for each in kept.lines)


def test_only_what_changed_is_written_again(desk: Desk) -> None:
    document = desk.draft(line("Desk"), line("Lamp"), line("Chair"))
    before = rows(desk, document)
    save(desk, document, line("Desk"), line("Floor lamp"), line("Chair"), line("Shelf"))
    after = rows(desk, document)
    assert [row[0] for row in after[:3]] == [row[0] for row in before]
    assert [row[1:] for row in after] == [(0, "Desk"), (1, "Floor lamp"), (2, "Chair"), (3, "Shelf")]


def test_a_line_taken_away_in_the_middle_leaves_the_others_in_order(desk: Desk) -> None:
    document = desk.draft(line("Desk"), line("Lamp"), line("Chair"))
    save(desk, document, line("Desk"), replace(line("Chair"), typed={"quantity": "1 or 2"}))
    assert [row[1:] for row in rows(desk, document)] == [(0, "Desk"), (1, "Chair")]
    assert values_of(desk, document).lines[1].typed == {"quantity": "1 or 2"}


def test_a_draft_thrown_away_while_it_is_looked_at_is_no_mistake(desk: Desk) -> None:
    document = desk.draft()
    desk.write(lambda session: discard_draft(session, document))
    assert desk.read(lambda session: card_if_there(session, document, today=TODAY, now=NOON)) is None
    with pytest.raises(ThrownAway, match="thrown away"):
        desk.read(lambda session: draw_draft(session, document, number="Draft", on=TODAY))


def test_half_a_letter_from_a_clipboard_is_saved_as_a_sign_and_the_draft_can_be_issued(desk: Desk) -> None:
    half = "Desk \ud83e"
    customer = desk.customer(f"Rosewood {half}")
    document = desk.draft(replace(line(half), detail=half, typed={"quantity": half}), customer=customer)
    desk.write(lambda session: save_item(session, ItemValues(half)))
    charges = (ChargeValues(half, minor=100),)
    typed = replace(values_of(desk, document), charges=charges, message=half, notes=half, typed={"discount": half})
    desk.write(lambda session: save_draft(session, document, typed, at=NOON))
    kept = values_of(desk, document)
    whole = "Desk \ufffd"
    assert (kept.lines[0].title, kept.lines[0].detail, kept.lines[0].typed) == (whole, whole, {"quantity": whole})
    assert (kept.charges[0].label, kept.message, kept.typed) == (whole, whole, {"discount": whole})
    ready = replace(kept, typed={}, lines=(replace(kept.lines[0], typed={}),))
    desk.write(lambda session: save_draft(session, document, ready, at=NOON))
    assert desk.issue(document).number == "INV-2026-0001"
