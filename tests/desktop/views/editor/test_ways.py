"""Which ways to pay an invoice shows is chosen beside its texts."""

from uuid import UUID

from desktop.services.pay_ways import PayWayValues, add_way, remove_way
from desktop.views.editor.checklist import Standing
from desktop.views.editor.ways_card import WaysCard
from tests.desktop.office import line
from tests.desktop.views.editor.typist import Typist


def offered(typist: Typist) -> tuple[UUID, UUID]:
    bank, paypal = PayWayValues("bank", "IBAN: IE29"), PayWayValues("paypal", "https://paypal.me/alder")
    return typist.desk.write(lambda session: (add_way(session, bank), add_way(session, paypal)))


def card(typist: Typist) -> WaysCard:
    return typist.editor.page.ways


def tick(typist: Typist, at: int) -> None:
    card(typist).change.click()
    card(typist).popover.ticks[at].click()
    card(typist).popover.hide()


def looks(typist: Typist) -> list[str]:
    return [check.text for check in typist.editor.page.checklist.checks if check.standing is Standing.LOOK]


def test_an_invoice_shows_all_of_them_until_one_is_taken_off(typist: Typist) -> None:
    bank, _paypal = offered(typist)
    typist.edit(typist.desk.draft(line("Desk")))
    assert card(typist).said.text() == "Bank transfer, PayPal"
    tick(typist, 1)
    assert card(typist).said.text() == "Bank transfer"
    typist.wait_saved()
    assert typist.stored().pay_ways == (bank,)
    typist.editor.state.undo()
    assert card(typist).said.text() == "Bank transfer, PayPal"
    typist.wait_saved()
    assert typist.stored().pay_ways is None


def test_all_ticked_again_is_no_choice_so_that_later_ways_come_along(typist: Typist) -> None:
    offered(typist)
    typist.edit(typist.desk.draft(line("Desk")))
    tick(typist, 0)
    tick(typist, 0)
    assert typist.values.pay_ways is None


def test_an_invoice_that_shows_none_is_looked_at(typist: Typist) -> None:
    offered(typist)
    typist.edit(typist.desk.draft(line("Desk")))
    assert not {"No way to pay", "No way to pay is chosen"} & set(looks(typist))
    tick(typist, 0)
    tick(typist, 1)
    assert card(typist).said.text() == "None is shown"
    assert "No way to pay is chosen" in looks(typist)


def test_a_way_that_was_removed_is_offered_no_more(typist: Typist) -> None:
    bank, _paypal = offered(typist)
    document = typist.desk.draft(line("Desk"))
    typist.desk.write(lambda session: remove_way(session, bank, at=typist.desk.now))
    typist.edit(document)
    card(typist).change.click()
    assert [each.text() for each in card(typist).popover.ticks] == ["PayPal"]


def test_there_is_nothing_to_choose_on_a_quote_or_without_a_way_to_pay(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    assert card(typist).isHidden()
    offered(typist)
    typist.edit(typist.desk.draft(line("Desk"), kind="quote"))
    assert card(typist).isHidden()
