"""What became of a message: in the drawer, in the log, on Home and as a notice, each with what a person can do."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.models import Activity, Link, Mail, Outbox, Text
from desktop.queries.cards import activity_rows
from desktop.queries.hands import hands
from desktop.queries.mails import mail_log, mail_standing, mails_of
from desktop.queries.messages import message_log
from desktop.queries.news import mark, news
from desktop.services.links import copy_link
from desktop.services.mailing import leaving
from desktop.services.mailing.queueing import MailWish, let_rest, queue_mail
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.sending.sheet import SendDialog
from desktop.views.drawer.activity import sentence
from desktop.views.drawer.mails import mail_words
from desktop.views.home.words import hand_words
from desktop.views.mail_acts import MailActs
from desktop.views.message_log.dialog import MessageLogDialog
from desktop.views.message_log.table import message_pill
from desktop.views.notices.words import notice
from desktop.views.window import MainWindow
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import received
from tests.desktop.views.sending.conftest import ADDRESS

pytestmark = pytest.mark.usefixtures("irish", "server")
WORDS = "The mail server refused it: 550 5.1.1 No such person here"


def queue(desk: Desk, document: UUID, to: str = ADDRESS) -> UUID:
    wish = MailWish(to, "Invoice {number}", "Hello {link}", with_pdf=True)
    return desk.write(lambda session: queue_mail(session, document, wish, today=TODAY, at=desk.now).id)


def become(desk: Desk, document: UUID, state: str, to: str = ADDRESS) -> UUID:
    """Queue a message and let it become of it what ``state`` says."""
    mail = queue(desk, document, to)
    if state == "waits":
        return mail
    received(desk, document)
    acts = {
        "sent": lambda session: leaving.taken(session, mail, (), at=desk.now),
        "failed": lambda session: leaving.failed(session, mail, WORDS, at=desk.now),
        "unsure": lambda session: leaving.unsure(session, mail, "It may have been sent.", at=desk.now),
        "later": lambda session: leaving.not_now(session, mail, "451 Greylisted", at=desk.now),
    }
    if state != "queued":
        desk.write(lambda session: leaving.take_next(session, at=desk.now))
        if state != "sending":
            desk.write(acts[state])
    return mail


@pytest.mark.parametrize(
    ("state", "title", "detail", "deeds"),
    [
        ("waits", f"To {ADDRESS}: waits for the portal to have its link", "", ()),
        ("queued", f"Queued for {ADDRESS}, today 12:00", "", ()),
        ("sending", f"Being handed in, to {ADDRESS}", "", ()),
        ("sent", f"Sent to {ADDRESS}, today 12:00", "", ()),
        ("failed", f"Not sent to {ADDRESS}", WORDS, ("again", "rest")),
        ("unsure", f"May have gone to {ADDRESS}", "It may have been sent.", ("known", "again", "rest")),
        ("later", f"Queued for {ADDRESS}, today 12:00", "Tried again today 12:01. 451 Greylisted", ("again",)),
    ],
)
def test_the_drawer_says_how_a_message_stands(
    desk: Desk, invoice: UUID, state: str, title: str, detail: str, deeds: tuple[str, ...]
) -> None:
    become(desk, invoice, state)
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    words = mail_words(row, "Europe/Dublin", TODAY)
    assert (words.title, words.detail, words.deeds) == (title, detail, deeds)


@pytest.fixture
def window(qtbot: QtBot, view_desk: ViewDesk) -> MainWindow:
    shown = MainWindow(view_desk)
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.completed):
        shown.show()
        shown.complete()
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    return shown


def test_a_message_that_failed_is_tried_again_from_the_drawer(
    qtbot: QtBot, desk: Desk, invoice: UUID, window: MainWindow
) -> None:
    become(desk, invoice, "failed")
    window.go_to(invoice, "invoice")
    notes = window.drawer.deeds.mails
    qtbot.waitUntil(lambda: notes.said == [f"Not sent to {ADDRESS} {WORDS}"])
    assert [button.text() for button in notes.buttons] == ["Try again", "Leave it"]
    notes.buttons[0].click()
    qtbot.waitUntil(lambda: notes.said == [f"Queued for {ADDRESS}, today 12:00"])


def test_a_person_says_that_an_unsure_message_arrived(
    qtbot: QtBot, desk: Desk, invoice: UUID, window: MainWindow
) -> None:
    become(desk, invoice, "unsure")
    window.go_to(invoice, "invoice")
    notes = window.drawer.deeds.mails
    qtbot.waitUntil(lambda: len(notes.buttons) == 3)
    assert notes.buttons[0].text() == "It arrived"
    notes.buttons[0].click()
    qtbot.waitUntil(lambda: notes.said == [f"Sent to {ADDRESS}, today 12:00"])
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    assert row.state == "sent"


def test_the_button_of_the_drawer_and_the_keys_open_the_sheet(
    qtbot: QtBot, desk: Desk, invoice: UUID, window: MainWindow
) -> None:
    window.go_to(invoice, "invoice")
    qtbot.waitUntil(lambda: window.drawer.send.isEnabled() and window.desk.runner.is_idle)
    window.drawer.send.click()
    qtbot.waitUntil(lambda: len(window.findChildren(SendDialog)) == 1)
    assert window.findChildren(SendDialog)[0].draft.document_id == invoice


@pytest.mark.parametrize(("state", "title"), [("failed", "was not sent"), ("unsure", "may have been sent")])
def test_home_asks_for_a_hand_until_a_person_has_given_it(desk: Desk, invoice: UUID, state: str, title: str) -> None:
    become(desk, invoice, state)
    (hand,) = desk.read(lambda session: hands(session, (), today=TODAY, now=desk.now))
    words = hand_words(hand, "Europe/Dublin", TODAY)
    assert words.title == f"An e-mail to Rosewood Dental {title}"
    assert words.detail.startswith(f"INV-2026-0001: {ADDRESS}: ")
    assert words.deed == "Show"
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    desk.write(lambda session: let_rest(session, row.id, at=desk.now))
    assert desk.read(lambda session: hands(session, (), today=TODAY, now=desk.now)) == ()
    assert desk.read(mail_standing).unsettled == 0


def test_a_message_sent_again_to_another_address_needs_no_hand_but_an_unsure_one_does(
    desk: Desk, invoice: UUID
) -> None:
    become(desk, invoice, "failed")
    desk.later(minutes=1)
    become(desk, invoice, "unsure", "new@rosewood.example")
    desk.later(minutes=1)
    become(desk, invoice, "sent", "third@rosewood.example")
    found = desk.read(lambda session: mails_of(session, invoice))
    assert [(row.to[0].partition("@")[0], row.needs_hand) for row in found] == [
        ("third", False), ("new", True), ("anna", False),
    ]  # fmt: skip


def test_a_failure_is_a_notice_that_leads_to_what_happened(desk: Desk, invoice: UUID) -> None:
    before = desk.read(lambda session: mark(session, now=desk.now))
    become(desk, invoice, "failed")
    _mark, found = desk.read(lambda session: news(session, before, now=desk.now))
    assert notice(found) == ("The e-mail to Rosewood Dental with INV-2026-0001 was not sent", WORDS)


def test_the_activity_tells_each_step(desk: Desk, invoice: UUID) -> None:
    become(desk, invoice, "failed")
    rows = desk.read(lambda session: activity_rows(session, invoice))
    assert [sentence(row) for row in rows][:2] == [
        f"The e-mail to {ADDRESS} was not sent. {WORDS}", f"E-mail to {ADDRESS} queued",
    ]  # fmt: skip


@pytest.fixture
def log(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> MessageLogDialog:
    become(desk, invoice, "failed")
    desk.later(minutes=1)
    become(desk, invoice, "sent", "desk@rosewood.example, boss@hollis.example")
    other = desk.issue().document_id
    desk.later(minutes=1)
    become(desk, other, "waits", "pay@hollis.example")
    dialog = MessageLogDialog(view_desk)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 3)
    return dialog


def test_the_log_is_filtered_by_state_and_by_recipient(qtbot: QtBot, log: MessageLogDialog) -> None:
    assert [row.state for row in log.model.rows] == ["waits_for_portal", "sent", "failed"]
    log.chips[("failed",)].click()
    qtbot.waitUntil(lambda: [row.state for row in log.model.rows] == ["failed"])
    assert log.why.text() == WORDS
    log.show_states()
    log.search.setText("hollis")
    qtbot.waitUntil(lambda: [row.state for row in log.model.rows] == ["waits_for_portal", "sent"])
    log.search.setText("Inv-2026-0002")
    qtbot.waitUntil(lambda: [row.state for row in log.model.rows] == ["waits_for_portal"])
    log.search.setText("nobody%")
    qtbot.waitUntil(lambda: log.model.rows == ())
    assert log.current() is None
    log._clear()
    qtbot.waitUntil(lambda: len(log.model.rows) == 3)


def test_the_log_offers_what_each_message_allows(qtbot: QtBot, log: MessageLogDialog) -> None:
    log.table.selectRow(2)
    assert log.again.isEnabled()
    assert not log.known.isEnabled()
    with qtbot.waitSignal(log.settle_wanted) as wanted:
        log.again.click()
    assert wanted.args[0::2] == ["mail", "again"]
    log.table.selectRow(1)
    assert not log.again.isEnabled()
    assert log.again.toolTip() == "It is sent already or on its way."
    with qtbot.waitSignal(log.document_wanted) as shown:
        log.show_it.click()
    assert shown.args[1:] == ["invoice", "activity"]


def test_the_log_has_text_messages_too_and_settles_each_its_own_way(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, log: MessageLogDialog, invoice: UUID
) -> None:
    link = desk.read(lambda session: session.scalars(select(Link).where(Link.document_id == invoice)).one())
    facts = {"document_id": invoice, "link_id": link.id, "body": "{link} STOP"}

    def texted(session: Session) -> None:
        desk.later(minutes=1)
        session.add(Text(number="+353851112233", state="failed", reason="No such number.", at=desk.now, **facts))
        desk.later(minutes=1)
        session.add(Text(number="+353869998877", state="sent", sid="SM1", arrived_at=desk.now, sent_at=desk.now,
                         at=desk.now, **facts))  # fmt: skip

    desk.write(texted)
    log.refresh()
    qtbot.waitUntil(lambda: [row.state for row in log.model.rows][:2] == ["arrived", "failed"])
    assert [row.channel for row in log.model.rows] == ["text", "text", "mail", "mail", "mail"]
    log.search.setText("085 111")
    qtbot.waitUntil(lambda: [row.to for row in log.model.rows] == [("+353851112233",)])
    with qtbot.waitSignal(log.settle_wanted) as wanted:
        log.again.click()
    assert wanted.args[0::2] == ["text", "again"]
    log.search.clear()
    log.show_states("sent", "arrived")
    qtbot.waitUntil(lambda: {row.state for row in log.model.rows} == {"sent", "arrived"})

    acts = MailActs(view_desk, log)
    with qtbot.waitSignal(acts.text_settle_wanted) as settled:
        acts._settle("text", log.model.rows[0].id, "rest")
    assert settled.args == [log.model.rows[0].id, "rest"]


def test_a_notice_to_the_office_shows_no_document(qtbot: QtBot, desk: Desk, log: MessageLogDialog) -> None:
    facts = {"subject": "", "body": "", "language": "en", "action": "view", "kind": "notice", "message_id": "<9@x>"}
    desk.later(minutes=5)
    desk.write(lambda session: session.add(Mail(recipients=["us@alder.example"], at=desk.now, **facts)))
    log.refresh()
    qtbot.waitUntil(lambda: len(log.model.rows) == 4)
    log.table.selectRow(0)
    assert not log.show_it.isEnabled()
    assert log.show_it.toolTip() == "It went to your own office, about no one document."


def test_what_was_left_or_sent_again_is_quiet(desk: Desk, invoice: UUID) -> None:
    become(desk, invoice, "failed")
    (row,) = desk.read(message_log)
    assert message_pill(row).filled
    assert not message_pill(replace(row, needs_hand=False)).filled


def test_a_server_that_says_later_for_three_days_is_given_up_and_a_person_decides(desk: Desk, invoice: UUID) -> None:
    mail = become(desk, invoice, "later")
    begun = desk.now
    while desk.now - begun < timedelta(days=3):
        desk.later(hours=1)
        assert desk.write(lambda session: leaving.take_next(session, at=desk.now)) is not None
        desk.write(lambda session: leaving.not_now(session, mail, "451 Greylisted", at=desk.now))
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    assert row.state == "failed"
    assert row.reason.startswith("451 Greylisted It was tried for three days")
    assert row.needs_hand


@pytest.mark.parametrize("own", [True, False])
def test_a_message_about_all_of_a_customers_carries_that_customers_link_alone(
    desk: Desk, invoice: UUID, customer: UUID, own: bool
) -> None:
    """Its activity stands with the customer, for there is no document."""
    whose = customer if own else desk.customer("Hollis")
    address = desk.write(lambda session: copy_link(session, whose, at=desk.now)).address
    link = desk.read(lambda session: session.scalars(select(Link).where(Link.customer_id == whose)).one())
    values = {"subject": "All", "body": "{link}", "language": "en", "action": "view", "at": desk.now}
    desk.write(
        lambda session: session.add(
            Mail(
                customer_id=customer, link_id=link.id, kind="notice", recipients=[ADDRESS], message_id="<1@x>", **values
            )
        )
    )
    desk.write(lambda session: session.execute(delete(Outbox)))
    desk.write(lambda session: session.execute(update(Link).values(published_at=desk.now)))
    job = desk.write(lambda session: leaving.take_next(session, at=desk.now))
    (row,) = desk.read(lambda session: mail_log(session, customer_id=customer))
    assert (job is not None and job.letter.link == address) is own
    assert (row.state, row.customer, row.document_id) == ("sending" if own else "failed", "Rosewood Dental", None)
    if not own:
        kinds = select(Activity.kind).where(Activity.customer_id == customer)
        assert desk.read(lambda session: session.scalars(kinds).all()) == ["mail.failed"]
