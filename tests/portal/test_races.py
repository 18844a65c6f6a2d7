"""Answers that meet: of all that are pressed together exactly one is taken."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
from anyio.to_thread import run_sync

from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running
from tests.portal.test_quotes import DECLINED, accept, published


async def test_of_twenty_answers_at_once_exactly_one_is_taken(desk: Desk, portal: Running) -> None:
    """Two links of one document, accepting and declining, pressed together."""
    link = await published(desk)
    second = await desk.prepare(link.view, doc=link.doc)
    await desk.send(second.put)
    browsers = [portal.browser(f"203.0.113.{number}") for number in range(20)]

    async def press(number: int) -> httpx2.Response:
        at = link if number % 2 else second
        if number % 5 == 0:
            return await browsers[number].post(f"{at.path}/decline", data=DECLINED)
        return await accept(browsers[number], at, name=f"Person {number}")

    answers = await asyncio.gather(*(press(number) for number in range(20)))
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert sum(kind.startswith("quote.") for kind in await desk.events()) == 1


def test_of_answers_from_two_threads_exactly_one_is_taken(tmp_path: Path) -> None:
    """Two apps in two threads on one store file. A portal on SQLite is one process with one write lock, so this is more
    than it can do to itself. 20 documents, each accepted by one and declined by the other. Share: 2 s."""
    together = threading.Barrier(2)

    async def prepared() -> tuple[Desk, list[Published]]:
        async with running(tmp_path) as portal:
            desk = portal.office()
            return desk, [await published(desk) for _ in range(20)]

    async def pressing(links: list[Published], act: str) -> list[int]:
        async with running(tmp_path) as portal:
            browser, statuses = portal.browser(), []
            for link in links:
                form = DECLINED if act == "decline" else samples.answer(link.view)
                await run_sync(together.wait)
                statuses.append((await browser.post(f"{link.path}/{act}", data=form)).status_code)
            return statuses

    async def told_of(desk: Desk) -> list[str]:
        async with running(tmp_path) as portal:
            return await Desk(desk.id, desk.key, portal.browser()).events()

    desk, links = asyncio.run(prepared())
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(asyncio.run, pressing(links, act)) for act in ("accept", "decline")]
        statuses = list(zip(*(each.result() for each in both), strict=True))
    assert {tuple(sorted(pair)) for pair in statuses} == {(303, 409)}
    assert sum(kind.startswith("quote.") for kind in asyncio.run(told_of(desk))) == 20
