"""Answers and messages at the desk: read, replied to, taken back, kept as a file; how a quote may be answered."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from billing.acceptance import sign, written
from billing.answering import MAX_WORDS
from billing.pdf.certificate import record_inside
from desktop.models import Answer, Comment, Document
from desktop.queries.answers import comment_rows, new_comments
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import draft
from desktop.services.answering import choose_lines
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.portal_settings import PortalSettings
from desktop.views.dialogs.undo_answer import UndoAnswerDialog
from desktop.views.drawer.activity import sentence
from desktop.views.drawer.drawer import Drawer
from desktop.views.quote_acts import QuoteActs
from desktop.views.settings.documents import DocumentsSection
from desktop.views.widgets.label import Label
from desktop.views.widgets.switch import Switch
from tests.billing.test_acceptance import record
from tests.desktop.office import TODAY, Desk, line

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def quote(desk: Desk) -> UUID:
    lamp = replace(line("Lamp", "20"), optional=True, chosen=False)
    return desk.issue(desk.draft(line("Desk", "100"), lamp, kind="quote")).document_id


@pytest.fixture
def drawer(qtbot: QtBot, view_desk: ViewDesk, quote: UUID) -> Drawer:
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    drawer.show_document(quote)
    qtbot.waitUntil(lambda: drawer._card is not None)
    drawer.resize(440, 900)
    drawer.show()
    return drawer


def card(desk: Desk, document: UUID) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=desk.now))


def say(desk: Desk, document: UUID, text: str) -> None:
    desk.write(lambda session: session.add(Comment(document_id=document, by_office=False, at=desk.now, text=text)))


def accept(desk: Desk, quote: UUID) -> str:
    """Book an acceptance as the feed would, and return its record."""
    text = written(sign(record(name="Niamh Byrne", chosen=(1,)), bytes(32)))

    def booked(session: Session) -> None:
        document = session.get_one(Document, quote)
        session.add(
            Answer(document_id=quote, kind="accepted", at=desk.now, revision=1, name="Niamh Byrne", record=text)
        )
        document.answer, document.answered_revision = "accepted", 1
        choose_lines(session, document, (1,))

    desk.write(booked)
    return text


def words(drawer: Drawer) -> list[str]:
    return [label.text() for label in drawer.talk.findChildren(Label) if label.text()]


def act(drawer: Drawer, of: DocumentCard, name: str) -> QAction:
    return next(each for each in drawer.menu.menu_for(of, drawer).actions() if each.text() == name)


def names(drawer: Drawer, of: DocumentCard) -> set[str]:
    return {each.text() for each in drawer.menu.menu_for(of, drawer).actions()}


def test_what_the_customer_wrote_is_read_when_it_is_in_sight(
    qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    say(desk, quote, "Can you come on a <b>Saturday</b>?")
    drawer.refresh()
    qtbot.waitUntil(lambda: "Can you come on a <b>Saturday</b>?" in words(drawer))
    assert desk.read(new_comments) == 1
    drawer._tabs.chosen.emit(2)
    qtbot.waitUntil(lambda: desk.read(new_comments) == 0)


def test_an_answer_is_written_and_stands_there(qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID) -> None:
    drawer._tabs.chosen.emit(2)
    assert drawer.talk.send.toolTip() == "Type your answer first."
    drawer.talk.area.setPlainText("Yes, at nine.")
    QTest.mouseClick(drawer.talk.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawer.talk.area.toPlainText() == "")
    assert [row.text for row in desk.read(lambda session: comment_rows(session, quote))] == ["Yes, at nine."]
    drawer.refresh()
    qtbot.waitUntil(lambda: "Yes, at nine." in words(drawer))


def test_what_is_typed_stays_while_the_document_is_read_again(
    qtbot: QtBot, desk: Desk, drawer: Drawer, quote: UUID
) -> None:
    drawer.talk.area.setPlainText("Yes, at")
    say(desk, quote, "Hello?")
    drawer.refresh()
    qtbot.waitUntil(lambda: "Hello?" in words(drawer))
    assert drawer.talk.area.toPlainText() == "Yes, at"


def test_too_long_an_answer_says_so_and_stays(drawer: Drawer) -> None:
    drawer.talk.area.setPlainText("x" * (MAX_WORDS + 1))
    assert not drawer.talk.send.isEnabled()
    assert drawer.talk.problem.text() == "At most 2000 characters."


def test_an_answer_is_taken_back_with_a_reason(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, quote: UUID) -> None:
    accept(desk, quote)
    now = card(desk, quote)
    dialog = UndoAnswerDialog(view_desk, now, now.answers[0])
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.about.text().startswith("Niamh Byrne accepted it, ")
    dialog.deed.click()
    qtbot.waitUntil(lambda: card(desk, quote).answers[0].undone_at is not None)
    after = card(desk, quote)
    assert (after.state, after.answers[0].undone_why) == ("issued", "The customer asked for it")
    assert sentence(after.activity[0]) == "Answer taken back: The customer asked for it"


def test_what_can_be_done_with_an_answer_is_there_while_there_is_one(drawer: Drawer, desk: Desk, quote: UUID) -> None:
    answer_acts = {"Take the answer back…", "Save acceptance record…"}
    assert not answer_acts & names(drawer, card(desk, quote))
    accept(desk, quote)
    assert answer_acts <= names(drawer, card(desk, quote))


def test_an_accepted_quote_becomes_an_invoice_in_one_press(
    qtbot: QtBot, drawer: Drawer, desk: Desk, view_desk: ViewDesk, quote: UUID
) -> None:
    assert not drawer.invoice.isVisible()
    accept(desk, quote)
    drawer.refresh()
    qtbot.waitUntil(drawer.invoice.isVisible)
    acts = QuoteActs(view_desk, drawer)
    acts.follow(drawer.menu)
    with qtbot.waitSignal(acts.draft_made) as made:
        QTest.mouseClick(drawer.invoice, Qt.MouseButton.LeftButton)
    values = desk.read(lambda session: draft(session, made.args[0]))
    assert [line.title for line in values.lines] == ["Desk", "Lamp"]
    drawer.refresh()
    qtbot.waitUntil(lambda: not drawer.invoice.isVisible())


@pytest.mark.parametrize("name", ["kept ü.json", "kept ü.PDF"])
def test_the_record_is_kept_as_a_file(
    qtbot: QtBot,
    drawer: Drawer,
    desk: Desk,
    view_desk: ViewDesk,
    quote: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    text = accept(desk, quote)
    chosen = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    acts = QuoteActs(view_desk, drawer)
    acts.follow(drawer.menu)
    with qtbot.waitSignal(acts.told) as told:
        act(drawer, card(desk, quote), "Save acceptance record…").trigger()
    kept = chosen.read_bytes()
    assert kept == text.encode() if name.endswith("json") else record_inside(kept) == text.encode()
    assert told.args == ["Record saved.", name]


def test_a_folder_that_takes_no_file_is_said(
    qtbot: QtBot, drawer: Drawer, desk: Desk, view_desk: ViewDesk, quote: UUID, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    accept(desk, quote)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "gone" / "kept.json"), ""))
    acts = QuoteActs(view_desk, drawer)
    acts.follow(drawer.menu)
    with qtbot.waitSignal(view_desk.runner.refused) as said:
        act(drawer, card(desk, quote), "Save acceptance record…").trigger()
    assert said.args == ["The file cannot be written there. Choose another folder."]


@pytest.fixture
def settings(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, quote: UUID) -> PortalSettings:
    desk.connect()
    dialog = PortalSettings(view_desk, quote)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_one_quote_is_switched_off_and_the_office_stays(
    qtbot: QtBot, desk: Desk, settings: PortalSettings, quote: UUID
) -> None:
    assert settings.answering.accepts.isChecked()
    settings.answering.accepts.click()
    qtbot.waitUntil(lambda: not answering(desk, quote)[0])
    assert answering(desk, quote) == (False, False, None, None)
    settings.answering.accepts.click()
    qtbot.waitUntil(lambda: answering(desk, quote)[0])


def test_one_quote_asks_for_a_signature(qtbot: QtBot, desk: Desk, settings: PortalSettings, quote: UUID) -> None:
    settings.answering.signature.choose("must")
    settings.answering.signature.activated.emit(settings.answering.signature.currentIndex())
    qtbot.waitUntil(lambda: answering(desk, quote)[2] == "must")
    assert answering(desk, quote) == (True, None, "must", None)


def answering(desk: Desk, quote: UUID) -> tuple[bool, bool | None, str | None, bool | None]:
    row = card(desk, quote).answering
    assert row is not None
    return row.accepts, row.own_accepts, row.own_signature, row.own_terms


def test_an_answered_quote_cannot_be_switched(qtbot: QtBot, desk: Desk, settings: PortalSettings, quote: UUID) -> None:
    accept(desk, quote)
    settings.refresh()
    qtbot.waitUntil(lambda: not settings.answering.accepts.isEnabled())
    assert not settings.answering.signature.isEnabled()


def test_an_invoice_shows_no_way_to_answer(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    desk.connect()
    dialog = PortalSettings(view_desk, desk.issue().document_id)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    assert not dialog.answering.isVisible()


def test_the_office_changes_its_rule_and_open_quotes_follow(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, quote: UUID
) -> None:
    section = DocumentsSection(view_desk)
    qtbot.addWidget(section)
    before = desk.read(lambda session: session.get_one(Document, quote).version)
    next(each for each in section.findChildren(Switch) if each.accessibleName() == "Accept online").click()
    qtbot.waitUntil(lambda: not answering(desk, quote)[0])
    assert desk.read(lambda session: session.get_one(Document, quote).version) == before + 1
