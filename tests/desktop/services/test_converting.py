"""A quote becomes invoices, whole or line by line, and can be offered anew behind the same link."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from billing.issued import IssuedDocument
from desktop.models import Document, Issued, Link, Outbox, PortalState
from desktop.queries.cards import document_card
from desktop.queries.credits import issued_body
from desktop.queries.drafts import ChargeValues, DraftValues, LineValues, draft
from desktop.queries.quotes import invoiced_lines, made_of
from desktop.services.converting import CannotConvert, CannotRenew, RenewedQuote, convert_quote, renew_quote
from desktop.services.drafts import discard_draft, save_draft
from desktop.services.issuing import QuoteGone
from desktop.services.links import mark_sent
from desktop.services.verifying import verify
from desktop.services.withdrawing import void, withdraw
from tests.desktop.office import NOON, TODAY, Desk, line


def quote(desk: Desk, *lines: LineValues) -> UUID:
    return desk.issue(desk.draft(*(lines or (line("Desk", "100"), line("Chair", "40"))), kind="quote")).document_id


def convert(desk: Desk, quote_id: UUID, positions: list[int] | None = None) -> UUID:
    return desk.write(lambda session: convert_quote(session, quote_id, on=TODAY, at=NOON, positions=positions))


def values(desk: Desk, document: UUID) -> DraftValues:
    return desk.read(lambda session: draft(session, document))


def state(desk: Desk, document: UUID) -> str:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=NOON)).state


def test_a_quote_becomes_a_draft_invoice_with_its_lines_and_both_know_of_each_other(desk: Desk) -> None:
    offered = quote(desk)
    invoice = convert(desk, offered)
    made = values(desk, invoice)
    assert [each.title for each in made.lines] == ["Desk", "Chair"]
    assert made.kind == "invoice"
    assert made.valid_until is None
    assert made.due_on == TODAY + timedelta(days=30)
    assert state(desk, offered) == "converted"
    with desk.books.read() as session:
        assert [other.document_id for other in made_of(session, session.get_one(Document, offered))] == [invoice]
        assert [other.document_id for other in made_of(session, session.get_one(Document, invoice))] == [offered]


def test_an_option_that_nobody_chose_is_not_invoiced_and_a_chosen_one_is_a_line_like_others(desk: Desk) -> None:
    offered = quote(
        desk,
        line("Desk", "100"),
        replace(line("Lamp", "20"), optional=True, chosen=True),
        replace(line("Plant", "9"), optional=True, chosen=False),
    )
    made = values(desk, convert(desk, offered)).lines
    assert [(each.title, each.optional) for each in made] == [("Desk", False), ("Lamp", False)]


def test_chosen_lines_come_first_and_the_rest_with_the_next_invoice(desk: Desk) -> None:
    offered = quote(desk)
    first, second = convert(desk, offered, [1]), convert(desk, offered)
    assert [each.title for each in values(desk, first).lines] == ["Chair"]
    assert [each.title for each in values(desk, second).lines] == ["Desk"]
    with pytest.raises(CannotConvert, match="invoiced already"):
        convert(desk, offered)


def test_a_draft_that_is_thrown_away_gives_its_lines_back_to_the_quote(desk: Desk) -> None:
    offered = quote(desk)
    invoice = convert(desk, offered)
    desk.write(lambda session: discard_draft(session, invoice))
    assert state(desk, offered) == "issued"
    assert desk.read(lambda session: invoiced_lines(session, offered)) == {}
    assert values(desk, convert(desk, offered)).lines


def test_what_of_a_quote_is_an_amount_is_invoiced_once_whichever_invoice_of_it_is_given_up(desk: Desk) -> None:
    offered = with_amounts(desk)
    first, second = convert(desk, offered, [0]), convert(desk, offered, [1])
    assert [amounts(desk, each) for each in (first, second)] == [(500, ["Shipping", "Fee"]), (None, ["Fee"])]
    desk.write(lambda session: discard_draft(session, first))
    third = convert(desk, offered)
    assert amounts(desk, third) == (500, ["Shipping", "Fee"])
    desk.issue(third)
    desk.write(lambda session: void(session, third, why="wrong address", at=NOON))
    again = convert(desk, offered)
    assert amounts(desk, again) == (500, ["Shipping", "Fee"])
    desk.issue(again)
    desk.write(lambda session: mark_sent(session, again, at=NOON))
    withdrawn(desk, again)
    assert amounts(desk, convert(desk, offered)) == (500, ["Shipping", "Fee"])


def test_a_quote_whose_only_invoice_was_taken_back_waits_again(desk: Desk) -> None:
    offered = quote(desk)
    first, second = (desk.issue(convert(desk, offered, [at])).document_id for at in (0, 1))
    desk.write(lambda session: void(session, first, why="wrong address", at=NOON))
    assert state(desk, offered) == "converted"
    desk.write(lambda session: mark_sent(session, second, at=NOON))
    withdrawn(desk, second)
    assert state(desk, offered) == "issued"
    renew(desk, offered, days=90)


def test_a_draft_of_a_quote_that_was_taken_back_meanwhile_is_not_issued(desk: Desk) -> None:
    offered = quote(desk)
    invoice = convert(desk, offered)
    desk.write(lambda session: void(session, offered, why="wrong prices", at=NOON))
    with pytest.raises(QuoteGone, match="QUO-2026-0001, which this was made of, was taken back"):
        desk.issue(invoice)
    assert values(desk, invoice).kind == "invoice"
    assert desk.issue().number == "INV-2026-0001"


def with_amounts(desk: Desk) -> UUID:
    """Issue a quote with a discount and a charge that are amounts, and a charge in percent."""
    draft_id = desk.draft(line("Desk", "100"), line("Chair", "40"), kind="quote")
    charges = (ChargeValues("Shipping", minor=2000), ChargeValues("Fee", percent=Decimal(2)))
    asked = replace(values(desk, draft_id), discount_minor=500, charges=charges)
    desk.write(lambda session: save_draft(session, draft_id, asked, at=NOON))
    return desk.issue(draft_id).document_id


def amounts(desk: Desk, document: UUID) -> tuple[int | None, list[str]]:
    made = values(desk, document)
    return made.discount_minor, [charge.label for charge in made.charges]


def withdrawn(desk: Desk, document: UUID) -> None:
    desk.write(
        lambda session: withdraw(session, document, why="wrong address", on=TODAY, at=NOON, archive=desk.archive)
    )


def test_only_what_stands_becomes_an_invoice(desk: Desk) -> None:
    with pytest.raises(CannotConvert, match="only an issued quote"):
        convert(desk, desk.draft(line("Desk", "1"), kind="quote"))
    with pytest.raises(CannotConvert, match="only an issued quote"):
        convert(desk, desk.issue(desk.draft(line("Desk", "1"))).document_id)
    declined = quote(desk)
    with desk.books.write() as session:
        session.get_one(Document, declined).answer = "declined"
    with pytest.raises(CannotConvert, match="declined"):
        convert(desk, declined)


def test_a_quote_that_has_ended_is_renewed_before_it_is_invoiced(desk: Desk) -> None:
    offered = quote(desk)
    late = TODAY + timedelta(days=60)
    with pytest.raises(CannotConvert, match="renew it first"):
        desk.write(lambda session: convert_quote(session, offered, on=late, at=NOON))
    renew(desk, offered, days=90, on_day=60)
    desk.write(lambda session: convert_quote(session, offered, on=late, at=NOON))


def renew(desk: Desk, offered: UUID, *, days: int, on_day: int = 0) -> RenewedQuote:
    until, on = TODAY + timedelta(days=days), TODAY + timedelta(days=on_day)
    return desk.write(
        lambda session: renew_quote(session, offered, valid_until=until, on=on, at=NOON, archive=desk.archive)
    )


def test_renewing_adds_a_revision_under_the_same_number_behind_the_same_link(desk: Desk) -> None:
    offered = quote(desk)
    with desk.books.read() as session:
        before = session.scalars(select(Link.token).where(Link.document_id == offered)).all()
    assert not renew(desk, offered, days=90).has_fresh_link
    with desk.books.read() as session:
        rows = session.scalars(select(Issued).where(Issued.document_id == offered).order_by(Issued.revision)).all()
        bodies = [IssuedDocument.model_validate_json(row.body) for row in rows]
        assert [(body.number, body.revision) for body in bodies] == [("QUO-2026-0001", 1), ("QUO-2026-0001", 2)]
        assert bodies[1].valid_until == TODAY + timedelta(days=90)
        assert rows[1].previous == rows[0].hash
        assert rows[0].pdf_sha256 != rows[1].pdf_sha256
        assert session.scalars(select(Link.token).where(Link.document_id == offered)).all() == before
        assert session.get_one(Document, offered).valid_until == TODAY + timedelta(days=90)
    assert desk.read(lambda session: verify(session, desk.archive)).faults == ()
    second = desk.issue(desk.draft(line("Desk", "1"), kind="quote"))
    assert second.number == "QUO-2026-0002"


def test_behind_an_expired_link_a_renewed_quote_gets_a_fresh_one(desk: Desk) -> None:
    """By the portal's clock, which is an hour ahead: the portal revives no expired link."""
    offered = quote(desk)
    with desk.books.write() as session:
        old = session.scalars(select(Link).where(Link.document_id == offered)).one()
        old.published_at, old.expires_at = NOON, NOON + timedelta(minutes=30)
        session.scalars(select(PortalState)).one().offset_ms = 3_600_000
        session.execute(delete(Outbox))
        old_id = old.id
    assert renew(desk, offered, days=90).has_fresh_link
    with desk.books.read() as session:
        fresh = session.scalars(select(Link).where(Link.document_id == offered, Link.current)).one()
        assert fresh.replaces_id == old_id
        replacing = session.scalars(select(Outbox).where(Outbox.document_id == offered)).one()
        assert (replacing.kind, replacing.link_id, replacing.only_if_expired) == ("link.replace", fresh.id, True)


def test_a_quote_that_is_answered_or_invoiced_is_not_renewed(desk: Desk) -> None:
    accepted, invoiced = quote(desk), quote(desk)
    with desk.books.write() as session:
        session.get_one(Document, accepted).answer = "accepted"
    convert(desk, invoiced)
    with pytest.raises(CannotRenew, match="duplicate it"):
        renew(desk, accepted, days=90)
    with pytest.raises(CannotRenew, match="duplicate it"):
        renew(desk, invoiced, days=90)


def test_a_day_that_has_passed_renews_nothing(desk: Desk) -> None:
    with pytest.raises(CannotRenew, match="passed already"):
        renew(desk, quote(desk), days=-1)


def test_nothing_is_due_of_a_quote(desk: Desk) -> None:
    offered = quote(desk)
    with desk.books.read() as session:
        assert issued_body(session, offered).due_on is None
        assert session.get_one(Document, offered).due_on is None
