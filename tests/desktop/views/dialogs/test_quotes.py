"""What a person does with a quote: invoice it, whole or by its lines, renew it, duplicate it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Link
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import draft
from desktop.services.converting import convert_quote
from desktop.services.deposits import request_deposit
from desktop.services.withdrawing import void
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.convert import ConvertDialog
from desktop.views.dialogs.deposit import DepositDialog
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.renew import RenewDialog
from desktop.views.drawer.activity import sentence
from desktop.views.drawer.drawer import Drawer
from desktop.views.quote_acts import QuoteActs
from desktop.views.widgets.label import Label
from tests.desktop.office import NOON, TODAY, Desk, line

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def quote(desk: Desk) -> UUID:
    lamp = replace(line("Lamp", "20"), optional=True, chosen=False)
    return desk.issue(desk.draft(line("Desk", "100"), line("Chair", "40"), lamp, kind="quote")).document_id


@pytest.fixture
def drawer(qtbot: QtBot, view_desk: ViewDesk) -> Drawer:
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    return drawer


def card(desk: Desk, document: UUID, today: date = TODAY) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=today, now=desk.now))


def convert(desk: Desk, quote: UUID, *positions: int) -> UUID:
    wanted = positions or None
    return desk.write(lambda session: convert_quote(session, quote, on=TODAY, at=NOON, positions=wanted))


def act(drawer: Drawer, of: DocumentCard, words: str) -> QAction:
    return next(each for each in drawer.menu.menu_for(of, drawer).actions() if each.text() == words)


def opened(qtbot: QtBot, dialog: Dialog) -> None:
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()


def converting(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID) -> ConvertDialog:
    dialog = ConvertDialog(view_desk, card(desk, quote))
    opened(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(dialog.ticks))
    return dialog


def titles(desk: Desk, document: UUID) -> list[str]:
    return [each.title for each in desk.read(lambda session: draft(session, document)).lines]


def test_a_quote_that_waits_can_become_an_invoice_be_renewed_and_be_copied(
    desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    menu = drawer.menu.menu_for(card(desk, quote), drawer)
    offered = [each.text() for each in menu.actions() if not each.isSeparator() and each.isEnabled()]
    assert offered == [
        "Portal settings…", "Make invoice", "Make invoice of chosen lines…", "Deposit invoice…", "Renew…", "Duplicate",
        "Void…",
    ]  # fmt: skip


def test_what_cannot_be_done_with_a_quote_keeps_its_place_and_says_why(desk: Desk, drawer: Drawer, quote: UUID) -> None:
    late = card(desk, quote, TODAY + timedelta(days=60))
    ended = act(drawer, late, "Make invoice")
    assert (ended.isEnabled(), ended.toolTip()) == (False, "It has ended; renew it first.")
    assert act(drawer, late, "Renew…").isEnabled()
    convert(desk, quote)
    invoiced = card(desk, quote)
    whole = act(drawer, invoiced, "Make invoice")
    assert (whole.isEnabled(), whole.toolTip()) == (False, "All of it is invoiced.")
    assert act(drawer, invoiced, "Make invoice of chosen lines…").isEnabled()  # the lamp that nobody chose is left
    renewal = act(drawer, invoiced, "Renew…")
    assert (renewal.isEnabled(), renewal.toolTip()) == (False, "An invoice was made of it; duplicate it instead.")
    assert act(drawer, invoiced, "Duplicate").isEnabled()


def test_one_press_makes_the_draft_and_hands_it_to_the_editor(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    acts = QuoteActs(view_desk, drawer)
    acts.follow(drawer.menu)
    with qtbot.waitSignal(acts.draft_made) as made:
        act(drawer, card(desk, quote), "Make invoice").trigger()
    assert titles(desk, made.args[0]) == ["Desk", "Chair"]
    with qtbot.waitSignal(acts.draft_made) as copied:
        act(drawer, card(desk, quote), "Duplicate").trigger()
    assert titles(desk, copied.args[0]) == ["Desk", "Chair", "Lamp"]


def test_the_dialog_ticks_what_is_not_invoiced_and_shows_what_is(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    convert(desk, quote, 1)
    dialog = converting(qtbot, view_desk, desk, quote)
    assert dialog.chosen() == (0,)
    assert dialog.sum.text() == "1 line, 100.00 EUR"
    chair, lamp = dialog.ticks[1], dialog.ticks[2]
    assert (chair.isEnabled(), chair.toolTip()) == (False, "on a draft")
    assert (lamp.isEnabled(), lamp.toolTip()) == (True, "optional, not chosen")
    lamp.click()
    assert dialog.sum.text() == "2 lines, 120.00 EUR"
    with qtbot.waitSignal(dialog.made) as made:
        dialog.deed.click()
    assert titles(desk, made.args[0]) == ["Desk", "Lamp"]
    assert not dialog.isVisible()


def test_without_a_line_nothing_can_be_made(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID) -> None:
    dialog = converting(qtbot, view_desk, desk, quote)
    for at in (0, 1):
        dialog.ticks[at].click()
    assert not dialog.deed.isEnabled()


def test_what_was_invoiced_meanwhile_is_said_and_nothing_is_made(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    dialog = converting(qtbot, view_desk, desk, quote)
    convert(desk, quote)
    dialog.deed.click()
    qtbot.waitUntil(lambda: "invoiced already" in dialog.problem.text())
    assert dialog.isVisible()


def test_renewing_starts_from_the_offices_days_and_keeps_number_and_link(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    link = card(desk, quote).link
    dialog = RenewDialog(view_desk, card(desk, quote))
    opened(qtbot, dialog)
    assert dialog.until.day == TODAY + timedelta(days=view_desk.office.quote_days)
    QTest.keyClicks(dialog.until, "nonsense")
    assert not dialog.deed.isEnabled()
    dialog.until.selectAll()
    QTest.keyClicks(dialog.until, "31 jan 2027")
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args[0] == "QUO-2026-0001 is offered until 31 Jan 2027."
    renewed = card(desk, quote)
    assert renewed.valid_until == date(2027, 1, 31)
    assert renewed.link is not None
    assert link is not None
    assert renewed.link.address == link.address
    assert sentence(renewed.activity[0]) == "Renewed until 31 Jan 2027"


def test_renewing_behind_an_expired_link_says_that_a_fresh_one_is_to_be_sent(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    with desk.books.write() as session:
        link = session.scalars(select(Link).where(Link.document_id == quote)).one()
        link.published_at, link.expires_at = NOON, NOON
    dialog = RenewDialog(view_desk, card(desk, quote))
    opened(qtbot, dialog)
    assert any("The link has expired" in label.text() for label in dialog.findChildren(Label))
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args[1] == "Its link had expired, so a fresh one was made. Copy it and send it."


def test_a_day_that_has_passed_is_refused_in_the_dialog(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    dialog = RenewDialog(view_desk, card(desk, quote))
    opened(qtbot, dialog)
    QTest.keyClicks(dialog.until, "1/1/2026")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "passed already" in dialog.problem.text())
    assert dialog.isVisible()
    assert dialog.deed.isEnabled()


def test_both_ends_lead_to_each_other(qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID) -> None:
    first = convert(desk, quote, 0)
    issued = desk.issue(first)
    drawer.show_document(quote)
    qtbot.waitUntil(lambda: [each.text() for each in drawer.ends.lines] == ["Invoiced with INV-2026-0001"])
    with qtbot.waitSignal(drawer.end_pressed) as pressed:
        drawer.ends.lines[0].click()
    assert pressed.args == [issued.document_id, "invoice"]
    drawer.show_document(first)
    qtbot.waitUntil(lambda: [each.text() for each in drawer.ends.lines] == ["Made of QUO-2026-0001"])
    with qtbot.waitSignal(drawer.end_pressed) as pressed:
        drawer.ends.lines[0].click()
    assert pressed.args == [quote, "quote"]


def test_drafts_and_what_was_taken_back_are_named_as_such(
    qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    first = desk.issue(convert(desk, quote, 0)).document_id
    desk.write(lambda session: void(session, first, why="Wrong", at=NOON))
    convert(desk, quote)
    drawer.show_document(quote)
    wanted = ["Invoiced with INV-2026-0001, taken back", "Invoiced with a draft"]
    qtbot.waitUntil(lambda: [each.text() for each in drawer.ends.lines] == wanted)


def test_what_happened_to_a_quote_is_told_in_words(desk: Desk, quote: UUID) -> None:
    convert(desk, quote, 0)
    convert(desk, quote, 1, 2)
    told = [sentence(row) for row in card(desk, quote).activity[:2]]
    assert told == ["Draft invoice made of 2 lines", "Draft invoice made of one line"]


def test_a_draft_can_be_duplicated_too(desk: Desk, drawer: Drawer) -> None:
    assert [each.text() for each in drawer.menu.menu_for(card(desk, desk.draft()), drawer).actions()] == [
        "Deposit invoice…", "Duplicate",
    ]  # fmt: skip


def depositing(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, document: UUID) -> DepositDialog:
    dialog = DepositDialog(view_desk, card(desk, document))
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    return dialog


def test_a_deposit_is_thirty_percent_unless_another_share_is_typed(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    dialog = depositing(qtbot, view_desk, desk, quote)
    assert dialog.sum.accessibleName() == "51.66 EUR"
    for typed, deposit in (("50", "86.10 EUR"), ("12,5 %", "21.53 EUR")):
        dialog.figure.selectAll()
        QTest.keyClicks(dialog.figure, typed)
        assert dialog.sum.accessibleName() == deposit
    with qtbot.waitSignal(dialog.made) as made:
        dialog.deed.click()
    assert titles(desk, made.args[0]) == ["Deposit of 12.5% on quote QUO-2026-0001"]
    assert sentence(card(desk, quote).activity[0]) == "Draft deposit invoice made"


@pytest.mark.parametrize("typed", ["0", "101", "x", ""])
def test_a_share_that_is_none_makes_nothing(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID, typed: str
) -> None:
    dialog = depositing(qtbot, view_desk, desk, quote)
    dialog.figure.selectAll()
    QTest.keyClicks(dialog.figure, typed) if typed else QTest.keyClick(dialog.figure, Qt.Key.Key_Delete)
    assert not dialog.deed.isEnabled()
    assert bool(dialog.problem.text()) is bool(typed)


def test_an_amount_is_a_deposit_too_and_all_deposits_come_to_the_whole(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    dialog = depositing(qtbot, view_desk, desk, quote)
    dialog.how._segments["amount"].click()
    assert not dialog.deed.isEnabled()
    QTest.keyClicks(dialog.figure, "100")
    assert dialog.sum.accessibleName() == "100.00 EUR"
    with qtbot.waitSignal(dialog.made):
        dialog.deed.click()
    second = depositing(qtbot, view_desk, desk, quote)
    second.figure.selectAll()
    QTest.keyClicks(second.figure, "60")
    assert "more than the whole" in second.problem.text()


def test_the_menu_offers_a_deposit_on_quotes_and_on_drafts_and_says_why_there_is_none(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    acts = QuoteActs(view_desk, drawer)
    acts.follow(drawer.menu)
    assert act(drawer, card(desk, desk.draft()), "Deposit invoice…").isEnabled()
    assert act(drawer, card(desk, quote), "Deposit invoice…").isEnabled()
    desk.issue(convert(desk, quote))
    done = act(drawer, card(desk, quote), "Deposit invoice…")
    assert (done.isEnabled(), done.toolTip()) == (False, "All of it is invoiced.")
    issued = desk.issue().document_id
    menu = drawer.menu.menu_for(card(desk, issued), drawer)
    assert not [each for each in menu.actions() if each.text() == "Deposit invoice…"]


def test_a_deposit_and_its_quote_lead_to_each_other(qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID) -> None:
    asked = desk.write(
        lambda session: request_deposit(session, quote, percent=Decimal(30), on=TODAY, at=NOON)
    )  # fmt: skip
    drawer.show_document(quote)
    qtbot.waitUntil(lambda: [each.text() for each in drawer.ends.lines] == ["Deposit invoice, a draft"])
    drawer.show_document(asked)
    qtbot.waitUntil(lambda: [each.text() for each in drawer.ends.lines] == ["Deposit on QUO-2026-0001"])


def test_a_dialog_is_tall_enough_for_all_of_its_lines(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, quote: UUID
) -> None:
    dialog = converting(qtbot, view_desk, desk, quote)
    qtbot.waitUntil(lambda: dialog.height() >= dialog.sizeHint().height())
    assert not dialog._scroll.verticalScrollBar().isVisible()
    assert not dialog._scroll.horizontalScrollBar().isVisible()
