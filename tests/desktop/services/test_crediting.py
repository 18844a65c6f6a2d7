"""Credit notes: given, used, taken back; and what was issued, withdrawn with one."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.crediting import CreditTooMuch, CreditWish, NothingToCredit
from billing.errors import Refused
from billing.issued import IssuedDocument
from billing.snapshot import View
from desktop.models import CreditAllocation, Document, Link, Outbox
from desktop.models.document import NoCreditDraft
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.credits import counterparts, issued_body
from desktop.queries.documents import ListQuery, document_ordinals, document_rows
from desktop.services import crediting, links, withdrawing
from desktop.services.activity import NoReason
from desktop.services.crediting import CannotApply, CannotCredit
from desktop.services.customers import CustomerValues, change_customer
from desktop.services.drafts import duplicate
from desktop.services.issuing import DateFalls, IssuedNumber
from desktop.services.publishing import document_put, operation, published_view
from tests.desktop.office import TODAY, Desk, line

WHOLE = (CreditWish(1),)


def give(desk: Desk, invoice: UUID, *wishes: CreditWish, why: str = "Damaged", on: date = TODAY) -> IssuedNumber:
    return desk.write(
        lambda session: crediting.give_credit(
            session, invoice, wishes or WHOLE, why=why, on=on, at=desk.now, archive=desk.archive
        )
    )


def withdraw(desk: Desk, document: UUID, why: str = "Typed for the wrong customer") -> IssuedNumber | None:
    return desk.write(
        lambda session: withdrawing.withdraw(
            session, document, why=why, on=TODAY, at=desk.now, archive=desk.archive
        )
    )  # fmt: skip


def void(desk: Desk, document: UUID, why: str = "Typed twice") -> None:
    desk.write(lambda session: withdrawing.void(session, document, why=why, at=desk.now))


def use(desk: Desk, credit: UUID, invoice: UUID, minor: int) -> None:
    desk.write(lambda session: crediting.apply_credit(session, credit, invoice, minor=minor, at=desk.now))


def card(desk: Desk, document: UUID) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=desk.now))


def body_of(desk: Desk, document: UUID) -> IssuedDocument:
    return desk.read(lambda session: issued_body(session, document))


def page(desk: Desk, document: UUID) -> View:
    return desk.read(lambda session: published_view(session, session.get_one(Document, document), None))


def handed_over(desk: Desk, document: UUID | None = None) -> UUID:
    issued = desk.issue(document)
    desk.write(lambda session: links.mark_sent(session, issued.document_id, at=desk.now))
    return issued.document_id


def stories(desk: Desk, document: UUID) -> list[str]:
    return [row.kind for row in card(desk, document).activity]


def test_a_credit_note_has_a_number_of_its_own_and_names_the_invoice_by_number_and_date(desk: Desk) -> None:
    invoice = desk.issue()
    note = give(desk, invoice.document_id)
    assert note.number == "CRN-2026-0001"
    body = body_of(desk, note.document_id)
    assert body.corrects is not None
    assert (body.corrects.number, body.corrects.issued_on) == (invoice.number, TODAY)
    assert (body.reason, body.due_on, body.terms) == ("Damaged", None, "")
    view = page(desk, note.document_id)
    assert (view.corrects, view.corrects_on, view.reason) == (invoice.number, "20 November 2026", "Damaged")
    assert view.total_minor == 12_300


def test_a_credit_note_goes_to_whom_the_invoice_went(desk: Desk) -> None:
    customer = desk.customer("Rosewood Dental")
    invoice = desk.issue(desk.draft(customer=customer)).document_id
    desk.write(lambda session: change_customer(session, customer, CustomerValues("Rosewood Group"), at=desk.now))
    note = give(desk, invoice)
    assert body_of(desk, note.document_id).buyer.name == "Rosewood Dental"


def test_a_credit_note_has_its_link_its_pdf_and_its_operation(desk: Desk) -> None:
    invoice = desk.issue()
    note = give(desk, invoice.document_id)
    link = desk.read(lambda session: session.scalars(select(Link).where(Link.document_id == note.document_id)).one())
    assert link.kind == "credit"
    assert desk.archive.read(card(desk, note.document_id).pdf_sha256).startswith(b"%PDF")
    desk.connect()
    with desk.books.write() as session:
        row = session.scalars(select(Outbox).where(Outbox.link_id == link.id)).one()
        put = operation(session, row, put=document_put)
    assert put.op == "link.put"
    assert (put.kind, put.state) == ("credit", "settled")


def test_a_credit_in_full_settles_the_invoice_as_credit_and_never_as_payment(desk: Desk) -> None:
    invoice = desk.issue().document_id
    note = give(desk, invoice)
    shown = card(desk, invoice)
    assert (shown.state, shown.settlement, shown.balance_minor, shown.paid_minor) == ("credited", "credited", 0, 0)
    assert [(row.number, row.applied_minor) for row in shown.credits] == [(note.number, 12_300)]
    view = page(desk, invoice)
    assert (view.state, view.balance_minor, view.paid_minor, view.paid) == ("credited", 0, 0, "")
    assert [(row.number, row.amount) for row in view.credits] == [(note.number, "−€123.00")]
    assert card(desk, note.document_id).balance_minor == 0


def test_a_part_leaves_the_rest_open_and_the_state_of_the_document_as_it_was(desk: Desk) -> None:
    invoice = handed_over(desk, desk.draft(line("Desk", "100", "3")))
    give(desk, invoice, CreditWish(1, quantity=Decimal(1)))
    shown = card(desk, invoice)
    assert (shown.state, shown.handing_over, shown.settlement) == ("sent", "sent", "open")
    assert shown.balance_minor == 24_600
    assert page(desk, invoice).balance_minor == 24_600


def test_the_last_credit_takes_the_remainder_of_net_tax_and_total(desk: Desk) -> None:
    invoice = desk.issue(desk.draft(*[line(f"Part {each}", "1.05", rate="10") for each in range(3)])).document_id
    taxes = []
    for at in (1, 2, 3):
        note = give(desk, invoice, CreditWish(at))
        fixed = body_of(desk, note.document_id).fixed
        assert fixed is not None
        taxes.append(fixed.taxes)
    assert [row.amount for rows in taxes for row in rows] == [11, 11, 10]
    assert card(desk, invoice).balance_minor == 0
    assert card(desk, invoice).state == "credited"
    with pytest.raises(NothingToCredit):
        give(desk, invoice, CreditWish(1))


def test_what_is_refused_issues_nothing_and_uses_no_number(desk: Desk) -> None:
    invoice = desk.issue().document_id
    for wishes, why, error in (
        ((CreditWish(1, quantity=Decimal(2)),), "Damaged", CreditTooMuch),
        ((CreditWish(1, minor=0),), "Damaged", NothingToCredit),
        (WHOLE, "  ", NoReason),
    ):
        with pytest.raises(error):
            give(desk, invoice, *wishes, why=why)
    assert give(desk, invoice).number == "CRN-2026-0001"


def test_drafts_quotes_credit_notes_and_what_was_taken_back_cannot_be_credited(desk: Desk) -> None:
    first = desk.issue().document_id
    note = give(desk, first).document_id
    voided = desk.issue().document_id
    void(desk, voided)
    for document in (desk.draft(), desk.issue(desk.draft(kind="quote")).document_id, note, voided):
        with pytest.raises(CannotCredit):
            give(desk, document)


def test_a_credit_note_comes_of_an_invoice_and_of_nothing_else(desk: Desk) -> None:
    note = give(desk, desk.issue().document_id).document_id
    with pytest.raises(NoCreditDraft, match="made of the invoice"):
        desk.write(lambda session: duplicate(session, note, on=TODAY, at=desk.now))
    with pytest.raises(NoCreditDraft):
        desk.draft(kind="credit")
    draft = desk.draft()
    desk.write(lambda session: setattr(session.get_one(Document, draft), "kind", "credit"))
    with pytest.raises(NoCreditDraft):
        desk.issue(draft)
    assert give(desk, desk.issue().document_id).number == "CRN-2026-0002"


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "2"])
def test_a_quantity_that_cannot_be_given_back_issues_nothing(desk: Desk, quantity: str) -> None:
    invoice = desk.issue().document_id
    with pytest.raises(Refused):
        give(desk, invoice, CreditWish(1, quantity=Decimal(quantity)))
    assert card(desk, invoice).credits == ()


def test_a_credit_note_is_not_dated_before_its_invoice_or_the_one_before_it(desk: Desk) -> None:
    invoice = desk.issue(desk.draft(line(), line("Lamp"))).document_id
    with pytest.raises(DateFalls, match="INV-2026-0001 is dated 20 November"):
        give(desk, invoice, on=TODAY - timedelta(days=1))
    give(desk, invoice, CreditWish(1), on=TODAY + timedelta(days=2))
    with pytest.raises(DateFalls, match="CRN-2026-0001 is dated 22 November"):
        give(desk, invoice, CreditWish(2), on=TODAY + timedelta(days=1))


def test_a_person_may_confirm_the_earlier_date_of_a_credit_note_and_it_is_kept(desk: Desk) -> None:
    invoice = handed_over(desk, desk.draft(line(), line("Lamp")))
    early = TODAY - timedelta(days=1)
    with pytest.raises(DateFalls, match="Check the clock, or confirm the earlier date") as falls:
        give(desk, invoice, on=early)
    assert "draft" not in str(falls.value)
    note = desk.write(
        lambda session: crediting.give_credit(
            session, invoice, WHOLE, why="Damaged", on=early, at=desk.now, archive=desk.archive,
            earlier_date_confirmed=True,
        )
    )  # fmt: skip
    assert body_of(desk, note.document_id).issued_on == early
    assert [row.data.get("earlier_than") for row in card(desk, note.document_id).activity if row.kind == "issued"] == [
        "INV-2026-0001"
    ]


def test_what_is_more_than_the_open_balance_stays_with_the_customer(desk: Desk) -> None:
    customer = desk.customer()
    invoice = desk.issue(desk.draft(customer=customer)).document_id
    desk.pay(invoice, 10_000)
    note = give(desk, invoice)
    assert card(desk, invoice).state == "paid"
    assert page(desk, invoice).state == "paid"
    assert card(desk, note.document_id).balance_minor == 10_000
    other = desk.issue(desk.draft(customer=customer)).document_id
    assert [row.open_minor for row in desk.read(lambda session: counterparts(session, note.document_id))] == [12_300]
    use(desk, note.document_id, other, 10_000)
    assert card(desk, other).balance_minor == 2_300
    assert card(desk, note.document_id).balance_minor == 0
    assert [row.number for row in card(desk, note.document_id).credits] == ["INV-2026-0001", "INV-2026-0002"]


def test_a_use_taken_back_lets_the_invoice_owe_again_and_frees_the_credit(desk: Desk) -> None:
    invoice = desk.issue().document_id
    note = give(desk, invoice).document_id
    allocation = card(desk, invoice).credits[0].allocation
    assert allocation is not None
    desk.write(lambda session: crediting.undo_credit(session, allocation, at=desk.now))
    assert card(desk, invoice).balance_minor == card(desk, note).balance_minor == 12_300
    assert card(desk, invoice).state == "issued"
    with pytest.raises(CannotApply, match="already"):
        desk.write(lambda session: crediting.undo_credit(session, allocation, at=desk.now))
    use(desk, note, invoice, 300)
    assert page(desk, invoice).balance_minor == 12_000


def test_a_credit_is_used_within_its_bounds(desk: Desk) -> None:
    customer, stranger = desk.customer("Rosewood"), desk.customer("Quayside")
    invoice = desk.issue(desk.draft(customer=customer)).document_id
    desk.pay(invoice, 12_300)
    note = give(desk, invoice).document_id
    small = desk.issue(desk.draft(line(price="10"), customer=customer)).document_id
    foreign = desk.draft(customer=customer)
    desk.write(lambda session: setattr(session.get_one(Document, foreign), "currency", "GBP"))
    theirs = desk.issue(desk.draft(customer=stranger)).document_id
    pounds = desk.issue(foreign).document_id
    for target, minor, words in (
        (theirs, 100, "different customers"),
        (pounds, 100, "in EUR, INV-2026-0004 in GBP"),
        (small, 1_231, "owes less"),
        (small, 0, "above 0"),
        (small, 12_301, "less than that is left"),
        (note, 100, "used for an invoice"),
    ):
        with pytest.raises(CannotApply, match=words):
            use(desk, note, target, minor)
    assert desk.read(lambda session: session.scalars(select(CreditAllocation)).all()) == []
    assert [row.number for row in desk.read(lambda session: counterparts(session, note))] == ["INV-2026-0002"]


def test_the_list_shows_credit_notes_with_what_is_left_of_them(desk: Desk) -> None:
    invoice = desk.issue(desk.draft(line(price="100", rate="0"))).document_id
    desk.pay(invoice, 4_000)
    give(desk, invoice)
    query = ListQuery("credit", TODAY)
    ordinals = desk.read(lambda session: document_ordinals(session, query))
    rows = desk.read(lambda session: document_rows(session, ordinals, today=TODAY, now=desk.now))
    assert [(row.number, row.total_minor, row.balance_minor) for row in rows.values()] == [
        ("CRN-2026-0001", 10_000, 4_000)
    ]
    found = desk.read(lambda session: document_ordinals(session, replace(query, search="desk")))
    assert list(found) == list(ordinals)
