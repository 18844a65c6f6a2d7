"""Portal settings on real books: what is said of a link, and what each button changes."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Document, LinkDay, Outbox
from desktop.queries.cards import document_card
from desktop.views.acts import Acts
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.portal_settings import PortalSettings
from desktop.views.dialogs.regenerate import RegenerateDialog
from desktop.views.dialogs.revoke import RevokeDialog
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import link_of, received, tell, viewed

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def document(desk: Desk) -> UUID:
    desk.connect()
    return desk.issue().document_id


@pytest.fixture
def live(desk: Desk, document: UUID) -> UUID:
    received(desk, document)
    return document


def opened(qtbot: QtBot, view_desk: ViewDesk, document: UUID) -> PortalSettings:
    dialog = PortalSettings(view_desk, document)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def idle(qtbot: QtBot, view_desk: ViewDesk) -> None:
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)


def warned(dialog: PortalSettings, kind: type[RegenerateDialog | RevokeDialog]) -> RegenerateDialog | RevokeDialog:
    button = dialog.regenerate if kind is RegenerateDialog else dialog.revoke
    button.click()
    return dialog.findChildren(kind)[-1]


def test_a_live_link_is_said_with_its_end_and_its_views(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    viewed(desk, live, 7, desk.now - timedelta(hours=2))
    desk.write(lambda session: session.add(LinkDay(link_id=link_of(session, live).id, day=TODAY, views=7, checks=2)))
    tell(view_desk, "online")
    dialog = opened(qtbot, view_desk, live)
    assert dialog.link_box.state.text() == "Live"
    assert dialog.link_box.address.text().startswith("https://pay.alder.example/portal/invoice/")
    assert dialog.expires.value.text() == "20 Dec 2026"
    assert dialog.figures.views.value.text() == "7"
    assert dialog.figures.views.detail.text() == "last today 10:00"
    assert "7 person, 2 automatic check" in dialog.figures.bars.accessibleDescription()
    assert dialog.waiting.isHidden() or not dialog.waiting.isVisible()


def test_a_waiting_link_counts_its_days_from_when_it_goes_online(
    qtbot: QtBot, view_desk: ViewDesk, document: UUID
) -> None:
    dialog = opened(qtbot, view_desk, document)
    assert dialog.link_box.state.text() == "Waiting"
    assert dialog.expires.value.text() == "30 days"
    assert dialog.expires.detail.text() == "from when it goes online"
    assert dialog.link_box.copy.isEnabled()
    assert not dialog.link_box.open.isEnabled()
    assert "once the portal has received it" in dialog.link_box.open.toolTip()


def test_a_short_form_that_is_too_long_for_a_text_message_is_warned_about(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    desk.connect("https://invoices.a-business-with-a-long-name.example")
    document = desk.issue().document_id
    dialog = opened(qtbot, view_desk, document)
    assert dialog.link_box.warning.text().startswith("87 characters")
    assert dialog.link_box.warning.isVisible()


def test_without_a_portal_every_deed_says_where_one_is_set_up(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    dialog = opened(qtbot, view_desk, desk.issue().document_id)
    buttons = (dialog.link_box.copy, dialog.link_box.open, dialog.link_box.qr, dialog.regenerate, dialog.revoke)
    assert not any(button.isEnabled() for button in buttons)
    assert {button.toolTip() for button in buttons} == {"No portal is set up. Settings, Portal takes two minutes."}


def test_a_draft_has_no_link_and_the_toast_says_so(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    dialog = PortalSettings(view_desk, desk.draft())
    with qtbot.waitSignal(dialog.told) as told:
        dialog.open()
    assert told.args == ["Not issued yet.", "Issue it to get its link."]


def test_extending_online_and_offline_says_from_when_it_counts(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    tell(view_desk, "offline")
    dialog = opened(qtbot, view_desk, live)
    menu = dialog.extend.menu()
    assert menu is not None
    assert [each.text() for each in menu.actions()] == ["To 60 days from now", "To 90 days from now"]
    with qtbot.waitSignal(dialog.told) as told:
        menu.actions()[1].trigger()
    assert told.args == ["Longer life asked for.", "90 days from when the portal hears of it."]
    qtbot.waitUntil(lambda: "90 days are asked for" in dialog.waiting.text())
    assert dialog.waiting.text().startswith("This computer is offline.")
    assert desk.read(lambda session: session.scalars(select(Outbox.seconds)).one()) == 90 * 86_400


def test_an_invoice_due_after_its_link_ends_is_warned_about_and_can_be_extended_past_it(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    desk.write(lambda session: setattr(session.get_one(Document, live), "due_on", TODAY + timedelta(days=50)))
    dialog = opened(qtbot, view_desk, live)
    assert dialog.expires.detail.text() == "20 days before it falls due"
    menu = dialog.extend.menu()
    assert menu is not None
    assert menu.actions()[-1].text() == "To 30 days after the due date"
    menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: "80 days are asked for" in dialog.waiting.text())


def test_regenerating_keeps_the_reason_and_copies_the_new_link(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID, dressed: object
) -> None:
    viewed(desk, live, 7, desk.now)
    tell(view_desk, "online")
    dialog = opened(qtbot, view_desk, live)
    before = dialog.link_box.address.text()
    warning = warned(dialog, RegenerateDialog)
    assert warning.heading.text() == "Make a new link and end the old one?"
    warning.why.choose("The customer lost it")
    with qtbot.waitSignal(dialog.told) as told:
        warning.deed.click()
    assert told.args == ["New link copied.", "The old one stops working now."]
    qtbot.waitUntil(lambda: dialog.link_box.address.text() != before)
    assert dressed.clipboard().text() == dialog.link_box.address.text()  # type: ignore[attr-defined]
    assert desk.read(lambda session: link_of(session, live).replaces_id) is not None
    qtbot.waitUntil(dialog.earlier.isVisible)
    assert dialog.waiting.text().startswith("A new link waits for the portal. The old one opens until")


def test_the_safe_button_has_the_focus_and_enter_keeps_the_old_link(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    card = desk.read(lambda session: document_card(session, live, today=TODAY, now=desk.now))
    warning = RegenerateDialog(view_desk, card)
    qtbot.addWidget(warning)
    with qtbot.waitActive(warning):
        warning.show()
        warning.activateWindow()
    qtbot.waitUntil(warning.keep.hasFocus)
    warning.why.choose("other")
    assert warning.own_why.hasFocus()
    QTest.keyClick(warning.own_why, Qt.Key.Key_Return)
    assert not warning.isVisible()
    idle(qtbot, view_desk)
    assert desk.read(lambda session: link_of(session, live).replaces_id) is None


def test_offline_a_new_link_is_asked_for_and_can_be_taken_back(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    tell(view_desk, "offline")
    dialog = opened(qtbot, view_desk, live)
    before = dialog.link_box.address.text()
    warning = warned(dialog, RegenerateDialog)
    assert warning.heading.text() == "Ask the portal for a new link?"
    assert warning.deed.text() == "Request a new link"
    warning.deed.click()
    qtbot.waitUntil(lambda: dialog.take_back.isVisible())
    assert dialog.waiting.text().startswith("This computer is offline. A new link waits for the portal.")
    dialog.take_back.click()
    qtbot.waitUntil(lambda: dialog.link_box.address.text() == before)
    assert not dialog.take_back.isVisible()
    assert not dialog.waiting.isVisible()


def test_a_request_that_was_sent_cannot_be_taken_back_any_more(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID
) -> None:
    dialog = opened(qtbot, view_desk, live)
    warned(dialog, RegenerateDialog).deed.click()
    qtbot.waitUntil(dialog.take_back.isVisible)
    desk.write(lambda session: setattr(session.scalars(select(Outbox)).one(), "body", b"{}"))
    dialog.take_back.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "was sent to the portal already" in dialog.problem.text()
    qtbot.waitUntil(lambda: not dialog.take_back.isVisible())


def test_own_words_are_kept_as_the_reason(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID) -> None:
    dialog = opened(qtbot, view_desk, live)
    warning = warned(dialog, RevokeDialog)
    warning.why.choose("other")
    assert warning.own_why.isVisible()
    warning.own_why.setText("  Asked by their auditor ")
    with qtbot.waitSignal(dialog.told):
        warning.deed.click()
    assert desk.read(lambda session: link_of(session, live).ended_why) == "Asked by their auditor"


def test_a_revoke_says_that_the_link_opens_until_the_portal_confirms(
    qtbot: QtBot, view_desk: ViewDesk, live: UUID
) -> None:
    tell(view_desk, "offline")
    dialog = opened(qtbot, view_desk, live)
    warning = warned(dialog, RevokeDialog)
    assert warning.deed.text() == "Ask to revoke it"
    warning.deed.click()
    qtbot.waitUntil(lambda: "The link is being revoked" in dialog.waiting.text())
    assert not dialog.revoke.isEnabled()
    assert not dialog.extend.isEnabled()


def test_copying_from_here_is_the_same_act_as_from_anywhere(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, live: UUID, dressed: object
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    acts = Acts(view_desk, window)
    acts.portal_settings(live)
    dialog = window.findChildren(PortalSettings)[0]
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.waitSignal(acts.told) as told:
        dialog.link_box.copy_short.click()
    assert told.args == ["Link copied.", "Live until 20 Dec."]
    assert "/s/" in dressed.clipboard().text()  # type: ignore[attr-defined]
    assert dialog.link_box.copy.text() == "Copied"
    qtbot.waitUntil(lambda: dialog.handed_over.value.text() == "Once")


def test_news_of_the_exchange_are_shown_while_the_dialog_is_open(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, document: UUID
) -> None:
    dialog = opened(qtbot, view_desk, document)
    received(desk, document)
    view_desk.sync.changed.emit()
    qtbot.waitUntil(lambda: dialog.link_box.state.text() == "Live")


def test_an_answer_after_the_dialog_was_closed_harms_nobody(qtbot: QtBot, view_desk: ViewDesk, live: UUID) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PortalSettings(view_desk, live, window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    dialog.refresh()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    idle(qtbot, view_desk)
