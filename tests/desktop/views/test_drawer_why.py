"""The drawer's amount says why it is what it is, from the figures of the document itself."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.queries.drafts import draft
from desktop.services.drafts import save_draft
from desktop.views.desk import Desk as ViewDesk
from desktop.views.drawer.drawer import Drawer
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.why import WhyPopover
from tests.desktop.office import NOON, Desk, line

pytestmark = pytest.mark.usefixtures("irish")

Told = list[tuple[str, str, str]]


def told(qtbot: QtBot, view_desk: ViewDesk, document: UUID) -> Told:
    """Return the steps that pressing the drawer's amount shows."""
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    drawer.show()
    drawer.show_document(document)
    amount = drawer.findChildren(Amount)[0]
    qtbot.waitUntil(lambda: amount.accessibleName().strip() != "")
    QTest.mouseClick(amount, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(drawer.findChildren(WhyPopover)))
    (popover,) = drawer.findChildren(WhyPopover)
    steps = [(step.words, step.figures, step.result) for step in popover.steps]
    popover.close()
    drawer.close_document()
    return steps


def test_a_draft_explains_its_total(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    assert told(qtbot, view_desk, desk.draft(line(price="33.333", quantity="3"))) == [
        ("The line is the sum", "", "100.00"),
        ("VAT is on the net, rounded once", "23% of 100.00", "23.00"),
        ("The total is the net and every tax", "100.00 + 23.00", "123.00"),
    ]


def test_an_issued_invoice_explains_what_is_still_open(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    document = desk.issue(desk.draft(line(price="100"))).document_id

    desk.pay(document, 2_300)
    assert told(qtbot, view_desk, document)[-2:] == [
        ("Paid, credited or written off so far", "", "−23.00"),
        ("This is still open", "123.00 − 23.00", "100.00"),
    ]


def test_what_cannot_be_calculated_is_said_and_nothing_pops_up(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    document = desk.draft(line(price="100"))

    def break_it(session: Session) -> None:
        values = replace(draft(session, document), discount_minor=50_000)
        save_draft(session, document, values, at=NOON)

    desk.write(break_it)
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    drawer.show()
    drawer.show_document(document)
    amount = drawer.findChildren(Amount)[0]
    qtbot.waitUntil(lambda: amount.accessibleName() == "0.00 EUR")
    QTest.mouseClick(amount, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "discount of the document is larger" in drawer._paper.no_page.text())
    assert drawer.findChildren(WhyPopover) == []
