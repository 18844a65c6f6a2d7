"""What a payment becomes, whatever order and number its events come in: the rule alone, over many histories."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from billing.charges import Charge, ChargeDispute, ChargeRefund, ChargeState, RefundState
from portal.database import open_database, sqlite_url
from portal.payments.booking import record
from portal.payments.changes import ARRIVED, is_stale, kinds_of, values_of
from portal.store.docs import know
from portal.store.offices import add_office
from portal.tables import doc, payment
from tests.portal.desk import NOON

HISTORIES, REPLAYS = 200, 50


def charge(state: ChargeState, **changes: Any) -> Charge:
    values: dict[str, Any] = {
        "intent": "pi_1", "office": "o", "doc": "d" * 32, "livemode": False, "minor": 10_000, "currency": "EUR",
        "state": state, "method": "sepa_debit", "at": datetime(2026, 11, 20, tzinfo=UTC),
    }  # fmt: skip
    return Charge(**values | changes)


@dataclass
class Kept:
    """The row of one payment and what was told of it, by the rule alone."""

    row: Any = None
    told: list[str] = field(default_factory=list)

    def read(self, now: Charge) -> None:
        new = values_of(now)
        self.told += kinds_of(self.row, new)
        if not is_stale(self.row, new):
            self.row = type("Row", (), new)


def refund(state: RefundState, minor: int = 2_500) -> ChargeRefund:
    return ChargeRefund(id="re_1", minor=minor, state=state)


def history(draw: random.Random) -> list[Charge]:
    """Return what Stripe has of one payment after each thing that happens to it."""
    steps = [charge("open")]
    declined = draw.choices(["card_declined", "expired_card"], k=draw.randrange(3))
    steps += [charge("failed", failure_code=code) for code in declined]
    if draw.random() < 0.6:
        steps.append(charge("processing"))
        if draw.random() < 0.3:
            return [*steps, charge("failed", failure_code="insufficient_funds")]
    steps.append(charge("paid"))
    if draw.random() < 0.5:
        steps.append(charge("paid", refunds=(refund("pending"),)))
        steps.append(charge("partly_refunded", refunded_minor=2_500, refunds=(refund("succeeded"),)))
    if draw.random() < 0.3:
        steps.append(charge("refunded", refunded_minor=10_000, refunds=(refund("succeeded", 10_000),)))
    if draw.random() < 0.3:
        dispute = ChargeDispute(id="dp_1", state="needs_response", reason="general", minor=10_000, currency="EUR")
        steps.append(steps[-1].model_copy(update={"disputes": (dispute,)}))
    return steps


def replays(steps: Sequence[Charge], draw: random.Random) -> Iterator[Charge]:
    """Yield what is read when the events of a history come in any order, some twice: always what is so by then."""
    events = [*range(len(steps)), *draw.choices(range(len(steps)), k=len(steps))]
    draw.shuffle(events)
    so_far = 0
    for event in events:
        so_far = max(so_far, event)
        yield steps[so_far]


def test_promise_m2_webhooks_in_any_order_and_number_end_alike() -> None:
    """200 histories x 50 replays: one end, and each arrival told once."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    draw = random.Random(seed)
    for _ in range(HISTORIES):
        steps = history(draw)
        for _ in range(REPLAYS):
            kept = Kept()
            for now in replays(steps, draw):
                kept.read(now)
            assert {name: getattr(kept.row, name) for name in values_of(steps[-1])} == values_of(steps[-1])
            assert kept.told.count("payment.succeeded") == (steps[-1].state in ARRIVED)


@pytest.mark.soak
def test_promise_m2_webhooks_in_any_order_and_number_for_long() -> None:
    """x 1,000: 200,000 histories are too many to print, so each has its own seed."""
    for seed in range(1_000):
        draw = random.Random(seed)
        for _ in range(HISTORIES // 10):
            steps, kept = history(draw), Kept()
            for now in replays(steps, draw):
                kept.read(now)
            assert kept.row.state == steps[-1].state, seed


def test_promise_m6_a_bank_debit_is_never_paid_before_it_is() -> None:
    """720 orders of 6 events: created, processing, pending, completed, succeeded, charged."""
    steps = [
        charge("open"),
        charge("processing"),
        charge("processing"),
        charge("processing"),
        charge("paid"),
        charge("paid"),
    ]
    for order in permutations(range(6)):
        kept, so_far = Kept(), 0
        for event in order:
            so_far = max(so_far, event)
            kept.read(steps[so_far])
            assert (kept.row.state == "paid") is (so_far >= 4)
        assert kept.told.count("payment.succeeded") == 1


def test_what_was_read_before_what_is_known_changes_nothing() -> None:
    kept = Kept()
    states: tuple[ChargeState, ...] = ("paid", "processing", "open", "failed")
    for state in states:
        kept.read(charge(state))
    assert (kept.row.state, kept.told) == ("paid", ["payment.succeeded"])


def test_promise_m2_the_store_keeps_one_payment_of_each(tmp_path: Path) -> None:
    """20 histories on a real file: one row each, its end, and every link's mark."""
    draw = random.Random(2)
    database = open_database(sqlite_url(tmp_path / "portal.db"))
    with database.write() as connection:
        office = add_office(connection, "Alder", computer="Desk", now=NOON).id
        know(connection, office, "d" * 32)
    ends = {}
    for number in range(20):
        steps = [each.model_copy(update={"intent": f"pi_{number}", "office": office}) for each in history(draw)]
        ends[f"pi_{number}"] = steps[-1].state
        for now in replays(steps, draw):
            with database.write() as connection:
                record(connection, office, now, made_by="", now=NOON)
    with database.read() as connection:
        assert {row.intent: row.state for row in connection.execute(select(payment))} == ends
        assert connection.scalar(select(doc.c.charged)) is not None
    database.close()
