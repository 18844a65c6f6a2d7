"""Outbox out: contents first, then one batch; no transaction is open while it talks."""

import asyncio

from billing.errors import Unavailable
from billing.wire import Batch, BatchAnswer
from desktop.queries.sync import portal_row
from desktop.services import connection, posting
from desktop.services.posting import Parcel
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock, has_moved, offset_ms
from desktop.sync.lanes import Lanes, Papers

_UPLOADS_AT_ONCE = 4


class PartlyLost(Unavailable):
    """The portal lacks contents that it was sent; without a pause the two would send and miss for ever."""

    def __init__(self) -> None:
        super().__init__("The portal has lost part of what it was sent. Everything is safe here and is sent again.")


async def push_batch(lanes: Lanes, papers: Papers, client: PortalClient, batch: Batch, *, clock: Clock) -> None:
    """Send one prepared batch and settle its answers; a PDF that cannot be read keeps nothing else from going out.

    Raises Unavailable (try again: what was not answered goes out again) or PortalRefused.
    """
    unreadable = await _upload(lanes, papers, client, batch, clock)
    asked = clock()
    answer = await client.send(batch)
    moved = _settle(lanes, batch, answer, offset_ms(answer.time, asked, clock()), clock)
    if unreadable:
        raise unreadable[0]
    if not moved:
        raise PartlyLost


async def _upload(lanes: Lanes, papers: Papers, client: PortalClient, batch: Batch, clock: Clock) -> list[Unavailable]:
    """Send what the portal does not hold yet, and return why some of it cannot be read."""
    with lanes.read() as session:
        waiting = posting.parcels(session, batch)
        office = portal_row(session).office
    slots = asyncio.Semaphore(_UPLOADS_AT_ONCE)
    stored: list[str] = []
    unreadable: list[Unavailable] = []

    async def put(parcel: Parcel) -> None:
        async with slots:
            try:
                blob = parcel.blob or posting.seal_pdf(parcel, office, papers.read(parcel.pdf_sha256))
            except Unavailable as error:
                unreadable.append(error)
                return
            await client.put_content(parcel.content, parcel.kind, blob)
            stored.append(parcel.content)

    async with asyncio.TaskGroup() as uploads:
        for parcel in waiting:
            uploads.create_task(put(parcel))
    with lanes.write() as session:
        posting.uploaded(session, stored, at=clock())
    return unreadable


def _settle(lanes: Lanes, batch: Batch, answer: BatchAnswer, offset: int, clock: Clock) -> bool:
    with lanes.write() as session:
        moved = posting.settle_batch(session, batch, answer, at=clock())
        if has_moved(portal_row(session).offset_ms, offset):
            connection.note_clock(session, offset)
    return moved
