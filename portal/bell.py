"""Wakes the long polls of one process; other processes find out by asking again."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Rung on the event loop's thread after the commit that has news for an office."""

    def __init__(self) -> None:
        self._listening: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    def ring(self, office: str) -> None:
        """Wake whoever listens for ``office``."""
        for event in self._listening.get(office, ()):
            event.set()

    def close(self) -> None:
        """Wake everybody for good: the server stops."""
        self.closing = True
        for office in list(self._listening):
            self.ring(office)

    @contextmanager
    def listening(self, office: str) -> Iterator[asyncio.Event]:
        """Yield what is set by every ring; listen before reading, so that no news falls between."""
        event = asyncio.Event()
        self._listening[office].add(event)
        try:
            yield event
        finally:
            self._listening[office].discard(event)
            if not self._listening[office]:
                del self._listening[office]


async def rung(event: asyncio.Event, seconds: float) -> None:
    """Return when the bell rings, or after ``seconds``; ready to listen again."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
    finally:
        event.clear()
