"""A customer pays: from the button to Stripe's page, back, and to what the page and the feed say then."""

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
from billing.wire import Batch, LinkRevoke, PaymentsRemove
from portal.__main__ import STRIPE_VARIABLE
from portal.__main__ import practice_stripe as practice_address
from portal.payments.receipt import receipt_address
from portal.store.operations import check_shape
from portal.sweeping import ask_stripe
from tests.fakes.stripe.practice import LIVE_KEY
from tests.portal import samples
from tests.portal.desk import running
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


async def test_the_customer_gets_stripes_own_receipt_where_the_office_knows_an_address(till: Shop) -> None:
    plain = samples.view(PAYING)
    buyer = plain.buyer.model_copy(update={"email": "Ana <accounts@Quayside.example>, second@quayside.example"})
    link = await till.desk.publish(plain.model_copy(update={"buyer": buyer}))
    intent = till.stripe.test.pay(await till.pressed(link.path))
    assert intent["receipt_email"] == "accounts@quayside.example"
    for row in till.rows("checkout"):
        assert "quayside" not in str(row)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("accounts@quayside.example; boss@quayside.example", "accounts@quayside.example"),
        ("josé@quayside.example", ""),
        ("accounts@localhost", ""),
        ("a..b@quayside.example", ""),
        ("nobody at all", ""),
    ],
)
def test_an_address_that_stripe_might_refuse_keeps_nobody_from_paying(typed: str, address: str) -> None:
    assert receipt_address(typed) == address


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


async def test_a_practice_portal_takes_no_key_for_real_money(tmp_path: Path) -> None:
    async with running(tmp_path, practice=True) as portal:
        desk = portal.office()
        answer = await desk.post(desk.batch(payments_put(key=LIVE_KEY, livemode=True)))
    assert answer.status_code == 400
    assert "no key for real money" in answer.text
    assert LIVE_KEY not in answer.text
