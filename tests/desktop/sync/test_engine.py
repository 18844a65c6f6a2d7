"""The exchange on a bad day: it says what is wrong, loses nothing, goes on by itself, and closes within a second."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Unavailable
from billing.wire import Batch, BatchAnswer
from desktop.database import NoRoom
from desktop.models import Issued, Outbox, PortalState
from desktop.queries.links import link_card
from desktop.queries.sync import portal_row
from desktop.services import connection, links
from desktop.sync.client import PortalClient
from desktop.sync.engine import SyncEngine, SyncState, SyncStatus
from desktop.sync.probe import probe
from tests.desktop.office import Desk
from tests.fakes.portal_server import Manner, Troubled, troubled_portal

PATIENCE = 20.0
WAITING = ["link.put", "office.put", "series.put"]


@dataclass
class Bench:
    """Books with one issued invoice that waits, a portal that misbehaves on demand, and the exchange between them."""

    desk: Desk
    portal: Troubled
    key: str
    invoice: UUID

    def __post_init__(self) -> None:
        self.news = threading.Condition()
        self.statuses: list[SyncStatus] = []

    def engine(self, open_client: Callable[[], PortalClient | None] | None = None) -> SyncEngine:
        return SyncEngine(
            self.desk.books,
            self.desk.archive,
            open_client or self.client,
            clock=now,
            changed=self._ring,
            status=self._told,
        )

    def client(self) -> PortalClient:
        return PortalClient(self.desk.read(portal_row).address, self.key)

    @contextmanager
    def running(self, engine: SyncEngine | None = None) -> Iterator[SyncEngine]:
        """Run the exchange; at the end it closes within a second, whatever it was doing."""
        engine = engine or self.engine()
        engine.start()
        try:
            yield engine
        finally:
            begun = time.monotonic()
            engine.close()
            took = time.monotonic() - begun
        assert took < 1, f"closing took {took:.1f} s"

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for ``holds``, looking after every word of the exchange."""
        with self.news:
            assert self.news.wait_for(holds, PATIENCE), self.statuses[-3:]

    def until_told(self, state: SyncState) -> str:
        self.until(lambda: bool(self.statuses) and self.statuses[-1].state == state)
        return self.statuses[-1].why

    def waiting(self) -> list[str]:
        return sorted(self.desk.read(lambda session: list(session.scalars(select(Outbox.kind)).all())))

    def parked(self) -> list[str]:
        statement = select(Outbox.parked_why).where(Outbox.parked_at.is_not(None))
        return self.desk.read(lambda session: list(session.scalars(statement).all()))

    def opens(self) -> bool:
        address = self.desk.write(lambda session: links.copy_link(session, self.invoice, at=now())).address
        return httpx2.get(address).status_code == 200

    def _told(self, status: SyncStatus) -> None:
        with self.news:
            self.statuses.append(status)
            self.news.notify_all()

    def _ring(self) -> None:
        with self.news:
            self.news.notify_all()


@pytest.fixture
def bench(desk: Desk, tmp_path: Path) -> Iterator[Bench]:
    with troubled_portal(tmp_path / "portal") as portal:
        key = portal.office().key
        found = probe(portal.address, key, clock=now)
        desk.now = now()
        desk.write(lambda session: connection.connect(session, found, at=now()))
        yield Bench(desk, portal, key, desk.issue().document_id)


@pytest.mark.parametrize(
    ("manner", "sentence"),
    [
        ("hotel", "not as a Counterfoil portal"),
        ("broken", "The portal is busy. Everything is safe here"),
        ("too many", "The portal is busy. Everything is safe here"),
        ("cut off", "The portal does not answer. Everything is safe here"),
    ],
)
def test_a_portal_that_answers_badly_is_told_and_tried_again(bench: Bench, manner: Manner, sentence: str) -> None:
    bench.portal.manner = manner
    with bench.running():
        assert sentence in bench.until_told("offline")
        assert bench.waiting() == WAITING
        bench.portal.manner = "well"
        bench.until(lambda: bench.waiting() == [])
        bench.until_told("online")
    assert bench.opens()


