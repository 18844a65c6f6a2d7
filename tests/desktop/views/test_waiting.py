"""What waits is said in words, in order, with the way to try now or again."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from desktop.models import Outbox
from desktop.views.desk import Desk as ViewDesk
from desktop.views.waiting import WhatWaits
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Label
from desktop.views.widgets.status import StatusStrip
from tests.desktop.office import Desk


@pytest.fixture
def strip(qtbot: QtBot) -> Iterator[StatusStrip]:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.show()
    yield strip
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def opened(qtbot: QtBot, view_desk: ViewDesk, strip: StatusStrip) -> WhatWaits:
    popover = WhatWaits(view_desk, strip)
    popover.open()
    qtbot.waitUntil(popover.isVisible)
    return popover


def words(popover: WhatWaits) -> str:
    return " | ".join(label.text() for label in popover.findChildren(Label))


def test_what_waits_names_each_change_and_its_customer(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, strip: StatusStrip
) -> None:
    desk.issue()
    said = words(opened(qtbot, view_desk, strip))
    assert "INV-2026-0001 goes to the portal" in said
    assert "Rosewood Dental" in said
    assert "You can keep working and close the app." in said


def test_nothing_that_waits_is_said_too(qtbot: QtBot, view_desk: ViewDesk, strip: StatusStrip) -> None:
    assert "the portal has everything" in words(opened(qtbot, view_desk, strip))


def test_a_refused_change_says_why_and_can_be_sent_again(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, strip: StatusStrip
) -> None:
    desk.issue()
    desk.write(
        lambda session: session.execute(
            update(Outbox).where(Outbox.kind == "link.put").values(parked_at=desk.now, parked_why="Too large.")
        )
    )
    popover = opened(qtbot, view_desk, strip)
    assert "Too large." in words(popover)
    again = next(button for button in popover.findChildren(Button) if button.text() == "Send again")
    again.click()
    qtbot.waitUntil(
        lambda: (
            desk.read(lambda session: session.scalars(select(Outbox).where(Outbox.parked_at.is_not(None))).all()) == []
        )
    )
