"""A quote answered to the end in a real browser on the real portal: by keyboard alone, and without scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import async_playwright

from billing.acceptance import SignedAcceptance
from billing.answering import Answering
from billing.snapshot import Standing
from desktop.demo.browser import find_browser
from tests.portal import samples
from tests.portal.desk import Published
from tests.portal.scenes import Stage, stages
from tests.portal.served import served

EVERYTHING = samples.quote(Standing(answering=Answering(signature="must", order_number="must")))


@asynccontextmanager
async def browsing(stage: Stage, **settings: Any) -> AsyncIterator[tuple[Tab, str]]:
    """Yield a tab and the portal's address."""
    program = find_browser()
    if program is None:
        pytest.skip("no browser of the Chromium family on this computer")
    async with async_playwright() as playwright, served(stage.portal.app) as address:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = await browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce", **settings)
        yield tab, address
        await browser.close()


async def record_of(stage: Stage, link: Published) -> Any:
    rows = (await stage.desk.feed()).events
    (told,) = [stage.desk.opened(link, row).data for row in rows if row.kind == "quote.accepted"]
    return SignedAcceptance.model_validate_json(str(told["record"])).record


async def test_a_quote_is_accepted_with_the_keyboard_alone(tmp_path: Path) -> None:
    """The signature must be, and is the typed name: who cannot draw signs all the same."""
    async with stages(tmp_path) as stage:
        link = await stage.link(EVERYTHING)
        async with browsing(stage) as (tab, address):
            await tab.goto(address + link.path)
            await tab.locator("[name=line] >> nth=1").focus()
            async with tab.expect_response("**/choose"):
                await tab.keyboard.press("Space")
            await tab.wait_for_function("document.querySelector('.amount').textContent.includes('2,495.18')")
            await tab.locator("#name").focus()
            for key in ("Niamh Byrne", "Tab", "PO 7764", "Tab", "Tab", "Space", "Tab", "Space"):
                await (tab.keyboard.press(key) if key in {"Tab", "Space"} else tab.keyboard.type(key))
            await tab.locator("#name").focus()
            await tab.keyboard.press("Enter")
            await tab.wait_for_selector(".pill.ok")
        record = await record_of(stage, link)
    assert (record.name, record.order_number, record.signature) == ("Niamh Byrne", "PO 7764", "typed")
    assert (record.chosen, record.total) == ((4, 5), "€2,495.18")


async def test_without_scripts_a_quote_is_chosen_from_and_accepted(tmp_path: Path) -> None:
    async with stages(tmp_path) as stage:
        link = await stage.link(EVERYTHING)
        async with browsing(stage, java_script_enabled=False) as (tab, address):
            await tab.goto(address + link.path)
            await tab.locator("[name=line] >> nth=1").check()
            await tab.get_by_role("button", name="Update the total").click()
            assert "€2,495.18" in await tab.locator(".amount").inner_text()
            await tab.locator("#name").fill("Niamh Byrne")
            await tab.locator("#order").fill("PO 7764")
            await tab.locator("[name=terms]").check()
            await tab.get_by_role("button", name="Accept quote").click()
            assert await tab.locator("#strokes-wrong").is_visible()
            await tab.locator("[name=typed]").check()
            await tab.locator("[name=terms]").check()
            await tab.get_by_role("button", name="Accept quote").click()
            assert "Niamh Byrne accepted this quote" in await tab.locator(".say").inner_text()
            async with tab.expect_download() as download:
                await tab.get_by_role("link", name="Download acceptance").click()
            assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")
        record = await record_of(stage, link)
    assert (record.signature, record.chosen) == ("typed", (4, 5))


async def test_without_scripts_a_quote_is_declined_and_a_message_is_sent(tmp_path: Path) -> None:
    async with stages(tmp_path) as stage:
        link = await stage.link(samples.quote(samples.OPEN))
        async with browsing(stage, java_script_enabled=False) as (tab, address):
            await tab.goto(address + link.path)
            await tab.locator("#message").fill("Can you come on a Saturday?")
            await tab.get_by_role("button", name="Send message").click()
            assert "Can you come on a Saturday?" in await tab.locator(".talk").inner_text()
            await tab.locator("summary").click()
            await tab.locator("#reason").fill("Too late in the year for us.")
            await tab.locator("[name=sure]").check()
            await tab.get_by_role("button", name="Decline quote").click()
            assert "You declined this quote" in await tab.locator(".say").inner_text()
        kinds = await stage.desk.events(link)
    assert [kind for kind in kinds if kind != "link.viewed"] == ["comment.added", "quote.declined"]