@pytest.mark.parametrize("manner", ["hotel", "broken", "too many", "cut off", "well"])
def test_it_closes_within_a_second_in_the_middle_of_it(bench: Bench, manner: Manner) -> None:
    bench.portal.manner = manner
    with bench.running():
        bench.until_told("online" if manner == "well" else "offline")
    if manner != "well":
        assert bench.waiting() == WAITING


def test_a_portal_that_stalls_keeps_nobody_and_the_next_start_sends_all(bench: Bench) -> None:
    bench.portal.manner, bench.portal.asked = "stalls", 0
    bench.portal.news.clear()
    with bench.running():
        assert bench.portal.news.wait(PATIENCE)
    assert bench.waiting() == WAITING
    bench.portal.manner = "well"
    with bench.running():
        bench.until(lambda: bench.waiting() == [])
    assert bench.opens()


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice(bench: Bench) -> None:
    bench.portal.manner = "answer lost"
    with bench.running():
        bench.until_told("offline")
        assert bench.waiting() == WAITING
        bench.portal.manner = "well"
        bench.until(lambda: bench.waiting() == [])
    assert bench.parked() == []
    assert bench.desk.read(portal_row).trouble == ""
    assert bench.opens()


def test_contents_that_never_arrive_are_sent_again_with_a_pause(bench: Bench) -> None:
    bench.portal.manner = "forgets contents"
    with bench.running():
        assert "lost part of what it was sent" in bench.until_told("offline")
        assert bench.portal.asked < 40
        bench.portal.manner = "well"
        bench.until(lambda: bench.waiting() == [])
    assert bench.opens()


def test_the_time_a_portal_asks_for_is_given_however_much_is_written_meanwhile(bench: Bench) -> None:
    bench.portal.manner = "too many"
    with bench.running() as engine:
        bench.until_told("offline")
        bench.portal.asked = 0
        bench.portal.news.clear()
        begun = time.monotonic()
        engine.wake()
        engine.wake()
        assert bench.portal.news.wait(PATIENCE)
        assert time.monotonic() - begun > 1.5


def test_nobody_listening_is_told_and_closing_is_quick(bench: Bench) -> None:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        port = probe_socket.getsockname()[1]
    bench.desk.write(lambda session: setattr(state(session), "address", f"http://127.0.0.1:{port}"))
    with bench.running() as engine:
        assert "does not answer" in bench.until_told("offline")
        bench.desk.write(lambda session: setattr(state(session), "address", bench.portal.address))
        engine.reconnect()
        bench.until(lambda: bench.waiting() == [])
    assert bench.opens()


def test_what_is_written_while_offline_does_not_look_online(bench: Bench) -> None:
    with bench.running() as engine:
        bench.until(lambda: bench.waiting() == [])
        bench.until_told("online")
        bench.portal.manner = "broken"
        bench.portal.portal.bell.close()  # the long poll that is under way ends
        bench.until_told("offline")
        before = len(bench.statuses)
        for _ in range(3):
            bench.portal.news.clear()
            engine.wake()
            assert bench.portal.news.wait(PATIENCE)
        assert {status.state for status in bench.statuses[before:]} <= {"offline"}


def test_a_wrong_key_rests_until_a_person_has_mended_it(bench: Bench) -> None:
    right, bench.key = bench.key, "x" * 43
    with bench.running() as engine:
        assert "does not accept this key" in bench.until_told("trouble")
        bench.until(lambda: bench.desk.read(portal_row).trouble == "bad_key")
        assert bench.waiting() == WAITING
        bench.key = right
        engine.reconnect()
        bench.until(lambda: bench.waiting() == [])
        bench.until_told("online")
    assert bench.desk.read(portal_row).trouble == ""
    assert bench.opens()


def test_a_locked_keychain_is_tried_again(bench: Bench) -> None:
    locked = threading.Event()

    def open_client() -> PortalClient:
        if not locked.is_set():
            raise Unavailable("This computer's keychain is locked.")
        return bench.client()

    with bench.running(bench.engine(open_client)) as engine:
        assert "keychain is locked" in bench.until_told("offline")
        locked.set()
        engine.wake()
        bench.until(lambda: bench.waiting() == [])


