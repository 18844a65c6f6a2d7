"""What a person sees of online payments: in the drawer, on Home, in Portal settings; and what the buttons do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Document, Payment, Refund
from desktop.queries.cards import document_card
from desktop.queries.hands import hands
from desktop.queries.online import ChargeRow
from desktop.services.online.account import StripeFound, connect_stripe
from desktop.services.online.reports import reported
from desktop.services.online.settling import note_problem, settle
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.money.refund import RefundDialog
from desktop.views.dialogs.portal_settings import PortalSettings
from desktop.views.drawer.charges import ChargeWords, charge_words
from desktop.views.drawer.money import MoneyList
from desktop.views.home.words import hand_words
from desktop.views.money_acts import MoneyActs
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.online.charges import charge, dispute, doc_of, told

FOUND = StripeFound("acct_1", "Alder & Finch", "EUR", livemode=True, hint="0001")
ROW = ChargeRow(
    intent="pi_1",
    document_id=None,
    number="INV-2026-0001",
    minor=12300,
    currency="EUR",
    livemode=True,
    state="paid",
    method="card",
    failure="",
    refunded_minor=0,
    pending_minor=0,
    dispute="",
    dispute_reason="",
    dispute_minor=0,
    evidence_due_by=None,
    reported_at=datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
    waits=False,
    misfit="",
    problem="",
)


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    return desk.issue().document_id


def words(**changes: object) -> ChargeWords | None:
    return charge_words(replace(ROW, **changes), "Europe/Dublin", TODAY)  # type: ignore[arg-type]  # a test's values


def test_money_that_is_in_the_books_needs_no_note() -> None:
    assert words() is None
    assert words(dispute="won") is None
    assert words(state="canceled") is None


@pytest.mark.parametrize(
    ("changes", "title", "detail"),
    [
        ({"waits": True, "state": ""}, "Reported, being checked", "123.00 EUR, reported today 09:05. It counts once"),
        ({"state": "processing"}, "Bank debit under way", "123.00 EUR, since today 09:05."),
        ({"state": "failed", "failure": "insufficient_funds"}, "Did not go through", "insufficient funds"),
        ({"misfit": "Paid in USD."}, "Kept as credit", "Paid in USD."),
        ({"problem": "It is not there."}, "Not booked", "It is not there."),
        (
            {"dispute": "needs_response", "dispute_reason": "product_not_received", "dispute_minor": 12300,
             "evidence_due_by": datetime(2026, 12, 1, 23, 59, tzinfo=UTC)},
            "Disputed by the payer’s bank", "123.00 EUR: product not received. Answer in Stripe until 1 Dec 2026.",
        ),
        ({"dispute": "lost", "dispute_minor": 12300}, "Dispute lost", "The bank gave 123.00 EUR back to the payer."),
    ],
)  # fmt: skip
def test_everything_else_is_said_with_what_a_person_can_do(changes: dict[str, object], title: str, detail: str) -> None:
    said = words(**changes)
    assert said is not None
    assert said.title == title
    assert detail in said.detail


@pytest.fixture
def money(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, invoice: UUID) -> Callable[[], MoneyList]:
    """The drawer's list of money, read again at each call, with its buttons wired as in the window."""
    shown = MoneyList()
    qtbot.addWidget(shown)
    acts = MoneyActs(view_desk, shown)
    shown.look_wanted.connect(acts.look_again)
    shown.seen_wanted.connect(acts.leave_misfit)

    def show() -> MoneyList:
        qtbot.waitUntil(lambda: view_desk.runner.is_idle)
        card = desk.read(lambda session: document_card(session, invoice, today=TODAY, now=desk.now))
        shown.show_card(card, "Europe/Dublin", TODAY)
        return shown

    return show


def report(desk: Desk, invoice: UUID) -> None:
    row, body = told("payment.succeeded", doc_of(desk, invoice), intent="pi_1", minor=12300, currency="EUR")
    desk.write(lambda session: reported(session, row, body))


