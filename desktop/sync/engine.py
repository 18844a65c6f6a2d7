"""The exchange: one thread with its own asyncio loop, a push task and a feed task; no Qt.

``Unavailable`` waits and tries again for ever; what only a person can end is noted in the books and the exchange rests.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar

from billing.errors import Refused, Unavailable
from billing.wire import MAX_WAIT, Batch
from desktop.services import connection, posting
from desktop.services.connection import Moved
from desktop.services.inbox import FeedDiffers
from desktop.sync import feed, manifest, push
from desktop.sync.aside import Aside
from desktop.sync.backoff import Backoff
from desktop.sync.client import NotAPortal, PortalClient, PortalRefused, PortalUnavailable, WrongKey
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes, Papers
from desktop.sync.mailer import Mailer
from desktop.sync.texter import Texter
from desktop.sync.till import Till

T = TypeVar("T")
SyncState = Literal["off", "connecting", "online", "offline", "trouble"]
_STOPPED = "The exchange stopped by a mistake of the program. What waits is safe here. Close the app and open it again."


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
        till: Till | None = None,
        mailer: Mailer | None = None,
        texter: Texter | None = None,
        fill: Callable[[Batch], Batch] = lambda batch: batch,
    ) -> None:
        """``till`` is Stripe, where somebody can pay; ``mailer`` hands in mail, ``texter`` text messages;
        ``fill`` (blocking) puts secrets into a batch that is sent.
        """
        self._lanes = lanes
        self._papers = papers
        self._open_client = open_client
        self._clock = clock
        self._changed = changed
        self._status = status
        self._till = till
        self._senders = [each for each in (mailer, texter) if each is not None]
        self._fill = fill
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._told = SyncStatus("off")
        self._failing: dict[str, str] = {}
        self.has_compared = False

    def start(self) -> None:
        """Begin exchanging in the background."""
        self._thread.start()
        self._ready.wait()

    def wake(self) -> None:
        """Something was written, or a person said *try now*; callable from any thread."""
        self._call(self._wake)

    def reconnect(self) -> None:
        """Address or key changed, or a person ended a trouble: begin anew; callable from any thread."""
        self._call(lambda: self._again.set())

    def close(self) -> None:
        """Cancel both tasks and join the thread; what was not answered is sent again next time."""
        self._call(lambda: self._main.cancel())
        self._thread.join()

    def _wake(self) -> None:
        self._woken.set()
        if self._till is not None:
            self._till.wake()
        self._wake_senders()

    def _wake_senders(self) -> None:
        for each in self._senders:
            each.wake()

    def _call(self, callback: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _run(self) -> None:
        finished = False
        try:
            with asyncio.Runner() as runner:
                runner.get_loop().set_default_executor(Aside())
                runner.run(self._live())
            finished = True
        finally:
            if not finished:
                self._tell(SyncStatus("trouble", _STOPPED))

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken, self._again = asyncio.Event(), asyncio.Event()
        self._main = asyncio.ensure_future(self._all())
        self._ready.set()
        await asyncio.wait([self._main])
        if not self._main.cancelled():
            self._main.result()  # ends by itself only by a bug, which flies on

    async def _all(self) -> None:
        lanes = [*([self._till] if self._till is not None else []), *self._senders]
        beside = [each.run(self._changed) for each in lanes]
        await asyncio.gather(self._sessions(), *beside)

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
        self._failing.clear()
        try:
            client = await self._until_done("key", lambda: asyncio.to_thread(self._open_client))
        except Refused as error:
            self._tell(SyncStatus("trouble", str(error)))
            return
        if client is None:
            self._tell(SyncStatus("off"))
            return
        self._tell(SyncStatus("connecting"))
        async with client:
            try:
                await self._until_done("feed", lambda: self._first_contact(client))
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._repeated("push", lambda: self._push(client)))
                    tasks.create_task(self._repeated("feed", lambda: self._listen(client)))
            except* Moved:
                pass  # who moved the books begins the next exchange
            except* (PortalRefused, WrongKey, FeedDiffers) as group:
                self._rest(client.address, group)

    async def _first_contact(self, client: PortalClient) -> None:
        """Read the feed to its end and compare what the portal holds, before anything is sent.

        Trouble of before is over unless it comes back.
        """
        await self._catch_up(client)
        if await manifest.compare_all(self._lanes, client, clock=self._clock):
            self._changed()
        self.has_compared = True
        with self._lanes.write() as session:
            connection.note_trouble(session, client.address, "", "")

    async def _repeated(self, task: str, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            self._tell_standing()
            await self._until_done(task, step)

    async def _until_done(self, task: str, step: Callable[[], Awaitable[T]]) -> T:
        """Try ``step`` for ever; while any task fails, the exchange stands as offline."""
        backoff = Backoff()
        while True:
            try:
                result = await step()
            except* (Unavailable, NotAPortal) as group:
                error = _first(group)
                self._failing[task] = str(error)
                wish = error.after if isinstance(error, PortalUnavailable) else None
            else:
                self._failing.pop(task, None)
                return result
            self._tell_standing()
            await self._pause(backoff.wait(wish), wish or 0.0)

    async def _pause(self, seconds: float, wished: float) -> None:
        """Wait; what is written meanwhile ends it early, but never before the time that the portal asked for."""
        self._woken.clear()
        await asyncio.sleep(min(wished, seconds))
        try:
            await asyncio.wait_for(self._woken.wait(), max(seconds - wished, 0.0))
        except TimeoutError:
            return

    async def _catch_up(self, client: PortalClient) -> None:
        if await feed.read_to_end(self._lanes, client, clock=self._clock):
            self._heard()

    async def _push(self, client: PortalClient) -> None:
        batch = await self._next_batch(client)
        if any(each.op == "link.replace" for each in batch.operations):
            await self._catch_up(client)
        try:
            full = await asyncio.to_thread(self._fill, batch)
            await push.push_batch(self._lanes, self._papers, client, full, clock=self._clock)
        except Unavailable:
            self._changed()  # part of it may have gone through
            raise
        self._changed()
        self._wake_senders()  # a link may be confirmed now, and a message may wait for that

    async def _next_batch(self, client: PortalClient) -> Batch:
        while True:
            self._woken.clear()
            with self._lanes.write() as session:
                connection.portal_at(session, client.address)
                batch = posting.prepare_batch(session)
            if batch is not None:
                return batch
            await self._woken.wait()

    async def _listen(self, client: PortalClient) -> None:
        if await feed.read_page(self._lanes, client, wait=MAX_WAIT, clock=self._clock):
            self._heard()

    def _heard(self) -> None:
        self._changed()
        if self._till is not None:
            self._till.wake()
        self._wake_senders()  # the office may want to be written about it

    def _rest(self, address: str, group: ExceptionGroup[Exception]) -> None:
        error = _first(group)
        kind = error.problem.code if isinstance(error, PortalRefused) else _KINDS.get(type(error), "refused")
        with suppress(Unavailable), self._lanes.write() as session:  # no room: told all the same, and found out again
            connection.note_trouble(session, address, kind, str(error))
        self._tell(SyncStatus("trouble", str(error)))  # whoever hears it reads it noted

    def _tell_standing(self) -> None:
        why = next(iter(self._failing.values()), None)
        self._tell(SyncStatus("online") if why is None else SyncStatus("offline", why))

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
