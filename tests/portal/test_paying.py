"""A customer pays: from the button to Stripe's page, back, and to what the page and the feed say then."""

import asyncio
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from billing.errors import Refused
from billing.links import new_token
from billing.snapshot import Standing
from billing.wire import Batch, DocWithdraw, LinkRevoke, PaymentsRemove
from portal.__main__ import STRIPE_VARIABLE
from portal.__main__ import practice_stripe as practice_address
from portal.store.operations import check_shape
from portal.sweeping import ask_stripe
from tests.portal import samples
from tests.portal.desk import Published, running
from tests.portal.markup import Markup
from tests.portal.scenes import Forms
from tests.portal.till import BALANCE, IN_PARTS, PAYING, Shop, payments_put, sent


async def test_a_card_payment_from_the_button_to_paid(till: Shop) -> None:
    link = await till.invoice()
    browser = till.portal.browser()
    session = await till.pressed(link.path, browser)
    assert await till.desk.events() == ["payment.started"]  # a press is no view
    assert "Pay now" in (await browser.get(link.path)).text
    till.stripe.test.pay(session)
    assert set(await till.hooks()) == {200}
    page = (await browser.get(link.path)).text
    assert "Paid in full on" in page
    assert "Thank you. Your payment of €7,597.21 has arrived." in page
    assert "Pay now" not in page
    assert await till.kinds() == ["started", "succeeded"]
    told = (await till.told())[-1]
    assert (told.doc, told.data["minor"], told.data["currency"]) == (link.doc, BALANCE, "EUR")
    assert (told.data["session"], told.data["method"], told.data["refunded"]) == (session, "card", 0)


async def test_stripe_is_asked_for_exactly_the_balance_and_learns_no_token(till: Shop) -> None:
    link = await till.invoice()
    session = till.sessions[await till.pressed(link.path)]
    assert (session["amount_total"], session["currency"], session["mode"]) == (BALANCE, "eur", "payment")
    metadata = {"counterfoil_office": till.desk.id, "counterfoil_doc": link.doc}
    assert session["metadata"].items() >= metadata.items()
    assert link.token.text not in str(session)
    assert session["success_url"].startswith("https://portal.example/back/")
    intent = till.stripe.test.pay(session["id"])
    assert intent["metadata"].items() >= metadata.items()
    assert link.token.text not in str(intent)


@pytest.mark.parametrize(
    ("currency", "exponent", "price", "amount", "shown"),
    [("EUR", 2, "760.55", 76_055, "€760.55"), ("JPY", 0, "7600", 7_600, "JP¥7,600"),
     ("KWD", 3, "12.340", 12_340, "12.340"), ("HUF", 2, "5000", 500_000, "5,000"),
     ("ISK", 0, "7600", 760_000, "7,600")],
)  # fmt: skip
async def test_promise_m1_page_and_stripe_show_the_same_cent(
    till: Shop, currency: str, exponent: int, price: str, amount: int, shown: str
) -> None:
    line = samples.line(unit_price=Decimal(price), taxes=())
    link = await till.invoice(currency=currency, exponent=exponent, lines=(line,), discount=None)
    assert shown in (await till.portal.browser().get(link.path)).text
    session = till.sessions[await till.pressed(link.path)]
    assert (session["amount_total"], session["currency"]) == (amount, currency.lower())
    till.stripe.test.pay(session["id"])
    assert set(await till.hooks()) == {200}
    assert (await till.told())[-1].data["minor"] == link.view.balance_minor


async def test_the_form_may_lead_to_stripe_and_nowhere_else(till: Shop) -> None:
    def forms(answer: Any) -> str:
        policy: str = answer.headers["content-security-policy"]
        return next(part for part in policy.split("; ") if part.startswith("form-action"))

    browser = till.portal.browser()
    plain, link = await till.desk.publish(), await till.invoice()
    assert forms(await browser.get(link.path)) == f"form-action 'self' {till.stripe.address}"
    assert forms(await browser.get(plain.path)) == "form-action 'self'"


async def test_promise_l6_a_press_pays_the_document_of_its_own_link_only(till: Shop) -> None:
    """No token, ended links, another document's form: nothing is opened for any other document."""
    link, another = await till.invoice(), await till.invoice()
    ended = [await till.invoice() for _ in range(3)]
    await till.desk.replace(ended[0])
    await till.desk.send(LinkRevoke(id=str(uuid7()), lookup=ended[1].keys.lookup))
    await till.desk.republish(ended[2], state="settled")
    theirs = await till.portal.office("Byrne").publish(samples.view(PAYING))
    browser = till.portal.browser()
    statuses = [(await browser.post(f"{each.path}/pay", data=sent(link))).status_code for each in (*ended, another)]
    statuses += [(await browser.post(f"{theirs.path}/pay", data=sent(theirs))).status_code]
    statuses += [(await browser.post(f"/portal/invoice/{new_token().text}/pay", data=sent(link))).status_code]
    assert statuses == [410, 410, 409, 409, 409, 404]
    assert till.rows("checkout") == []


async def test_without_an_account_there_is_no_button(tmp_path: Path) -> None:
    async with running(tmp_path) as portal:
        link = await portal.office().publish(samples.view(PAYING))
        browser = portal.browser()
        page = (await browser.get(link.path)).text
        assert "/pay" not in page
        assert "Pay by bank transfer" in page
        assert (await browser.post(f"{link.path}/pay", data=sent(link))).status_code == 409


