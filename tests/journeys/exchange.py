"""An exchange that runs inside a ``with``, and waiting for what it brings."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from desktop.services.connection import connect
from desktop.sync.client import PortalClient
from desktop.sync.engine import SyncEngine, SyncStatus
from desktop.sync.probe import probe
from tests.desktop.office import Desk
from tests.journeys.real_portal import RealPortal

Clock = Callable[[], datetime]
_PATIENCE, _BREATH = 30.0, 0.1  # seconds


class Exchange:
    """A running engine; ``statuses`` says how it stood, oldest first."""

    def __init__(self, desk: Desk, address: str, key: str, clock: Clock) -> None:
        self.statuses: list[SyncStatus] = []
        self._news = threading.Event()
        self.engine = SyncEngine(
            desk.books,
            desk.archive,
            lambda: PortalClient(address, key),
            clock=clock,
            changed=self._news.set,
            status=self._told,
        )

    def until(self, condition: Callable[[], bool], patience: float = _PATIENCE) -> None:
        """Wait until ``condition`` holds, looking after each commit of the exchange; ``patience`` seconds at most.

        Time is counted, not commits: after a long offline spell there are thousands of them.
        """
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if condition():
                return
            self.engine.wake()
            self._news.wait(_BREATH)
            self._news.clear()
        raise AssertionError(f"did not happen; the exchange stood at {self.statuses[-3:]}")

    def _told(self, status: SyncStatus) -> None:
        self.statuses.append(status)
        self._news.set()


@contextmanager
def exchanging(desk: Desk, portal: RealPortal, clock: Clock) -> Iterator[Exchange]:
    """Run the exchange of ``desk`` with ``portal``."""
    exchange = Exchange(desk, portal.address, portal.key, clock)
    exchange.engine.start()
    try:
        yield exchange
    finally:
        exchange.engine.close()


def connect_to(desk: Desk, portal: RealPortal, clock: Clock) -> None:
    """Connect the books with the portal, as the settings page does."""
    found = probe(portal.address, portal.key, clock=clock)
    desk.write(lambda session: connect(session, found, at=clock()))
