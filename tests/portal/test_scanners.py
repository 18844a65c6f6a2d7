"""Machines that go through customers' links: they learn nothing of a document by its card, and decide nothing."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from portal.sweeping import flush
from portal.tables import doc, link, payment
from tests.fakes.stripe.practice import PracticeStripe
from tests.portal import samples
from tests.portal.desk import Running
from tests.portal.scenes import SCENES, Forms, customer_routes, stages, template_of

AGENTS = ("Googlebot/2.1", "bingbot/2.0", "WhatsApp/2.23", "Slackbot-LinkExpanding 1.0", "Mozilla/5.0")
# What a machine may cause: a count of fetches; a file fetched by its button; a wish for a new link or quote a day; a
# checkout that is opened, and that nobody pays in.
HARMLESS = {"link.checked", "pdf.downloaded", "link.requested", "quote.requested", "payment.started"}
ROUNDS = 50
# What a link's row counts without deciding anything.
_COUNTERS = {"day", "day_views", "day_downloads", "asked_at", "rev"}

Scanner = Callable[[httpx2.AsyncClient, str], Awaitable[None]]


@pytest.mark.parametrize("scene", SCENES)
async def test_promise_l5_a_robot_learns_the_offices_name_and_nothing_else(tmp_path: Path, scene: str) -> None:
    """5 agents x GET and HEAD on every page: one answer for all, a card of the office alone, no view told."""
    async with stages(tmp_path) as stage:
        path = await SCENES[scene](stage)
        answers, told = set(), await stage.desk.events()
        for agent in AGENTS:
            said = {"user-agent": agent}
            got = await stage.portal.browser().get(path, headers=said)
            head = await stage.portal.browser().head(path, headers=said)
            answers.add((got.status_code, got.content, head.status_code, head.headers["content-security-policy"]))
            assert got.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert len(answers) == 1
        if got.headers.get("content-type", "").startswith("text/html"):
            assert_card_names_the_office_only(got.text)
        await flush(stage.portal.portal)
        await flush(stage.portal.portal)
        assert set((await stage.desk.events())[len(told) :]) <= {"link.checked"}


def assert_card_names_the_office_only(html: str) -> None:
    """A card is made of the title and of ``meta``; the second says how to show the page and whom it is not for."""
    page = Forms(html)
    assert page.title in {samples.OFFICE.name, "Nothing is here"}
    assert {each.get("name") for each in page.of("meta")} == {None, "viewport", "robots", "referrer"}
    assert {name for each in page.of("meta") for name in each} == {"charset", "name", "content"}
    head = html.partition("<body>")[0]
    assert not re.search(r"INV-|QUO-|CRN-|Hollis|€", head)


async def heads(browser: httpx2.AsyncClient, path: str) -> None:
    await browser.head(path)


async def fetches(browser: httpx2.AsyncClient, path: str) -> None:
    await browser.get(path)


async def prefetches(browser: httpx2.AsyncClient, path: str) -> None:
    await browser.get(path, headers={"sec-purpose": "prefetch;prerender", "purpose": "prefetch"})


async def fetches_a_part(browser: httpx2.AsyncClient, path: str) -> None:
    await browser.get(path, headers={"range": "bytes=0-1023"})


async def tries_other_methods(browser: httpx2.AsyncClient, path: str) -> None:
    for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        await browser.request(method, path)
    await browser.post(path)


async def follows_every_link(browser: httpx2.AsyncClient, path: str) -> None:
    for each in (await _page(browser, path)).of("a") + (await _page(browser, path)).of("link"):
        if each["href"].startswith("/"):
            await browser.get(each["href"])


async def fetches_where_forms_go(browser: httpx2.AsyncClient, path: str) -> None:
    for _, action, fields in await _ways(browser, path):
        await browser.get(action)
        await browser.get(action, params=fields)
        await browser.head(action)


async def sends_every_form(browser: httpx2.AsyncClient, path: str) -> None:
    for method, action, fields in await _ways(browser, path):
        await browser.request(method, action, data=fields)


async def sends_every_form_empty(browser: httpx2.AsyncClient, path: str) -> None:
    for method, action, _ in await _ways(browser, path):
        await browser.request(method, action)


async def sends_every_form_from_another_site(browser: httpx2.AsyncClient, path: str) -> None:
    stranger = {"origin": "https://evil.example", "sec-fetch-site": "cross-site", "referer": "https://evil.example/"}
    for method, action, fields in await _ways(browser, path):
        await browser.request(method, action, data=fields, headers=stranger)


async def makes_up_a_view(browser: httpx2.AsyncClient, path: str) -> None:
    for body in ("", "sign=", "sign=robot", "sign[]=key", "SIGN=key", '{"sign": "key"}', "sign=" + "key" * 3_000):
        await browser.post(f"{path}/view", content=body)


SCANNERS: list[Scanner] = [
    heads, fetches, prefetches, fetches_a_part, tries_other_methods, follows_every_link, fetches_where_forms_go,
    sends_every_form, sends_every_form_empty, sends_every_form_from_another_site, makes_up_a_view,
]  # fmt: skip  # the twelfth runs scripts and clicks: tests/journeys/test_machines.py


async def test_nothing_here_is_for_search_engines(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("scan", SCANNERS, ids=lambda scan: scan.__name__)
async def test_promise_l9_a_scanner_decides_nothing(tmp_path: Path, practice: PracticeStripe, scan: Scanner) -> None:
    """Each behaviour in 50 rounds over all pages: 0 acceptances, payments, views, changes of state. Share: 15 s.

    Forms are read from the pages, so a new one is sent as soon as it stands on one.
    """
    async with stages(tmp_path, practice.address) as stage:
        pages = [(await scene(stage)).partition("?")[0] for scene in SCENES.values()]
        before = decided(stage.portal)
        told = await stage.desk.events()
        for turn in range(ROUNDS):
            for path in pages if turn < 3 else pages[turn % len(pages) :][:2]:
                await scan(stage.portal.browser(), path)
        assert decided(stage.portal) == before
        await flush(stage.portal.portal)
        await flush(stage.portal.portal)
        assert set((await stage.desk.events())[len(told) :]) <= HARMLESS
        with stage.portal.portal.database.read() as connection:
            assert connection.execute(select(payment)).all() == []


async def test_promise_l9_every_route_that_takes_a_form_is_on_a_page(tmp_path: Path) -> None:
    """So that the scanners reach all of them. ``view`` is posted by the page's script."""
    reached = set()
    for scene in SCENES.values():
        async with stages(tmp_path) as stage:
            for method, action, _ in await _ways(stage.portal.browser(), await scene(stage)):
                reached.add(template_of(stage.portal, method, action))
            routes = {route.path for route in customer_routes(stage.portal, "POST")}
    assert {route for route in routes if not route.endswith("/view")} == reached


def decided(portal: Running) -> list[Any]:
    """Return what is decided about links and documents."""
    with portal.portal.database.read() as connection:
        links = select(*(column for column in link.c if column.name not in _COUNTERS)).order_by(link.c.lookup)
        return [connection.execute(links).all(), connection.execute(select(doc).order_by(doc.c.id)).all()]


async def _page(browser: httpx2.AsyncClient, path: str) -> Forms:
    answer = await browser.get(path, follow_redirects=True)
    return Forms(answer.text if answer.headers.get("content-type", "").startswith("text/html") else "")


async def _ways(browser: httpx2.AsyncClient, path: str) -> list[tuple[str, str, dict[str, str]]]:
    return [way for form in (await _page(browser, path)).forms for way in form.ways()]
