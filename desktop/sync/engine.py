"""The exchange: one thread with its own asyncio loop, a push task and a feed task; no Qt.

``Unavailable`` waits and tries again for ever; what only a person can end is noted in the books and the exchange rests.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from billing.errors import Refused, Unavailable
from billing.wire import MAX_WAIT
from desktop.services import connection, posting
from desktop.services.inbox import FeedDiffers
from desktop.sync import feed, push
from desktop.sync.backoff import Backoff
from desktop.sync.client import NotAPortal, PortalClient, PortalRefused, PortalUnavailable, WrongKey
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes, Papers

SyncState = Literal["off", "connecting", "online", "offline", "trouble"]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How the exchange stands, and why in one sentence."""

    state: SyncState
    why: str = ""


class SyncEngine:
    """Owns the thread. ``changed`` and ``status`` are called on that thread: they must only pass the news on."""

    def __init__(
        self,
        lanes: Lanes,
        papers: Papers,
        open_client: Callable[[], PortalClient | None],
        *,
        clock: Clock,
        changed: Callable[[], None],
        status: Callable[[SyncStatus], None],
    ) -> None:
        self._lanes = lanes
        self._papers = papers
        self._open_client = open_client
        self._clock = clock
        self._changed = changed
        self._status = status
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._told = SyncStatus("off")

    def start(self) -> None:
        """Begin exchanging in the background."""
        self._thread.start()
        self._ready.wait()

    def wake(self) -> None:
        """Something was written, or a person said *try now*; callable from any thread."""
        self._call(lambda: self._woken.set())

    def reconnect(self) -> None:
        """Address or key changed, or a person ended a trouble: begin anew; callable from any thread."""
        self._call(lambda: self._again.set())

    def close(self) -> None:
        """Cancel both tasks and join the thread; what was not answered is sent again next time."""
        self._call(lambda: self._main.cancel())
        self._thread.join()

    def _call(self, callback: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken, self._again = asyncio.Event(), asyncio.Event()
        self._main = asyncio.ensure_future(self._sessions())
        self._ready.set()
        await asyncio.wait([self._main])

    async def _sessions(self) -> None:
        """One round per connection; a new address or key begins the next."""
        while True:
            self._again.clear()
            exchange = asyncio.ensure_future(self._exchange())
            changed = asyncio.ensure_future(self._again.wait())
            try:
                await asyncio.wait([exchange, changed], return_when=asyncio.FIRST_COMPLETED)
                if exchange.done():
                    exchange.result()
                    await changed
            finally:
                exchange.cancel()
                changed.cancel()
                await asyncio.wait([exchange, changed])

    async def _exchange(self) -> None:
        """Exchange until cancelled, or until trouble that only a person can end."""
        try:
            client = await asyncio.to_thread(self._open_client)
        except (Refused, Unavailable) as error:
            self._tell(SyncStatus("trouble", str(error)))
            return
        if client is None:
            self._tell(SyncStatus("off"))
            return
        self._tell(SyncStatus("connecting"))
        async with client:
            try:
                await self._first_contact(client)
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._repeated(lambda: self._push(client)))
                    tasks.create_task(self._repeated(lambda: self._listen(client)))
            except* (PortalRefused, WrongKey, FeedDiffers) as group:
                self._rest(group)

    async def _first_contact(self, client: PortalClient) -> None:
        """Read the feed to its end before anything is sent."""
        await self._until_answered(lambda: self._catch_up(client))

    async def _repeated(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._until_answered(step)

    async def _until_answered(self, step: Callable[[], Awaitable[None]]) -> None:
        backoff = Backoff()
        while True:
            try:
                await step()
            except* (Unavailable, NotAPortal) as group:
                error = _first(group)
                self._tell(SyncStatus("offline", str(error)))
                wish = error.after if isinstance(error, PortalUnavailable) else None
            else:
                self._tell(SyncStatus("online"))
                return
            await self._pause(backoff.wait(wish))

    async def _pause(self, seconds: float) -> None:
        self._woken.clear()
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    async def _catch_up(self, client: PortalClient) -> None:
        if await feed.read_to_end(self._lanes, client, clock=self._clock):
            self._changed()

    async def _push(self, client: PortalClient) -> None:
        self._woken.clear()
        with self._lanes.write() as session:
            batch = posting.prepare_batch(session)
        if batch is None:
            await self._woken.wait()
            return
        if any(each.op == "link.replace" for each in batch.operations):
            await self._catch_up(client)
        await push.push_batch(self._lanes, self._papers, client, batch, clock=self._clock)
        self._changed()

    async def _listen(self, client: PortalClient) -> None:
        if await feed.read_page(self._lanes, client, wait=MAX_WAIT, clock=self._clock):
            self._changed()

    def _rest(self, group: ExceptionGroup[Exception]) -> None:
        error = _first(group)
        kind = error.problem.code if isinstance(error, PortalRefused) else _KINDS.get(type(error), "refused")
        with self._lanes.write() as session:
            connection.note_trouble(session, kind, str(error))
        self._tell(SyncStatus("trouble", str(error)))

    def _tell(self, status: SyncStatus) -> None:
        if status != self._told:
            self._told = status
            self._status(status)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    error: Exception = group
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


_KINDS: dict[type[Exception], str] = {WrongKey: "bad_key", FeedDiffers: "diverged"}
