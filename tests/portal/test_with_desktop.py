"""The real desktop and the real portal, without a screen and without a browser."""

import re
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.crediting import CreditWish
from billing.wire import EventBody
from desktop.archive import Archive
from desktop.database import open_database
from desktop.models import Link
from desktop.queries import sync
from desktop.queries.links import LinkCard, link_card
from desktop.services import connection, converting, crediting, issuing, links, posting, withdrawing
from desktop.sync import feed, push
from desktop.sync.client import PortalClient
from portal.store.feed import NewEvent, append_events
from portal.sweeping import flush
from tests.desktop.office import Desk
from tests.portal.desk import Running

ADDRESS = "http://127.0.0.1:8080"


@dataclass
class Office:
    """Books on disk, connected to the running portal, with one issued invoice."""

    portal: Running
    desk: Desk
    client: PortalClient
    invoice: UUID

    async def exchange(self) -> None:
        """Read the feed to its end, then send all that waits."""
        await feed.read_to_end(self.desk.books, self.client, clock=lambda: self.desk.now)
        await self.push()

    async def push(self) -> None:
        """Send all that waits."""
        while (batch := self.desk.write(posting.prepare_batch)) is not None:
            await push.push_batch(self.desk.books, self.desk.archive, self.client, batch, clock=lambda: self.desk.now)

    def copied(self) -> str:
        """Return the path of the current link, copied."""
        address = self.desk.write(lambda session: links.copy_link(session, self.invoice, at=self.desk.now)).address
        return address.removeprefix(ADDRESS)

    def card(self) -> LinkCard:
        card = self.desk.read(lambda session: link_card(session, self.invoice, now=self.desk.now))
        assert card is not None
        return card

    def forward(self, days: int) -> None:
        self.desk.now += timedelta(days=days)
        self.portal.clock.forward(days=days)


@pytest.fixture
async def office(portal: Running, tmp_path: Path) -> AsyncIterator[Office]:
    new = portal.office()
    transport = httpx2.ASGITransport(app=portal.app)
    with closing(open_database(tmp_path / "books.db")) as books:
        desk = Desk(books, Archive(tmp_path / "archive"), portal.clock())
        desk.found()
        invoice = desk.draft()
        desk.write(
            lambda session: issuing.issue(session, invoice, on=desk.now.date(), at=desk.now, archive=desk.archive)
        )
        async with PortalClient(ADDRESS, new.key, transport=transport) as client:
            info = await client.office()
            found = connection.PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0)
            desk.write(lambda session: connection.connect(session, found, at=desk.now))
            it = Office(portal, desk, client, invoice)
            await it.exchange()
            yield it


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser(base=ADDRESS)


async def test_what_the_desktop_issues_the_customer_opens(office: Office, browser: httpx2.AsyncClient) -> None:
    path = office.copied()
    assert (await browser.get(path)).status_code == 200
    file = await browser.get((await browser.post(f"{path}/download")).headers["location"])
    assert file.content.startswith(b"%PDF-")


async def test_what_customers_and_machines_do_stands_in_the_books(office: Office, browser: httpx2.AsyncClient) -> None:
    path = office.copied()
    await browser.get(path)
    await browser.post(f"{path}/view", data={"sign": "scroll"})
    await browser.post(f"{path}/download")
    await browser.head(path)
    for _ in range(2):
        await browser.head(path)
    await flush(office.portal.portal)
    await flush(office.portal.portal)
    await office.exchange()
    card = office.card()
    assert (card.views, card.checks, card.downloads) == (1, 2, 1)
    assert card.viewed_at == office.portal.clock()


