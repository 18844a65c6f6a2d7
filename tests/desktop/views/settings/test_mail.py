"""Settings, E-mail: a server is tried with a real message before anything is kept; the password stands nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.queries.mails import MailAccountRow, mail_account
from desktop.services.mailing.account import note_mail_trouble
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.remove_mail import RemoveMailDialog
from desktop.views.settings.mail import MailSection
from desktop.views.settings.mail_servers import suggested
from desktop.views.settings.page import SettingsPage
from desktop.views.theme import Tone
from tests.desktop.office import Desk
from tests.desktop.views.doors import Doors
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, practice_mail

pytestmark = pytest.mark.usefixtures("irish")
SENDER = "office@alder.example"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    with practice_mail(tmp_path) as it:
        yield it


@pytest.fixture
def section(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> MailSection:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    page.resize(1180, 900)
    with qtbot.waitExposed(page):
        page.show()
    shown = page.show_section("mail")
    assert isinstance(shown, MailSection)
    qtbot.waitUntil(lambda: bool(shown.card.state.text()) and view_desk.runner.is_idle)
    return shown


def fill(section: MailSection, port: int, password: str = PASSWORD, user: str = USER) -> None:
    section.address.setText(SENDER)
    section.name.setText("Alder & Finch")
    section.host.setText("localhost")
    section.security.choose("starttls")
    section.port.setText(str(port))
    section.user.setText(user)
    section.password.setText(password)


def save(qtbot: QtBot, section: MailSection) -> None:
    section.deed.click()
    qtbot.waitUntil(lambda: section._desk.runner.is_idle, timeout=20_000)


def account(desk: Desk) -> MailAccountRow | None:
    return desk.read(mail_account)


def test_a_server_is_tried_with_a_message_to_itself_and_kept(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeMail, section: MailSection
) -> None:
    assert (section.card.state.text(), section.card.tone) == ("Not set up", Tone.NEUTRAL)
    assert "your own mail program" in section.card.why.text()
    fill(section, practice.port)
    with qtbot.waitSignal(section.told) as told:
        section.deed.click()
    assert told.args == ["E-mail is set up.", f"A message went to {SENDER}."]
    qtbot.waitUntil(lambda: section.card.state.text() == "Connected")
    assert section.card.tone is Tone.GOOD
    (mail,) = practice.inbox
    assert (mail["To"], mail["From"]) == (SENDER, f"Alder & Finch <{SENDER}>")
    known = account(desk)
    assert known is not None
    assert (known.host, known.port, known.security, known.username) == ("localhost", practice.port, "starttls", USER)
    assert section.card.checks == [
        "The server answers, localhost", f"The connection is safe, port {practice.port}",
        f"It takes user and password, {USER}", f"A message went to {SENDER}, look for it there, in the spam too",
    ]  # fmt: skip


def test_the_password_is_in_the_keychain_and_nowhere_else(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeMail, section: MailSection
) -> None:
    fill(section, practice.port)
    save(qtbot, section)
    assert doors.mail_password.read() == PASSWORD
    assert section.password.text() == ""
    assert section.password.isReadOnly()
    row = desk.read(lambda session: session.execute(text("SELECT * FROM mail_account")).mappings().one())
    assert PASSWORD not in str(dict(row))


@pytest.mark.parametrize(
    ("password", "sentence"), [("wrong", "does not take this user and password"), ("", "Type the password")]
)
def test_a_password_that_is_not_taken_changes_nothing(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeMail, section: MailSection, password: str, sentence: str
) -> None:
    fill(section, practice.port, password)
    save(qtbot, section)
    assert sentence in section.deed_row.problem.text() + section.password_row.problem.text()
    assert section.password.text() == password
    assert (account(desk), doors.mail_password.read(), practice.inbox) == (None, None, [])


def test_a_server_that_is_away_is_said_and_changes_nothing(qtbot: QtBot, desk: Desk, section: MailSection) -> None:
    fill(section, 1)
    save(qtbot, section)
    assert "does not answer" in section.deed_row.problem.text()
    assert account(desk) is None


@pytest.mark.parametrize("missing", ["address", "host"])
def test_what_is_missing_is_said_beside_its_field(section: MailSection, missing: str) -> None:
    fill(section, 465)
    getattr(section, missing).clear()
    section.deed.click()
    assert getattr(section, f"{missing}_row").problem.text().startswith("Type the ")


def test_a_known_providers_server_is_filled_in_and_what_was_typed_stays(section: MailSection) -> None:
    section.address.setText("anna@gmail.com")
    section.address.editingFinished.emit()
    assert (section.host.text(), section.port.text(), section.security.key) == ("smtp.gmail.com", "465", "implicit")
    assert section.user.text() == "anna@gmail.com"
    section.host.setText("mail.alder.example")
    section.address.setText("anna@outlook.com")
    section.address.editingFinished.emit()
    assert section.host.text() == "mail.alder.example"
    assert suggested("x@alder.example") is None


def test_the_port_follows_the_security_until_one_is_typed(section: MailSection) -> None:
    section.security.choose("starttls")
    assert section.port.text() == "587"
    section.port.setText("2525")
    section.port.textEdited.emit("2525")
    section.security.choose("implicit")
    assert section.port.text() == "2525"


def test_a_kept_password_never_goes_to_another_server(
    qtbot: QtBot, doors: Doors, practice: PracticeMail, section: MailSection, tmp_path: Path
) -> None:
    fill(section, practice.port)
    save(qtbot, section)
    section.host.setText("127.0.0.1")
    section.host.textEdited.emit("127.0.0.1")
    assert not section.password.isReadOnly()
    logins = practice.logins
    save(qtbot, section)
    assert "Type the password" in section.password_row.problem.text()
    assert practice.logins == logins


def test_a_new_sender_needs_no_password_again(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeMail, section: MailSection
) -> None:
    fill(section, practice.port)
    save(qtbot, section)
    assert not section.deed_row.isVisible()
    section.name.setText("Alder")
    section.name.textEdited.emit("Alder")
    assert section.deed_row.isVisible()
    save(qtbot, section)
    known = account(desk)
    assert known is not None
    assert known.sender_name == "Alder"
    assert doors.mail_password.read() == PASSWORD


def test_trouble_is_told_and_a_test_ends_it(
    qtbot: QtBot, desk: Desk, practice: PracticeMail, section: MailSection
) -> None:
    fill(section, practice.port)
    save(qtbot, section)
    desk.write(lambda session: note_mail_trouble(session, "The mail server does not take this password."))
    section.refresh()
    qtbot.waitUntil(lambda: section.card.state.text() == "Needs attention")
    assert section.card.why.text() == "The mail server does not take this password."
    section.card.test.click()
    qtbot.waitUntil(lambda: section.card.state.text() == "Connected", timeout=20_000)


def test_removing_takes_the_server_and_the_password(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeMail, section: MailSection
) -> None:
    fill(section, practice.port)
    save(qtbot, section)
    dialog = RemoveMailDialog(section._desk, section)
    with qtbot.waitSignal(dialog.told, timeout=20_000):
        dialog.open()
        dialog.deed.click()
    qtbot.waitUntil(lambda: section._desk.runner.is_idle)
    section.refresh()
    qtbot.waitUntil(lambda: section.card.state.text() == "Not set up")
    assert (account(desk), doors.mail_password.read()) == (None, None)
