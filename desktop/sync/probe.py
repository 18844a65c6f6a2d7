"""The test button: who answers at an address, and is the key accepted."""

import asyncio

from desktop.services.connection import PortalFound
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock, offset_ms


def probe(address: str, key: str, *, clock: Clock) -> PortalFound:
    """Ask the portal at ``address`` who the key belongs to; blocks up to 15 s.

    Raises Unavailable, NotAPortal, WrongKey, NotSecure, PortalRefused.
    """
    return asyncio.run(_probe(address.strip().rstrip("/"), key.strip(), clock))


async def _probe(address: str, key: str, clock: Clock) -> PortalFound:
    async with PortalClient(address, key) as client:
        asked = clock()
        info = await client.office()
        return PortalFound(
            address=address,
            office=info.office,
            log=info.log,
            practice=info.practice,
            books=info.books,
            offset_ms=offset_ms(info.time, asked, clock()),
            keys=info.keys,
        )
