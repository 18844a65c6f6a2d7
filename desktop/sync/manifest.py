"""The portal's manifest, looked through page by page; no transaction is open while it talks."""

from desktop.services.comparing import compare
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes


async def compare_all(lanes: Lanes, client: PortalClient, *, clock: Clock) -> int:
    """Mend what the portal holds older than it once confirmed, and return how many links that were.

    Raises Unavailable, PortalRefused.
    """
    mended, after = 0, ""
    while True:
        page = await client.manifest(after)
        with lanes.write() as session:
            mended += compare(session, page, at=clock())
        if page.next is None:
            return mended
        after = page.next
