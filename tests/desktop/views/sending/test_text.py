"""The sheet for a text message, its account in Settings, and what became of a message in the drawer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.models import Customer, Document
from desktop.queries.cards import document_card
from desktop.queries.hands import hands
from desktop.queries.receivables import receivables
from desktop.queries.texts import text_account, texts_of
from desktop.services.texting.account import TextAccountValues, save_account
from desktop.services.texting.drafting import draft_text
from desktop.services.texting.leaving import failed, take_next
from desktop.services.texting.numbers import opt_out
from desktop.services.texting.queueing import queue_text
from desktop.text_doors import TextDoors
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.remove_texts import RemoveTextsDialog
from desktop.views.dialogs.sending.text import TextDialog, sms_address
from desktop.views.drawer.deeds import Deeds
from desktop.views.settings.texts import TextsSection
from desktop.views.text_acts import TextActs
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import Doors, received
from tests.fakes.twilio.server import ACCOUNT, FROM, TOKEN, PracticeTwilio, practice_twilio

pytestmark = pytest.mark.usefixtures("irish")
NUMBER = "085 111 2233"
Opened = Callable[[UUID], TextDialog]


@pytest.fixture
def twilio(doors: Doors, desk: Desk, view_desk: ViewDesk) -> Iterator[PracticeTwilio]:
    with practice_twilio() as it:
        view_desk.text = TextDoors(doors.text_token, lambda: desk.books, it.address)
        yield it


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An issued invoice whose link the portal has, of a customer with a telephone."""
    desk.connect()
    document = desk.issue(draft(desk)).document_id
    received(desk, document)
    return document


def draft(desk: Desk) -> UUID:
    customer = desk.customer("Quayside")
    with desk.books.write() as session:
        session.get_one(Customer, customer).phone = NUMBER
    return desk.draft(customer=customer)


def account(desk: Desk) -> None:
    desk.write(lambda session: save_account(session, TextAccountValues(ACCOUNT, FROM), name="Alder", at=desk.now))


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> Opened:
    def open_(document: UUID) -> TextDialog:
        drafted = desk.read(lambda session: draft_text(session, document, today=TODAY, now=desk.now))
        dialog = TextDialog(view_desk, drafted)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return open_


def test_what_leaves_is_shown_with_its_length_and_sent_with_one_press(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened
) -> None:
    account(desk)
    dialog = opened(invoice)
    assert dialog.to.text() == NUMBER
    assert "https://pay.alder.example/s/" in dialog.shown.text()
    assert dialog.shown.text().endswith("Reply STOP to opt out.")
    assert dialog.length.text().endswith("of 160 characters")
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args[0] == "Queued for +353851112233."
    (row,) = desk.read(lambda session: texts_of(session, invoice))
    assert (row.number, row.state) == ("+353851112233", "queued")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("See you STOP", "has no {link} in it"),
        ("{link} bye", "does not say how to opt out"),
        ("{link} STOP " + "x" * 140, "and 160 is the most"),
    ],
)
def test_words_that_cannot_leave_are_named_and_the_button_waits(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened, typed: str, said: str
) -> None:
    account(desk)
    dialog = opened(invoice)
    dialog.message.setPlainText(typed)
    qtbot.waitUntil(lambda: said in dialog.missing.text())
    assert not dialog.deed.isEnabled()


def test_a_number_that_is_none_is_said_and_nothing_is_queued(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened
) -> None:
    account(desk)
    dialog = opened(invoice)
    dialog.to.setText("12")
    dialog.deed.click()
    assert "is no telephone number" in dialog.missing.text()
    assert desk.read(lambda session: texts_of(session, invoice)) == ()
    dialog.to.clear()
    qtbot.waitUntil(lambda: "has no telephone number" in dialog.missing.text())


def test_a_draft_is_issued_and_queued_in_one_act(qtbot: QtBot, desk: Desk, opened: Opened) -> None:
    desk.connect()
    account(desk)
    document = draft(desk)
    dialog = opened(document)
    assert "{number}" in dialog.message.toPlainText()
    assert dialog.draft.number in dialog.shown.text()
    assert dialog.deed.text() == "Issue and send"
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    number = desk.read(lambda session: session.get_one(Document, document).number)
    assert told.args[0] == f"{number} issued. Queued for +353851112233."
    (row,) = desk.read(lambda session: texts_of(session, document))
    assert str(number) in row.body
    assert row.state == "waits_for_portal"


def test_a_draft_whose_message_is_refused_uses_no_number(qtbot: QtBot, desk: Desk, opened: Opened) -> None:
    desk.connect()
    account(desk)
    desk.write(lambda session: opt_out(session, "+353851119999", at=desk.now))
    document = draft(desk)
    dialog = opened(document)
    dialog.to.setText("085 111 9999")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "opted out" in dialog.problem.text())
    assert desk.read(lambda session: session.get_one(Document, document).number) is None


def test_without_an_account_the_message_is_copied(qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened) -> None:
    dialog = opened(invoice)
    assert dialog.deed.text() == "Open in messages"
    with qtbot.waitSignal(dialog.told) as told:
        dialog.copy.click()
    assert told.args[0] == "Message copied."
    assert "/s/" in QGuiApplication.clipboard().text()
    assert desk.read(lambda session: session.get_one(Document, invoice).handed_over_at) is not None


