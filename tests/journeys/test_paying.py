"""An invoice paid in a real browser on the real portal and the practice Stripe: there, through its page, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import async_playwright

from desktop.demo.browser import find_browser
from tests.fakes.stripe.server import practice_stripe
from tests.portal.served import served
from tests.portal.till import IN_PARTS, Shop, shop


@asynccontextmanager
async def browsing(folder: Path, **settings: Any) -> AsyncIterator[tuple[Shop, Tab, str]]:
    """Yield the shop, a tab and the portal's address; no webhook arrives."""
    program = find_browser()
    if program is None:
        pytest.skip("no browser of the Chromium family on this computer")
    with practice_stripe() as stripe:
        async with (
            shop(folder, stripe, webhook=False) as till,
            async_playwright() as playwright,
            served(till.portal.app) as address,
        ):
            browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            tab = await browser.new_page(viewport={"width": 360, "height": 640}, **settings)
            yield till, tab, address
            await browser.close()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_card_payment_comes_back_to_a_page_that_says_paid(tmp_path: Path, scripts: bool) -> None:
    """The policy of the page lets the form lead to Stripe; the cookie leads back; Stripe is asked on the way."""
    async with browsing(tmp_path, java_script_enabled=scripts) as (till, tab, address):
        link = await till.invoice(IN_PARTS)
        await tab.goto(address + link.path)
        await tab.get_by_role("button", name="Pay now").click()
        await tab.get_by_role("button", name="Pay by card").click()
        await tab.wait_for_url(address + link.path)
        assert "Paid in full" in await tab.locator(".say").inner_text()
        assert await till.kinds() == ["started", "succeeded"]
        async with tab.expect_download() as download:
            await tab.get_by_role("link", name="Download receipt").click()
        assert (await download.value).suggested_filename == "INV-2026-0187 Receipt.pdf"


async def test_a_declined_card_then_a_part_by_bank_debit(tmp_path: Path) -> None:
    async with browsing(tmp_path) as (till, tab, address):
        link = await till.invoice(IN_PARTS)
        await tab.goto(address + link.path)
        await tab.get_by_text("Pay another amount").click()
        await tab.locator("#amount").fill("12")
        await tab.get_by_role("button", name="Pay this amount").click()
        assert "Pay at least €50.00" in await tab.locator("#amount-wrong").inner_text()
        await tab.locator("#amount").fill("1,000")
        await tab.get_by_role("button", name="Pay this amount").click()
        await tab.get_by_role("button", name="Pay with a card that is declined").click()
        await tab.get_by_role("button", name="Pay by bank debit").click()
        await tab.wait_for_url(address + link.path)
        assert "Your bank debit of €1,000.00 is on its way" in await tab.locator(".say").inner_text()
        assert not await tab.get_by_role("button", name="Pay now").is_visible()
