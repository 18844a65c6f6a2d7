"""Outbox out: contents first, then one batch; no transaction is open while it talks."""

import asyncio

from billing.wire import Batch, BatchAnswer
from desktop.queries.sync import portal_row
from desktop.services import connection, posting
from desktop.services.posting import Parcel
from desktop.sync.client import PortalClient
from desktop.sync.clock import Clock, has_moved, offset_ms
from desktop.sync.lanes import Lanes, Papers

_UPLOADS_AT_ONCE = 4


async def push_batch(lanes: Lanes, papers: Papers, client: PortalClient, batch: Batch, *, clock: Clock) -> None:
    """Send one prepared batch and settle its answers.

    Raises Unavailable (try again: the same batch goes out again) or PortalRefused.
    """
    await _upload(lanes, papers, client, batch, clock)
    asked = clock()
    answer = await client.send(batch)
    _settle(lanes, batch, answer, offset_ms(answer.time, asked, clock()), clock)


async def _upload(lanes: Lanes, papers: Papers, client: PortalClient, batch: Batch, clock: Clock) -> None:
    with lanes.read() as session:
        waiting = posting.parcels(session, batch)
        office = portal_row(session).office
    slots = asyncio.Semaphore(_UPLOADS_AT_ONCE)

    async def put(parcel: Parcel) -> None:
        async with slots:
            blob = parcel.blob or posting.seal_pdf(parcel, office, papers.read(parcel.pdf_sha256))
            await client.put_content(parcel.content, parcel.kind, blob)

    async with asyncio.TaskGroup() as uploads:
        for parcel in waiting:
            uploads.create_task(put(parcel))
    with lanes.write() as session:
        posting.uploaded(session, [parcel.content for parcel in waiting], at=clock())


def _settle(lanes: Lanes, batch: Batch, answer: BatchAnswer, offset: int, clock: Clock) -> None:
    with lanes.write() as session:
        posting.settle_batch(session, batch, answer, at=clock())
        if has_moved(portal_row(session).offset_ms, offset):
            connection.note_clock(session, offset)