def test_the_systems_own_program_gets_number_and_words() -> None:
    assert sms_address("085 111 2233", "See https://x/s/a & STOP") == (
        "sms:0851112233?body=See%20https%3A%2F%2Fx%2Fs%2Fa%20%26%20STOP"
    )


def test_a_failed_message_stands_in_the_drawer_and_on_home_and_is_tried_again(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, invoice: UUID
) -> None:
    account(desk)
    desk.write(lambda session: queue_text(session, invoice, NUMBER, "{link} STOP", at=desk.now))
    job = desk.write(lambda session: take_next(session, at=desk.now))
    assert job is not None
    assert "/s/" not in repr(job)
    desk.write(lambda session: failed(session, job.id, "Twilio refused it: 21211", at=desk.now))
    deeds = Deeds()
    qtbot.addWidget(deeds)
    acts = TextActs(view_desk, deeds)
    deeds.texts.wanted.connect(acts.settle)
    card = desk.read(lambda session: document_card(session, invoice, today=TODAY, now=desk.now))
    deeds.show_card(card, "Europe/Dublin", TODAY)
    assert deeds.texts.said == ["No text message went to +353851112233 Twilio refused it: 21211"]
    found = desk.read(lambda session: hands(session, receivables(session, today=TODAY), today=TODAY, now=desk.now))
    assert [hand.kind for hand in found] == ["text_failed"]
    deeds.texts.buttons[0].click()
    qtbot.waitUntil(lambda: desk.read(lambda session: texts_of(session, invoice))[0].state == "queued")


@pytest.fixture
def section(qtbot: QtBot, view_desk: ViewDesk, twilio: PracticeTwilio) -> TextsSection:
    made = TextsSection(view_desk)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: bool(made.card.state.text()))
    return made


def test_an_account_is_tried_before_it_is_kept_and_its_token_stands_nowhere(
    qtbot: QtBot, desk: Desk, doors: Doors, section: TextsSection, twilio: PracticeTwilio
) -> None:
    section.account.setText(ACCOUNT)
    section.from_number.setText("086 123 4567")
    section.token.setText("wrong")
    section.deed.click()
    qtbot.waitUntil(lambda: "does not take this account and token" in section.deed_row.problem.text())
    assert desk.read(text_account) is None
    section.token.setText(TOKEN)
    with qtbot.waitSignal(section.told):
        section.deed.click()
    kept = desk.read(text_account)
    assert kept is not None
    assert (kept.sender, kept.name) == (FROM, "Alder & Finch")
    assert doors.text_token.read() == TOKEN
    qtbot.waitUntil(lambda: section.card.state.text() == "Connected" and section.token.text() == "")
    with desk.books.read() as session:
        dump = "\n".join(session.connection().connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert TOKEN not in dump


def test_removing_the_account_forgets_its_token_and_keeps_who_opted_out(
    qtbot: QtBot, desk: Desk, doors: Doors, view_desk: ViewDesk, twilio: PracticeTwilio
) -> None:
    account(desk)
    doors.text_token.store(TOKEN)
    dialog = RemoveTextsDialog(view_desk)
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert desk.read(text_account) is None
    assert doors.text_token.read() is None
    desk.now += timedelta(days=1)


def test_what_leaves_is_what_is_shown_and_counted_with_signs_that_telephones_do_not_have(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened
) -> None:
    account(desk)
    dialog = opened(invoice)
    dialog.message.setPlainText("Here’s “your” invoice – {link}… Reply STOP to opt out.")
    qtbot.waitUntil(lambda: "Here's" in dialog.shown.text())
    shown = dialog.shown.text()
    assert dialog.length.text() == f"{len(shown)} of 160 characters"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    job = desk.write(lambda session: take_next(session, at=desk.now))
    assert job is not None
    assert job.body == shown


def test_the_number_is_shown_as_it_is_understood_while_typing(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened
) -> None:
    account(desk)
    dialog = opened(invoice)
    assert dialog.read_as.text() == "+353 85 111 2233 (IE)"
    dialog.to.setText("00 44 7400 123456")
    qtbot.waitUntil(lambda: dialog.read_as.text() == "+44 7400 123456 (GB)")
    dialog.to.setText("12")
    qtbot.waitUntil(lambda: "is no telephone number" in dialog.missing.text())
    assert dialog.read_as.text() == ""
    assert not dialog.deed.isEnabled()


def test_who_wants_no_messages_and_then_again_is_kept_from_the_sheet(
    qtbot: QtBot, desk: Desk, invoice: UUID, opened: Opened
) -> None:
    account(desk)
    dialog = opened(invoice)
    assert dialog.wants.text() == "Never text this number"
    dialog.wants.click()
    qtbot.waitUntil(lambda: "opted out" in dialog.missing.text())
    assert not dialog.deed.isEnabled()
    assert dialog.wants.text() == "Text this number again"
    dialog.wants.click()
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert dialog.missing.text() == ""
