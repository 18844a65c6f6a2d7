"""A statement is sent from its customer: the same sheet, its own PDF, the page of all documents behind it."""

from typing import cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Mail
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.sending.sheet import SendDialog
from desktop.views.people.customers import CustomersPage
from desktop.views.window import MainWindow
from tests.desktop.office import Desk

pytestmark = pytest.mark.usefixtures("irish", "server", "invoice")


def test_it_is_shown_as_it_leaves_and_queued_for_its_customer(
    qtbot: QtBot, desk: Desk, customer: UUID, view_desk: ViewDesk
) -> None:
    window = MainWindow(view_desk)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.completed):
        window.show()
        window.complete()
    page = cast("CustomersPage", window.show_room("customers"))
    page.choose(customer)
    qtbot.waitUntil(lambda: page.current_id() == customer and view_desk.runner.is_idle)
    page.access.statement.click()
    qtbot.waitUntil(lambda: len(window.findChildren(SendDialog)) == 1)
    (sheet,) = window.findChildren(SendDialog)
    assert "as of 20 November 2026. €123.00 is open." in sheet.preview.page.toPlainText()
    assert sheet.preview.attached.name.text().startswith("Statement 2026-11-20.pdf")
    assert not sheet.text.isVisible()
    names = [action.text().partition("\t")[2] for action in sheet.fields.menu().actions()]
    assert names == ["{link}", "{customer}", "{amount}", "{business}", "{phone}"]
    with qtbot.waitSignal(sheet.told):
        sheet.deed.click()
    (mail,) = desk.read(lambda session: session.scalars(select(Mail)).all())
    assert (mail.kind, mail.customer_id, mail.document_id) == ("statement", customer, None)
    assert desk.archive.read(mail.pdf_sha256).startswith(b"%PDF")
