"""Compare with Stripe: what was lost on the way is found with the desktop's own key, and one press mends it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.models import Document
from desktop.queries.balance import balance_of
from desktop.services.online.account import StripeFound, connect_stripe
from desktop.system import clock
from desktop.system.practice import STRIPE_VARIABLE
from desktop.views.desk import Desk as ViewDesk
from desktop.views.payments.page import PaymentsPage
from desktop.views.reconcile.dialog import ReconcileDialog
from desktop.views.reconcile.words import explained
from tests.desktop.office import OFFICE_ID, Desk
from tests.desktop.services.online.charges import doc_of
from tests.desktop.views.doors import Doors
from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.fakes.stripe.selling import sell
from tests.fakes.stripe.server import practice_stripe

FOUND = StripeFound("acct_1", "Alder & Finch", "EUR", livemode=False, hint="0001")


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeStripe]:
    with practice_stripe() as it:
        monkeypatch.setenv(STRIPE_VARIABLE, it.address)
        yield it


@pytest.fixture
def invoice(desk: Desk, doors: Doors) -> UUID:
    desk.now = clock.now()
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    doors.stripe_key.store(KEY)
    return desk.issue().document_id


def pay(desk: Desk, practice: PracticeStripe, invoice: UUID, amount: int) -> str:
    session = sell(practice, amount, office=OFFICE_ID, doc=doc_of(desk, invoice))
    intent: str = practice.test.pay(session)["id"]
    return intent


def opened(qtbot: QtBot, view_desk: ViewDesk) -> ReconcileDialog:
    dialog = ReconcileDialog(view_desk)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: view_desk.runner.is_idle and dialog.again.isEnabled(), timeout=20_000)
    return dialog


def test_payments_whose_reports_were_all_lost_are_found_and_mended(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID
) -> None:
    for amount in (2300, 4000):
        pay(desk, practice, invoice, amount)
    dialog = opened(qtbot, view_desk)
    assert dialog.said.text() == "2 of 2 do not agree."
    assert {row.verdict for row in dialog.model.rows} == {"not_booked"}
    assert "One press books it" in dialog.why.text()
    dialog.mend_all.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "All 2 agree.", timeout=20_000)
    assert desk.read(lambda session: balance_of(session.get_one(Document, invoice))) == 12300 - 6300
    assert not dialog.mend.isEnabled()


def test_one_line_is_mended_by_its_own_button(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID
) -> None:
    intent = pay(desk, practice, invoice, 12300)
    dialog = opened(qtbot, view_desk)
    dialog.mend.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "All 1 agree.", timeout=20_000)
    practice.test.refund(intent, 300)
    dialog.compare()
    qtbot.waitUntil(lambda: dialog.said.text() == "1 of 1 do not agree.", timeout=20_000)
    (row,) = dialog.model.rows
    assert (row.verdict, row.stripe_back, row.books_back) == ("refund_differs", 300, 0)
    assert "books the refund" in explained(row)
    dialog.mend.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "All 1 agree.", timeout=20_000)


def test_a_refund_that_failed_when_nobody_listened_is_mended_too(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID
) -> None:
    """A bank may send a refund back weeks after Stripe called it done."""
    refund = practice.test.refund(pay(desk, practice, invoice, 12300), 300)
    dialog = opened(qtbot, view_desk)
    dialog.mend.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "All 1 agree.", timeout=20_000)
    practice.test.fail_refund(refund["id"])
    dialog.compare()
    qtbot.waitUntil(lambda: dialog.said.text() == "1 of 1 do not agree.", timeout=20_000)
    assert (dialog.model.rows[0].stripe_back, dialog.model.rows[0].books_back) == (0, 300)
    dialog.mend.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "All 1 agree.", timeout=20_000)
    assert desk.read(lambda session: balance_of(session.get_one(Document, invoice))) == 0


def test_nothing_paid_says_so(qtbot: QtBot, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID) -> None:
    assert opened(qtbot, view_desk).said.text() == "No payment came through Stripe in this time."


def test_stripe_that_does_not_answer_says_so_and_can_be_asked_again(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID
) -> None:
    pay(desk, practice, invoice, 12300)
    practice.manner = "500"
    dialog = opened(qtbot, view_desk)
    assert "Stripe does not answer" in dialog.said.text()
    practice.manner = "well"
    dialog.again.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "1 of 1 do not agree.", timeout=20_000)


def test_without_a_key_on_this_computer_it_says_what_to_do(
    qtbot: QtBot, view_desk: ViewDesk, doors: Doors, practice: PracticeStripe, invoice: UUID
) -> None:
    doors.stripe_key.forget()
    assert "keychain has no Stripe key" in opened(qtbot, view_desk).said.text()


def test_the_table_keeps_the_rules_of_qts_models(
    qtbot: QtBot, qtmodeltester: ModelTester, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe, invoice: UUID
) -> None:
    for amount in (2300, 4000):
        pay(desk, practice, invoice, amount)
    qtmodeltester.check(opened(qtbot, view_desk).model)  # type: ignore[no-untyped-call]  # pytest-qt leaves it so


def test_the_room_of_payments_has_the_button(qtbot: QtBot, view_desk: ViewDesk, invoice: UUID) -> None:
    page = PaymentsPage(view_desk)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.compare_requested):
        page.compare.click()
