"""The sheet behind Send…: what is typed is what leaves, what is missing is named, and nothing is sent twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Document, Issued, Mail, Outbox
from desktop.queries.cards import activity_rows
from desktop.queries.mails import MailRow, mails_of
from desktop.services.customers import CustomerValues, add_customer, change_customer
from desktop.services.links import revoke
from desktop.services.mailing.drafting import draft_mail
from desktop.services.withdrawing import void
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.sending.other_address import OtherAddressDialog
from desktop.views.dialogs.sending.sheet import SendDialog
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import link_of, received
from tests.desktop.views.sending.conftest import ADDRESS

pytestmark = pytest.mark.usefixtures("irish")


def sheet(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, document: UUID) -> SendDialog:
    draft = desk.read(lambda session: draft_mail(session, document, today=TODAY, now=desk.now))
    dialog = SendDialog(view_desk, draft)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def send(qtbot: QtBot, dialog: SendDialog) -> list[str]:
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    return list(told.args)


def rows(desk: Desk, document: UUID) -> tuple[MailRow, ...]:
    return desk.read(lambda session: mails_of(session, document))


def kinds(desk: Desk, document: UUID) -> list[str]:
    return [row.kind for row in desk.read(lambda session: activity_rows(session, document))]


@pytest.mark.usefixtures("server")
def test_all_of_a_customers_addresses_get_it(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    desk.connect()
    values = CustomerValues("Hollis", email="pay@hollis.example, boss@hollis.example")
    who = desk.write(lambda session: add_customer(session, values, at=desk.now))
    document = desk.issue(desk.draft(customer=who)).document_id
    dialog = sheet(qtbot, view_desk, desk, document)
    assert dialog.to.text() == values.email
    send(qtbot, dialog)
    (row,) = rows(desk, document)
    assert row.to == ("pay@hollis.example", "boss@hollis.example")


@pytest.mark.usefixtures("server")
def test_an_invoice_is_queued_as_it_was_typed(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    received(desk, invoice)
    dialog = sheet(qtbot, view_desk, desk, invoice)
    assert dialog.heading.text() == "Send INV-2026-0001"
    assert dialog.to.text() == ADDRESS
    dialog.to.setText(f"{ADDRESS}, desk@rosewood.example")
    dialog.subject.setText("Your invoice {number}")
    dialog.message.setPlainText("Hello {customer},\n\n{amount} by {due}.\n\n{link}")
    told = send(qtbot, dialog)
    assert told[0] == f"Queued for {ADDRESS}, desk@rosewood.example."
    assert "handed to your mail server now" in told[1]
    (row,) = rows(desk, invoice)
    assert (row.to, row.subject, row.with_pdf) == (
        (ADDRESS, "desk@rosewood.example"), "Your invoice INV-2026-0001", True,
    )  # fmt: skip
    body = desk.read(lambda session: session.scalars(select(Mail.body)).one())
    assert body == "Hello Anna,\n\n€123.00 by 20 December 2026.\n\n{link}"


@pytest.mark.usefixtures("server")
def test_what_waits_for_the_portal_is_not_called_sent(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    told = send(qtbot, sheet(qtbot, view_desk, desk, invoice))
    assert told == [f"Queued for {ADDRESS}.", "It leaves as soon as the portal has its link."]
    assert [row.state for row in rows(desk, invoice)] == ["waits_for_portal"]


@pytest.mark.usefixtures("server")
def test_the_preview_follows_every_key_with_fields_merged(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.message.setPlainText("Dear {customer}, {number} is here.")
    dialog.subject.setText("About {number}")
    dialog.to.setText("x@rosewood.example")
    qtbot.waitUntil(lambda: "Dear Anna, INV-2026-0001 is here." in dialog.preview.page.toPlainText())
    shown = dialog.preview.page.toPlainText()
    assert "View online" in shown
    assert desk.read(lambda session: link_of(session, invoice).token) in shown
    assert dialog.preview.subject.text() == "About INV-2026-0001"
    assert dialog.preview.to.text() == "To x@rosewood.example"
    assert dialog.preview.origin.text() == "From Alder & Finch <office@alder.example>"
    assert dialog.preview.attached.name.text().startswith("INV-2026-0001.pdf, ")
    dialog.attach.setChecked(False)
    assert dialog.preview.attached.isHidden()


@pytest.mark.usefixtures("server")
def test_nothing_is_fetched_for_the_preview(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    page = sheet(qtbot, view_desk, desk, invoice).preview.page
    assert page.loadResource(2, QUrl("https://evil.example/pixel.png")) is None
    assert page.loadResource(2, QUrl("file:///etc/passwd")) is None


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("to", "sentence"),
    [("", "The customer has no e-mail address."), ("anna", "“anna” is no e-mail address."), (" , ", "There is no")],
)
def test_send_waits_for_an_address(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, to: str, sentence: str
) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.to.setText(to)
    qtbot.waitUntil(lambda: not dialog.deed.isEnabled())
    assert sentence in dialog.missing.text()
    assert sentence in dialog.deed.toolTip()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert rows(desk, invoice) == ()
    dialog.to.setText(ADDRESS)
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert dialog.missing.isHidden()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("field", ["subject", "message"])
def test_send_waits_for_words(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, field: str) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    getattr(dialog, field).clear()
    qtbot.waitUntil(lambda: not dialog.deed.isEnabled())
    assert f"The {field} is empty." in dialog.missing.text()


@pytest.mark.usefixtures("server")
def test_without_portal_and_pdf_there_is_nothing_to_send(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID
) -> None:
    invoice = desk.issue(desk.draft(customer=customer)).document_id
    dialog = sheet(qtbot, view_desk, desk, invoice)
    assert dialog.deed.isEnabled()
    dialog.attach.setChecked(False)
    assert "Attach the PDF, or set up Portal" in dialog.missing.text()
    assert not dialog.deed.isEnabled()
    dialog.attach.setChecked(True)
    send(qtbot, dialog)
    assert [row.state for row in rows(desk, invoice)] == ["queued"]


@pytest.mark.usefixtures("server")
def test_a_pdf_that_no_server_takes_is_named_before_one_is_asked(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    draft = desk.read(lambda session: draft_mail(session, invoice, today=TODAY, now=desk.now))
    dialog = SendDialog(view_desk, replace(draft, pdf_size=26 * 1024 * 1024))
    qtbot.addWidget(dialog)
    assert "mail servers take 25 MB at most" in dialog.missing.text()
    dialog.attach.setChecked(False)
    assert dialog.deed.isEnabled()


@pytest.mark.usefixtures("server")
def test_a_draft_is_issued_and_queued_in_one_act(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, draft: UUID) -> None:
    dialog = sheet(qtbot, view_desk, desk, draft)
    assert dialog.deed.text() == "Issue and send"
    assert "Invoice {number}" in dialog.subject.text()
    assert dialog.preview.subject.text() == "Invoice INV-2026-0001 from Alder & Finch"
    assert "€123.00 is to be paid by 20 December 2026." in dialog.preview.page.toPlainText()
    told = send(qtbot, dialog)
    assert told[0] == f"INV-2026-0001 issued. Queued for {ADDRESS}."
    (row,) = rows(desk, draft)
    assert (row.number, row.subject) == ("INV-2026-0001", "Invoice INV-2026-0001 from Alder & Finch")
    assert row.with_pdf


@pytest.mark.usefixtures("server")
def test_a_message_that_is_refused_issues_nothing(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, draft: UUID) -> None:
    desk.issue(desk.draft())
    other = desk.read(lambda session: link_of(session, session.scalars(select(Issued.document_id)).one()).token)
    dialog = sheet(qtbot, view_desk, desk, draft)
    dialog.message.setPlainText(f"Look: https://pay.alder.example/s/{other}")
    dialog.deed.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "opens something else" in dialog.problem.text()
    assert desk.read(lambda session: session.get_one(Document, draft).number) is None
    assert desk.read(lambda session: session.scalar(select(func.count()).select_from(Issued))) == 1
    assert other in dialog.message.toPlainText()


@pytest.mark.usefixtures("server")
def test_a_document_taken_back_meanwhile_is_not_sent(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    desk.write(lambda session: void(session, invoice, why="Wrong", at=desk.now))
    dialog.deed.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "withdrawn" in dialog.problem.text()
    assert rows(desk, invoice) == ()


@pytest.mark.usefixtures("server")
def test_a_customer_exchanged_meanwhile_gets_nothing(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, draft: UUID
) -> None:
    dialog = sheet(qtbot, view_desk, desk, draft)
    other = desk.customer("Hollis & Daughters")

    def exchange(session: Session) -> None:
        document = session.get_one(Document, draft)
        document.customer_id, document.customer_name = other, "Hollis & Daughters"

    desk.write(exchange)
    dialog.deed.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "another customer meanwhile" in dialog.problem.text()
    assert desk.read(lambda session: session.get_one(Document, draft).number) is None


@pytest.mark.usefixtures("server")
def test_an_ended_link_is_said_and_a_fresh_one_goes(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    received(desk, invoice)
    old = desk.read(lambda session: link_of(session, invoice).token)
    desk.write(lambda session: revoke(session, invoice, why="Lost", at=desk.now))
    send(qtbot, sheet(qtbot, view_desk, desk, invoice))
    assert desk.read(lambda session: link_of(session, invoice).token) != old
    assert [row.state for row in rows(desk, invoice)] == ["waits_for_portal"]


@pytest.mark.usefixtures("server")
def test_the_same_address_gets_the_same_link_with_a_fresh_lifetime(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    received(desk, invoice)
    send(qtbot, sheet(qtbot, view_desk, desk, invoice))
    token = desk.read(lambda session: link_of(session, invoice).token)
    dialog = sheet(qtbot, view_desk, desk, invoice)
    send(qtbot, dialog)
    assert desk.read(lambda session: link_of(session, invoice).token) == token
    assert desk.read(lambda session: "link.extend" in set(session.scalars(select(Outbox.kind))))


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("new_link", [True, False])
def test_another_address_asks_what_becomes_of_the_link_that_went_out(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID, new_link: bool
) -> None:
    received(desk, invoice)
    send(qtbot, sheet(qtbot, view_desk, desk, invoice))
    token = desk.read(lambda session: link_of(session, invoice).token)
    moved = CustomerValues("Rosewood Dental", email="new@rosewood.example")
    desk.write(lambda session: change_customer(session, customer, moved, at=desk.now))
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.deed.click()
    (question,) = dialog.findChildren(OtherAddressDialog)
    assert question.heading.text() == f"End the link that went to {ADDRESS}?"
    assert len(rows(desk, invoice)) == 1
    with qtbot.waitSignal(dialog.told):
        (question.deed if new_link else question.same).click()
    assert (desk.read(lambda session: link_of(session, invoice).token) == token) is not new_link
    newest = rows(desk, invoice)[0]
    assert newest.to == ("new@rosewood.example",)
    assert newest.state == ("waits_for_portal" if new_link else "queued")


class Program(QObject):
    """A mail program that takes what it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def program(qapp: QApplication) -> Iterator[Program]:
    taken = Program()
    QDesktopServices.setUrlHandler("mailto", taken, "take")  # type: ignore[arg-type]  # the stub asks for bytes, which it does not take
    yield taken
    QDesktopServices.unsetUrlHandler("mailto")


