"""Guessing is slowed down, customers are not."""

import secrets
from collections import Counter

import pytest
from uuid_utils.compat import uuid7

from billing.links import new_token
from portal.throttle import EACH, Rate, Throttle, network_of
from tests.portal.desk import Desk, Running


async def test_promise_l2_guessing_is_throttled_and_customers_are_not(desk: Desk, portal: Running) -> None:
    """2,000 guesses against 2,000 links from one address: 0 hits, >= 95 % 429; 100 opens meanwhile all 200. C: 8 s."""
    await guess(desk, portal, links=2_000, guesses=2_000, opens=100, throttled=0.95)


@pytest.mark.soak
async def test_promise_l2_in_the_long_form(desk: Desk, portal: Running) -> None:
    """100,000 guesses against 100,000 links: 0 hits, >= 99 % 429; 1,000 opens from the same address all 200."""
    await guess(desk, portal, links=100_000, guesses=100_000, opens=1_000, throttled=0.99)


async def guess(desk: Desk, portal: Running, *, links: int, guesses: int, opens: int, throttled: float) -> None:
    """Guess from one address while a customer behind it opens links of his own now and then."""
    template = await desk.prepare(pdf=None)
    for _ in range(links // 100):
        puts = []
        for _ in range(100):
            lookup = secrets.token_hex(32)
            changes = {"id": str(uuid7()), "lookup": lookup, "doc": secrets.token_hex(16), "office_copy": None}
            puts.append(template.put.model_copy(update=changes))
        assert {answer.result for answer in await desk.send(*puts)} == {"done"}
    known = [await desk.publish(pdf=None) for _ in range(4)]
    browser = portal.browser("198.51.100.9")
    found: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    for turn in range(guesses):
        last = await browser.get(f"/portal/invoice/{new_token().text}")
        found[last.status_code] += 1
        if turn % (guesses // opens) == 0:
            opened[(await browser.get(known[turn % 4].path)).status_code] += 1
    assert found[200] == 0
    assert found[429] >= throttled * guesses
    assert opened == {200: opens}
    assert 1 <= int(last.headers["retry-after"]) <= 10
    assert "Too many" in last.text


async def test_another_network_has_an_allowance_of_its_own(portal: Running) -> None:
    for _ in range(EACH.burst):
        assert (await portal.browser("2001:db8::1").get("/portal/invoice/x")).status_code == 404
    assert (await portal.browser("2001:db8::ffff:1").get("/portal/invoice/x")).status_code == 429
    assert (await portal.browser("2001:db8:0:1::1").get("/portal/invoice/x")).status_code == 404
    portal.clock.forward(seconds=10)
    assert (await portal.browser("2001:db8::1").get("/portal/invoice/x")).status_code == 404


def test_many_networks_together_are_slowed_down_too() -> None:
    throttle = Throttle(in_all=Rate(burst=50, per_second=1.0))
    waits = [throttle.miss(f"10.0.{number // 250}.{number % 250}", 0.0) for number in range(1_000)]
    assert sum(wait == 0 for wait in waits) == 50


def test_a_clock_set_back_gives_nothing_away_and_locks_nobody_out() -> None:
    throttle = Throttle(each=Rate(burst=1, per_second=1.0))
    assert throttle.miss("10.0.0.1", 1_000.0) == 0
    assert throttle.miss("10.0.0.1", 0.0) == 1
    assert throttle.miss("10.0.0.1", 1.0) == 0


def test_memory_is_bounded() -> None:
    throttle = Throttle(in_all=Rate(burst=10**9, per_second=1.0))
    for number in range(12_000):
        throttle.miss(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    assert len(throttle._networks) == 10_000


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_addresses_that_share_an_allowance(address: str, network: str) -> None:
    assert network_of(address) == network
