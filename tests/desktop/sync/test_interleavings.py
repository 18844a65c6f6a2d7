"""A link's life in any order of acts, losses and clocks: books and portal end up saying the same."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from billing.links import read_token
from billing.wire import Batch, BatchAnswer
from desktop.models import Document, Link, Outbox, PortalState
from desktop.queries.links import link_card, link_state
from desktop.services import links, outbox, posting
from desktop.services.connection import PortalFound, connect
from desktop.services.links import NoLink
from desktop.sync import feed, push
from desktop.sync.client import PortalClient, PortalUnavailable
from portal import acts
from portal.instants import micros
from portal.life import link_state as portal_link_state
from portal.store import links as store_links
from portal.store.links import find_link
from portal.store.offices import locked_office
from portal.tables import content, link
from tests.desktop.office import NOON, Desk, open_desk
from tests.portal.desk import Clock, Running, running

ADDRESS = "http://127.0.0.1:8080"
SETTLED_DAYS = 400
WHICH = st.sampled_from([0, 0, 0, 1])  # one document is worked on hard, so that acts meet


class AnswerLost(PortalClient):
    """A connection on which every answer to a batch is lost after the portal has applied it."""

    async def send(self, batch: Batch) -> BatchAnswer:
        await super().send(batch)
        raise PortalUnavailable("the answer was lost")


class Office(RuleBasedStateMachine):
    """Two documents. The model: which tokens a person has ended, which documents a person has switched off."""

    template: Path
    key: str

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.ended: set[str] = set()
        self.off: set[UUID] = set()
        self.dead: set[str] = set()

    @initialize()
    def open(self) -> None:
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        self.clock = Clock(NOON)
        self.portal: Running = self._run(self._stack.enter_async_context(running(self._folder / "portal", self.clock)))
        self.desk = open_desk(self._folder / "office")
        self.desk.now = NOON
        with self.desk.books.read() as session:
            self.documents = list(session.scalars(select(Document.id).order_by(Document.ordinal)))
        self.client = self._client(PortalClient)

    def teardown(self) -> None:
        try:
            if hasattr(self, "client"):
                self.settle()
        finally:
            if hasattr(self, "desk"):
                self.desk.books.close()
            self._run(self._stack.aclose())
            self._loop.close()
            shutil.rmtree(self._folder)

    # -- what a person does -------------------------------------------------------------------------------------------

    @rule(which=WHICH)
    def copy(self, which: int) -> None:
        self._copy(which)

    @rule(which=WHICH)
    def copy_by_a_clock_that_runs_ahead(self, which: int) -> None:
        """This computer takes the link for expired; the portal finds it live."""
        self.desk.now += timedelta(days=4_000)
        self._copy(which)
        self.desk.now -= timedelta(days=4_000)

    @rule(which=WHICH)
    def revoke_by_a_clock_that_runs_behind(self, which: int) -> None:
        self.desk.now -= timedelta(days=4_000)
        self.revoke(which)
        self.desk.now += timedelta(days=4_000)

    def _copy(self, which: int) -> None:
        document = self.documents[which]
        before = self._current(document)
        copied = self.desk.write(lambda session: links.copy_link(session, document, at=self.desk.now))
        token = copied.address.rpartition("/")[2]
        assert copied.fresh == (token != before.token)
        assert token not in self.ended
        assert token not in self.dead
        self.off.discard(document)

    @rule(which=WHICH)
    def regenerate(self, which: int) -> None:
        document = self.documents[which]
        self.ended.add(self._current(document).token)
        self.desk.write(lambda session: links.regenerate(session, document, why="lost", at=self.desk.now))
        self.off.discard(document)

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        document = self.documents[which]
        dropped = self._current(document)
        try:
            self.desk.write(lambda session: links.take_back(session, document, at=self.desk.now))
        except NoLink:
            return
        self.ended.add(dropped.token)
        self.ended.discard(self._current(document).token)

    @rule(which=WHICH)
    def revoke(self, which: int) -> None:
        document = self.documents[which]
        try:
            self.desk.write(lambda session: links.revoke(session, document, why="wrong", at=self.desk.now))
        except NoLink:
            assert self._is_off(document)
            return
        self.ended.add(self._current(document).token)
        self.off.add(document)

    @rule(which=WHICH, days=st.sampled_from([1, 60, 3_650]))
    def extend(self, which: int, days: int) -> None:
        document = self.documents[which]
        try:
            self.desk.write(lambda session: links.extend(session, document, days=days, at=self.desk.now))
        except NoLink:
            card = self.desk.read(lambda session: link_card(session, document, now=self.desk.now))
            assert card is not None
            assert card.revoke_waits or card.state not in {"live", "ending", "waiting"}

    @rule(which=WHICH, paid=st.booleans())
    def pay(self, which: int, paid: bool) -> None:
        with self.desk.books.write() as session:
            document = session.get_one(Document, self.documents[which])
            document.settled_minor = document.total_minor if paid else 0
            outbox.new_payable(document)
            outbox.publish(session, document, at=self.desk.now)

    # -- what happens -------------------------------------------------------------------------------------------------

    @rule(days=st.sampled_from([0.1, 5, 31, 91]))
    def time_passes(self, days: float) -> None:
        self.clock.forward(days=days)
        self.desk.now += timedelta(days=days)

    @rule(which=WHICH)
    def the_operator_switches_off(self, which: int) -> None:
        token = read_token(self._current(self.documents[which]).token)
        assert token is not None
        opened = self.portal.portal.opener.open(token)
        if opened is None or opened.state in {"replaced", "revoked"}:
            return
        with self.portal.portal.database.write() as connection:
            locked_office(connection, opened.row.office)
            store_links.end(connection, opened.row.office, opened.lookup, "revoked", now=self.clock())
            acts.switched_off(connection, acts.act_on(opened))

    @rule()
    def loose_contents_go(self) -> None:
        with self.portal.portal.database.write() as connection:
            connection.execute(delete(content).where(content.c.loose_since.is_not(None)))

    @rule()
    def one_batch_is_sent(self) -> None:
        self._push(self.client)

    @rule()
    def an_answer_is_lost(self) -> None:
        lossy = self._client(AnswerLost)
        try:
            self._push(lossy)
        except PortalUnavailable:
            return

    @rule()
    def contents_are_lost_on_the_way(self) -> None:
        """Uploaded, but purged before the operation came: the portal answers *missing*."""
        batch = self.desk.write(posting.prepare_batch)
        if batch is None:
            return
        answer = self._run(self.client.send(batch))
        with self.desk.books.write() as session:
            posting.settle_batch(session, batch, answer, at=self.desk.now)

    @rule()
    def the_feed_is_read(self) -> None:
        self._run(feed.read_to_end(self.desk.books, self.client, clock=lambda: self.desk.now))

    @rule()
    def settle(self) -> None:
        """Exchange until nothing waits: both sides say the same, and nothing a person ended opens."""
        self.desk.now = self.clock()
        self.the_feed_is_read()
        for _ in range(60):
            if not self._push(self.client):
                break
        self.the_feed_is_read()
        assert self.desk.read(lambda session: list(session.scalars(select(Outbox)))) == []
        for document in self.documents:
            self._agree(document)

    # -- the model ----------------------------------------------------------------------------------------------------

    def _agree(self, document: UUID) -> None:
        with self.desk.books.read() as session, self.portal.portal.database.read() as store:
            facts = session.get_one(Document, document)
            office = session.scalars(select(PortalState.office)).one()
            held = {row.lookup: row for row in store.execute(select(link).where(link.c.doc == facts.doc))}
            ours = list(session.scalars(select(Link).where(Link.document_id == document)))
            (current,) = [each for each in ours if each.current]
            assert {each.lookup for each in ours if each.published_at} == held.keys()
            for each in ours:
                row = find_link(store, office, each.lookup)
                if row is not None:
                    assert each.ended_as == (row.ended_as or "")
                    state = link_state(each, facts, self.clock(), SETTLED_DAYS)
                    assert {"ending": "live"}.get(state, state) == portal_link_state(
                        row, micros(self.clock()), SETTLED_DAYS
                    )
                    if row.ended_as is not None:
                        self.dead.add(each.token)
                    assert each.token not in self.dead or row.ended_as is not None
                assert each.token not in self.ended or row is None or row.ended_as is not None
            assert [row.lookup for row in held.values() if row.ended_as is None] in ([], [current.lookup])
            if current.lookup in held and not current.ended_as:
                assert held[current.lookup].version == facts.version == current.published_version
                assert held[current.lookup].expires_at == micros(current.expires_at or NOON)
            assert document not in self.off or current.ended_as == "revoked"
        self._browse(current.token, current.kind, document)

    def _browse(self, token: str, kind: str, document: UUID) -> None:
        async def status() -> int:
            async with self.portal.browser(base=ADDRESS) as browser:
                return (await browser.get(f"/portal/{kind}/{token}")).status_code

        card = self.desk.read(lambda session: link_card(session, document, now=self.desk.now))
        assert card is not None
        opens = card.state in {"live", "ending", "settled"}
        assert self._run(status()) in ({200} if opens else {404, 410})

    # -- the few acts above -------------------------------------------------------------------------------------------

    def _push(self, client: PortalClient) -> bool:
        """Send one batch, as the engine does; False where nothing waits."""
        batch = self.desk.write(posting.prepare_batch)
        if batch is None:
            return False
        if any(each.op == "link.replace" for each in batch.operations):
            self.the_feed_is_read()
        try:
            self._run(push.push_batch(self.desk.books, self.desk.archive, client, batch, clock=lambda: self.desk.now))
        except push.PartlyLost:
            return True
        return True

    def _client(self, kind: type[PortalClient]) -> PortalClient:
        transport = httpx2.ASGITransport(app=self.portal.app)
        client: PortalClient = self._run(self._stack.enter_async_context(kind(ADDRESS, self.key, transport=transport)))
        return client

    def _current(self, document: UUID) -> Link:
        found = self.desk.read(lambda session: outbox.current_link(session, document))
        assert found is not None
        return found

    def _is_off(self, document: UUID) -> bool:
        with self.desk.books.read() as session:
            found = outbox.current_link(session, document)
            assert found is not None
            return bool(found.ended_as) or outbox.revoke_waits(session, found)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run(work)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Two issued documents that wait for a portal on which the office is known."""
    Office.template = tmp_path / "template"
    Office.key = asyncio.run(_founded(Office.template))
    return Office.template


async def _founded(folder: Path) -> str:
    (folder / "office").mkdir(parents=True)
    async with running(folder / "portal", Clock(NOON)) as portal:
        new = portal.office()
        async with PortalClient(ADDRESS, new.key, transport=httpx2.ASGITransport(app=portal.app)) as client:
            info = await client.office()
    desk: Desk = open_desk(folder / "office")
    desk.found()
    for _ in range(2):
        desk.issue()
    found = PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0)
    desk.write(lambda session: connect(session, found, at=NOON))
    desk.books.close()
    return new.key


@pytest.mark.usefixtures("template")
def test_promise_s3_in_any_order_books_and_portal_agree() -> None:
    """100 lives of 30 acts: current link, dead links stay dead, nothing parked, both sides the same. Share: 60 s."""
    run_state_machine_as_test(Office, settings=settings(max_examples=100, stateful_step_count=30))


@pytest.mark.soak
@pytest.mark.usefixtures("template")
def test_promise_s3_ten_thousand_lives() -> None:
    """The same, 10,000 times 60 acts."""
    run_state_machine_as_test(Office, settings=settings(max_examples=10_000, stateful_step_count=60))
