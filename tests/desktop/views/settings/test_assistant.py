"""Settings, Assistant: keys are made, shown once and revoked; HTTP is switched; the record is read and taken along."""

import csv
import io
import json
import socket
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.assistant.host import listen_here
from desktop.queries.assistant import find_key, keys
from desktop.services.assisting.calls import CallNote, note_call
from desktop.services.assisting.keys import key_hash, mark_key, mint_key
from desktop.views.assistant.calls import CallsDialog
from desktop.views.assistant.new_key import NewKeyDialog
from desktop.views.assistant.revoke_key import RevokeKeyDialog
from desktop.views.desk import Desk as ViewDesk
from desktop.views.memory import HTTP, HTTP_PORT
from desktop.views.settings.assistant import AssistantSection
from desktop.views.settings.page import SettingsPage
from desktop.views.theme import Tone
from tests.desktop.office import Desk
from tests.desktop.views.doors import Doors


@pytest.fixture
def section(qtbot: QtBot, view_desk: ViewDesk) -> AssistantSection:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    page.resize(1180, 1100)
    with qtbot.waitExposed(page):
        page.show()
    shown = page.show_section("assistant")
    assert isinstance(shown, AssistantSection)
    qtbot.waitUntil(lambda: bool(shown.card.state.text()) and view_desk.runner.is_idle)
    return shown


def settle(qtbot: QtBot, view_desk: ViewDesk) -> None:
    qtbot.waitUntil(lambda: view_desk.runner.is_idle, timeout=20_000)


def mint(desk: Desk, name: str = "Claude") -> UUID:
    return desk.write(lambda session: mint_key(session, name, "draft", at=desk.now)).id


def make(qtbot: QtBot, view_desk: ViewDesk, section: AssistantSection, name: str, scope: str = "draft") -> NewKeyDialog:
    """Make a key as a person does, and return the dialog that shows it."""
    section.new.click()
    dialog = section.findChild(NewKeyDialog)
    assert dialog is not None
    qtbot.addWidget(dialog)
    settle(qtbot, view_desk)
    dialog.name.setText(name)
    dialog.scope.choose(scope)
    return dialog


def test_a_key_is_made_shown_once_and_kept_as_its_hash(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection
) -> None:
    assert section.card.state.text() == "No key works"
    dialog = make(qtbot, view_desk, section, "Claude")
    dialog.make.click()
    qtbot.waitUntil(lambda: section.card.state.text() == "1 key works")
    secret = dialog.key.text()
    row = desk.read(lambda session: find_key(session, key_hash(secret), now=desk.now))
    assert row is not None
    assert (row.name, row.scope, row.acts) == ("Claude", "draft", ())
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == secret
    dialog.copy_snippet.click()
    server = json.loads(QGuiApplication.clipboard().text())["mcpServers"]["counterfoil"]
    assert server["env"]["COUNTERFOIL_KEY"] == secret
    assert server["args"][-3:] == ["--data", str(desk.books.path.parent), "mcp"]
    dialog.make.click()
    assert not dialog.isVisible()
    assert secret not in section.snippet.toPlainText()


def test_a_key_that_acts_ticks_each_tool_that_needs_no_approval(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection
) -> None:
    dialog = make(qtbot, view_desk, section, "Month end", "act")
    assert set(dialog.ticks) == {name for name, _title in view_desk.assistant.leaving()}
    dialog.ticks["email_invoice"].setChecked(True)
    dialog.make.click()
    settle(qtbot, view_desk)
    (row,) = desk.read(lambda session: keys(session, now=desk.now))
    assert (row.scope, row.acts) == ("act", ("email_invoice",))


def test_a_key_without_a_name_is_asked_for_one(qtbot: QtBot, view_desk: ViewDesk, section: AssistantSection) -> None:
    dialog = make(qtbot, view_desk, section, "  ")
    dialog.make.click()
    settle(qtbot, view_desk)
    assert dialog.problem.text().startswith("The key needs a name")
    assert dialog.isVisible()


