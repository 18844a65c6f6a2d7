"""What runs beside the requests: automatic checks told once a minute, what is outlived taken away once an hour, Stripe
asked where it does not call.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync

from portal.context import Portal
from portal.database import StoreUnavailable
from portal.payments.polling import work
from portal.store.offices import all_offices
from portal.store.purge import purge_common, purge_links
from portal.store.visits import tell_checks

_LINKS_AT_ONCE = 500
log = logging.getLogger("portal")


@asynccontextmanager
async def sweeping(portal: Portal) -> AsyncIterator[None]:
    """Run all while the portal serves; at the end every count that is still in memory is told."""
    settings = portal.settings
    tasks = [
        asyncio.create_task(_every(settings.flush_seconds, lambda: flush(portal))),
        asyncio.create_task(_every(settings.sweep_seconds, lambda: run_sync(sweep, portal))),
        asyncio.create_task(_every(settings.stripe_seconds, lambda: ask_stripe(portal))),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await _tell(portal, portal.checks.take_all())


async def flush(portal: Portal) -> None:
    """Tell the offices how often machines fetched their links: one event a link. Raises StoreUnavailable."""
    await _tell(portal, portal.checks.take_ripe())


async def ask_stripe(portal: Portal) -> None:
    """Read what is due at Stripe, and end what is stale there. Raises StoreUnavailable."""
    for office in await run_sync(work, portal.till, abandon_on_cancel=True):  # Stripe may take its time
        portal.bell.ring(office)


def sweep(portal: Portal) -> None:
    """Take away what is outlived, in small transactions; blocks. Raises StoreUnavailable."""
    with portal.database.write() as connection:
        purge_common(connection, now=portal.clock())
        offices = all_offices(connection)
    for office in offices:
        more = True
        while more:
            with portal.database.write() as connection:
                more = purge_links(connection, office, now=portal.clock())


async def _tell(portal: Portal, due: Mapping[str, Mapping[str, int]]) -> None:
    for office, counts in due.items():
        try:
            await run_sync(_write_checks, portal, office, counts)
        except StoreUnavailable:
            portal.checks.put_back(office, counts)
            raise
        portal.bell.ring(office)


def _write_checks(portal: Portal, office: str, counts: Mapping[str, int]) -> None:
    lookups = list(counts)
    for start in range(0, len(lookups), _LINKS_AT_ONCE):
        part = {lookup: counts[lookup] for lookup in lookups[start : start + _LINKS_AT_ONCE]}
        with portal.database.write() as connection:
            tell_checks(connection, office, part, now=portal.clock())


async def _every(seconds: float, step: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await step()
        except StoreUnavailable as error:
            log.warning("%s", error)
