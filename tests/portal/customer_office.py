"""An office with one customer whose documents stand on one page: real books, the real portal, no exchange between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2

from billing.crediting import CreditWish
from billing.issued import DocumentKind
from desktop.models import Document
from desktop.queries.links import LinkCard, link_card
from desktop.services import connection, crediting, issuing, links, posting, withdrawing
from desktop.sync import feed, push
from desktop.sync.client import PortalClient
from desktop.sync.push import PartlyLost
from tests.desktop.office import Desk, line, open_desk
from tests.portal.desk import Running
from tests.portal.markup import Markup

ADDRESS = "http://127.0.0.1:8080"


@dataclass
class Office:
    """Books on disk, connected to the running portal, with one customer."""

    portal: Running
    desk: Desk
    client: PortalClient
    customer: UUID
    issued: list[UUID] = field(default_factory=list)

    async def exchange(self) -> None:
        """Read the feed to its end, then send all that waits; what the portal has lost is sent again."""
        await feed.read_to_end(self.desk.books, self.client, clock=lambda: self.desk.now)
        while (batch := self.desk.write(posting.prepare_batch)) is not None:
            try:
                await push.push_batch(
                    self.desk.books, self.desk.archive, self.client, batch, clock=lambda: self.desk.now
                )
            except PartlyLost:
                continue

    def issue(self, price: str = "100", kind: DocumentKind = "invoice", customer: UUID | None = None) -> UUID:
        draft = self.desk.draft(line(price=price, rate="0"), kind=kind, customer=customer or self.customer)
        desk = self.desk
        desk.write(lambda session: issuing.issue(session, draft, on=desk.now.date(), at=desk.now, archive=desk.archive))
        self.issued.append(draft)
        return draft

    def link(self, customer: UUID | None = None) -> str:
        """Return the path of the customer's link, copied."""
        who = customer or self.customer
        copied = self.desk.write(lambda session: links.copy_link(session, who, at=self.desk.now))
        return copied.address.removeprefix(ADDRESS)

    def own_link(self, document: UUID) -> str:
        return self.link(document)

    def doc(self, document: UUID) -> str:
        name = self.desk.read(lambda session: session.get_one(Document, document).doc)
        assert name
        return name

    def number(self, document: UUID) -> str:
        return self.desk.read(lambda session: session.get_one(Document, document).number) or ""

    def card(self, holder: UUID | None = None) -> LinkCard:
        card = self.desk.read(lambda session: link_card(session, holder or self.customer, now=self.desk.now))
        assert card is not None
        return card

    def credit(self, invoice: UUID, minor: int) -> str:
        desk = self.desk
        return desk.write(
            lambda session: crediting.give_credit(
                session, invoice, (CreditWish(1, minor=minor),), why="Damaged", on=desk.now.date(), at=desk.now,
                archive=desk.archive,
            )
        ).number  # fmt: skip

    def withdraw(self, document: UUID) -> None:
        desk = self.desk
        desk.write(
            lambda session: withdrawing.withdraw(
                session, document, why="Typed twice", on=desk.now.date(), at=desk.now, archive=desk.archive
            )
        )

    def revoke(self, holder: UUID) -> None:
        self.desk.write(lambda session: links.revoke(session, holder, why="", at=self.desk.now))

    def forward(self, **by: float) -> None:
        self.desk.now += timedelta(**by)
        self.portal.clock.forward(**by)


@asynccontextmanager
async def office_at(portal: Running, folder: Path) -> AsyncIterator[Office]:
    """Connect new books in ``folder`` with the portal, as the settings page does."""
    new = portal.office()
    transport = httpx2.ASGITransport(app=portal.app)
    desk = open_desk(folder)
    desk.now = portal.clock()
    with closing(desk.books):
        desk.found()
        async with PortalClient(ADDRESS, new.key, transport=transport) as client:
            info = await client.office()
            found = connection.PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0)
            desk.write(lambda session: connection.connect(session, found, at=desk.now))
            yield Office(portal, desk, client, desk.customer())


def words(page: httpx2.Response) -> str:
    return Markup(page.text).text