def test_without_a_server_ones_own_program_opens_and_the_pdf_lies_ready(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, program: Program, tmp_path: Path
) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.folder = tmp_path / "Downloads"
    assert dialog.deed.text() == "Open in mail program"
    told = send(qtbot, dialog)
    assert told == [
        "The message is open in your mail program.",
        "Attach INV-2026-0001.pdf from Downloads, then send it there.",
    ]
    (url,) = program.opened
    address = unquote(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    assert address.startswith(f"mailto:{ADDRESS}?subject=Invoice INV-2026-0001 from Alder & Finch")
    assert desk.read(lambda session: link_of(session, invoice).token) in address
    assert "View online:" in address
    sha256 = desk.read(lambda session: session.scalars(select(Issued.pdf_sha256)).one())
    assert (dialog.folder / "INV-2026-0001.pdf").read_bytes() == desk.archive.read(sha256)
    assert rows(desk, invoice) == ()
    assert kinds(desk, invoice)[0] == "mail.by_hand"
    assert desk.read(lambda session: session.get_one(Document, invoice).handed_over_at) == desk.now


def test_a_text_that_is_too_long_to_hand_on_lies_on_the_clipboard(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, program: Program, tmp_path: Path
) -> None:
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.folder = tmp_path
    dialog.attach.setChecked(False)
    dialog.message.setPlainText("فاتورة " * 200)
    told = send(qtbot, dialog)
    assert told[1] == "Its text lies on the clipboard: paste it there. Send it there."
    assert QGuiApplication.clipboard().text().startswith("فاتورة فاتورة")
    assert program.opened[0].toEncoded().size() < 1900


def test_a_draft_is_issued_before_it_is_opened_in_ones_own_program(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, draft: UUID, program: Program, tmp_path: Path
) -> None:
    dialog = sheet(qtbot, view_desk, desk, draft)
    dialog.folder = tmp_path
    assert dialog.deed.text() == "Issue and open message"
    assert send(qtbot, dialog)[0] == "INV-2026-0001 issued. The message is open."
    assert (tmp_path / "INV-2026-0001.pdf").exists()


def test_another_file_of_that_name_is_left_alone(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "INV-2026-0001.pdf").write_bytes(b"mine")
    dialog = sheet(qtbot, view_desk, desk, invoice)
    dialog.folder = tmp_path
    assert "INV-2026-0001 (2).pdf" in send(qtbot, dialog)[1]
    assert (tmp_path / "INV-2026-0001.pdf").read_bytes() == b"mine"