def test_a_key_is_revoked_after_a_warning(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection
) -> None:
    mint(desk)
    section.refresh()
    qtbot.waitUntil(lambda: len(section.rows) == 1)
    (revoke,) = section.rows[0].findChildren(QPushButton)
    revoke.click()
    dialog = section.findChild(RevokeKeyDialog)
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.deed.click()
    qtbot.waitUntil(lambda: section.card.state.text() == "No key works")
    assert section.rows[0].findChildren(QPushButton) == []


def test_a_key_that_read_an_outsiders_text_is_marked(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection
) -> None:
    key = mint(desk, "Month end")
    desk.write(lambda session: mark_key(session, key, "customer via portal", at=desk.now))
    view_desk.assistant.called.emit()
    qtbot.waitUntil(lambda: section.card.tone is Tone.WARN)
    assert section.card.why.text().startswith("Month end has just read text of somebody outside.")


def test_http_is_off_until_it_is_switched_on_and_says_when_a_port_is_taken(
    qtbot: QtBot, doors: Doors, view_desk: ViewDesk, section: AssistantSection
) -> None:
    assert not section.http.isChecked()
    assert section.http_row.hint.text().startswith("Off.")
    for typed in ("", "80", "70000", "x"):
        section.port.setText(typed)
        section.http.click()
        assert section.http_row.problem.text() == "A port is a number from 1024 to 65535."
        assert not section.http.isChecked()
    with listen_here(0) as other:
        port = other.getsockname()[1]
        section.port.setText(str(port))
        section.http.click()
        settle(qtbot, view_desk)
        assert f"Port {port} of this computer is used by another program." in section.http_row.problem.text()
        assert not section.http.isChecked()
        assert view_desk.memory.choice(HTTP) is None
    section.http.click()
    qtbot.waitUntil(lambda: view_desk.assistant.port == port and section.http.isEnabled(), timeout=20_000)
    assert section.http_row.hint.text().startswith(f"On at http://127.0.0.1:{port}/mcp")
    assert (view_desk.memory.choice(HTTP), view_desk.memory.number(HTTP_PORT, 0)) == (True, port)
    with socket.create_connection(("127.0.0.1", port)):
        pass
    section.http.click()
    qtbot.waitUntil(lambda: view_desk.assistant.port == 0 and section.http.isEnabled(), timeout=20_000)
    assert view_desk.memory.choice(HTTP) is False
    doors.lines.close()


def called(desk: Desk, key: UUID, tool: str, outcome: str, says: str = "") -> None:
    desk.later(seconds=1)
    note = CallNote(key, tool, {"limit": 20}, desk.now)
    desk.write(lambda session: note_call(session, note, outcome, says))  # type: ignore[arg-type]  # one of them


def test_the_record_is_filtered_and_taken_along(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection, tmp_path: Path
) -> None:
    one, other = mint(desk, "One"), mint(desk, "Other")
    called(desk, one, "list_invoices", "done")
    called(desk, one, "email_invoice", "refused", "No mail server is set up.")
    called(desk, other, "list_invoices", "done")
    section.record.click()
    dialog = section.findChild(CallsDialog)
    assert dialog is not None
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.count.text() == "3 calls")
    ModelTester(None).check(dialog.model)  # type: ignore[no-untyped-call]
    dialog.key.choose(str(one))
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.count.text() == "2 calls")
    dialog.outcome.choose("refused")
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.count.text() == "1 call" and dialog.model.row_at(0) is not None)
    dialog.table.selectRow(0)
    assert dialog.says.text() == "One: email_invoice (limit: 20)\nNo mail server is set up."
    dialog.export(tmp_path / "calls.csv")
    settle(qtbot, view_desk)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "calls.csv").read_text("utf-8-sig"), newline="")))
    assert [(row["key"], row["tool"], row["outcome"]) for row in rows] == [("One", "email_invoice", "refused")]
    dialog.export(tmp_path / "nowhere" / "calls.csv")
    settle(qtbot, view_desk)
    assert dialog.says.text() == "The file cannot be written there. Choose another folder."


def test_a_new_call_appears_while_the_record_is_open(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: AssistantSection
) -> None:
    key = mint(desk)
    dialog = CallsDialog(view_desk)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.count.text() == "0 calls")
    called(desk, key, "list_invoices", "done")
    view_desk.assistant.called.emit()
    qtbot.waitUntil(lambda: dialog.count.text() == "1 call")
