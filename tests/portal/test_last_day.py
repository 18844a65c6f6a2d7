"""Until when a quote can be answered: the end of its last day on the office's calendar, and what comes after."""

from datetime import date, datetime, timedelta

import httpx2
import pytest
from uuid_utils.compat import uuid7

from billing.wire import OfficePut
from tests.portal import samples
from tests.portal.desk import Desk, Running
from tests.portal.markup import Markup
from tests.portal.test_quotes import accept, page_of, published


@pytest.mark.parametrize(
    ("zone", "hours", "status"),
    [
        ("Europe/Dublin", 11.99, 303),
        ("Europe/Dublin", 12.0, 409),
        ("Pacific/Auckland", -1.01, 303),
        ("Pacific/Auckland", -1.0, 409),
        ("America/Los_Angeles", 19.99, 303),
        ("America/Los_Angeles", 20.0, 409),
    ],
)
async def test_valid_until_ends_with_the_offices_day(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient, zone: str, hours: float, status: int
) -> None:
    """The clock stands at noon UTC of the last day; Auckland is 13 hours ahead, Los Angeles 8 behind."""
    await desk.send(OfficePut(id=str(uuid7()), profile=samples.office(time_zone=zone)))
    link = await published(desk, valid_until=date(2026, 11, 20))
    portal.clock.forward(hours=hours)
    assert (await accept(browser, link)).status_code == status


@pytest.mark.parametrize(
    ("zone", "last", "midnight"),
    [
        ("Europe/Dublin", date(2026, 10, 25), "2026-10-26T00:00+00:00"),  # a day of 25 hours ends in winter time
        ("Europe/Dublin", date(2026, 10, 24), "2026-10-24T23:00+00:00"),
        ("Europe/Dublin", date(2027, 3, 28), "2027-03-28T23:00+00:00"),  # a day of 23 hours ends in summer time
        ("Europe/Dublin", date(2027, 3, 27), "2027-03-28T00:00+00:00"),
        ("America/New_York", date(2026, 11, 1), "2026-11-02T05:00+00:00"),
        ("Africa/Cairo", date(2027, 4, 29), "2027-04-29T22:00+00:00"),  # midnight itself is left out there
        ("Australia/Lord_Howe", date(2027, 4, 4), "2027-04-04T13:30+00:00"),  # half an hour
    ],
)
@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409)])
async def test_valid_until_ends_at_midnight_where_clocks_change(
    desk: Desk,
    portal: Running,
    browser: httpx2.AsyncClient,
    zone: str,
    last: date,
    midnight: str,
    seconds: int,
    status: int,
) -> None:
    portal.clock.now = datetime.fromisoformat(midnight) - timedelta(days=3)
    await desk.send(OfficePut(id=str(uuid7()), profile=samples.office(time_zone=zone)))
    link = await published(desk, valid_until=last)
    portal.clock.forward(days=3, seconds=seconds)
    assert (await accept(browser, link)).status_code == status


async def test_an_offer_that_has_ended_says_so_and_lets_the_customer_ask_once_a_day(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient
) -> None:
    link = await published(desk, valid_until=date(2026, 11, 19))
    page = Markup(await page_of(browser, link))
    assert "This offer ended on 19 November 2026; ask for a new one." in page.text
    for _ in range(3):
        assert (await browser.post(f"{link.path}/request", data={})).status_code == 303
    assert await desk.events(link) == ["quote.requested"]
    page = Markup(await page_of(browser, link))
    assert "Thank you; your request for a new quote has been passed on." in page.text
    assert {form["action"] for form in page.of("form")} == {f"{link.path}/comment", f"{link.path}/download"}
    portal.clock.forward(days=1, seconds=1)
    await browser.post(f"{link.path}/request", data={})
    assert await desk.events(link) == ["quote.requested"] * 2


async def test_a_new_quote_cannot_be_asked_for_while_this_one_stands(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    assert (await browser.post(f"{link.path}/request", data={})).status_code == 303
    assert await desk.events(link) == []
