"""Stripe calls: what it signs is heard once and read again, what it does not sign changes nothing."""

import json
import random
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import stripe as sdk
from uuid_utils.compat import uuid7

from billing.wire import PaymentsRemove
from portal.payments.hooks import MAX_BODY
from portal.sweeping import ask_stripe
from tests.fakes.stripe.hooks import Message
from tests.fakes.stripe.practice import PracticeStripe
from tests.portal.till import Shop, payments_put, shop

Bad = Callable[[Message], dict[str, Any]]
OTHER = "whsec_another"
_SETTLES = 4  # of six calls, before which the debit settles


def _signed(body: bytes, secret: str, *, at: int | None = None, scheme: str = "v1") -> dict[str, str]:
    header = sdk.WebhookSignature.generate_signature_header(body.decode(), secret, at)
    return {"stripe-signature": header.replace("v1=", f"{scheme}=")}


def _changed(message: Message, **changes: Any) -> dict[str, Any]:
    """The event with other facts in it, signed as it should be: what is refused then is what it says."""
    body = json.dumps(json.loads(message.body) | changes).encode()
    return {"body": body, "headers": _signed(body, message.secret)}


def _age(message: Message, seconds: int) -> dict[str, Any]:
    created = int(message.headers()["Stripe-Signature"].partition(",")[0].removeprefix("t="))
    return {"headers": _signed(message.body, message.secret, at=created - seconds)}


def _header(message: Message) -> str:
    return message.headers()["Stripe-Signature"]


def _again(message: Message, **how: Any) -> bytes:
    return json.dumps(json.loads(message.body), **how).encode()


BAD: dict[str, Bad] = {
    "no header": lambda _: {"headers": {}},
    "an empty header": lambda _: {"headers": {"stripe-signature": ""}},
    "a header of nothing": lambda _: {"headers": {"stripe-signature": "t=,v1="}},
    "a header without a time": lambda m: {"headers": {"stripe-signature": _header(m).partition(",")[2]}},
    "a header without a signature": lambda m: {"headers": {"stripe-signature": _header(m).partition(",")[0]}},
    "a header of words": lambda _: {"headers": {"stripe-signature": "let me in"}},
    "a time of words": lambda m: {"headers": {"stripe-signature": f"t=now,{_header(m).partition(',')[2]}"}},
    "another time": lambda m: {"headers": {"stripe-signature": f"t=1,{_header(m).partition(',')[2]}"}},
    "another secret": lambda m: {"headers": _signed(m.body, OTHER)},
    "an empty secret": lambda m: {"headers": _signed(m.body, "")},
    "the key as secret": lambda m: {"headers": _signed(m.body, "sk_test_practice000000000000000000000001")},
    "v0 alone": lambda m: {"headers": _signed(m.body, m.secret, scheme="v0")},
    "v2 alone": lambda m: {"headers": _signed(m.body, m.secret, scheme="v2")},
    "half a signature": lambda m: {"headers": {"stripe-signature": _header(m)[:-32]}},
    "five minutes old": lambda m: _age(m, 301),
    "a day old": lambda m: _age(m, 86_400),
    "a year old": lambda m: _age(m, 31_536_000),
    "written anew": lambda m: {"body": _again(m, indent=1), "headers": m.headers()},
    "written anew with sorted keys": lambda m: {"body": _again(m, sort_keys=True), "headers": m.headers()},
    "one byte more": lambda m: {"body": m.body + b" ", "headers": m.headers()},
    "one byte less": lambda m: {"body": m.body[:-1], "headers": m.headers()},
    "another amount": lambda m: {"body": m.body.replace(b"759721", b"000001"), "headers": m.headers()},
    "nothing": lambda m: {"body": b"", "headers": m.headers()},
    "nothing, signed": lambda m: {"body": b"", "headers": _signed(b"", m.secret)},
    "no JSON, signed": lambda m: {"body": b"hello", "headers": _signed(b"hello", m.secret)},
    "a list, signed": lambda m: {"body": b"[1]", "headers": _signed(b"[1]", m.secret)},
    "no id, signed": lambda m: _changed(m, id=None),
    "real money told to a test": lambda m: _changed(m, livemode=True),
    "no word of real money": lambda m: _changed(m, livemode=None),
    "another account's": lambda m: _changed(m, account="acct_another"),
    "not UTF-8": lambda m: {"body": b"\xff\xfe", "headers": m.headers()},
    "larger than any event": lambda m: {"body": b" " * (MAX_BODY + 1), "headers": m.headers()},
    "another office": lambda _: {"path": f"/hooks/stripe/{uuid7()}"},
    "no office": lambda _: {"path": "/hooks/stripe/x"},
}


