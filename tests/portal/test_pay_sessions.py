"""One open session a document: whoever presses, whatever changes meanwhile, and whatever Stripe answers."""

import asyncio
import threading
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from billing.wire import DocWithdraw, LinkRevoke, PaymentsRemove
from portal.payments.calling import Caller
from portal.sweeping import ask_stripe
from tests.fakes.stripe.practice import LIVE_KEY
from tests.portal import samples
from tests.portal.desk import Published
from tests.portal.markup import Markup
from tests.portal.till import IN_PARTS, PAYING, Shop, payments_put, sent


async def test_promise_m5_a_hundred_presses_over_two_links_open_one_session(till: Shop) -> None:
    one = await till.invoice()
    two = await till.desk.publish(samples.view(PAYING), doc=one.doc, payable=one.put.payable)
    browser = till.portal.browser()
    paths = [f"{link.path}/pay" for link in (one, two)] * 50
    answers = await asyncio.gather(*(browser.post(path, data=sent(one)) for path in paths))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(till.sessions_of(one)) == 1
    assert await till.kinds() == ["started"]


async def test_promise_m5_two_sessions_paid_are_one_payment_and_a_visible_credit(till: Shop) -> None:
    """Stripe did not hear that the first one is stale, and the customer had it open still."""
    link = await till.invoice()
    browser = till.portal.browser()
    first = await till.pressed(link.path, browser)
    await till.desk.republish(link)
    till.stripe.test.pay(first)
    till.stripe.test.pay(till.twin(first))
    assert set(await till.hooks()) == {200}
    page = Markup((await browser.get(link.path)).text).text
    assert "Paid in full" in page
    assert "Paid more than was open €7,597.21" in page
    assert (await till.kinds()).count("succeeded") == 2
    assert len(till.rows("payment")) == 2


