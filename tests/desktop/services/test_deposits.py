"""A deposit invoice asks for a share of a quote or a draft, and the final invoice takes it off, once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.crediting import CreditWish, everything_left
from billing.deposits import DepositsTooHigh, NotAShare
from billing.issued import IssuedTax
from desktop.models import Document
from desktop.queries.cards import document_card
from desktop.queries.credits import creditable
from desktop.queries.drafts import ChargeValues, DraftValues, LineValues, draft
from desktop.queries.quotes import made_of
from desktop.services.converting import convert_quote
from desktop.services.crediting import DepositTakenOff, give_credit
from desktop.services.deducting import DepositGone, NothingToDeductFrom
from desktop.services.deposits import CannotRequest, request_deposit
from desktop.services.drafts import DepositStands, discard_draft, duplicate, save_draft, totals_of
from desktop.services.links import mark_sent
from desktop.services.verifying import verify
from desktop.services.withdrawing import CannotVoid, CannotWithdraw, void, withdraw
from tests.desktop.office import NOON, TODAY, Desk, line

THIRTY = Decimal(30)


def quote(desk: Desk, *lines: LineValues) -> UUID:
    lines = lines or (line("Desk", "1000"), line("Lamp", "200", rate="13.5"))
    return desk.issue(desk.draft(*lines, kind="quote")).document_id


def ask(desk: Desk, parent: UUID, percent: Decimal | None = THIRTY, minor: int | None = None) -> UUID:
    return desk.write(
        lambda session: request_deposit(session, parent, percent=percent, minor=minor, on=TODAY, at=NOON)
    )  # fmt: skip


def convert(desk: Desk, quote_id: UUID, *positions: int) -> UUID:
    wanted = positions or None
    return desk.write(lambda session: convert_quote(session, quote_id, on=TODAY, at=NOON, positions=wanted))


def values(desk: Desk, document: UUID) -> DraftValues:
    return desk.read(lambda session: draft(session, document))


def shown(desk: Desk, document: UUID) -> list[tuple[str, object, object]]:
    return [(each.title, each.quantity, each.unit_price) for each in values(desk, document).lines]


def change(desk: Desk, document: UUID, **fields: object) -> None:
    changed = replace(values(desk, document), **fields)  # type: ignore[arg-type]  # fields by their names
    desk.write(lambda session: save_draft(session, document, changed, at=NOON))


def taken_back(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: void(session, document, why="Wrong", at=NOON))


def deductions(desk: Desk, document: UUID) -> list[LineValues]:
    return [each for each in values(desk, document).lines if each.deposit_id]


def test_a_deposit_is_a_draft_over_a_share_of_each_set_of_taxes_due_in_thirty_days(desk: Desk) -> None:
    asked = ask(desk, quote(desk))
    made = values(desk, asked)
    assert shown(desk, asked) == [
        ("Deposit of 30% on quote QUO-2026-0001", 1, 300), ("Deposit of 30% on quote QUO-2026-0001", 1, 60),
    ]  # fmt: skip
    assert [each.taxes[0].rate for each in made.lines] == [23, Decimal("13.5")]
    assert (made.kind, made.due_on, made.payment_terms) == ("invoice", TODAY + timedelta(days=30), "net:30")
    assert totals_of(made).total == 36_000 + 6_900 + 810


def test_an_amount_is_asked_for_with_tax(desk: Desk) -> None:
    asked = ask(desk, quote(desk, line("Desk", "1000")), None, 50_000)
    assert totals_of(values(desk, asked)).total == 50_000
    assert shown(desk, asked)[0][0] == "Deposit on quote QUO-2026-0001"


def test_the_final_invoice_names_each_deposit_with_date_net_and_tax_and_takes_it_off(desk: Desk) -> None:
    offered = quote(desk)
    deposit = desk.issue(ask(desk, offered))
    final = convert(desk, offered)
    first, second = deductions(desk, final)
    assert first.title == "Less deposit invoice INV-2026-0001 of 20 November 2026"
    assert first.detail == "Net €360.00, VAT 13.5% €8.10, VAT 23% €69.00"
    assert second.detail == ""
    assert [each.quantity * each.unit_price for each in (first, second)] == [Decimal(-300), Decimal(-60)]
    assert [each.taxes[0].rate for each in (first, second)] == [Decimal(23), Decimal("13.5")]
    issued = desk.issue(final)
    with desk.books.read() as session:
        asked, left = session.get_one(Document, deposit.document_id), session.get_one(Document, issued.document_id)
        assert asked.total_minor + left.total_minor == 123_000 + 22_700
    assert desk.read(lambda session: verify(session, desk.archive)).faults == ()


def test_a_discount_and_a_charge_in_percent_do_not_shrink_with_the_deposit(desk: Desk) -> None:
    offered = desk.draft(line("Desk", "1000"), line("Lamp", "200", rate="13.5"), kind="quote")
    shipping = ChargeValues("Shipping", percent=Decimal(2), taxes=(IssuedTax(label="VAT", rate=Decimal(23)),))
    change(desk, offered, discount_percent=Decimal(10), discount_reason="Loyalty", charges=(shipping,))
    desk.issue(offered)
    with desk.books.read() as session:
        whole = session.get_one(Document, offered).total_minor
    deposit = desk.issue(ask(desk, offered, Decimal(50))).document_id
    final = values(desk, convert(desk, offered))
    assert [each.title for each in final.lines][2:4] == ["Discount (Loyalty)", "Discount (Loyalty)"]
    assert (final.discount_percent, final.charges[0].percent, final.charges[0].minor) == (None, None, 2_160)
    with desk.books.read() as session:
        assert abs(session.get_one(Document, deposit).total_minor + totals_of(final).total - whole) <= 2


def test_a_deposit_on_a_draft_is_taken_off_as_soon_as_it_is_issued(desk: Desk) -> None:
    parent = desk.draft(line("Desk", "1000"))
    asked = ask(desk, parent)
    assert shown(desk, asked) == [("Deposit of 30%", 1, 300)]
    assert deductions(desk, parent) == []
    desk.issue(asked)
    assert [each.unit_price for each in deductions(desk, parent)] == [300]
    assert totals_of(values(desk, parent)).total == 123_000 - 36_900


def test_a_deposit_that_is_issued_after_the_quote_was_converted_finds_its_draft(desk: Desk) -> None:
    offered = quote(desk)
    asked, final = ask(desk, offered), convert(desk, offered)
    assert deductions(desk, final) == []
    desk.issue(asked)
    assert len(deductions(desk, final)) == 2


def test_the_first_invoice_that_bears_as_much_of_every_tax_takes_the_deposit_off_and_else_the_last(desk: Desk) -> None:
    mixed = quote(desk)
    desk.issue(ask(desk, mixed))
    assert deductions(desk, convert(desk, mixed, 0)) == []  # large enough, but of one tax alone
    assert len(deductions(desk, convert(desk, mixed))) == 2
    plain = quote(desk, line("Desk", "1000"), line("Lamp", "200"), line("Chair", "100"))
    desk.issue(ask(desk, plain))
    assert deductions(desk, convert(desk, plain, 1)) == []
    assert len(deductions(desk, convert(desk, plain, 0))) == 1
    assert deductions(desk, convert(desk, plain)) == []


def test_a_deposit_that_is_voided_goes_out_of_the_draft_again(desk: Desk) -> None:
    offered = quote(desk)
    deposit = desk.issue(ask(desk, offered)).document_id
    final = convert(desk, offered)
    taken_back(desk, deposit)
    assert deductions(desk, final) == []
    assert totals_of(values(desk, final)).total == 123_000 + 22_700
    desk.issue(final)


def test_a_deposit_that_was_taken_back_behind_an_open_editor_is_not_taken_off(desk: Desk) -> None:
    offered = quote(desk)
    deposit = desk.issue(ask(desk, offered)).document_id
    final = convert(desk, offered)
    typed = values(desk, final)
    taken_back(desk, deposit)
    desk.write(lambda session: save_draft(session, final, typed, at=NOON))
    with pytest.raises(DepositGone, match="INV-2026-0001"):
        desk.issue(final)


def test_a_deposit_that_was_withdrawn_with_its_credit_note_is_not_taken_off(desk: Desk) -> None:
    offered = quote(desk)
    deposit = desk.issue(ask(desk, offered)).document_id
    final = convert(desk, offered)
    desk.write(lambda session: mark_sent(session, deposit, at=NOON))
    desk.write(
        lambda session: withdraw(session, deposit, why="Wrong", on=TODAY, at=NOON, archive=desk.archive)
    )  # fmt: skip
    assert deductions(desk, final) == []
    desk.write(lambda session: discard_draft(session, final))
    assert deductions(desk, convert(desk, offered)) == []


def test_what_a_credit_note_gave_back_of_a_deposit_is_not_taken_off(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    deposit = desk.issue(ask(desk, offered)).document_id
    desk.write(
        lambda session: give_credit(
            session, deposit, [CreditWish(1, minor=10_000)], why="Less", on=TODAY, at=NOON, archive=desk.archive
        )
    )
    final = convert(desk, offered)
    assert [each.unit_price for each in deductions(desk, final)] == [200]
    change(desk, final, lines=tuple(replace(each, unit_price=Decimal(300)) if each.deposit_id else each
                                    for each in values(desk, final).lines))  # fmt: skip
    with pytest.raises(DepositGone):
        desk.issue(final)


def test_a_deposit_that_an_issued_invoice_takes_off_stays(desk: Desk) -> None:
    offered = quote(desk)
    deposit = desk.issue(ask(desk, offered)).document_id
    final = desk.issue(convert(desk, offered)).document_id
    with pytest.raises(CannotVoid, match="INV-2026-0002 takes this deposit off"):
        taken_back(desk, deposit)
    desk.write(lambda session: mark_sent(session, deposit, at=NOON))
    with pytest.raises(CannotWithdraw, match="INV-2026-0002 takes this deposit off"):
        desk.write(
            lambda session: withdraw(session, deposit, why="Wrong", on=TODAY, at=NOON, archive=desk.archive)
        )  # fmt: skip
    taken_back(desk, final)
    assert len(deductions(desk, convert(desk, offered))) == 2


def credited(desk: Desk, document: UUID, *wishes: CreditWish) -> None:
    def give(session: Session) -> None:
        found = creditable(session, document)
        chosen = wishes or everything_left(found.invoice, found.earlier)
        give_credit(session, document, chosen, why="Less", on=TODAY, at=NOON, archive=desk.archive)

    desk.write(give)


def test_a_deposit_that_an_issued_invoice_takes_off_is_credited_once_that_one_was(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    deposit = desk.issue(ask(desk, offered)).document_id
    final = desk.issue(convert(desk, offered)).document_id
    sentence = "INV-2026-0001 is a deposit that INV-2026-0002 takes off.*Credit or withdraw all of INV-2026-0002 first"
    with pytest.raises(DepositTakenOff, match=sentence):
        credited(desk, deposit)
    credited(desk, final, CreditWish(1, minor=10_000))
    with pytest.raises(DepositTakenOff):
        credited(desk, deposit, CreditWish(1, minor=1_000))
    credited(desk, final)
    credited(desk, deposit)
    with desk.books.read() as session:
        notes = session.scalars(select(Document.total_minor).where(Document.kind == "credit"))
        assert sum(notes) == 123_000


def test_the_credit_that_freed_a_deposit_stays_once_the_deposit_was_credited_too(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    deposit = desk.issue(ask(desk, offered)).document_id
    final = desk.issue(convert(desk, offered)).document_id
    credited(desk, final)
    with desk.books.read() as session:
        note = session.scalars(select(Document.id).where(Document.corrects_id == final)).one()
    credited(desk, deposit)
    with pytest.raises(CannotVoid, match="deposit invoice INV-2026-0001 was credited since"):
        desk.write(lambda session: void(session, note, why="Wrong", at=NOON))


def test_a_deposit_whose_final_invoice_was_withdrawn_can_be_credited(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    deposit = desk.issue(ask(desk, offered)).document_id
    final = desk.issue(convert(desk, offered)).document_id
    desk.write(lambda session: mark_sent(session, final, at=NOON))
    desk.write(lambda session: withdraw(session, final, why="Wrong", on=TODAY, at=NOON, archive=desk.archive))
    credited(desk, deposit)


def test_a_deposit_that_only_a_draft_takes_off_can_be_credited(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    deposit = desk.issue(ask(desk, offered)).document_id
    convert(desk, offered)
    credited(desk, deposit, CreditWish(1, minor=1_000))


def test_a_copy_of_the_final_invoice_takes_nothing_off(desk: Desk) -> None:
    offered = quote(desk)
    desk.issue(ask(desk, offered))
    final = convert(desk, offered)
    copy = desk.write(lambda session: duplicate(session, final, on=TODAY, at=NOON))
    assert deductions(desk, copy) == []


def test_deposits_come_to_the_whole_at_most(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "100.01"))
    ask(desk, offered, Decimal(50))
    ask(desk, offered, Decimal(50))
    with pytest.raises(DepositsTooHigh):
        ask(desk, offered, Decimal(1))
    final = convert(desk, offered)
    with pytest.raises(NotAShare):
        ask(desk, final, None, 12_301)


def test_a_deposit_that_the_quote_had_counts_for_the_draft_that_takes_it_off(desk: Desk) -> None:
    offered = quote(desk, line("Desk", "1000"))
    desk.issue(ask(desk, offered, Decimal(60)))
    final = convert(desk, offered)
    with pytest.raises(DepositsTooHigh):
        ask(desk, final, Decimal(50))
    ask(desk, final, Decimal(40))


def test_a_deposit_that_nothing_can_take_off_any_more_is_not_issued(desk: Desk) -> None:
    offered = quote(desk)
    late, parent = ask(desk, offered), desk.draft(line("Desk", "1000"))
    later = ask(desk, parent)
    desk.issue(convert(desk, offered))
    desk.issue(parent)
    for each in (late, later):
        with pytest.raises(NothingToDeductFrom):
            desk.issue(each)
    with pytest.raises(CannotRequest, match="all of it is invoiced"):
        ask(desk, offered)
    with pytest.raises(CannotRequest, match="issued already"):
        ask(desk, parent)


def test_a_deposit_has_no_deposit_and_a_draft_quote_none_either(desk: Desk) -> None:
    with pytest.raises(CannotRequest, match="deposit itself"):
        ask(desk, ask(desk, quote(desk)))
    with pytest.raises(CannotRequest, match="only an issued quote"):
        ask(desk, desk.draft(kind="quote"))


def test_a_draft_that_a_deposit_waits_for_is_not_thrown_away(desk: Desk) -> None:
    parent = desk.draft(line("Desk", "1000"))
    asked = ask(desk, parent)
    desk.issue(asked)
    with pytest.raises(DepositStands, match="INV-2026-0001"):
        desk.write(lambda session: discard_draft(session, parent))
    other = desk.draft(line("Desk", "1000"))
    loose = ask(desk, other)
    desk.write(lambda session: discard_draft(session, other))
    waiting = convert(desk, quote(desk))
    desk.write(lambda session: discard_draft(session, waiting))
    desk.issue(loose)


def test_both_ends_know_of_each_other(desk: Desk) -> None:
    offered = quote(desk)
    asked = ask(desk, offered)
    with desk.books.read() as session:
        (end,) = made_of(session, session.get_one(Document, offered))
        assert (end.role, end.document_id) == ("deposit", asked)
        (end,) = made_of(session, session.get_one(Document, asked))
        assert (end.role, end.document_id) == ("deposit_of", offered)
    assert desk.read(lambda session: document_card(session, offered, today=TODAY, now=NOON)).state == "issued"
