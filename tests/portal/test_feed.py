"""The feed: one order, no holes, one story on both sides."""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete
from uuid_utils.compat import uuid7

from billing.wire import first_tip, next_tip
from portal.store.feed import MAX_PAGE, NewEvent, append_events
from portal.tables import feed
from tests.portal.desk import Desk, Published, Running


async def look(portal: Running, link: Published, times: int = 1) -> None:
    for _ in range(times):
        await portal.browser().post(f"{link.path}/view", data={"sign": "key"})


async def test_the_tip_runs_over_every_event(portal: Running, desk: Desk) -> None:
    await look(portal, await desk.publish(), times=3)
    page = await desk.feed()
    tip = first_tip(page.log)
    for number, row in enumerate(page.events, start=1):
        assert row.sequence == number
        tip = next_tip(tip, row.id, row.blob)
    assert tip == page.tip
    rest = await desk.feed(after=3, tip=tip)
    assert (rest.events, rest.tip) == ((), tip)


async def test_a_page_brings_what_was_asked_for_and_its_own_tip(portal: Running, desk: Desk) -> None:
    await look(portal, await desk.publish(), times=5)
    first = await desk.feed(limit=2)
    second = await desk.feed(after=2, tip=first.tip, limit=2)
    whole = await desk.feed()
    assert [row.sequence for row in (*first.events, *second.events)] == [1, 2, 3, 4]
    assert next_tip(second.tip, whole.events[4].id, whole.events[4].blob) == whole.tip


@pytest.mark.parametrize(
    "cursor",
    [{"after": 2, "tip": "0" * 64}, {"after": 2, "tip": ""}, {"after": 9, "tip": "0" * 64}, {"log": "0" * 32},
     {"after": 0, "tip": "0" * 64}],
)  # fmt: skip
async def test_another_story_is_told_apart(portal: Running, desk: Desk, cursor: dict[str, str | int]) -> None:
    await look(portal, await desk.publish(), times=2)
    answer = await desk.call("GET", "/events", params=cursor)
    assert (answer.status_code, answer.json()["code"]) == (409, "diverged")


async def test_a_cursor_whose_own_event_is_forgotten_still_follows(portal: Running, desk: Desk) -> None:
    await look(portal, await desk.publish(), times=3)
    first = await desk.feed(limit=1)
    with portal.portal.database.write() as connection:
        connection.execute(delete(feed).where(feed.c.sequence == 1))
    assert [row.sequence for row in (await desk.feed(after=1, tip=first.tip)).events] == [2, 3]
    with portal.portal.database.write() as connection:
        connection.execute(delete(feed).where(feed.c.sequence == 2))
    answer = await desk.call("GET", "/events", params={"after": 1, "tip": first.tip})
    assert answer.json()["code"] == "diverged"


async def test_a_long_poll_wakes_with_the_news(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    waiting = asyncio.ensure_future(desk.feed(wait=20))
    await asyncio.sleep(0)
    while not portal.portal.bell._listening:
        await asyncio.sleep(0.001)
    started = asyncio.get_running_loop().time()
    await look(portal, link)
    page = await asyncio.wait_for(waiting, 5)
    assert len(page.events) == 1
    assert asyncio.get_running_loop().time() - started < 1


async def test_a_long_poll_finds_what_another_process_wrote(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    waiting = asyncio.ensure_future(desk.feed(wait=20))
    while not portal.portal.bell._listening:
        await asyncio.sleep(0.001)
    event = NewEvent(str(uuid7()), link.keys.lookup, "link.revoked", "", sealed=False, blob=b"{}")
    with portal.portal.database.write() as connection:
        append_events(connection, desk.id, [event], now=portal.clock())
    assert len((await asyncio.wait_for(waiting, 5)).events) == 1


async def test_a_portal_that_stops_lets_long_polls_go(portal: Running, desk: Desk) -> None:
    waiting = asyncio.ensure_future(desk.feed(wait=20))
    while not portal.portal.bell._listening:
        await asyncio.sleep(0.001)
    portal.portal.bell.close()
    assert (await asyncio.wait_for(waiting, 5)).events == ()


async def test_promise_s7_the_feed_has_no_holes(portal: Running, desk: Desk) -> None:
    """8 writers, 1 reader, 5,000 events: the reader sees 1..n, in order, each once."""
    link = await desk.publish(pdf=None)
    database, now = portal.portal.database, portal.clock()

    def write() -> None:
        for _ in range(125):
            batch = [
                NewEvent(str(uuid7()), link.keys.lookup, "link.checked", "", sealed=False, blob=b"{}") for _ in range(5)
            ]
            with database.write() as connection:
                append_events(connection, desk.id, batch, now=now)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    tip = ""
    while len(seen) < 5_000:
        page = await desk.feed(after=len(seen), tip=tip, wait=1)
        seen += [row.sequence for row in page.events]
        tip = page.tip
    for writer in writers:
        writer.join()
    assert seen == list(range(1, 5_001))


async def test_promise_s6_the_portals_clock_may_jump_and_the_order_stands(portal: Running, desk: Desk) -> None:
    """The clock goes back a day and on two between events: sequence and tips are as if nothing was."""
    link = await desk.publish()
    for step in (0, -1, 2, -1, 0):
        portal.clock.now += timedelta(days=step)
        await look(portal, link)
    page = await desk.feed()
    tip = first_tip(page.log)
    for row in page.events:
        tip = next_tip(tip, row.id, row.blob)
    assert [row.sequence for row in page.events] == [1, 2, 3, 4, 5]
    assert tip == page.tip


async def test_a_page_is_bounded_by_its_bytes_and_still_brings_every_event(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    big = [NewEvent(str(uuid7()), link.keys.lookup, "link.checked", "", False, bytes(MAX_PAGE // 2)) for _ in range(3)]
    huge = NewEvent(str(uuid7()), link.keys.lookup, "link.checked", "", False, bytes(MAX_PAGE + 1))
    with portal.portal.database.write() as connection:
        append_events(connection, desk.id, [*big, huge], now=portal.portal.clock())
    pages: list[int] = []
    tip = ""
    while events := (page := await desk.feed(after=sum(pages), tip=tip)).events:
        pages.append(len(events))
        tip = page.tip
    assert pages == [2, 1, 1]
