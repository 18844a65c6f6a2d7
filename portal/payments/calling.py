"""Calls to Stripe from the event loop: in threads of their own number, one at a time for each document."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from portal.context import Portal

T = TypeVar("T")
_AT_ONCE = 8  # threads that may wait for Stripe, so that pages never wait for them


class Caller:
    """Runs what blocks, and wakes the office's computer after it. For one event loop."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._limiter: CapacityLimiter | None = None
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[str] = Counter()

    async def run(self, office: str, call: Callable[[], T]) -> T:
        """Return what ``call`` returns. Raises what it raises."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(_AT_ONCE)
        try:
            return await run_sync(call, limiter=self._limiter)
        finally:
            self._portal.bell.ring(office)

    @asynccontextmanager
    async def alone(self, doc: str) -> AsyncIterator[None]:
        """Let presses for one document come one after the other, so that the second finds what the first has opened."""
        self._waiting[doc] += 1
        try:
            async with self._locks[doc]:
                yield
        finally:
            self._waiting[doc] -= 1
            if not self._waiting[doc]:
                del self._waiting[doc], self._locks[doc]
