"""A reminder by hand: in the customer's language, with the days it is late; nobody is reminded who should not be."""

from datetime import timedelta
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop.queries.cards import activity_rows
from desktop.queries.mails import mails_of
from desktop.services.links import mark_sent
from desktop.services.mailing import leaving
from desktop.services.mailing.drafting import MailDraft, draft_mail
from desktop.services.mailing.queueing import MailWish, NotReady, queue_mail
from desktop.services.online.account import StripeFound, connect_stripe
from desktop.services.online.settling import settle
from desktop.services.withdrawing import withdraw
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.sending.sheet import SendDialog
from desktop.views.drawer.activity import sentence
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.online.charges import charge, dispute, doc_of
from tests.desktop.views.doors import received
from tests.desktop.views.sending.conftest import ADDRESS

pytestmark = pytest.mark.usefixtures("irish", "server")


def reminder(desk: Desk, document: UUID, late: int = 0) -> MailDraft:
    today = TODAY + timedelta(days=30 + late)
    return desk.read(lambda session: draft_mail(session, document, today=today, now=desk.now, kind="reminder"))


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (-3, "A short reminder: €123.00 of invoice INV-2026-0001 is to be paid by 20 December 2026."),
        (1, "€123.00 of invoice INV-2026-0001 was due on 20 December 2026, yesterday."),
        (12, "€123.00 of invoice INV-2026-0001 was due on 20 December 2026, 12 days ago."),
    ],
)
def test_a_reminder_says_how_late_it_is(desk: Desk, invoice: UUID, late: int, said: str) -> None:
    draft = reminder(desk, invoice, late)
    assert draft.look.subject == "Reminder: invoice INV-2026-0001 from Alder & Finch"
    assert said in draft.look.body
    assert draft.missing == ()


def test_a_reminder_is_sent_from_the_same_sheet(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    dialog = SendDialog(view_desk, reminder(desk, invoice))
    qtbot.addWidget(dialog)
    assert dialog.heading.text() == "Remind of INV-2026-0001"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    assert (row.kind, row.subject) == ("reminder", "Reminder: invoice INV-2026-0001 from Alder & Finch")
    rows = desk.read(lambda session: activity_rows(session, invoice))
    assert sentence(rows[0]) == f"Reminder: E-mail to {ADDRESS} queued"


def refused(desk: Desk, document: UUID) -> str:
    wish = MailWish(ADDRESS, "Reminder", "Pay {link}", with_pdf=True, kind="reminder")
    with pytest.raises(NotReady) as found:
        desk.write(lambda session: queue_mail(session, document, wish, today=TODAY, at=desk.now))
    return str(found.value)


def test_nobody_is_reminded_of_what_is_paid(desk: Desk, invoice: UUID) -> None:
    desk.pay(invoice, 12300)
    assert "nothing to remind of" in refused(desk, invoice)


def test_nobody_is_reminded_of_a_quote(desk: Desk, customer: UUID) -> None:
    quote = desk.issue(desk.draft(kind="quote", customer=customer)).document_id
    assert "Only an issued invoice" in refused(desk, quote)


def test_nobody_is_reminded_of_what_was_withdrawn(desk: Desk, invoice: UUID) -> None:
    desk.write(lambda session: mark_sent(session, invoice, at=desk.now))
    desk.write(lambda session: withdraw(session, invoice, why="Wrong", on=TODAY, at=desk.now, archive=desk.archive))
    assert "withdrawn" in refused(desk, invoice)


def test_nobody_is_reminded_while_the_bank_disputes(desk: Desk, invoice: UUID) -> None:
    found = StripeFound("acct_1", "Alder & Finch", "EUR", livemode=True, hint="0001")
    desk.write(lambda session: connect_stripe(session, found, at=desk.now))
    doc = doc_of(desk, invoice)
    disputed = charge(doc=doc, minor=2300, dispute=dispute(minor=2300))
    desk.write(lambda session: settle(session, charge(doc=doc, minor=2300), at=desk.now))
    desk.write(lambda session: settle(session, disputed, at=desk.now))
    assert "disputes a payment" in refused(desk, invoice)


def test_a_reminder_that_waits_is_not_sent_once_the_bank_disputes(desk: Desk, invoice: UUID) -> None:
    found = StripeFound("acct_1", "Alder & Finch", "EUR", livemode=True, hint="0001")
    desk.write(lambda session: connect_stripe(session, found, at=desk.now))
    doc = doc_of(desk, invoice)
    desk.write(lambda session: settle(session, charge(doc=doc, minor=2300), at=desk.now))
    wish = MailWish(ADDRESS, "Reminder", "Pay {link}", with_pdf=True, kind="reminder")
    desk.write(lambda session: queue_mail(session, invoice, wish, today=TODAY, at=desk.now))
    disputed = charge(doc=doc, minor=2300, dispute=dispute(minor=2300))
    desk.write(lambda session: settle(session, disputed, at=desk.now))
    received(desk, invoice)
    assert desk.write(lambda session: leaving.take_next(session, at=desk.now)) is None
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    assert (row.state, "disputes a payment" in row.reason) == ("failed", True)


def test_a_reminder_without_an_address_waits_for_one(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, draft: UUID
) -> None:
    other = desk.issue(desk.draft()).document_id
    dialog = SendDialog(view_desk, reminder(desk, other))
    qtbot.addWidget(dialog)
    assert "no e-mail address" in dialog.missing.text()
    assert not dialog.deed.isEnabled()


def test_a_reminder_that_waits_is_not_sent_once_it_is_paid(desk: Desk, invoice: UUID) -> None:
    wish = MailWish(ADDRESS, "Reminder", "Pay {link}", with_pdf=True, kind="reminder")
    desk.write(lambda session: queue_mail(session, invoice, wish, today=TODAY, at=desk.now))
    received(desk, invoice)
    desk.pay(invoice, 12300)
    assert desk.write(lambda session: leaving.take_next(session, at=desk.now)) is None
    (row,) = desk.read(lambda session: mails_of(session, invoice))
    assert (row.state, row.reason, row.needs_hand) == (
        "failed", "It was settled meanwhile, so nobody was reminded.", False,
    )  # fmt: skip