async def _message(till: Shop) -> Message:
    """Return what Stripe says of a payment that is there."""
    link = await till.invoice()
    till.stripe.test.pay(await till.pressed(link.path))
    mine = [each for each in till.stripe.hooks.take() if each.url.endswith(till.desk.id)]
    return next(each for each in mine if each.kind == "payment_intent.succeeded")


async def test_promise_m3_what_stripe_did_not_sign_changes_nothing(till: Shop) -> None:
    """34 bad cases: 34 x 400, 0 rows; the good one is heard."""
    message = await _message(till)
    statuses = {name: await till.hook(message, **bad(message)) for name, bad in BAD.items()}
    assert set(statuses.values()) == {400}, statuses
    assert till.rows("heard") == []
    assert till.rows("payment") == []
    assert await till.kinds() == ["started"]
    assert await till.hook(message) == 200
    assert len(till.rows("heard")) == 1
    assert await till.kinds() == ["started", "succeeded"]


async def test_without_a_secret_or_an_account_nothing_is_heard(tmp_path: Path, practice: PracticeStripe) -> None:
    async with shop(tmp_path, practice, webhook=False) as till:
        body = json.dumps({"id": "evt_1", "object": "event", "livemode": False}).encode()
        for secret in ("", " ", "whsec_"):
            assert await till.hook(Message("evt_1", "x", "", secret, body)) == 400
        await till.desk.send(payments_put(webhook_secret="whsec_known"), PaymentsRemove(id=str(uuid7())))
        assert await till.hook(Message("evt_1", "x", "", "whsec_known", body)) == 400
        assert till.rows("heard") == []


async def test_an_event_is_heard_once_and_again_where_stripe_did_not_answer(till: Shop) -> None:
    message = await _message(till)
    till.stripe.manner = "500"
    assert await till.hook(message) == 503
    assert await till.kinds() == ["started"]
    till.stripe.manner = "well"
    assert await till.hook(message) == 200
    asked = len(till.stripe.asked)
    assert [await till.hook(message) for _ in range(3)] == [200] * 3
    assert len(till.stripe.asked) == asked
    assert await till.kinds() == ["started", "succeeded"]


async def test_a_payment_of_another_office_or_of_an_unknown_document_touches_nothing(till: Shop) -> None:
    message = await _message(till)
    intent = till.stripe.sides[False].intents[json.loads(message.body)["data"]["object"]["id"]]
    for changes in ({"counterfoil_office": str(uuid7())}, {"counterfoil_doc": "0" * 32}, {"counterfoil_doc": None}):
        before = dict(intent["metadata"])
        intent["metadata"] = {name: value for name, value in (before | changes).items() if value is not None}
        assert await till.hook(message, **_changed(message, id=f"evt_{uuid7()}")) == 200
        intent["metadata"] = before
    assert till.rows("payment") == []
    assert await till.kinds() == ["started"]


async def test_an_event_that_says_paid_is_not_believed(till: Shop) -> None:
    """Its body says succeeded, Stripe itself says processing."""
    link = await till.invoice()
    till.stripe.test.pay(await till.pressed(link.path), "debit")
    mine = [each for each in till.stripe.hooks.take() if each.url.endswith(till.desk.id)]
    processing = next(each for each in mine if each.kind == "payment_intent.processing")
    event = json.loads(processing.body)
    event["data"]["object"]["status"] = "succeeded"
    assert await till.hook(processing, **_changed(processing, data=event["data"])) == 200
    assert [row.state for row in till.rows("payment")] == ["processing"]
    assert await till.kinds() == ["started", "processing"]


