"""An invoice paid online: the key on its one way, the customer's button, Stripe's page, the books, a refund."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from desktop.models import Document, Payment, Refund
from desktop.queries.balance import balance_of
from desktop.queries.online import charge_rows
from desktop.services import links
from desktop.services.online.account import connect_stripe
from desktop.services.online.giving_back import ask_refund
from desktop.stripe_doors import PRACTICE_VARIABLE, StripeDoors
from desktop.sync.client import PortalClient
from desktop.sync.engine import SyncEngine
from desktop.sync.till import Till
from desktop.system import clock
from desktop.system.secret import MemorySecret
from tests.desktop.office import Desk
from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.fakes.stripe.server import practice_stripe
from tests.journeys.exchange import Exchange, connect_to
from tests.journeys.real_portal import RealPortal
from tests.portal.scenes import Forms


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeStripe]:
    """The practice Stripe, which both programs find by the same variable."""
    with practice_stripe() as it:
        monkeypatch.setenv(PRACTICE_VARIABLE, it.address)
        yield it


@contextmanager
def exchanging(desk: Desk, portal: RealPortal, doors: StripeDoors) -> Iterator[Exchange]:
    """Run the exchange as the program puts it together, with Stripe beside it."""
    exchange = Exchange(desk, portal.address, portal.key, clock.now)
    exchange.engine = SyncEngine(
        desk.books,
        desk.archive,
        lambda: PortalClient(portal.address, portal.key),
        clock=clock.now,
        changed=exchange._news.set,
        status=exchange._told,
        till=Till(desk.books, doors.open, clock=clock.now),
        fill=doors.fill,
    )
    exchange.engine.start()
    try:
        yield exchange
    finally:
        exchange.engine.close()


def set_up(desk: Desk, portal: RealPortal) -> StripeDoors:
    """Connect portal and Stripe as Settings does."""
    connect_to(desk, portal, clock.now)
    doors = StripeDoors(MemorySecret(), MemorySecret(), lambda: desk.books, lambda: (portal.address, portal.key))
    found = doors.check(KEY)
    desk.write(lambda session: connect_stripe(session, found, at=clock.now()))
    doors.keep(KEY, found)
    return doors


def pay(address: str, how: str) -> str:
    """Press *Pay* on the page and choose on Stripe's page what the payer does; return the page that comes last."""
    with httpx2.Client(follow_redirects=True, timeout=30) as browser:
        page = browser.get(address)
        form = next(each for each in Forms(page.text).forms if each.attributes.get("action", "").endswith("/pay"))
        checkout = browser.post(str(page.url.join(form.attributes["action"])), data=form.fields)
        assert "PRACTICE" in checkout.text, checkout.text
        return browser.post(str(checkout.url), data={"how": how}).text


def owed(desk: Desk, invoice: UUID) -> int:
    return desk.read(lambda session: balance_of(session.get_one(Document, invoice)))


def test_an_invoice_is_paid_online_and_a_part_goes_back(stripe: PracticeStripe, portal: RealPortal, desk: Desk) -> None:
    desk.now = clock.now()
    doors = set_up(desk, portal)
    invoice = desk.issue().document_id
    address = desk.write(lambda session: links.copy_link(session, invoice, at=clock.now())).address
    with exchanging(desk, portal, doors) as exchange:
        exchange.until(lambda: "/pay" in httpx2.get(address).text)
        said = doors.portal_says()
        assert said is not None
        assert (said.livemode, said.webhook, said.state) == (False, False, "ok")
        assert re.search("declined", pay(address, "declined"))
        assert "Paid" in pay(address, "card")
        exchange.until(lambda: owed(desk, invoice) == 0)
        payment = desk.read(lambda session: session.scalars(select(Payment)).one())
        assert (payment.method, payment.amount_minor, payment.livemode) == ("stripe", 12300, False)
        exchange.until(lambda: "Paid" in httpx2.get(address).text and "/pay" not in httpx2.get(address).text)
        desk.write(lambda session: ask_refund(
            session, payment.id, minor=2300, reason="duplicate", note="", on=desk.now.date(), at=clock.now()
        ))  # fmt: skip
        exchange.until(lambda: desk.read(lambda session: session.scalars(select(Refund.state)).one()) == "done")
        assert owed(desk, invoice) == 2300
        exchange.until(lambda: "23.00" in httpx2.get(address).text and "/pay" in httpx2.get(address).text)
    (made,) = stripe.sides[False].refunds.values()
    assert (made["amount"], made["status"]) == (2300, "succeeded")


def test_a_bank_debit_is_under_way_until_it_has_arrived(stripe: PracticeStripe, portal: RealPortal, desk: Desk) -> None:
    desk.now = clock.now()
    doors = set_up(desk, portal)
    invoice = desk.issue().document_id
    address = desk.write(lambda session: links.copy_link(session, invoice, at=clock.now())).address
    with exchanging(desk, portal, doors) as exchange:
        exchange.until(lambda: "/pay" in httpx2.get(address).text)
        pay(address, "debit")
        exchange.until(
            lambda: [row.state for row in desk.read(lambda session: charge_rows(session, invoice))] == ["processing"]
        )
        assert owed(desk, invoice) == 12300
        (intent,) = stripe.sides[False].intents
        stripe.test.settle(intent)
        exchange.until(lambda: owed(desk, invoice) == 0, patience=90)
