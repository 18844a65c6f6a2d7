"""Several documents at once: each its own message to its own customer, who is left out is named, Stop stops."""

from functools import partial
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Document, Mail
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.mailing import drafting
from desktop.services.mailing.account import remove_account
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.services.withdrawing import void
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.sending.many import SendManyDialog
from desktop.views.document_list import DocumentList
from desktop.views.mail_acts import MailActs
from tests.desktop.office import TODAY, Desk

pytestmark = pytest.mark.usefixtures("irish", "server")


@pytest.fixture
def documents(desk: Desk) -> list[UUID]:
    """Three invoices of three customers that can be sent, one without an address, and a draft."""
    desk.connect()
    found = []
    for name, email in (("Rosewood", "anna@rosewood.example"), ("Hollis", "pay@hollis.example"),
                        ("Bauer", "büro@bauer.example"), ("Nobody", "")):  # fmt: skip
        values = CustomerValues(name, email=email)
        customer = desk.write(partial(add_customer, values=values, at=desk.now))
        found.append(desk.issue(desk.draft(customer=customer)).document_id)
    return [*found, desk.draft()]


def opened(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]) -> SendManyDialog:
    ordinals = desk.read(lambda session: [session.get_one(Document, each).ordinal for each in documents])
    dialog = SendManyDialog(view_desk, ordinals)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.model.rows) == len(documents))
    return dialog


def sent(desk: Desk) -> list[tuple[list[str], str]]:
    return desk.read(lambda session: [(mail.recipients, mail.subject) for mail in session.scalars(select(Mail))])


def test_each_gets_its_own_message_and_who_is_left_out_is_named(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    dialog = opened(qtbot, view_desk, desk, documents)
    assert dialog.said.text() == "3 messages are ready. 2 are left out."
    assert dialog.deed.text() == "Send 3"
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args == ["3 messages are queued.", "2 were left out; the list names them."]
    assert sorted(sent(desk)) == [
        (["anna@rosewood.example"], "Invoice INV-2026-0001 from Alder & Finch"),
        (["büro@bauer.example"], "Invoice INV-2026-0003 from Alder & Finch"),
        (["pay@hollis.example"], "Invoice INV-2026-0002 from Alder & Finch"),
    ]
    assert dialog.isVisible()
    dialog.table.selectRow(3)
    assert "no e-mail address" in dialog.why.text()
    dialog.table.selectRow(4)
    assert dialog.why.text() == "Not issued yet. Issue it to get its link."
    assert not dialog.deed.isEnabled()


def test_each_message_is_shown_before_it_goes(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    dialog = opened(qtbot, view_desk, desk, documents)
    for place, number in ((0, "INV-2026-0001"), (1, "INV-2026-0002")):
        dialog.table.selectRow(place)
        assert f"Here is invoice {number}." in dialog.preview.page.toPlainText()
    assert sent(desk) == []


def test_stop_leaves_the_rest_as_it_was(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]) -> None:
    dialog = opened(qtbot, view_desk, desk, documents)
    dialog.deed.click()
    dialog.keep.click()
    with qtbot.waitSignal(dialog.told) as told:
        pass
    assert told.args == [
        "One message is queued.",
        "Stopped: 2 are not queued. Press Send to go on. 2 were left out; the list names them.",
    ]
    assert len(sent(desk)) == 1
    assert dialog.said.text() == "1 queued. 2 messages are ready. 2 are left out."
    assert dialog.deed.text() == "Send 2"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert len(sent(desk)) == 3


def test_cancelled_while_the_last_one_is_being_queued_it_still_says_what_became_of_all(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    ordinals = desk.read(lambda session: [session.get_one(Document, each).ordinal for each in documents[:1]])
    dialog = SendManyDialog(view_desk, ordinals)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.deed.isEnabled() and dialog.deed.text() == "Send 1")
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
        dialog.reject()
    assert told.args[0] == "One message is queued."
    assert len(sent(desk)) == 1


def test_one_that_is_too_large_with_its_pdf_can_leave_without_it(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "LARGEST", 10)
    dialog = opened(qtbot, view_desk, desk, documents)
    assert "without the PDF" in dialog.why.text()
    dialog.attach.click()
    qtbot.waitUntil(lambda: dialog.deed.text() == "Send 3")
    assert dialog.why.text() == ""


def test_several_are_reminded_of_what_is_open_and_who_owes_nothing_is_left_out(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    desk.pay(documents[1], 12300)
    dialog = opened(qtbot, view_desk, desk, documents)
    dialog.kind.choose("reminder")
    qtbot.waitUntil(lambda: dialog.deed.text() == "Send 2")
    dialog.table.selectRow(1)
    assert dialog.why.text() == "Nothing of it is open, so there is nothing to remind of."
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    kinds = desk.read(lambda session: [(mail.kind, mail.document_id) for mail in session.scalars(select(Mail))])
    assert sorted(kinds) == sorted([("reminder", documents[0]), ("reminder", documents[2])])
    assert not dialog.kind.isEnabled()
    assert "Open this again" in dialog.kind.toolTip()


def test_pressed_before_the_other_kind_was_read_nothing_of_the_former_kind_goes(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    dialog = opened(qtbot, view_desk, desk, documents)
    dialog.kind.choose("reminder")
    assert not dialog.deed.isEnabled()
    dialog.deed.click()
    dialog.kind.choose("document")
    dialog.kind.choose("reminder")
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert sent(desk) == []
    assert "Reminder" in dialog.preview.subject.text()
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert {kind for (kind,) in desk.read(lambda session: session.execute(select(Mail.kind)).all())} == {"reminder"}


def test_one_that_is_refused_meanwhile_stops_nobody_else(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    dialog = opened(qtbot, view_desk, desk, documents)
    desk.write(lambda session: void(session, documents[1], why="Wrong", at=desk.now))
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert len(sent(desk)) == 2
    dialog.table.selectRow(1)
    assert "withdrawn" in dialog.why.text()


def test_what_went_to_another_address_before_is_left_to_a_person(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    wish = MailWish("old@rosewood.example", "Invoice", "Hello {link}", with_pdf=True)
    desk.write(lambda session: queue_mail(session, documents[0], wish, today=TODAY, at=desk.now))
    dialog = opened(qtbot, view_desk, desk, documents)
    assert "another address before" in dialog.why.text()
    assert dialog.deed.text() == "Send 2"


def test_without_a_server_nothing_can_be_sent_at_once(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]
) -> None:
    desk.write(remove_account)
    dialog = opened(qtbot, view_desk, desk, documents)
    assert not dialog.deed.isEnabled()
    assert dialog.why.text() == "No mail server is set up. Settings, E-mail takes two minutes."


def test_several_rows_of_the_list_open_it(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, documents: list[UUID]) -> None:
    listing = DocumentList(view_desk, "invoice")
    qtbot.addWidget(listing)
    acts = MailActs(view_desk, listing)
    acts.follow_list(listing)
    listing.show()
    listing.refresh()
    qtbot.waitUntil(lambda: listing.model.rowCount() == 5)
    listing.table.selectAll()
    listing.send_requested.emit(documents[0])
    (dialog,) = listing.findChildren(SendManyDialog)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 5)
