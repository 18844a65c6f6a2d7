"""Calls to Stripe from the event loop, in threads of their own number: some for each office, one for each document."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from portal.context import Portal

T = TypeVar("T")
_AT_ONCE = 8  # threads that may wait for Stripe, so that pages never wait for them
_OF_ONE_OFFICE = 3  # of these, so that the others go on where one office's Stripe is slow


class Caller:
    """Runs what blocks, and wakes the office's computer after it. For one event loop."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._limiter: CapacityLimiter | None = None
        self._offices = Turns(_OF_ONE_OFFICE)
        self._docs = Turns(1)

    async def run(self, office: str, call: Callable[[], T]) -> T:
        """Return what ``call`` returns. Raises what it raises."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(_AT_ONCE)
        try:
            async with self._offices.taken(office):
                return await run_sync(call, limiter=self._limiter)
        finally:
            self._portal.bell.ring(office)

    def alone(self, doc: str) -> AbstractAsyncContextManager[None]:
        """Let presses for one document come one after the other, so that the second finds what the first has opened."""
        return self._docs.taken(doc)


class Turns:
    """At most ``at_once`` of one name at a time; a name that nobody waits for takes no room."""

    def __init__(self, at_once: int) -> None:
        self._semaphores: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def taken(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn of ``name`` and hold it."""
        self._waiting[name] += 1
        try:
            async with self._semaphores[name]:
                yield
        finally:
            self._waiting[name] -= 1
            if not self._waiting[name]:
                del self._waiting[name], self._semaphores[name]