def test_a_keychain_that_asks_a_person_does_not_keep_the_app_from_closing(bench: Bench) -> None:
    asked, answered = threading.Event(), threading.Event()

    def open_client() -> None:
        asked.set()
        answered.wait(PATIENCE)

    with bench.running(bench.engine(open_client)):
        assert asked.wait(PATIENCE)
    answered.set()


def test_without_a_key_it_is_off_and_closes(bench: Bench) -> None:
    with bench.running(bench.engine(lambda: None)) as engine:
        engine.wake()
        engine.reconnect()
    assert {status.state for status in bench.statuses} <= {"off"}


def test_a_full_disk_while_settling_is_told_and_the_answer_comes_again(bench: Bench) -> None:
    """The batch is kept from before it was sent, so the portal is asked again and nothing is done twice."""
    full = threading.Event()

    class Books:
        """The real books; while ``full``, a commit finds no room."""

        @contextmanager
        def write(self) -> Iterator[Session]:
            with bench.desk.books.write() as session:
                yield session
                sending = session.scalars(select(PortalState.receipt)).one() != ""
                if full.is_set() and sending:
                    raise NoRoom

        read = staticmethod(bench.desk.books.read)

    full.set()
    engine = SyncEngine(
        Books(),
        bench.desk.archive,
        bench.client,
        clock=now,
        changed=bench._ring,
        status=bench._told,
    )
    with bench.running(engine):
        assert "The disk is full" in bench.until_told("offline")
        assert bench.waiting() == WAITING
        full.clear()
        bench.until(lambda: bench.waiting() == [])
    assert bench.parked() == []
    assert bench.opens()


def test_one_pdf_that_cannot_be_read_keeps_no_other_document_back(bench: Bench) -> None:
    second = bench.desk.issue().document_id
    with bench.desk.books.read() as session:
        first_pdf = session.scalars(select(Issued.pdf_sha256).where(Issued.document_id == bench.invoice)).one()
    path = bench.desk.archive.path(first_pdf)
    kept = path.read_bytes()
    path.write_bytes(b"")
    with bench.running() as engine:
        assert "The archived PDF was changed" in bench.until_told("offline")
        bench.until(lambda: bench.waiting() == ["link.put"])
        card = bench.desk.read(lambda session: link_card(session, second, now=now()))
        assert card is not None
        assert card.state == "live"
        path.write_bytes(kept)
        engine.wake()
        bench.until(lambda: bench.waiting() == [])
    assert bench.opens()


def test_a_mistake_of_the_program_is_told_and_flies_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    flown: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda caught: flown.append(caught.exc_type))

    def open_client() -> PortalClient:
        raise ZeroDivisionError

    with bench.running(bench.engine(open_client)):
        assert "a mistake of the program" in bench.until_told("trouble")
    assert flown == [ZeroDivisionError]


def test_books_that_move_while_a_batch_is_under_way_keep_nothing_of_the_old_portals_answer(
    bench: Bench, tmp_path: Path
) -> None:
    """The old portal answers after the books have moved: its receipt would make the new one call them an old copy."""
    with troubled_portal(tmp_path / "second") as other:
        key = other.office().key
        found = probe(other.address, key, clock=now)

        class Slow(PortalClient):
            async def send(self, batch: Batch) -> BatchAnswer:
                answer = await super().send(batch)
                bench.desk.write(lambda session: connection.connect(session, found, at=now()))
                bench.key = key
                return answer

        slow = iter([Slow])

        def open_client() -> PortalClient:
            return next(slow, PortalClient)(bench.desk.read(portal_row).address, bench.key)

        with bench.running(bench.engine(open_client)) as engine:
            bench.until(lambda: bench.desk.read(portal_row).address == other.address)
            engine.reconnect()
            bench.until(lambda: bench.waiting() == [])
            bench.until_told("online")
        assert bench.desk.read(portal_row).trouble == ""
        assert bench.opens()


def state(session: Session) -> PortalState:
    return session.scalars(select(PortalState)).one()


def now() -> datetime:
    return datetime.now(UTC)
