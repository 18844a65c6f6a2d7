"""Ways to pay in the books: added, changed, moved, taken away, chosen; what was issued stays."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from billing.crediting import CreditWish
from billing.issued import BankDetail, PayWay
from billing.pay_ways import ways_of
from billing.snapshot import view_of
from desktop.models import Activity
from desktop.queries.credits import issued_body
from desktop.queries.drafts import draft
from desktop.queries.pay_ways import pay_ways
from desktop.services.converting import convert_quote
from desktop.services.crediting import give_credit
from desktop.services.deposits import request_deposit
from desktop.services.drafts import duplicate, save_draft
from desktop.services.paper import draw_draft
from desktop.services.pay_ways import (
    MOST_WAYS,
    EmptyWay,
    NoSuchWay,
    NoWayLeft,
    PayWayValues,
    TooManyWays,
    WayTooLong,
    add_way,
    move_way,
    remove_way,
    restore_way,
    update_way,
)
from desktop.services.readiness import readiness
from tests.desktop.office import TODAY, Desk

BANK = PayWayValues("bank", "IBAN: IE29 AIBK 9311 5212 3456 78")
PAYPAL = PayWayValues("paypal", "https://paypal.me/alder")
COIN = PayWayValues("crypto", "Address: bc1q", "Bitcoin")


def added(desk: Desk, *values: PayWayValues) -> list[UUID]:
    return desk.write(lambda session: [add_way(session, each, at=desk.now) for each in values])


def order(desk: Desk) -> list[UUID]:
    return [row.id for row in desk.read(pay_ways)]


def choose(desk: Desk, document: UUID, *chosen: UUID) -> None:
    def write(session):  # type: ignore[no-untyped-def]
        save_draft(session, document, replace(draft(session, document), pay_ways=chosen), at=desk.now)

    desk.write(write)


def issued(desk: Desk, document: UUID) -> tuple[PayWay, ...]:
    number = desk.issue(document)
    return desk.read(lambda session: issued_body(session, number.document_id)).ways


def test_an_invoice_bears_all_of_them_in_their_order(desk: Desk) -> None:
    bank, paypal, coin = added(desk, BANK, PAYPAL, COIN)
    desk.write(lambda session: move_way(session, coin, 0))
    assert order(desk) == [coin, bank, paypal]
    assert issued(desk, desk.draft()) == (
        PayWay(kind="crypto", label="Bitcoin", details=(BankDetail(label="Address", value="bc1q"),)),
        PayWay(kind="bank", details=(BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78"),)),
        PayWay(kind="paypal", details=(BankDetail(label="", value="https://paypal.me/alder"),)),
    )


def test_a_move_beyond_the_end_is_a_move_to_the_end(desk: Desk) -> None:
    bank, paypal, coin = added(desk, BANK, PAYPAL, COIN)
    desk.write(lambda session: move_way(session, bank, 9))
    assert order(desk) == [paypal, coin, bank]
    desk.write(lambda session: move_way(session, bank, -1))
    assert order(desk) == [bank, paypal, coin]


def test_what_was_issued_keeps_its_ways_whatever_happens_to_them(desk: Desk) -> None:
    (bank,) = added(desk, BANK)
    number = desk.issue(desk.draft())
    desk.write(lambda session: update_way(session, bank, PayWayValues("bank", "IBAN: DE89"), at=desk.now))
    desk.write(lambda session: remove_way(session, bank, at=desk.now))
    body = desk.read(lambda session: issued_body(session, number.document_id))
    assert [row.value for row in body.ways[0].details] == ["IE29 AIBK 9311 5212 3456 78"]
    assert ways_of(view_of(body)) == body.ways
    assert issued(desk, desk.draft()) == ()


def test_a_choice_holds_for_its_document_and_its_copies_alone(desk: Desk) -> None:
    _bank, paypal, coin = added(desk, BANK, PAYPAL, COIN)
    document = desk.draft()
    choose(desk, document, coin, paypal)
    copy = desk.write(lambda session: duplicate(session, document, on=TODAY, at=desk.now))
    assert [way.kind for way in issued(desk, document)] == ["paypal", "crypto"], "the office's order"
    desk.write(lambda session: remove_way(session, coin, at=desk.now))
    assert [way.kind for way in issued(desk, copy)] == ["paypal"], "a removed way goes off drafts as well"
    assert [way.kind for way in issued(desk, desk.draft())] == ["bank", "paypal"]


def test_an_invoice_whose_chosen_ways_are_all_gone_waits_for_another_choice(desk: Desk) -> None:
    bank, paypal = added(desk, BANK, PAYPAL)
    document = desk.draft()
    choose(desk, document, bank)
    desk.write(lambda session: remove_way(session, bank, at=desk.now))
    with pytest.raises(NoWayLeft, match="not on offer any more"):
        desk.issue(document)
    found = desk.read(lambda session: readiness(session, document, today=TODAY, now=desk.now))
    assert found.stops == ("To issue it, choose how to pay: what was chosen is not there any more.",)
    choose(desk, document, paypal)
    assert [way.kind for way in issued(desk, document)] == ["paypal"]


def test_a_removed_way_is_put_back_in_its_place_and_its_drafts_show_it_again(desk: Desk) -> None:
    bank, paypal = added(desk, BANK, PAYPAL)
    document = desk.draft()
    desk.draft()
    choose(desk, document, bank)
    assert desk.write(lambda session: remove_way(session, paypal, at=desk.now)) == 0
    assert desk.write(lambda session: remove_way(session, bank, at=desk.now)) == 1
    for way in (paypal, bank, bank):
        desk.write(lambda session, way=way: restore_way(session, way, at=desk.now))  # type: ignore[misc]
    assert order(desk) == [bank, paypal]
    assert [way.kind for way in issued(desk, document)] == ["bank"]


def test_what_happens_to_a_way_is_recorded_without_its_numbers(desk: Desk) -> None:
    way = desk.write(lambda session: add_way(session, BANK, at=desk.now))
    desk.write(lambda session: update_way(session, way, PAYPAL, at=desk.now))
    desk.write(lambda session: remove_way(session, way, at=desk.now))
    desk.write(lambda session: restore_way(session, way, at=desk.now))
    rows = desk.read(lambda session: session.scalars(select(Activity).order_by(Activity.id)).all())
    assert [(row.kind, row.who, row.data) for row in rows if row.kind.startswith("way.")] == [
        ("way.added", "office", {"way": "bank"}),
        ("way.changed", "office", {"way": "paypal"}),
        ("way.removed", "office", {"way": "paypal"}),
        ("way.restored", "office", {"way": "paypal"}),
    ]


def test_nothing_chosen_is_a_choice_too(desk: Desk) -> None:
    added(desk, BANK)
    document = desk.draft()
    choose(desk, document)
    assert desk.read(lambda session: draft(session, document)).pay_ways == ()
    assert issued(desk, document) == ()


def test_a_credit_note_asks_for_no_money(desk: Desk) -> None:
    added(desk, BANK)
    invoice = desk.issue(desk.draft()).document_id
    note = desk.write(
        lambda session: give_credit(
            session, invoice, [CreditWish(1)], why="Wrong", on=TODAY, at=desk.now, archive=desk.archive
        )
    )
    assert desk.read(lambda session: issued_body(session, note.document_id)).ways == ()


def drawn(desk: Desk, document: UUID) -> str:
    """Return what stands on the paper of a draft."""
    pdf = desk.read(lambda session: draw_draft(session, document, number="DRAFT", on=TODAY))
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_draft_is_drawn_with_them(desk: Desk) -> None:
    added(desk, BANK, PAYPAL, COIN)
    text = drawn(desk, desk.draft())
    for words in ("Pay by bank transfer", "IE29 AIBK 9311 5212 3456 78", "https://paypal.me/alder", "Bitcoin", "bc1q"):
        assert words in text


def test_a_quote_asks_for_no_money_and_the_invoice_made_of_it_does(desk: Desk) -> None:
    _bank, paypal = added(desk, BANK, PAYPAL)
    quote = desk.draft(kind="quote")
    choose(desk, quote, paypal)
    assert "IE29" not in drawn(desk, quote)
    number = desk.issue(quote).document_id
    assert desk.read(lambda session: issued_body(session, number)).ways == ()
    invoice = desk.write(lambda session: convert_quote(session, number, on=TODAY, at=desk.now))
    assert [way.kind for way in issued(desk, invoice)] == ["paypal"]


def test_a_deposit_keeps_the_choice_of_its_invoice(desk: Desk) -> None:
    _bank, paypal = added(desk, BANK, PAYPAL)
    document = desk.draft()
    choose(desk, document, paypal)
    third = Decimal(30)
    deposit = desk.write(lambda session: request_deposit(session, document, percent=third, on=TODAY, at=desk.now))
    assert [way.kind for way in issued(desk, deposit)] == ["paypal"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (PayWayValues("bank", " \n\t"), EmptyWay),
        (PayWayValues("bank", "1" * 1_001), WayTooLong),
        (PayWayValues("bank", "1", "L" * 101), WayTooLong),
    ],
)
def test_what_no_customer_could_use_is_refused(desk: Desk, values: PayWayValues, error: type[Exception]) -> None:
    (bank,) = added(desk, BANK)
    for act in (
        lambda session: add_way(session, values, at=desk.now),
        lambda session: update_way(session, bank, values, at=desk.now),
    ):
        with pytest.raises(error):
            desk.write(act)
    assert [row.details for row in desk.read(pay_ways)] == [BANK.details]


def test_there_is_an_end_to_ways(desk: Desk) -> None:
    added(desk, *[BANK] * MOST_WAYS)
    with pytest.raises(TooManyWays):
        added(desk, BANK)
    removed = order(desk)[0]
    desk.write(lambda session: remove_way(session, removed, at=desk.now))
    added(desk, BANK)
    with pytest.raises(TooManyWays):
        desk.write(lambda session: restore_way(session, removed, at=desk.now))


def test_a_removed_way_cannot_be_changed_moved_or_removed_again(desk: Desk) -> None:
    (bank,) = added(desk, BANK)
    desk.write(lambda session: remove_way(session, bank, at=desk.now))
    for act in (
        lambda session: update_way(session, bank, PAYPAL, at=desk.now),
        lambda session: move_way(session, bank, 0),
        lambda session: remove_way(session, bank, at=desk.now),
    ):
        with pytest.raises(NoSuchWay):
            desk.write(act)
