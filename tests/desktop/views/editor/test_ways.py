"""Which ways to pay an invoice shows is chosen beside its texts."""

from uuid import UUID

from desktop.services.pay_ways import PayWayValues, add_way, remove_way
from desktop.views.desk import Desk as ViewDesk
from desktop.views.editor.checklist import Standing
from desktop.views.editor.ways_card import WaysCard
from desktop.views.paint import SHADOW
from tests.desktop.office import line
from tests.desktop.views.editor.typist import Key, Typist


def offered(typist: Typist) -> tuple[UUID, UUID]:
    bank, paypal = PayWayValues("bank", "IBAN: IE29"), PayWayValues("paypal", "https://paypal.me/alder")
    return typist.desk.write(
        lambda session: (add_way(session, bank, at=typist.desk.now), add_way(session, paypal, at=typist.desk.now))
    )


def card(typist: Typist) -> WaysCard:
    return typist.editor.page.ways


def tick(typist: Typist, at: int) -> None:
    card(typist).change.click()
    card(typist).popover.ticks[at].click()
    card(typist).popover.hide()


def stops(typist: Typist) -> list[str]:
    return [check.text for check in typist.editor.page.checklist.checks if check.standing is Standing.MISSING]


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


def test_a_way_that_is_removed_beside_the_draft_goes_off_its_card_and_stops_it_where_nothing_is_left(
    typist: Typist, view_desk: ViewDesk
) -> None:
    bank, _paypal = offered(typist)
    typist.edit(typist.desk.draft(line("Desk"), customer=typist.desk.customer()))
    tick(typist, 1)
    typist.wait_saved()
    view_desk.runner.write(lambda session: remove_way(session, bank, at=typist.desk.now), lambda _done: None)
    typist.qtbot.waitUntil(lambda: card(typist).said.text() == "What was chosen is not there any more")
    assert "Choose how to pay: what was chosen is not there any more" in stops(typist)
    typist.editor._issue()
    assert "choose how to pay" in typist.editor.page.head.strip.sentence
    tick(typist, 0)
    assert (card(typist).said.text(), stops(typist)) == ("PayPal", [])


def test_what_changed_while_the_editor_was_away_shows_when_it_is_back(typist: Typist) -> None:
    bank, paypal = offered(typist)
    typist.edit(typist.desk.draft(line("Desk"), customer=typist.desk.customer()))
    typist.editor.hide()
    typist.desk.write(lambda session: remove_way(session, bank, at=typist.desk.now))
    typist.editor.show()
    typist.qtbot.waitUntil(lambda: card(typist).said.text() == "PayPal")
    typist.editor.hide()
    typist.desk.write(lambda session: remove_way(session, paypal, at=typist.desk.now))
    typist.editor.show()
    typist.qtbot.waitUntil(lambda: "No way to pay" in looks(typist))
    assert stops(typist) == []


def test_where_nothing_is_on_offer_any_more_an_invoice_can_be_let_show_none(typist: Typist) -> None:
    bank, paypal = offered(typist)
    document = typist.desk.draft(line("Desk"), customer=typist.desk.customer())
    typist.edit(document)
    tick(typist, 1)
    typist.wait_saved()
    for way in (bank, paypal):
        typist.desk.write(lambda session, way=way: remove_way(session, way, at=typist.desk.now))  # type: ignore[misc]
    typist.edit(document)
    assert card(typist).change.text() == "Show none"
    card(typist).change.click()
    assert (typist.values.pay_ways, stops(typist)) == ((), [])


def test_accounts_that_are_called_alike_are_told_apart_by_their_ends(typist: Typist) -> None:
    for kind, details in (
        ("bank", "From Europe\nIBAN: IE29 AIBK 9311 5212 3456 78"),
        ("bank", "IBAN: BE68 5390 0754 7034"),
        ("other", "Account: 12345678"),
        ("other", "Account: 02345678"),
        ("paypal", "E-mail: office@alder.example"),
        ("paypal", "sales@alder.example"),
        ("wise", "E-mail: office@alder.example"),
    ):
        values = PayWayValues(kind, details)  # type: ignore[arg-type]
        typist.desk.write(lambda session, values=values: add_way(session, values, at=typist.desk.now))  # type: ignore[misc]
    typist.edit(typist.desk.draft(line("Desk")))
    card(typist).change.click()
    assert [each.text() for each in card(typist).popover.ticks] == [
        "Bank transfer ·· 5678", "Bank transfer ·· 7034",
        "Other ·· 12345678", "Other ·· 02345678",
        "PayPal ·· office@alder.example", "PayPal ·· sales@alder.example", "Wise",
    ]  # fmt: skip
    assert card(typist).said.text().startswith("Bank transfer ·· 5678, Bank transfer ·· 7034, ")


def test_a_long_list_scrolls_and_stays_on_the_screen(typist: Typist) -> None:
    for at in range(20):
        values = PayWayValues("bank", "IBAN: IE29", f"{at} {'wide heading words ' * 5}"[:100])
        typist.desk.write(lambda session, values=values: add_way(session, values, at=typist.desk.now))  # type: ignore[misc]
    typist.edit(typist.desk.draft(line("Desk")))
    card(typist).change.click()
    popover = card(typist).popover
    frame = popover.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    assert popover.screen().availableGeometry().contains(frame)
    for _ in range(19):
        typist.press(Key.Key_Tab)
    assert popover.ticks[19].hasFocus()
    typist.qtbot.waitUntil(lambda: not popover.ticks[19].visibleRegion().isEmpty())
    assert popover.ticks[0].visibleRegion().isEmpty()


def test_there_is_nothing_to_choose_on_a_quote_or_without_a_way_to_pay(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    assert card(typist).isHidden()
    offered(typist)
    typist.edit(typist.desk.draft(line("Desk"), kind="quote"))
    assert card(typist).isHidden()