async def test_promise_m4_every_payment_is_there_after_one_poll_when_all_webhooks_are_lost(till: Shop) -> None:
    links = [await till.invoice(number=f"INV-2026-{number:04}") for number in range(6)]
    card, debit, part, declined, left, gone = [await till.pressed(link.path) for link in links]
    acts = till.stripe.test
    acts.pay(card)
    acts.pay(debit, "debit")
    acts.refund(acts.pay(part)["id"], 10_000)
    acts.pay(declined, "declined")
    acts.expire(gone)
    till.stripe.hooks.take()
    till.portal.clock.forward(minutes=15)
    for _ in range(2):
        await ask_stripe(till.portal.portal)
        till.portal.clock.forward(minutes=15)
    told = [(each.doc, each.kind.removeprefix("payment.")) for each in await till.told() if "started" not in each.kind]
    docs = {link.doc: at for at, link in enumerate(links)}
    assert sorted((docs[doc], kind) for doc, kind in told) == [
        (0, "succeeded"), (1, "processing"), (2, "refunded"), (2, "succeeded"), (3, "failed"), (5, "abandoned"),
    ]  # fmt: skip
    assert till.sessions[left]["status"] == "open"
    acts.settle(till.sessions[debit]["payment_intent"])
    acts.dispute(till.sessions[card]["payment_intent"])
    till.stripe.hooks.take()
    await ask_stripe(till.portal.portal)
    assert (await till.kinds())[-2:] in (["succeeded", "disputed"], ["disputed", "succeeded"])


async def test_lists_are_read_every_15_minutes_and_every_minute_where_stripe_does_not_call(
    tmp_path: Path, practice: PracticeStripe
) -> None:
    for webhook, seconds in ((True, 15 * 60), (False, 60)):
        async with shop(tmp_path / str(webhook), practice, webhook=webhook) as till:
            await ask_stripe(till.portal.portal)  # at once after the key came

            async def asks(till: Shop = till) -> bool:
                before = len(till.stripe.asked)
                await ask_stripe(till.portal.portal)
                return len(till.stripe.asked) > before

            till.portal.clock.forward(seconds=seconds - 1)
            assert not await asks()
            till.portal.clock.forward(seconds=1)
            assert await asks()


async def _debit(till: Shop, order: tuple[int, ...]) -> None:
    """Six calls about a bank debit in one order; what is read is what Stripe has at that moment."""
    link, browser = await till.invoice(), till.portal.browser()
    intent = till.stripe.test.pay(await till.pressed(link.path), "debit")["id"]
    events = [each for each in till.stripe.hooks.take() if each.url.endswith(till.desk.id)]
    hints = (events * 2)[:6]
    for place, at in enumerate(order):
        if place == _SETTLES:
            till.stripe.test.settle(intent)
            till.stripe.hooks.take()
        assert await till.hook(hints[at], **_changed(hints[at], id=f"evt_{uuid7()}")) == 200
        paid = "Paid in full" in (await browser.get(link.path)).text
        assert paid is (place >= _SETTLES)


async def test_promise_m6_a_bank_debit_is_never_paid_before_it_is(till: Shop) -> None:
    """8 orders through the whole portal; all 720 in test_payment_changes.py."""
    orders = random.Random(6).sample(list(permutations(range(6))), 8)
    for order in orders:
        await _debit(till, order)
    assert (await till.kinds()).count("succeeded") == len(orders)


@pytest.mark.parametrize("place", range(3))
async def test_one_payment_that_cannot_be_read_keeps_no_other_from_being_read(till: Shop, place: int) -> None:
    """Neither before it nor after it. The list is read again, since the one may be readable later."""
    links = [await till.invoice() for _ in range(3)]
    paid = [till.stripe.test.pay(await till.pressed(link.path))["id"] for link in links]
    broken = till.stripe.sides[False].intents[paid[place]]
    made = broken["created"]
    broken["created"] = 10**15  # a number as Stripe's types want it, but of no calendar
    till.portal.clock.forward(minutes=15)
    await ask_stripe(till.portal.portal)
    assert (await till.kinds()).count("succeeded") == 2
    broken["created"] = made
    till.portal.clock.forward(minutes=15)
    await ask_stripe(till.portal.portal)
    assert (await till.kinds()).count("succeeded") == 3
