"""The link to all of a customer's documents, in any order of acts, losses and clocks, beside a document's own link."""

import asyncio
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from billing.customer_index import open_sums
from desktop.models import Content, Customer, Document, Link
from desktop.queries.customer_page import issued_documents
from desktop.queries.links import link_card, link_state
from desktop.services import links, outbox
from desktop.services.connection import PortalFound, connect
from desktop.services.customer_page import entry_facts
from desktop.services.publishing import published_view
from desktop.sync.client import PortalClient
from portal.instants import micros
from portal.life import link_state as portal_link_state
from portal.store.links import find_link
from portal.tables import link
from tests.desktop.office import NOON, Desk, open_desk
from tests.desktop.sync.test_interleavings import ADDRESS, SETTLED_DAYS, Office
from tests.portal.desk import Clock, running
from tests.portal.markup import Markup


class OfficeWithAPage(Office):
    """Three documents of one customer. ``documents`` are whose links are worked on: the customer, and one document."""

    @initialize()
    def open(self) -> None:
        super().open()
        self.issued = self.documents
        with self.desk.books.read() as session:
            self.customer = session.scalars(select(Customer.id)).one()
        self.documents = [self.customer, self.issued[0]]

    @rule(which=st.integers(0, 2), paid=st.booleans())
    def pay(self, which: int, paid: bool) -> None:
        with self.desk.books.write() as session:
            document = session.get_one(Document, self.issued[which])
            document.settled_minor = document.total_minor if paid else 0
            outbox.new_payable(document)
            outbox.publish(session, document, at=self.desk.now)

    @rule(which=st.integers(1, 2))
    def a_documents_own_link_is_switched_off(self, which: int) -> None:
        """Then only the page brings its views."""
        document = self.issued[which]
        if not self._is_off(document):
            self.desk.write(lambda session: links.revoke(session, document, why="", at=self.desk.now))

    def _agree(self, document: UUID) -> None:
        if document != self.customer:
            super()._agree(document)
            return
        with self.desk.books.read() as session, self.portal.portal.database.read() as store:
            customer = session.get_one(Customer, document)
            held = {row.lookup: row for row in store.execute(select(link).where(link.c.kind == "customer"))}
            ours = list(session.scalars(select(Link).where(Link.customer_id == document)))
            (current,) = [each for each in ours if each.current]
            assert {each.lookup for each in ours if each.published_at} == held.keys()
            for each in ours:
                row = find_link(store, held[each.lookup].office, each.lookup) if each.lookup in held else None
                if row is not None:
                    assert each.ended_as == (row.ended_as or "")
                    state = link_state(each, None, self.clock(), SETTLED_DAYS)
                    assert {"ending": "live"}.get(state, state) == portal_link_state(
                        row, micros(self.clock()), SETTLED_DAYS
                    )
                assert each.token not in self.ended or row is None or row.ended_as is not None
            card = link_card(session, document, now=self.clock())
            assert card is not None
            if card.state in {"live", "ending"}:
                assert held[current.lookup].version == customer.version == current.published_version
            assert document not in self.off or current.ended_as == "revoked"
            self._hoards_nothing(list(session.scalars(select(Content))))
        self._browse(current.token, current.kind, document)
        if card.state in {"live", "ending"}:
            self._shows_what_stands(current.token)

    def _hoards_nothing(self, contents: list[Content]) -> None:
        for document in self.issued:
            views = [each for each in contents if each.document_id == document and each.kind == "view"]
            assert len({each.version for each in views}) <= 2  # its own link's, and the page's until the next one

    def _shows_what_stands(self, token: str) -> None:
        with self.desk.books.read() as session:
            documents = issued_documents(session, self.customer)
            sums = open_sums([entry_facts(each) for each in documents], "en-IE")
            views = {each.doc: published_view(session, each, None) for each in documents}
        path = f"/portal/customer/{token}"

        async def read(address: str) -> str:
            async with self.portal.browser(base=ADDRESS) as browser:
                answer = await browser.get(address)
                assert answer.status_code == 200, address
                return Markup(answer.text).text

        page = self._run(read(path))
        assert all(f"Open in total {each.amount}" in page for each in sums)
        for doc, view in views.items():
            assert view.balance in self._run(read(f"{path}/{doc}"))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Three issued documents of one customer and the link to all, waiting for a portal that knows the office."""
    OfficeWithAPage.template = tmp_path / "template"
    OfficeWithAPage.key = asyncio.run(_founded(OfficeWithAPage.template))
    return OfficeWithAPage.template


async def _founded(folder: Path) -> str:
    (folder / "office").mkdir(parents=True)
    async with running(folder / "portal", Clock(NOON)) as portal:
        new = portal.office()
        async with PortalClient(ADDRESS, new.key, transport=httpx2.ASGITransport(app=portal.app)) as client:
            info = await client.office()
    desk: Desk = open_desk(folder / "office")
    desk.found()
    customer = desk.customer()
    for _ in range(3):
        desk.issue(desk.draft(customer=customer))
    found = PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0)
    desk.write(lambda session: connect(session, found, at=NOON))
    desk.write(lambda session: links.copy_link(session, customer, at=NOON))
    desk.books.close()
    return new.key


@pytest.mark.usefixtures("template")
def test_promise_s3_in_any_order_a_page_shows_what_stands_in_the_books() -> None:
    """40 lives of 25 acts: nothing waits at the end, both sides agree, and every document opens. Share: 40 s."""
    run_state_machine_as_test(OfficeWithAPage, settings=settings(max_examples=40, stateful_step_count=25))
