"""Writing what a customer did: in a thread, in one transaction, and then the office's computer is woken."""

from collections.abc import Callable
from typing import TypeVar

from anyio.to_thread import run_sync
from sqlalchemy import Connection

from portal.context import Portal

T = TypeVar("T")


class Teller:
    """Performs acts on the store."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def told(self, office: str, act: Callable[[Connection], T]) -> T:
        """Perform ``act`` and return what it found. Raises StoreUnavailable."""
        found = await run_sync(self._written, act)
        self._portal.bell.ring(office)
        return found

    def _written(self, act: Callable[[Connection], T]) -> T:
        with self._portal.database.write() as connection:
            return act(connection)