async def test_the_button_comes_and_goes_with_the_account(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    assert "Pay now" in (await browser.get(link.path)).text
    await till.desk.send(PaymentsRemove(id=str(uuid7())))
    assert "Pay now" not in (await browser.get(link.path)).text
    assert (await till.desk.call("GET", "/office")).json()["payments"] is None
    await ask_stripe(till.portal.portal)
    assert till.rows("provider") == []  # key and secret are gone
    await till.desk.send(payments_put())
    assert "Pay now" in (await browser.get(link.path)).text


@pytest.mark.parametrize(
    ("standing", "changes", "why"),
    [
        (Standing(), {}, ""),
        (PAYING, {"lines": (samples.line(unit_price=Decimal(0)),)}, ""),
        (PAYING, {"lines": (samples.line(unit_price=Decimal("0.20"), taxes=()),), "discount": None}, "Less than €0.50"),
        (PAYING, {"currency": "KWD", "exponent": 3, "lines": (samples.line(unit_price=Decimal("1.005"), taxes=()),),
                  "discount": None}, "cannot be paid online to the cent"),
    ],
)  # fmt: skip
async def test_what_cannot_be_paid_online_has_no_button_and_says_why(
    till: Shop, standing: Standing, changes: dict[str, Any], why: str
) -> None:
    link, browser = await till.invoice(standing, **changes), till.portal.browser()
    page = await browser.get(link.path)
    assert "/pay" not in page.text
    assert why in Markup(page.text).text
    assert (await browser.post(f"{link.path}/pay", data=sent(link))).status_code == 409
    assert till.rows("checkout") == []


@pytest.mark.parametrize(
    "changes", [{"payable": "0" * 32}, {"currency": "USD"}, {"balance": "1"}, {"balance": ""}, {"payable": ""}]
)
async def test_what_was_not_seen_is_not_paid(till: Shop, changes: dict[str, str]) -> None:
    link = await till.invoice()
    answer = await till.portal.browser().post(f"{link.path}/pay", data=sent(link, **changes))
    assert answer.status_code == 409
    assert "has changed since you opened it, and nothing was charged" in answer.text
    assert till.rows("checkout") == []


async def test_a_part_is_paid_between_the_offices_least_and_the_balance(till: Shop) -> None:
    link = await till.invoice(IN_PARTS)
    for typed, why in (
        ("", "Type the amount"),
        ("ten", "Type the amount"),
        ("49.99", "Pay at least €50.00"),
        ("-60", "Pay at least €50.00"),
        ("7597.22", "Pay at most €7,597.21"),
        ("60.001", "Type the amount"),
    ):
        answer = await till.press(link.path, amount=typed)
        assert (answer.status_code, why in Markup(answer.text).text) == (422, True), typed
    assert till.rows("checkout") == []
    session = await till.pressed(link.path, amount="1,000.50")
    assert till.sessions[session]["amount_total"] == 100_050
    till.stripe.test.pay(session)
    await till.hooks()
    page = Markup((await till.portal.browser().get(link.path)).text).text
    assert "€1,000.50 of €7,597.21 is paid" in page
    assert "at most 6,596.71" in page
    rest = await till.pressed(link.path)
    assert till.sessions[rest]["amount_total"] == BALANCE - 100_050


async def test_a_part_is_refused_where_the_office_takes_the_whole_only(till: Shop) -> None:
    link = await till.invoice()
    answer = await till.portal.browser().post(f"{link.path}/pay", data=sent(link, amount="60.00"))
    assert answer.status_code == 409
    assert till.rows("checkout") == []


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


async def test_behind_a_customers_link_the_most_urgent_is_the_one_filled_button(till: Shop) -> None:
    page = await till.desk.publish_page(samples.view(PAYING), samples.view(PAYING, number="INV-2026-0188"))
    browser = till.portal.browser()
    html = (await browser.get(page.path)).text
    assert html.count(">Pay now</button>") == 2
    assert html.count('class="btn fill"') == 1
    (form, _) = [form for form in Forms(html).forms if form.attributes["action"].endswith("/pay")]
    answer = await browser.post(form.attributes["action"], data=form.fields)
    assert answer.status_code == 303
    session = answer.headers["location"].rpartition("/")[2]
    assert till.sessions[session]["metadata"]["counterfoil_doc"] == page.documents[0]
    till.stripe.test.pay(session)
    await till.hooks()
    back = till.sessions[session]["success_url"]
    led = await browser.get(back)
    assert led.headers["location"] == f"{page.path}/{page.documents[0]}"
    listed = (await browser.get(page.path)).text
    assert listed.count(">Pay now</button>") == 1
    assert "Paid in full" in (await browser.get(led.headers["location"])).text


async def test_a_session_that_stripe_does_not_know_is_replaced(till: Shop) -> None:
    link = await till.invoice()
    gone = await till.pressed(link.path)
    del till.sessions[gone]
    assert await till.pressed(link.path) != gone


@pytest.mark.parametrize("address", ["https://api.stripe.example", "http://192.0.2.1:80", "http://127.0.0.1", "x"])
def test_another_stripe_is_for_practice_on_this_computer_only(address: str) -> None:
    assert practice_address({}) == ""
    assert practice_address({STRIPE_VARIABLE: "http://127.0.0.1:8123/"}) == "http://127.0.0.1:8123"
    with pytest.raises(Refused, match="for practice"):
        practice_address({STRIPE_VARIABLE: address})


def test_a_portal_that_takes_no_payments_does_not_carry_the_sdk() -> None:
    """It is larger than the portal itself."""
    program = "import sys, portal.app; sys.exit('stripe' in sys.modules or 'reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_live_key_is_not_called_a_test_and_none_is_shown() -> None:
    put = payments_put(key="sk_live_practice", livemode=False)
    batch = Batch(batch=str(uuid7()), receipt="", books=str(uuid7()), operations=(put,))
    assert "says itself" in check_shape(batch)
    assert put.key not in repr(batch)