async def test_regenerate_extend_and_revoke_mean_the_same_on_both_sides(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    first = office.copied()
    office.desk.write(lambda session: links.regenerate(session, office.invoice, why="lost", at=office.desk.now))
    await office.exchange()
    second = office.copied()
    assert [(await browser.get(path)).status_code for path in (first, second)] == [410, 200]
    office.desk.write(lambda session: links.extend(session, office.invoice, days=90, at=office.desk.now))
    await office.exchange()
    office.forward(days=89)
    assert office.card().state == "ending"
    assert (await browser.get(second)).status_code == 200
    office.desk.write(lambda session: links.revoke(session, office.invoice, why="wrong", at=office.desk.now))
    await office.exchange()
    assert (await browser.get(second)).status_code == 410
    assert office.card().state == "revoked"


async def test_a_quote_renewed_behind_an_expired_link_opens_behind_the_fresh_one(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    desk = office.desk
    draft = desk.draft(kind="quote")
    desk.write(lambda session: issuing.issue(session, draft, on=desk.now.date(), at=desk.now, archive=desk.archive))
    await office.exchange()
    office.forward(days=31)
    on, until = desk.now.date(), desk.now.date() + timedelta(days=14)
    desk.write(
        lambda session: converting.renew_quote(
            session, draft, valid_until=until, on=on, at=desk.now, archive=desk.archive
        )
    )
    await office.exchange()
    link = desk.write(lambda session: links.copy_link(session, draft, at=desk.now))
    assert (link.fresh, link.state) == (False, "live")
    assert (await browser.get(link.address.removeprefix(ADDRESS))).status_code == 200


async def test_an_expired_link_is_asked_for_and_renewed(office: Office, browser: httpx2.AsyncClient) -> None:
    first = office.copied()
    office.forward(days=31)
    assert (await browser.get(first)).status_code == 410
    await browser.post(f"{first}/ask")
    await office.exchange()
    assert office.card().asked_at == office.portal.clock()
    second = office.copied()
    assert second != first
    await office.exchange()
    assert [(await browser.get(path)).status_code for path in (first, second)] == [410, 200]


async def test_a_withdrawn_invoice_says_so_behind_every_link_and_its_credit_note_opens(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    first = office.copied()
    desk = office.desk
    note = desk.write(
        lambda session: withdrawing.withdraw(
            session, office.invoice, why="Typed twice", on=desk.now.date(), at=desk.now, archive=desk.archive
        )
    )
    assert note is not None
    credit = desk.write(lambda session: links.copy_link(session, note.document_id, at=desk.now)).address
    await office.exchange()
    assert office.card().state == "withdrawn"
    page = await browser.get(first)
    assert page.status_code == 200
    assert "This document was withdrawn" in page.text
    assert "INV-2026" not in page.text
    page = await browser.get(credit.removeprefix(ADDRESS))
    assert page.status_code == 200
    for words in (note.number, "Corrects invoice", "INV-2026-0001 of ", "Typed twice"):
        assert words in page.text


async def test_a_void_invoice_says_withdrawn_though_nobody_had_its_link(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    desk = office.desk
    path = desk.read(lambda session: session.scalars(select(Link.token)).one())
    assert (await browser.get(f"/portal/invoice/{path}")).status_code == 200
    desk.write(lambda session: withdrawing.void(session, office.invoice, why="Typed twice", at=desk.now))
    await office.exchange()
    assert "This document was withdrawn" in (await browser.get(f"/portal/invoice/{path}")).text
    assert desk.read(sync.waiting).count == 0


async def test_credit_stands_on_the_page_as_credit_and_settles_it_in_the_end(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    desk, path = office.desk, office.copied()

    def give(*wishes: CreditWish) -> str:
        return desk.write(
            lambda session: crediting.give_credit(
                session, office.invoice, wishes, why="Damaged", on=desk.now.date(), at=desk.now, archive=desk.archive
            )
        ).number

    async def words() -> str:
        await office.exchange()
        return re.sub(r"<[^>]+>", "", (await browser.get(path)).text)

    first = give(CreditWish(1, minor=4_000))
    page = await words()
    assert f"Credit note {first}" in page
    assert "−€49.20" in page
    assert "€73.80" in page
    assert "Paid so far" not in page
    second = give(CreditWish(1))
    assert f"Settled by credit note {first}, {second}." in await words()
    assert office.card().state == "settled"


async def test_a_stolen_store_can_tell_the_office_nothing_in_a_customers_name(office: Office) -> None:
    lookup = office.desk.read(lambda session: session.scalars(select(Link.lookup)).one())
    portal = office.portal.portal
    for kind in ("link.viewed", "link.requested"):
        identifier = str(uuid7())
        body = canonical(EventBody(id=identifier, kind=kind, doc=None))
        event = NewEvent(identifier, lookup, kind, "", sealed=False, blob=body)
        with portal.database.write() as store:
            append_events(store, (await office.client.office()).office, [event], now=portal.clock())
    await office.exchange()
    assert (office.card().views, office.card().asked_at) == (0, None)
