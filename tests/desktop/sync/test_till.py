"""The till: the desktop's own key reads what was reported and sends refunds; Stripe may fail in every way it knows."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.charges import Charge
from billing.errors import Unavailable
from billing.wire import EventPage, first_tip, next_tip
from desktop.models import Document, OnlineCharge, Payment, PortalState, Refund
from desktop.payments.port import StripePort
from desktop.queries.balance import balance_of
from desktop.queries.online import charge_rows, published_through, stripe_row
from desktop.services.inbox import receive
from desktop.services.online.account import StripeFound, connect_stripe
from desktop.services.online.giving_back import ask_refund
from desktop.services.online.reports import reported
from desktop.sync.engine import SyncEngine
from desktop.sync.till import Till
from tests.desktop.office import OFFICE_ID, TODAY, Desk
from tests.desktop.services.online.charges import doc_of, told
from tests.fakes.stripe.practice import KEY, Manner, PracticeStripe
from tests.fakes.stripe.selling import sell
from tests.fakes.stripe.server import practice_stripe

FOUND = StripeFound("acct_practice0000000001", "Practice account", "EUR", livemode=False, hint="0001")


@pytest.fixture
def practice() -> Iterator[PracticeStripe]:
    with practice_stripe() as it:
        yield it


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    return desk.issue().document_id


def till(desk: Desk, practice: PracticeStripe, key: str | None = KEY) -> Till:
    def opened() -> StripePort | None:
        return StripePort(key, base=practice.address, seconds=1) if key else None

    return Till(desk.books, opened, clock=lambda: datetime.now(UTC))


def work(desk: Desk, practice: PracticeStripe, key: str | None = KEY) -> bool:
    return asyncio.run(till(desk, practice, key).work())


def pay(desk: Desk, practice: PracticeStripe, invoice: UUID, amount: int = 12300, how: str = "card") -> str:
    session = sell(practice, amount, office=OFFICE_ID, doc=doc_of(desk, invoice))
    intent: str = practice.test.pay(session, how)["id"]  # type: ignore[arg-type]  # one of the practice's words
    return intent


def report(desk: Desk, invoice: UUID, intent: str, sequence: int = 1, kind: str = "succeeded") -> None:
    row, body = told(f"payment.{kind}", doc_of(desk, invoice), sequence, intent=intent, minor=12300, currency="EUR")
    desk.write(lambda session: reported(session, row, body))


def owed(desk: Desk, invoice: UUID) -> int:
    return desk.read(lambda session: balance_of(session.get_one(Document, invoice)))


def waits(desk: Desk) -> list[bool]:
    return desk.read(lambda session: list(session.scalars(select(OnlineCharge.waits))))


def refund(desk: Desk, minor: int | None = 2300) -> UUID:
    payment = desk.read(lambda session: session.scalars(select(Payment.id)).one())
    (made,) = desk.write(lambda session: ask_refund(
        session, payment, minor=minor, reason="duplicate", note="", on=TODAY, at=desk.now
    ))  # fmt: skip
    return made


def state_of(desk: Desk, refund: UUID) -> str:
    return desk.read(lambda session: session.get_one(Refund, refund).state)


def test_a_report_is_read_at_stripe_and_booked(desk: Desk, practice: PracticeStripe, invoice: UUID) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    assert work(desk, practice)
    assert (owed(desk, invoice), waits(desk)) == (0, [False])
    assert not work(desk, practice)


def test_a_report_of_money_that_stripe_does_not_have_books_nothing(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    """Whoever holds the portal's store can write a report, and no money comes of it."""
    report(desk, invoice, "pi_forged")
    report(desk, invoice, pay(desk, practice, invoice, how="declined"), sequence=2)
    work(desk, practice)
    assert (owed(desk, invoice), waits(desk)) == (12300, [False, False])
    rows = desk.read(lambda session: charge_rows(session, invoice))
    assert any("does not know this payment" in row.problem for row in rows)


@pytest.mark.parametrize("manner", ["429", "500", "html", "silent", "answer lost"])
def test_what_stripe_did_not_answer_stays_being_checked_and_is_booked_later(
    desk: Desk, practice: PracticeStripe, invoice: UUID, manner: Manner
) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    practice.manner = manner
    with pytest.raises(Unavailable):
        work(desk, practice)
    assert (owed(desk, invoice), waits(desk)) == (12300, [True])
    practice.manner = "well"
    work(desk, practice)
    assert owed(desk, invoice) == 0


