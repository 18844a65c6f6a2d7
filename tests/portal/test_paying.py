"""A customer pays: from the button to Stripe's page, back, and to what the page and the feed say then."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fakes.stripe.practice import PracticeStripe
from tests.fakes.stripe.server import practice_stripe
from tests.portal.till import Shop, shop


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeStripe]:
    with practice_stripe() as stripe:
        yield stripe


@pytest.fixture
async def till(tmp_path: Path, practice: PracticeStripe) -> AsyncIterator[Shop]:
    practice.manner = "well"
    async with shop(tmp_path, practice) as it:
        yield it


async def test_a_card_payment_from_the_button_to_paid(till: Shop) -> None:
    link = await till.invoice()
    browser = till.portal.browser()
    session = await till.pressed(link.path, browser)
    assert await till.kinds() == ["started"]
    assert "Pay now" in (await browser.get(link.path)).text
    till.stripe.test.pay(session)
    assert set(await till.hooks()) == {200}
    page = (await browser.get(link.path)).text
    assert "Paid in full on" in page
    assert "Pay now" not in page
    assert await till.kinds() == ["started", "succeeded"]
    told = (await till.told())[-1]
    assert (told.doc, told.data["minor"], told.data["currency"]) == (link.doc, link.view.balance_minor, "EUR")
    assert told.data["session"] == session
    assert told.data["method"] == "card"
