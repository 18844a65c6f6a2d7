"""Feed in: one page of events, applied with its cursor in one transaction."""

from desktop.services import connection, inbox
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes


async def read_page(lanes: Lanes, client: PortalClient, *, wait: int, clock: Clock) -> int | None:
    """Ask for what came after the cursor, apply it, and return how many events were new.

    None where the books had moved on meanwhile, so that the page was dropped: ask again.
    Raises Unavailable, NotAPortal, PortalRefused, FeedDiffers, Moved.
    """
    with lanes.read() as session:
        portal = connection.portal_at(session, client.address)
    page = await client.events(portal.log, portal.cursor, portal.tip, wait=wait)
    with lanes.write() as session:
        return inbox.receive(session, page, log=portal.log, after=portal.cursor, at=clock())


async def read_to_end(lanes: Lanes, client: PortalClient, *, clock: Clock) -> int:
    """Apply everything the portal has told so far, and return how many events were new."""
    total = 0
    while (new := await read_page(lanes, client, wait=0, clock=clock)) != 0:
        total += new or 0
    return total