def test_without_a_key_reports_wait_and_with_one_they_are_booked(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    assert work(desk, practice, key=None)
    assert not work(desk, practice, key=None)
    account = desk.read(stripe_row)
    assert account is not None
    assert ("keychain has no Stripe key" in account.trouble, waits(desk)) == (True, [True])
    work(desk, practice)
    account = desk.read(stripe_row)
    assert account is not None
    assert account.trouble == ""
    assert owed(desk, invoice) == 0


def test_a_key_that_was_revoked_is_told_once_and_nothing_is_lost(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    practice.manner = "401"
    work(desk, practice)
    account = desk.read(stripe_row)
    assert account is not None
    assert "does not accept this key" in account.trouble
    assert not work(desk, practice)
    practice.manner = "well"
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    work(desk, practice)
    assert owed(desk, invoice) == 0


def test_the_page_subtracts_what_is_being_checked_until_the_books_count_it(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    report(desk, invoice, pay(desk, practice, invoice), sequence=7)
    assert desk.read(lambda session: published_through(session, invoice, 9)) == 6
    work(desk, practice)
    assert desk.read(lambda session: published_through(session, invoice, 9)) == 9


def test_the_page_goes_on_subtracting_money_that_the_desktop_cannot_find(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    """The key here may be of another account than the portal's: the customer has paid all the same."""
    report(desk, invoice, "pi_elsewhere", sequence=7)
    work(desk, practice)
    assert desk.read(lambda session: published_through(session, invoice, 9)) == 6


def test_a_refund_is_made_once_whatever_becomes_of_the_answer(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    work(desk, practice)
    made = refund(desk)
    practice.at, practice.manner = "/v1/refunds", "500"
    with pytest.raises(Unavailable):
        work(desk, practice)
    practice.manner = "answer lost"
    with pytest.raises(Unavailable):
        work(desk, practice)
    assert state_of(desk, made) == "pending"
    practice.manner = "well"
    practice.kept.clear()  # a day later Stripe knows the idempotency key no more
    work(desk, practice)
    assert state_of(desk, made) == "done"
    assert len(practice.sides[False].refunds) == 1


def test_a_lost_answer_to_a_refund_that_was_made_finds_it_again(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    intent = pay(desk, practice, invoice)
    report(desk, invoice, intent)
    work(desk, practice)
    made = refund(desk)
    operation = desk.read(lambda session: session.get_one(Refund, made).operation)
    practice.test.refund(intent, 2300, {"metadata": {"counterfoil_operation": str(operation)}})
    work(desk, practice)
    row = desk.read(lambda session: session.get_one(Refund, made))
    assert (row.state, len(practice.sides[False].refunds)) == ("done", 1)
    assert row.stripe_id in practice.sides[False].refunds


def test_a_refund_stays_pending_until_stripe_confirms(desk: Desk, practice: PracticeStripe, invoice: UUID) -> None:
    intent = pay(desk, practice, invoice)
    report(desk, invoice, intent)
    work(desk, practice)
    practice.test.refunds_become = "pending"
    made = refund(desk)
    work(desk, practice)
    assert (state_of(desk, made), owed(desk, invoice)) == ("pending", 2300)
    (name,) = practice.sides[False].refunds
    practice.test.confirm_refund(name)
    report(desk, invoice, intent, sequence=2, kind="refunded")
    work(desk, practice)
    assert state_of(desk, made) == "done"


def test_a_refund_that_stripe_will_not_make_gives_the_money_back_to_the_payment(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    intent = pay(desk, practice, invoice)
    report(desk, invoice, intent)
    work(desk, practice)
    practice.test.dispute(intent)
    made = refund(desk)
    work(desk, practice)
    assert (state_of(desk, made), owed(desk, invoice)) == ("failed", 0)


def test_a_bank_debit_is_paid_when_it_has_arrived(desk: Desk, practice: PracticeStripe, invoice: UUID) -> None:
    intent = pay(desk, practice, invoice, how="debit")
    report(desk, invoice, intent, kind="processing")
    work(desk, practice)
    assert owed(desk, invoice) == 12300
    practice.test.settle(intent)
    report(desk, invoice, intent, sequence=2)
    work(desk, practice)
    assert owed(desk, invoice) == 0


def test_promise_m2_histories_in_any_order_and_number_end_the_same(desk: Desk, practice: PracticeStripe) -> None:
    """Reports of one payment, dropped, doubled and shuffled: one payment, one refund, the same balance.

    Share: 20 of the 200 histories here, each told three times over.
    """
    seed = random.randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    sequence = 0
    for _history in range(20):
        invoice = desk.issue().document_id
        intent = pay(desk, practice, invoice, how=dice.choice(["card", "debit"]))
        told_kinds = ["processing", "succeeded", "refunded", "disputed"] * 3
        dice.shuffle(told_kinds)
        for kind in told_kinds[: dice.randrange(1, 13)]:
            sequence += 1
            report(desk, invoice, intent, sequence, kind)
            if dice.random() < 0.5:
                work(desk, practice)
        if practice.sides[False].intents[intent]["status"] == "processing":
            practice.test.settle(intent)
        back = dice.choice([0, 1300, 12300])
        if back:
            practice.test.refund(intent, back)
        report(desk, invoice, intent, sequence := sequence + 1)
        work(desk, practice)
        assert owed(desk, invoice) == back
    assert desk.read(lambda session: len(session.scalars(select(Payment)).all())) == 20


def test_the_exchange_runs_the_till_without_a_portal_and_is_woken_by_what_is_written(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    moved = threading.Event()
    engine = running(desk, practice, moved)
    try:
        report(desk, invoice, pay(desk, practice, invoice))
        engine.wake()
        assert moved.wait(20)
        assert owed(desk, invoice) == 0
    finally:
        engine.close()


def test_closing_waits_for_no_answer_of_stripe(desk: Desk, practice: PracticeStripe, invoice: UUID) -> None:
    report(desk, invoice, pay(desk, practice, invoice))
    practice.at, practice.manner = "/v1/refunds", "silent"
    engine = running(desk, practice, threading.Event())
    until = time.monotonic() + 20
    while not practice.asked and time.monotonic() < until:
        threading.Event().wait(0.01)
    begun = time.monotonic()
    engine.close()
    assert time.monotonic() - begun < 1
    assert waits(desk) == [True]


def running(desk: Desk, practice: PracticeStripe, moved: threading.Event) -> SyncEngine:
    """Start the exchange of an office without a portal's key."""
    engine = SyncEngine(
        desk.books,
        desk.archive,
        lambda: None,
        clock=lambda: datetime.now(UTC),
        changed=moved.set,
        status=lambda _status: None,
        till=till(desk, practice),
    )
    engine.start()
    return engine


def test_what_is_told_while_stripe_is_asked_is_read_once_more(
    desk: Desk, practice: PracticeStripe, invoice: UUID
) -> None:
    """A card is declined, and the next one pays while the books read of the first: the money is not forgotten."""
    session = sell(practice, 12300, office=OFFICE_ID, doc=doc_of(desk, invoice))
    intent: str = practice.test.pay(session, "declined")["id"]

    class Slow(StripePort):
        """Its first answer is on the way for a while."""

        def read_charge(self, intent: str) -> Charge:
            found = super().read_charge(intent)
            if found.state == "failed":
                practice.test.pay(session)
                feed(desk, invoice, intent, 2, "succeeded")
            return found

    feed(desk, invoice, intent, 1, "failed")
    slow = Till(desk.books, lambda: Slow(KEY, base=practice.address, seconds=1), clock=lambda: datetime.now(UTC))
    asyncio.run(slow.work())
    assert (owed(desk, invoice), waits(desk)) == (12300, [True])
    assert desk.read(lambda session: published_through(session, invoice, 2)) == 1
    asyncio.run(slow.work())
    assert (owed(desk, invoice), waits(desk)) == (0, [False])
    assert desk.read(lambda session: published_through(session, invoice, 2)) == 2


def feed(desk: Desk, invoice: UUID, intent: str, sequence: int, kind: str) -> None:
    """Let the portal's feed tell of a payment, its place in the same transaction."""
    row, body = told(f"payment.{kind}", doc_of(desk, invoice), sequence, intent=intent, minor=12300, currency="EUR")
    row = row.model_copy(update={"blob": canonical(body)})

    def write(session: Session) -> None:
        portal = session.scalars(select(PortalState)).one()
        log = portal.log or "1" * 32
        tip = next_tip(portal.tip or first_tip(log), row.id, row.blob)
        page = EventPage(log=log, time=desk.now, events=(row,), tip=tip)
        assert receive(session, page, log=portal.log, after=sequence - 1, at=desk.now) == 1

    desk.write(write)
