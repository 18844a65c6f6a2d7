"""The list of notices, its entry at the lower edge, and which kinds tell by themselves."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.queries.notices import notice_rules, notices_go_to, unread_count
from desktop.services.activity import record
from desktop.services.mailing.account import AccountValues, save_account
from desktop.views.desk import Desk as ViewDesk
from desktop.views.notices.bell import NoticeBell
from desktop.views.notices.dialog import NoticesDialog
from desktop.views.notices.words import news_title
from desktop.views.settings.notices import NoticesSection
from desktop.views.widgets.status import StatusStrip
from tests.desktop.office import Desk


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    document = desk.issue(desk.draft(customer=desk.customer("Quayside"))).document_id
    for kind in ("comment.added", "link.requested", "payment.recorded"):
        desk.write(lambda session, kind=kind: record(  # type: ignore[misc]
            session, kind, at=desk.now, document=document, who="customer", why="When will it come?", minor=12300
        ))  # fmt: skip
    return document


@pytest.fixture
def listed(qtbot: QtBot, view_desk: ViewDesk, invoice: UUID) -> NoticesDialog:
    dialog = NoticesDialog(view_desk)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 3)
    return dialog


def titles(dialog: NoticesDialog) -> list[str]:
    return [news_title(row.news) for row in dialog.model.rows]


def test_the_list_says_what_happened_newest_first(listed: NoticesDialog) -> None:
    assert titles(listed) == [
        "Quayside paid INV-2026-0001",
        "Quayside asks for a fresh link to INV-2026-0001",
        "Quayside wrote about INV-2026-0001",
    ]


def test_enter_leads_to_what_it_is_about_and_it_is_read(
    qtbot: QtBot, desk: Desk, listed: NoticesDialog, invoice: UUID
) -> None:
    with qtbot.waitSignal(listed.wanted) as wanted:
        QTest.keyClick(listed.table, Qt.Key.Key_Return)
    assert (wanted.args[0].holder_id, wanted.args[0].kind) == (invoice, "payment.recorded")
    qtbot.waitUntil(lambda: desk.read(unread_count) == 2)
    assert not listed.isVisible()


def test_all_are_read_with_one_press_and_the_unread_list_says_so(
    qtbot: QtBot, desk: Desk, listed: NoticesDialog
) -> None:
    listed.show_unread(unread=True)
    qtbot.waitUntil(lambda: len(listed.model.rows) == 3)
    listed.read_all.click()
    qtbot.waitUntil(lambda: not listed.model.rows)
    assert desk.read(unread_count) == 0
    assert listed._pages.currentIndex() == 2
    listed.show_unread(unread=False)
    qtbot.waitUntil(lambda: len(listed.model.rows) == 3)


def test_the_entry_counts_what_is_unread(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, invoice: UUID) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    bell = NoticeBell(view_desk, strip, strip)
    qtbot.waitUntil(lambda: bell.button.accessibleName() == "Notices 3")
    bell.button.click()
    dialog = next(each for each in strip.findChildren(NoticesDialog))
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 3)
    dialog.read_all.click()
    qtbot.waitUntil(lambda: bell.button.accessibleName() == "Notices")
    with qtbot.waitSignal(bell.settings_wanted):
        dialog.settings.click()


@pytest.fixture
def section(qtbot: QtBot, view_desk: ViewDesk) -> Callable[[], NoticesSection]:
    made = NoticesSection(view_desk)
    qtbot.addWidget(made)
    made.show()

    def fresh() -> NoticesSection:
        made.refresh()
        qtbot.waitUntil(lambda: view_desk.runner.is_idle)
        return made

    return fresh


def test_a_kind_is_silenced_as_soon_as_it_is_switched(
    qtbot: QtBot, desk: Desk, section: Callable[[], NoticesSection]
) -> None:
    shown = section()
    pops, mails = shown.rules["comment.added"]
    assert pops.isChecked()
    assert not mails.isEnabled()
    assert mails.toolTip() == "Set up your mail server under E-mail first."
    pops.click()
    qtbot.waitUntil(lambda: not {rule.kind: rule.pops for rule in desk.read(notice_rules)}["comment.added"])


def test_with_a_mail_server_and_an_address_a_kind_is_mailed(
    qtbot: QtBot, desk: Desk, section: Callable[[], NoticesSection]
) -> None:
    values = AccountValues("localhost", 587, "starttls", "u", "office@alder.example", "Alder")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    shown = section()
    assert shown.rules["accepted"][1].toolTip() == "Type an address above first."
    shown.address.setText("nobody")
    shown.address.editingFinished.emit()
    qtbot.waitUntil(lambda: "is no e-mail address" in shown.address_row.problem.text())
    shown.address.setText("anna@alder.example")
    shown.address.editingFinished.emit()
    qtbot.waitUntil(lambda: desk.read(notices_go_to) == "anna@alder.example")
    mails = section().rules["accepted"][1]
    assert mails.isEnabled()
    mails.click()
    qtbot.waitUntil(lambda: {rule.kind: rule.mails for rule in desk.read(notice_rules)}["accepted"])