async def test_a_second_press_goes_on_with_the_session_that_is_open(till: Shop) -> None:
    link = await till.invoice()
    first = await till.pressed(link.path)
    assert await till.pressed(link.path) == first
    till.stripe.test.pay(first)  # its webhook is lost
    browser = till.portal.browser()
    answer = await till.press(link.path, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    assert "Paid in full" in (await browser.get(link.path)).text


async def test_nobody_is_led_back_to_a_host_that_somebody_else_named(till: Shop) -> None:
    """A document has one open session, and whoever holds its link can press with any Host."""
    link = await till.invoice()
    answer = await till.portal.browser().post(f"{link.path}/pay", data=sent(link), headers={"host": "other.example"})
    assert answer.status_code == 303
    (other,) = till.sessions_of(link)
    assert other["success_url"].startswith("https://other.example/back/")
    session = till.sessions[await till.pressed(link.path)]
    assert (other["status"], session["status"]) == ("expired", "open")
    assert "other.example" not in session["success_url"]
    assert await till.pressed(link.path) == session["id"]


async def test_what_was_paid_under_another_host_is_not_asked_for_again(till: Shop) -> None:
    link = await till.invoice()
    form = sent(link)
    await till.portal.browser().post(f"{link.path}/pay", data=form, headers={"host": "other.example"})
    (other,) = till.sessions_of(link)
    till.stripe.test.pay(other["id"])
    answer = await till.portal.browser().post(f"{link.path}/pay", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    assert len(till.sessions_of(link)) == 1


async def test_a_press_after_the_session_has_expired_opens_another(till: Shop) -> None:
    link = await till.invoice()
    first = await till.pressed(link.path)
    till.stripe.test.expire(first)
    assert await till.pressed(link.path) != first
    assert await till.kinds() == ["started", "abandoned", "started"]


async def _put(till: Shop, link: Published) -> None:
    await till.desk.republish(link)


async def _replace(till: Shop, link: Published) -> None:
    await till.desk.replace(link)


async def _revoke(till: Shop, link: Published) -> None:
    await till.desk.send(LinkRevoke(id=str(uuid7()), lookup=link.keys.lookup))


async def _withdraw(till: Shop, link: Published) -> None:
    assert link.doc is not None
    await till.desk.send(DocWithdraw(id=str(uuid7()), doc=link.doc))


async def _remove(till: Shop, _link: Published) -> None:
    await till.desk.send(PaymentsRemove(id=str(uuid7())))


@pytest.mark.parametrize("change", [_put, _replace, _revoke, _withdraw, _remove])
async def test_a_session_that_became_stale_is_ended_at_stripe(till: Shop, change: Any) -> None:
    link = await till.invoice()
    session = till.sessions[await till.pressed(link.path)]
    till.stripe.manner = "500"
    await change(till, link)
    await ask_stripe(till.portal.portal)
    assert session["status"] == "open"
    till.stripe.manner = "well"
    till.portal.clock.forward(seconds=2)
    await ask_stripe(till.portal.portal)
    assert session["status"] == "expired"
    assert await till.kinds() == ["started", "abandoned"]


async def test_a_stale_session_is_ended_also_where_the_clock_was_set_back(till: Shop) -> None:
    link = await till.invoice()
    session = till.sessions[await till.pressed(link.path)]
    till.portal.clock.forward(days=1)
    await _withdraw(till, link)
    till.portal.clock.forward(days=-1)
    await ask_stripe(till.portal.portal)
    assert session["status"] == "expired"


async def test_the_same_put_again_leaves_the_session_open(till: Shop) -> None:
    link = await till.invoice()
    session = till.sessions[await till.pressed(link.path)]
    await till.desk.republish(link, payable=link.put.payable)
    await ask_stripe(till.portal.portal)
    assert session["status"] == "open"


async def test_a_stale_session_is_ended_before_another_is_opened(till: Shop) -> None:
    link = await till.invoice(IN_PARTS)
    first = await till.pressed(link.path, amount="100")
    second = await till.pressed(link.path, amount="200")
    statuses = {name: till.sessions[name]["status"] for name in (first, second)}
    assert statuses == {first: "expired", second: "open"}


@pytest.mark.parametrize("manner", ["401", "declined", "429", "500", "html", "null", "an empty object", "answer lost"])
async def test_where_stripe_does_not_answer_nothing_is_half_done(till: Shop, manner: Any) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    form = sent(link)
    till.stripe.manner = manner
    answer = await browser.post(f"{link.path}/pay", data=form)
    assert answer.status_code == 503
    assert "nothing was charged" in answer.text
    assert await till.kinds() == []
    till.stripe.manner = "well"
    await till.desk.send(payments_put())  # a key that Stripe refused has to be entered again
    answer = await browser.post(f"{link.path}/pay", data=form)
    assert answer.status_code == 303
    assert len(till.sessions_of(link)) == 1
    assert await till.kinds() == ["started"]


async def test_a_key_that_stripe_refuses_takes_the_button_away_and_is_told(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    till.stripe.manner = "401"
    await browser.post(f"{link.path}/pay", data=sent(link))
    till.stripe.manner = "well"
    assert "Pay now" not in (await browser.get(link.path)).text
    told = (await till.desk.call("GET", "/office")).json()["payments"]
    assert told["state"] == "needs_attention"
    assert "Stripe refused the key" in told["sentence"]
    till.portal.clock.forward(minutes=16)
    await ask_stripe(till.portal.portal)
    assert (await till.desk.call("GET", "/office")).json()["payments"]["state"] == "ok"
    assert "Pay now" in (await browser.get(link.path)).text


async def test_what_was_open_in_another_account_is_ended_there_before_its_key_is_forgotten(till: Shop) -> None:
    """Or a customer pays, for a day, into an account that nobody looks at any more."""
    link = await till.invoice()
    session = await till.pressed(link.path)
    await till.desk.send(payments_put(key=LIVE_KEY, account="acct_other", livemode=True))
    assert till.sessions[session]["status"] == "open"
    await ask_stripe(till.portal.portal)
    assert till.sessions[session]["status"] == "expired"
    (office,) = {row[0] for row in till.rows("provider")}
    assert till.portal.portal.till.former(office) is None
    assert till.portal.portal.till.account(office).key == LIVE_KEY


async def test_what_was_paid_in_another_account_meanwhile_is_told(till: Shop) -> None:
    link = await till.invoice()
    session = await till.pressed(link.path)
    await till.desk.send(payments_put(key=LIVE_KEY, account="acct_other", livemode=True))
    till.stripe.test.pay(session)
    await ask_stripe(till.portal.portal)
    assert "succeeded" in await till.kinds()


async def test_a_press_after_the_account_was_changed_ends_the_session_of_before_and_opens_another(till: Shop) -> None:
    link = await till.invoice()
    session = await till.pressed(link.path)
    await till.desk.send(payments_put(key=LIVE_KEY, account="acct_other", livemode=True))
    assert (await till.press(link.path)).status_code == 303
    assert till.sessions[session]["status"] == "expired"
    assert len(till.stripe.sides[True].sessions) == 1


async def test_one_office_whose_stripe_is_slow_leaves_room_for_the_others(till: Shop) -> None:
    caller, gate = Caller(till.portal.portal), threading.Event()
    slow = [asyncio.create_task(caller.run("slow", gate.wait)) for _ in range(20)]
    try:
        assert await asyncio.wait_for(caller.run("quick", lambda: 7), 10) == 7
    finally:
        gate.set()
        await asyncio.gather(*slow)
    assert not caller._offices._semaphores
