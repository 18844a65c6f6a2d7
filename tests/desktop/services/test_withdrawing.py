"""What was issued is taken back: voided while nobody has it, withdrawn with a credit note afterwards."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.crediting import CreditWish
from desktop.models import Document, Link, Outbox
from desktop.queries.credits import creditable
from desktop.services import crediting, withdrawing
from desktop.services.activity import NoReason
from desktop.services.crediting import CannotApply
from desktop.services.issuing import DateFalls
from desktop.services.withdrawing import CannotVoid, CannotWithdraw, NotIssued, TakenBackAlready
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.services.test_crediting import body_of, card, give, handed_over, page, stories, use, void, withdraw


def test_an_invoice_that_nobody_has_is_voided_with_its_link_and_its_number_stays_used(desk: Desk) -> None:
    invoice = desk.issue()
    void(desk, invoice.document_id)
    shown = card(desk, invoice.document_id)
    assert shown.state == "void"
    assert shown.link is not None
    assert shown.link.state == "withdrawn"
    assert shown.acts == frozenset()
    assert desk.read(lambda session: sorted(session.scalars(select(Outbox.kind)))) == [
        "doc.withdraw", "link.put", "series.put",
    ]  # fmt: skip
    assert page(desk, invoice.document_id).state == "withdrawn"
    assert stories(desk, invoice.document_id)[0] == "voided"
    assert desk.issue().number == "INV-2026-0002"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"handed_over_at": TODAY}, "it was handed over"),
        ({"viewed_at": TODAY}, "the customer has seen it"),
    ],
)
def test_what_somebody_has_is_withdrawn_and_not_voided(desk: Desk, facts: dict[str, object], why: str) -> None:
    invoice = desk.issue().document_id
    with desk.books.write() as session:
        for name, value in facts.items():
            setattr(session.get_one(Document, invoice), name, desk.now if isinstance(value, date) else value)
    with pytest.raises(CannotVoid, match=why):
        void(desk, invoice)
    assert card(desk, invoice).acts >= {"withdraw"}


def test_what_stands_on_a_customers_page_is_not_voided(desk: Desk) -> None:
    customer = desk.customer()
    invoice = desk.issue(desk.draft(customer=customer)).document_id

    def publish(session: object) -> None:
        session.add(  # type: ignore[attr-defined]
            Link(
                customer_id=customer, kind="customer", token="A" * 32, lookup="0" * 64, lifetime=86_400,
                created_at=desk.now, published_at=desk.now,
            )
        )  # fmt: skip

    desk.write(publish)
    with pytest.raises(CannotVoid, match="page of all documents"):
        void(desk, invoice)


def test_withdrawing_an_invoice_gives_all_of_it_back_with_the_reason(desk: Desk) -> None:
    invoice = handed_over(desk)
    note = withdraw(desk, invoice)
    assert note is not None
    shown = card(desk, invoice)
    assert (shown.state, shown.settlement, shown.balance_minor) == ("withdrawn", "credited", 0)
    body = body_of(desk, note.document_id)
    assert body.reason == "Typed for the wrong customer"
    assert page(desk, invoice).state == "withdrawn"
    assert "doc.withdraw" in desk.read(lambda session: session.scalars(select(Outbox.kind)).all())
    assert stories(desk, invoice)[:3] == ["withdrawn", "credit.applied", "credited"]


def test_withdrawing_credits_only_what_earlier_credits_have_left(desk: Desk) -> None:
    invoice = handed_over(desk, desk.draft(line("Desk", "100"), line("Lamp", "50")))
    give(desk, invoice, CreditWish(1))
    note = withdraw(desk, invoice)
    assert note is not None
    assert card(desk, note.document_id).total_minor == 6_150
    assert all(each.net_left == 0 for each in desk.read(lambda session: creditable(session, invoice)).left)


def test_withdrawing_what_was_credited_in_full_or_bills_nothing_needs_no_credit_note(desk: Desk) -> None:
    credited, free = handed_over(desk), handed_over(desk, desk.draft(line(price="0")))
    give(desk, credited)
    assert withdraw(desk, credited) is None
    assert withdraw(desk, free) is None
    assert card(desk, free).state == "withdrawn"


def freed(desk: Desk, customer: UUID) -> tuple[UUID, UUID, UUID]:
    """Return an invoice over 100, its credit note over 60 that is used for nothing, and another open invoice."""
    first = handed_over(desk, desk.draft(line(price="100", rate="0"), customer=customer))
    other = handed_over(desk, desk.draft(line(price="100", rate="0"), customer=customer))
    note = give(desk, first, CreditWish(1, minor=6_000)).document_id
    (allocation,) = [row.allocation for row in card(desk, first).credits]
    assert allocation is not None
    desk.write(lambda session: crediting.undo_credit(session, allocation, at=desk.now))
    return first, note, other


def test_withdrawing_uses_the_free_part_of_its_own_credit_notes_first(desk: Desk) -> None:
    first, note, _other = freed(desk, desk.customer())
    withdraw(desk, first)
    assert card(desk, first).balance_minor == card(desk, note).balance_minor == 0
    assert [row.applied_minor for row in card(desk, first).credits] == [6_000, 4_000]
    assert stories(desk, first).count("credit.applied") == 3
    assert page(desk, first).balance_minor == 0


def test_an_invoice_is_not_withdrawn_while_its_credit_is_used_for_another(desk: Desk) -> None:
    first, note, other = freed(desk, desk.customer())
    use(desk, note, other, 6_000)
    with pytest.raises(CannotWithdraw, match="Take back what CRN-2026-0001 takes off INV-2026-0002 first"):
        withdraw(desk, first)
    assert (card(desk, first).state, card(desk, first).balance_minor) == ("sent", 10_000)
    (allocation,) = [row.allocation for row in card(desk, other).credits]
    assert allocation is not None
    desk.write(lambda session: crediting.undo_credit(session, allocation, at=desk.now))
    withdraw(desk, first)
    assert card(desk, first).balance_minor == 0


def test_another_credit_in_its_place_lets_the_invoice_be_withdrawn(desk: Desk) -> None:
    first, note, other = freed(desk, desk.customer())
    use(desk, note, other, 6_000)
    theirs = withdraw(desk, other)
    assert theirs is not None
    assert card(desk, theirs.document_id).balance_minor == 6_000
    use(desk, theirs.document_id, first, 6_000)
    withdraw(desk, first)
    assert card(desk, first).balance_minor == 0
    with pytest.raises(CannotVoid, match="is withdrawn"):
        void(desk, note)


def test_a_credit_that_an_invoice_paid_in_money_has_left_over_may_be_used_elsewhere(desk: Desk) -> None:
    customer = desk.customer()
    first = handed_over(desk, desk.draft(customer=customer))
    desk.pay(first, 12_300)
    note = give(desk, first).document_id
    use(desk, note, handed_over(desk, desk.draft(customer=customer)), 12_300)
    assert withdraw(desk, first) is None
    assert card(desk, first).balance_minor == 0


def test_a_quote_is_withdrawn_with_the_reason_alone(desk: Desk) -> None:
    quote = handed_over(desk, desk.draft(kind="quote"))
    assert withdraw(desk, quote) is None
    assert card(desk, quote).state == "withdrawn"
    assert desk.read(lambda session: session.scalars(select(Document).where(Document.kind == "credit")).all()) == []


def test_what_cannot_be_withdrawn_says_what_to_do_instead(desk: Desk) -> None:
    invoice = handed_over(desk)
    note = give(desk, invoice)
    fresh = desk.issue().document_id
    for document, error, words in (
        (note.document_id, CannotWithdraw, "cannot be withdrawn"),
        (fresh, CannotWithdraw, "Void it instead"),
        (desk.draft(), NotIssued, "Throw it away"),
    ):
        with pytest.raises(error, match=words):
            withdraw(desk, document)
    withdraw(desk, invoice)
    with pytest.raises(TakenBackAlready):
        withdraw(desk, invoice)
    with pytest.raises(NoReason):
        withdraw(desk, fresh, why=" ")


def test_a_void_credit_note_lets_go_and_its_lines_can_be_credited_again(desk: Desk) -> None:
    invoice = desk.issue().document_id
    note = give(desk, invoice).document_id
    void(desk, note)
    assert card(desk, invoice).balance_minor == 12_300
    assert card(desk, note).state == "void"
    assert give(desk, invoice).number == "CRN-2026-0002"
    assert card(desk, invoice).state == "credited"


def test_a_credit_note_that_was_seen_on_the_page_of_its_invoice_stands(desk: Desk) -> None:
    invoice = handed_over(desk)

    def view(session: Session) -> None:
        session.scalars(select(Link).where(Link.document_id == invoice)).one().viewed_at = desk.now

    desk.write(view)
    desk.later(hours=1)
    unseen = give(desk, invoice, CreditWish(1, minor=100)).document_id
    assert card(desk, unseen).acts == {"void"}
    void(desk, unseen)
    seen = give(desk, invoice, CreditWish(1, minor=100)).document_id
    desk.later(hours=1)
    desk.write(view)
    assert card(desk, seen).acts == frozenset()
    with pytest.raises(CannotVoid, match=r"seen it on the page of INV-2026-0001\. Nothing was changed\.$"):
        void(desk, seen)


def test_a_credit_note_of_a_withdrawn_invoice_stands(desk: Desk) -> None:
    invoice = handed_over(desk)
    note = withdraw(desk, invoice)
    assert note is not None
    with pytest.raises(CannotVoid, match="is withdrawn"):
        void(desk, note.document_id)
    allocation = card(desk, invoice).credits[0].allocation
    assert allocation is not None
    with pytest.raises(CannotApply, match="owes nothing"):
        desk.write(lambda session: crediting.undo_credit(session, allocation, at=desk.now))


def test_a_withdrawal_may_be_confirmed_with_the_earlier_date_of_its_credit_note(desk: Desk) -> None:
    invoice, other = handed_over(desk), desk.issue().document_id
    give(desk, other, on=TODAY + timedelta(days=2))
    with pytest.raises(DateFalls, match="CRN-2026-0001"):
        withdraw(desk, invoice)
    assert card(desk, invoice).state == "sent"
    note = desk.write(
        lambda session: withdrawing.withdraw(
            session, invoice, why="Wrong", on=TODAY, at=desk.now, archive=desk.archive, earlier_date_confirmed=True
        )
    )
    assert note is not None
    assert [row.data.get("earlier_than") for row in card(desk, note.document_id).activity if row.kind == "issued"] == [
        "CRN-2026-0001"
    ]


def test_half_a_letter_in_a_reason_stops_no_withdrawal(desk: Desk) -> None:
    invoice = handed_over(desk)
    note = withdraw(desk, invoice, why="Wrong \ud83e")
    assert note is not None
    assert body_of(desk, note.document_id).reason == "Wrong \ufffd"
