"""Leaving a portal: what customers did there is read to its end before the books move on."""

import asyncio

from billing.errors import Refused, Unavailable
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock
from desktop.sync.feed import read_to_end
from desktop.sync.lanes import Lanes


def hear_out(lanes: Lanes, address: str, key: str, *, clock: Clock) -> str:
    """Apply all that the portal at ``address`` has told, and return why that was not possible, or "".

    Blocks; what was applied before it stopped stays.
    """
    try:
        asyncio.run(_hear_out(lanes, address, key, clock))
    except (Refused, Unavailable) as error:
        return str(error)
    return ""


async def _hear_out(lanes: Lanes, address: str, key: str, clock: Clock) -> None:
    async with PortalClient(address, key) as client:
        await read_to_end(lanes, client, clock=clock)
