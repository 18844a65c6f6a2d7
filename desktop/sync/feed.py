"""Feed in: one page of events, applied with its cursor in one transaction."""

from desktop.queries.sync import portal_row
from desktop.services import inbox
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes


async def read_page(lanes: Lanes, client: PortalClient, *, wait: int, clock: Clock) -> int:
    """Ask for what came after the cursor, apply it, and return how many events were new.

    Raises Unavailable, PortalRefused, FeedDiffers.
    """
    with lanes.read() as session:
        portal = portal_row(session)
    page = await client.events(portal.log, portal.cursor, portal.tip, wait=wait)
    with lanes.write() as session:
        return inbox.receive(session, page, after=portal.cursor, at=clock())


async def read_to_end(lanes: Lanes, client: PortalClient, *, clock: Clock) -> int:
    """Apply everything the portal has told so far."""
    total = 0
    while new := await read_page(lanes, client, wait=0, clock=clock):
        total += new
    return total
