"""What time takes away, to the day."""

import secrets

import pytest
from sqlalchemy import Table, func, select
from uuid_utils.compat import uuid7

from billing.wire import DocWithdraw, LinkRevoke
from portal.sweeping import sweep
from portal.tables import content, doc, feed, link, operation, seen, wrap
from tests.portal.desk import Desk, Running


def count(portal: Running, table: Table) -> int:
    with portal.portal.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


async def test_a_content_that_nothing_names_goes_after_a_day(portal: Running, desk: Desk) -> None:
    await desk.publish()
    await desk.upload(secrets.token_hex(16), "pdf", b"never named")
    portal.clock.forward(hours=23)
    sweep(portal.portal)
    assert count(portal, content) == 3
    portal.clock.forward(hours=2)
    sweep(portal.portal)
    assert count(portal, content) == 2


async def test_an_older_version_goes_a_day_after_it_was_followed(portal: Running, desk: Desk) -> None:
    published = await desk.publish(pdf=None)
    portal.clock.forward(days=5)
    await desk.republish(published, pdf=None)
    sweep(portal.portal)
    assert count(portal, content) == 2
    portal.clock.forward(hours=25)
    sweep(portal.portal)
    assert count(portal, content) == 1
    assert (await portal.browser().get(published.path)).status_code == 200


async def test_a_content_that_two_links_name_outlives_one(portal: Running, desk: Desk) -> None:
    first = await desk.publish()
    fresh, _ = await desk.replace(first)
    shared = await desk.publish(pdf=None)
    await desk.send(LinkRevoke(id=str(uuid7()), lookup=shared.keys.lookup))
    portal.clock.forward(hours=25)
    sweep(portal.portal)
    assert count(portal, content) == 2
    assert (await portal.browser().get(f"{fresh.path}/pdf")).status_code == 200


@pytest.mark.parametrize(("days", "left"), [(59, 2), (61, 0)])
async def test_keys_of_an_expired_link_go_after_30_days(portal: Running, desk: Desk, days: int, left: int) -> None:
    published = await desk.publish()
    portal.clock.forward(days=days)
    sweep(portal.portal)
    assert count(portal, wrap) == left
    assert (await portal.browser().get(published.path)).status_code == 410


@pytest.mark.parametrize("end", ["revoked", "withdrawn", "expired", "settled"])
async def test_a_dead_lookup_is_unknown_after_400_days(portal: Running, desk: Desk, end: str) -> None:
    published = await desk.publish(state="settled" if end == "settled" else "open")
    lifetime = {"expired": 30, "settled": 430}.get(end, 0)
    if end == "revoked":
        await desk.send(LinkRevoke(id=str(uuid7()), lookup=published.keys.lookup))
    elif end == "withdrawn":
        await desk.send(DocWithdraw(id=str(uuid7()), doc=published.doc or ""))
    await portal.browser().post(f"{published.path}/view", data={"sign": "key"})
    portal.clock.forward(days=lifetime + 399)
    sweep(portal.portal)
    assert (await portal.browser().get(published.path)).status_code == (200 if end == "withdrawn" else 410)
    portal.clock.forward(days=2)
    sweep(portal.portal)
    assert (await portal.browser().get(published.path)).status_code == 404
    assert {table.name: count(portal, table) for table in (link, wrap, seen, doc, operation)} == {
        "link": 0, "wrap": 0, "seen": 0, "doc": 0, "operation": 0,
    }  # fmt: skip


async def test_events_are_kept_400_days_and_the_feed_goes_on(portal: Running, desk: Desk) -> None:
    published = await desk.publish(lifetime=3_000 * 86_400)
    await portal.browser().post(f"{published.path}/view", data={"sign": "key"})
    first = await desk.feed()
    portal.clock.forward(days=401)
    sweep(portal.portal)
    assert count(portal, feed) == 0
    await portal.browser().post(f"{published.path}/view", data={"sign": "key"})
    page = await desk.feed(after=1, tip=first.tip)
    assert [row.sequence for row in page.events] == [2]


async def test_a_large_purge_goes_chunk_by_chunk(portal: Running, desk: Desk) -> None:
    template = await desk.prepare(pdf=None)
    for _ in range(5):
        puts = [
            template.put.model_copy(
                update={"id": str(uuid7()), "lookup": secrets.token_hex(32), "doc": secrets.token_hex(16)}
            )
            for _ in range(100)
        ]
        await desk.send(*puts)
    portal.clock.forward(days=431)
    sweep(portal.portal)
    assert count(portal, link) == 0
