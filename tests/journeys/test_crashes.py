"""Whatever dies while desktop and portal exchange: nothing is lost, nothing is done twice."""

import itertools
import multiprocessing
import random
import secrets
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select

from billing.links import Token, long_form
from desktop.models import Document, Inbox, Issued, Link, Outbox, PortalState
from desktop.queries.sync import portal_row, waiting
from desktop.services import links
from portal.store.visits import TOLD_A_DAY
from tests.desktop.office import Desk, open_desk
from tests.journeys.exchange import Exchange, connect_to, exchanging
from tests.journeys.real_portal import RealPortal

if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")


def test_promise_s1_sixty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """Desktop or portal is killed 60 times while an office works and customers read. Share: 70 s."""
    _survive(tmp_path, rounds=60)


@pytest.mark.soak
def test_promise_s1_ten_thousand_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """The same, 10,000 times."""
    _survive(tmp_path, rounds=10_000)


@dataclass
class _Readers:
    """What customers did: a post that was answered must be counted, one that was not may be.

    Of one link the portal tells so many views a day and no more; a slow machine has few links for its readers.
    """

    tried: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    browsers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def answered(self) -> int:
        return sum(min(count, TOLD_A_DAY) for count in self.answers.values())

    def read(self, addresses: list[str], dice: random.Random) -> None:
        for address in dice.sample(addresses, min(2, len(addresses))):
            self.tried += 1
            try:
                with httpx2.Client() as browser:
                    answer = browser.post(f"{address}/view", content=b"sign=pointer", headers=_FORM)
                self.answers[address] += answer.status_code == 204
            except httpx2.HTTPError:
                continue


_TO_SETTLE = 300.0  # seconds; ten thousand rounds leave much that was never sent
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _survive(folder: Path, *, rounds: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    portal = RealPortal(folder / "portal")
    portal.start()
    desk = open_desk(folder)
    desk.found()
    connect_to(desk, portal, _now)
    _publish_first(desk, portal)
    readers = _Readers()
    _CONTEXT.set_forkserver_preload(["tests.journeys.test_crashes"])
    try:
        for number in range(rounds):
            child, news = _start_work(folder, portal)
            news.poll(dice.random() * 0.6)
            readers.read(_addresses(desk), dice)
            if number % 4 == 3:
                portal.kill()
                news.poll(dice.random() * 0.2)
                portal.start()
            child.kill()
            child.join()
        _settle(desk, portal)
        _check(desk, portal, readers)
    finally:
        portal.kill()
        desk.books.close()


def _start_work(folder: Path, portal: RealPortal) -> tuple[BaseProcess, Connection]:
    ours, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=_work, args=(folder, portal.address, portal.key, theirs))
    child.start()
    ours.recv()
    return child, ours


def _work(folder: Path, address: str, key: str, news: Connection) -> None:
    """An office that issues, copies, regenerates and extends as fast as it can, with its exchange running."""
    desk = open_desk(folder)
    engine = Exchange(desk, address, key, _now).engine
    engine.start()
    news.send("works")
    for number in itertools.count():
        document = desk.issue().document_id
        _tinker(desk, document, number)
        engine.wake()


def _tinker(desk: Desk, document: UUID, number: int) -> None:
    desk.write(lambda session: links.copy_link(session, document, at=_now()))
    if number % 3 == 0:
        desk.write(lambda session: links.regenerate(session, document, why="a crash is near", at=_now()))
    if number % 3 == 1:
        desk.write(lambda session: links.extend(session, document, days=60, at=_now()))


def _publish_first(desk: Desk, portal: RealPortal) -> None:
    """Give customers something to read from the first round on, however slow the machine is."""
    for _ in range(3):
        desk.issue()
    _settle(desk, portal)


def _settle(desk: Desk, portal: RealPortal) -> None:
    """Let the exchange run until nothing waits and every event is in the books."""

    def settled() -> bool:
        with desk.books.read() as session:
            return waiting(session).count == 0 and portal_row(session).cursor == _events(portal)

    with exchanging(desk, portal, _now) as exchange:
        exchange.until(settled, patience=_TO_SETTLE)


def _events(portal: RealPortal) -> int:
    with closing(sqlite3.connect(portal.store)) as store:
        count: int = store.execute("SELECT sequence FROM office").fetchone()[0]
        return count


def _check(desk: Desk, portal: RealPortal, readers: _Readers) -> None:
    with desk.books.read() as session:
        state = session.scalars(select(PortalState)).one()
        assert (state.trouble, state.trouble_why) == ("", "")
        assert session.scalar(select(func.count()).select_from(Outbox)) == 0
        current = session.execute(select(Link.lookup, Link.published_version).where(Link.current)).all()
        versions = dict(session.execute(select(Link.lookup, Document.version).join(Document)).all())
        issued = session.scalars(select(Issued.number).order_by(Issued.position)).all()
        views = session.scalar(select(func.sum(Link.views))) or 0
        told = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.kind == "link.viewed"))
    assert len(current) == len(issued) > 60
    assert issued == [f"INV-2026-{number:04d}" for number in range(1, len(issued) + 1)]
    assert readers.answered <= views <= readers.tried
    assert told == views
    assert readers.answered > 30
    with closing(sqlite3.connect(portal.store)) as store:
        live = dict(store.execute("SELECT lookup, version FROM link WHERE ended_at IS NULL").fetchall())
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        told_there = store.execute("SELECT count(*) FROM feed WHERE kind = 'link.viewed'").fetchone()[0]
    assert live == dict(current)
    assert all(versions[lookup] == version for lookup, version in live.items())
    assert told_there == views
    with closing(sqlite3.connect(desk.books.path)) as books:
        assert books.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _addresses(desk: Desk) -> list[str]:
    with desk.books.read() as session:
        portal = session.scalars(select(PortalState)).one()
        tokens = session.scalars(select(Link.token).where(Link.current, Link.published_at.is_not(None)))
        return [long_form(portal.address, "invoice", Token(token)) for token in tokens]


def _now() -> datetime:
    return datetime.now(UTC)