def test_the_drawer_says_that_a_payment_is_being_checked_and_then_shows_it(
    desk: Desk, invoice: UUID, money: Callable[[], MoneyList]
) -> None:
    report(desk, invoice)
    notes = money().notes
    assert notes is not None
    assert notes.said[0].startswith("Reported, being checked 123.00 EUR")
    desk.write(lambda session: settle(session, charge(doc=doc_of(desk, invoice)), at=desk.now))
    notes = money().notes
    assert notes is not None
    assert notes.said == []


def test_what_could_not_be_booked_is_looked_at_again_on_a_press(
    desk: Desk, invoice: UUID, money: Callable[[], MoneyList]
) -> None:
    report(desk, invoice)
    desk.write(lambda session: note_problem(session, "pi_1", "It is not there.", at=desk.now))
    notes = money().notes
    assert notes is not None
    notes.buttons[0].click()
    notes = money().notes
    assert notes is not None
    assert notes.said[0].startswith("Reported, being checked")


def test_a_misfit_is_gone_once_a_person_has_seen_it(desk: Desk, invoice: UUID, money: Callable[[], MoneyList]) -> None:
    desk.write(lambda session: settle(session, charge(doc=doc_of(desk, invoice), minor=20000), at=desk.now))
    notes = money().notes
    assert notes is not None
    assert "is more than INV-2026-0001 owed" in notes.said[0]
    notes.buttons[0].click()
    notes = money().notes
    assert notes is not None
    assert notes.said == []


def test_a_refund_of_online_money_goes_through_stripe(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, invoice: UUID
) -> None:
    desk.write(lambda session: settle(session, charge(doc=doc_of(desk, invoice)), at=desk.now))
    payment = desk.read(lambda session: session.scalars(select(Payment.id)).one())
    dialog = RefundDialog(view_desk, payment, invoice)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert not dialog.on_box.isVisible()
    assert "Stripe sends it to where it came from" in dialog._what.text()
    dialog.minor.setText("23")
    with qtbot.waitSignal(dialog.told) as told_:
        dialog.deed.click()
    assert told_.args[0] == "23.00 EUR is on its way back."
    refund = desk.read(lambda session: session.scalars(select(Refund)).one())
    assert (refund.by, refund.state, refund.amount_minor, refund.stripe_id) == ("stripe", "pending", 2300, None)
    assert refund.operation is not None


def test_an_invoice_has_its_own_switches_in_portal_settings(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, invoice: UUID
) -> None:
    dialog = PortalSettings(view_desk, invoice)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.paying.online.isChecked())
    assert not dialog.paying.parts.isChecked()
    dialog.paying.online.click()
    qtbot.waitUntil(lambda: "without a card" in dialog.paying.said.text())
    row = desk.read(lambda session: session.get_one(Document, invoice))
    assert (row.pays_online, row.pays_parts) == (False, None)
    assert not dialog.paying.parts.isEnabled()


def test_home_says_who_has_a_dispute_until_when_and_what_could_not_be_booked(desk: Desk, invoice: UUID) -> None:
    doc = doc_of(desk, invoice)
    desk.write(lambda session: settle(session, charge(doc=doc, dispute=dispute()), at=desk.now))
    desk.write(lambda session: settle(session, charge(intent="pi_2", doc="f" * 32, office="x"), at=desk.now))
    found = desk.read(lambda session: hands(session, (), today=TODAY, now=desk.now))
    said = [hand_words(each, "Europe/Dublin", TODAY) for each in found]
    assert [(each.title, each.detail, each.sums) for each in said] == [
        (
            "The bank of Rosewood Dental disputes a payment",
            "INV-2026-0001: product not received. Answer in Stripe until 20 Nov",
            "123.00 EUR",
        ),
        (
            "A payment online could not be booked",
            "This payment belongs to another business in the same Stripe account. It is not booked here.",
            "123.00 EUR",
        ),
    ]
