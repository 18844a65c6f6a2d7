"""REPLAY: the calls of 10,000 payments at the portal, each twice, in any order; Stripe answers at once."""

import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from billing.charges import DOC, OFFICE
from portal.app import make_app
from portal.context import Portal, Settings
from portal.payments import accounts
from portal.payments.hooks import hear
from portal.payments.ports import Found, Object, Order, Session
from portal.payments.syncing import Till
from portal.store.offices import add_office
from portal.tables import doc, payment
from tests.portal.till import payments_put

_PAYMENTS = 10_000
_DOCS = 500


class Ready:
    """A Stripe in memory: the event's body is the payment's name, and every payment has arrived."""

    def __init__(self, office: str) -> None:
        self._office = office

    def event(self, body: bytes, _signature: str) -> Object:
        name, _, time_ = body.decode().partition(" ")
        data = {"object": {"object": "payment_intent", "id": name}}
        return {"id": f"evt_{name}_{time_}", "livemode": False, "account": None, "data": data}

    def payment(self, intent: str) -> Found:
        number = int(intent.removeprefix("pi_"))
        metadata: Mapping[str, str] = {OFFICE: self._office, DOC: f"{number % _DOCS:032x}"}
        plain: dict[str, Any] = {
            "id": intent, "amount": 100 + number, "amount_received": 100 + number, "created": 1_800_000_000,
            "currency": "eur", "livemode": False, "status": "succeeded", "metadata": metadata,
        }  # fmt: skip
        return Found(plain)

    def create(self, order: Order) -> Session:
        raise AssertionError(order.key)

    def session(self, identifier: str) -> Session:
        raise AssertionError(identifier)

    def expire(self, identifier: str) -> Session:
        raise AssertionError(identifier)

    def touched(self, since: datetime) -> Iterator[str]:
        raise AssertionError(since)


@contextmanager
def subject() -> Iterator[Measure]:
    """Deal with every call on a fresh store, and see that each payment is there once."""
    yield lambda: {"ms": _replayed()}


def _replayed() -> float:
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as place:
        portal: Portal = make_app(Settings(data=Path(place))).state.portal
        office = _office(portal)
        stripe = Ready(office)
        till = Till(portal.database, portal.till.vault, portal.clock, lambda _account: stripe)
        calls = [f"pi_{at} {again}".encode() for at in range(_PAYMENTS) for again in range(2)]
        random.Random(1).shuffle(calls)
        began = time.perf_counter()
        for call in calls:
            hear(till, office, call, "")
        taken = time.perf_counter() - began
        with portal.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(payment)) == _PAYMENTS
        portal.database.close()
    return taken / len(calls) * 1_000


def _office(portal: Portal) -> str:
    with portal.database.write() as connection:
        office = add_office(connection, "Alder & Finch", computer="bench", now=portal.clock()).id
        sent = payments_put(webhook_secret="whsec_bench")
        accounts.put(connection, office, sent, portal.till.vault, now=portal.clock())
        rows = [{"office": office, "id": f"{at:032x}", "answered_revision": ""} for at in range(_DOCS)]
        connection.execute(insert(doc), rows)
    return office


BENCHMARK = Benchmark(
    title="the calls of 10,000 payments, each twice, in any order",
    figures=(Figure("REPLAY", "ms", "ms", "ms a call", goal=10.0, against=Against.ALONE),),
    subject=subject,
    rounds=1,
)
