"""A real browser on the real app: what leaves the page, and what a program in the page can press."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, Request, async_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desktop.demo.browser import find_browser
from portal.sweeping import flush
from tests.portal.scenes import SCENES, Stage, customer_routes, stages, template_of
from tests.portal.served import served
from tests.portal.test_routes import ALWAYS
from tests.portal.test_scanners import ROUNDS, decided

_HEADERS = {name: value for name, value in ALWAYS.items() if name != "strict-transport-security"}  # http, loopback
_PRESS_ALL = """async () => {
  for (const field of document.querySelectorAll("input, textarea")) field.value ||= "Robot";
  for (const box of document.querySelectorAll("[type=checkbox]")) box.checked = true;
  const buttons = [...document.querySelectorAll("button:enabled, [type=submit]:enabled")];
  for (const button of buttons) button.click();
  for (const button of buttons) if (button.type === "submit") button.form.requestSubmit(button);
  for (const type of ["pointerdown", "keydown", "wheel", "touchstart", "click"])
    document.dispatchEvent(new Event(type, { bubbles: true }));
  for (const button of buttons) button.click();
}"""


class Listening:
    """The app with an ear at its door: what was asked of it, by method and path, every Referer that came along, and the
    headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.asked: list[tuple[str, str]] = []
        self.referers: list[bytes] = []
        self.answers: list[tuple[str, dict[str, str]]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append((scope["method"], scope["path"]))
        self.referers += [value for name, value in scope["headers"] if name == b"referer"]

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = {name.decode(): value.decode() for name, value in message["headers"]}
                self.answers.append((scope["path"], headers))
            await send(message)

        await self._app(scope, receive, noted)


@asynccontextmanager
async def chromium() -> AsyncIterator[BrowserContext]:
    program = find_browser()
    if program is None:
        pytest.skip("no browser of the Chromium family on this computer")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield await browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        await browser.close()


async def test_promise_l4_nothing_leaks_by_referer_third_party_or_cache(tmp_path: Path) -> None:
    """Every page of every scene in a browser: 0 requests to another origin, 0 answers without the header set, 0 pages
    that may be kept, 0 Referers. Every customer's address that can be fetched is among them. Share: 8 s."""
    requests: list[Request] = []
    async with chromium() as browser, stages(tmp_path) as stage:
        paths = [await scene(stage) for scene in SCENES.values()]
        door = Listening(stage.portal.app)
        async with served(door) as address:
            for path in paths:
                tab = await browser.new_page()
                tab.on("request", lambda request: requests.append(request))  # a bound method of list does not do here
                await show(tab, address, path)
                await tab.close()
        for asked, headers in door.answers:
            judge(asked, headers)
        assert len(door.answers) > len(SCENES)  # style sheet and scripts come once: browsers keep them
        assert {urlsplit(request.url).netloc for request in requests} == {urlsplit(address).netloc}
        routes = {route.path for route in customer_routes(stage.portal, "GET")}
        assert routes <= {template_of(stage.portal, method, asked) for method, asked in door.asked if method == "GET"}
    assert len(requests) > 2 * len(SCENES)
    assert door.referers == []


def is_file(path: str) -> bool:
    return path.endswith(("/pdf", "/statement", "/acceptance.json", "/acceptance.pdf", "/receipt.pdf"))


async def show(tab: Page, address: str, path: str) -> None:
    """Open ``path`` to its end; a file is saved."""
    if not is_file(path):
        await tab.goto(address + path)
        await tab.mouse.wheel(0, 10_000)
        return
    async with tab.expect_download() as download:
        await tab.evaluate("address => { location.href = address }", address + path)
    await (await download.value).path()


def judge(path: str, headers: Mapping[str, str]) -> None:
    assert {name: headers.get(name) for name in _HEADERS} == _HEADERS, path
    assert "frame-ancestors 'none'" in headers["content-security-policy"], path
    kept = headers["cache-control"] != "no-store, private"
    assert kept == path.startswith(("/static/", "/logo/")), path


async def test_promise_l9_a_browser_without_a_hand_sends_nothing(tmp_path: Path) -> None:
    """The twelfth scanner runs our script and presses every button of every page by a script of its own, 50 times:
    nothing is posted, nothing decided, no view told. Share: 15 s."""
    async with chromium() as browser, stages(tmp_path) as stage:
        paths = [path for scene in SCENES.values() if not is_file(path := await scene(stage))]
        before, told = decided(stage.portal), await stage.desk.events()
        door = Listening(stage.portal.app)
        async with served(door) as address:
            tab = await browser.new_page()
            for turn in range(ROUNDS):
                await tab.goto(address + paths[turn % len(paths)])
                await tab.evaluate(_PRESS_ALL)
                await tab.evaluate("fetch('/robots.txt')")  # in turn: what was posted arrives before this is answered
        assert not [asked for asked in door.asked if asked[0] == "POST"]
        assert decided(stage.portal) == before
        assert await kinds(stage, len(told)) <= {"link.checked"}


async def kinds(stage: Stage, before: int = 0) -> set[str]:
    """Return what the office was told in the end, after its first ``before`` events."""
    for _ in range(2):
        await flush(stage.portal.portal)
    return set((await stage.desk.events())[before:])


async def test_a_person_in_that_browser_is_heard(tmp_path: Path) -> None:
    """The same button under a real pointer: so the test above bites."""
    async with chromium() as browser, stages(tmp_path) as stage:
        path = await SCENES["invoice"](stage)
        async with served(stage.portal.app) as address:
            tab = await browser.new_page()
            await tab.goto(address + path)
            async with tab.expect_download():
                await tab.get_by_role("button", name="Download PDF").first.click()
        assert await kinds(stage) >= {"pdf.downloaded"}
