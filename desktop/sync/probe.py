"""The test button: who answers at an address, and is the key accepted."""

import asyncio

from billing.wire import PaymentsInfo
from desktop.services.connection import PortalFound
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock, offset_ms


def probe(address: str, key: str, *, clock: Clock) -> PortalFound:
    """Ask the portal at ``address`` who the key belongs to; blocks up to 15 s.

    Raises Unavailable, NotAPortal, WrongKey, NotSecure, PortalRefused.
    """
    return asyncio.run(_probe(address.strip().rstrip("/"), key.strip(), clock))


def payments_at(address: str, key: str) -> PaymentsInfo | None:
    """Ask the portal how online payment stands there, None where it has no Stripe key; blocks up to 15 s.

    Raises Unavailable, NotAPortal, WrongKey, NotSecure, PortalRefused.
    """
    return asyncio.run(_payments(address, key))


async def _payments(address: str, key: str) -> PaymentsInfo | None:
    async with PortalClient(address, key) as client:
        return (await client.office()).payments


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
