"""Settings, Business: the ways to pay are a list that is typed in place."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.queries.drafts import draft
from desktop.queries.pay_ways import PayWayRow, pay_ways
from desktop.services.drafts import save_draft
from desktop.services.pay_ways import PayWayValues, add_way, update_way
from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.business import BusinessSection
from desktop.views.settings.payments import PaymentsSection
from desktop.views.settings.way_edit import WayEdit
from desktop.views.settings.ways_list import WaysList
from tests.desktop.office import Desk

BANK, PAYPAL = PayWayValues("bank", "IBAN: IE29"), PayWayValues("paypal", "https://paypal.me/alder", "From abroad")


@pytest.fixture
def ways(desk: Desk) -> tuple[UUID, UUID]:
    return desk.write(lambda session: (add_way(session, BANK, at=desk.now), add_way(session, PAYPAL, at=desk.now)))


@pytest.fixture
def listed(qtbot: QtBot, view_desk: ViewDesk) -> WaysList:
    section = BusinessSection(view_desk)
    qtbot.addWidget(section)
    section.resize(806, 1_200)
    with qtbot.waitActive(section):
        section.show()
        section.activateWindow()
    section.refresh()
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    return section.ways


def kept(desk: Desk) -> list[PayWayRow]:
    return list(desk.read(pay_ways))


def type_details(row: WayEdit, text: str) -> None:
    row.details.setFocus()
    row.details.setPlainText(text)
    row.label.setFocus()


def test_the_list_shows_what_the_books_hold(ways: tuple[UUID, UUID], listed: WaysList) -> None:
    shown = [(row.kind.key, row.label.text(), row.details.toPlainText()) for row in listed.rows]
    assert shown == [("bank", "", "IBAN: IE29"), ("paypal", "From abroad", "https://paypal.me/alder")]
    assert listed.rows[0].label.placeholderText() == "Pay by bank transfer"


def test_a_new_way_is_kept_once_it_says_where_the_money_goes(qtbot: QtBot, desk: Desk, listed: WaysList) -> None:
    listed.add.click()
    (row,) = listed.rows
    assert row.details.hasFocus()
    row.kind.choose("wise")
    row.kind.activated.emit(row.kind.currentIndex())
    assert (kept(desk), row.label.placeholderText()) == ([], "Pay with Wise")
    type_details(row, " E-mail: office@alder.example ")
    qtbot.waitUntil(lambda: len(kept(desk)) == 1)
    assert kept(desk)[0][1:] == ("wise", "", "E-mail: office@alder.example")
    qtbot.waitUntil(lambda: row.way_id is not None)
    assert listed.rows == [row]
    listed.add.click()
    listed.add.click()
    assert len(listed.rows) == 2, "one empty entry is enough"


def test_a_change_is_kept_when_its_field_is_left(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    type_details(listed.rows[0], "IBAN: DE89")
    listed.rows[0].label.setText("Our bank")
    QTest.keyClick(listed.rows[0].label, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(desk)[0] == (ways[0], "bank", "Our bank", "IBAN: DE89"))


def test_details_taken_away_are_refused_beside_them_and_stay_in_the_books(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    type_details(listed.rows[0], "  ")
    qtbot.waitUntil(lambda: listed.rows[0].problem.text().startswith("This way to pay says nothing yet."))
    assert kept(desk)[0].details == "IBAN: IE29"


def test_ways_change_places_and_the_ends_have_nowhere_to_go(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    first, second = listed.rows
    assert (first.up.isEnabled(), first.down.isEnabled()) == (False, True)
    assert (second.up.isEnabled(), second.down.isEnabled()) == (True, False)
    listed.add.click()
    type_details(listed.rows[2], "")
    second.up.click()
    qtbot.waitUntil(lambda: listed.rows[:2] == [second, first])
    assert [row.id for row in kept(desk)] == [ways[1], ways[0]]
    assert len(listed.rows) == 3, "the entry that is being typed stays"
    assert (second.up.isEnabled(), second.down.isEnabled()) == (False, True)


def test_a_removed_way_is_gone_from_the_list(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    listed.rows[0].remove.click()
    qtbot.waitUntil(lambda: [row.way_id for row in listed.rows] == [ways[1]])
    assert [row.id for row in kept(desk)] == [ways[1]]


def test_a_removal_says_what_it_did_to_drafts_and_can_be_undone(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    document = desk.draft()
    values = replace(desk.read(lambda session: draft(session, document)), pay_ways=(ways[0],))
    desk.write(lambda session: save_draft(session, document, values, at=desk.now))
    with qtbot.waitSignal(listed.offered) as told:
        listed.rows[0].remove.click()
    title, detail, undo = told.args
    assert (title, detail, undo.text()) == ("Bank transfer removed.", "1 draft had chosen it.", "Undo")
    undo.trigger()
    qtbot.waitUntil(lambda: [row.way_id for row in listed.rows] == list(ways))
    assert [row.id for row in kept(desk)] == list(ways)
    with qtbot.waitSignal(listed.offered) as told:
        listed.rows[1].remove.click()
    assert told.args[:2] == ["From abroad removed.", "Issued invoices keep it."]


def test_what_another_door_changed_shows_unless_it_is_being_typed(
    qtbot: QtBot, desk: Desk, ways: tuple[UUID, UUID], listed: WaysList
) -> None:
    listed.rows[1].details.setFocus()
    listed.rows[1].details.setPlainText("half-typed")
    for way in ways:
        desk.write(lambda session, way=way: update_way(session, way, PayWayValues("other", "Cash"), at=desk.now))  # type: ignore[misc]
    listed.refresh()
    qtbot.waitUntil(lambda: listed.rows[0].details.toPlainText() == "Cash")
    assert listed.rows[0].kind.key == "other"
    assert listed.rows[1].details.toPlainText() == "half-typed"


def test_the_section_of_payments_names_them(qtbot: QtBot, view_desk: ViewDesk, ways: tuple[UUID, UUID]) -> None:
    section = PaymentsSection(view_desk)
    qtbot.addWidget(section)
    section.refresh()
    qtbot.waitUntil(lambda: section.ways_row.hint.text() == "Bank transfer, From abroad. Changed under Business.")
