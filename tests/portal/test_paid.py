"""After a payment: the way back, and what page, feed and receipt say of what arrived, failed, went back."""

from datetime import timedelta
from typing import Any

import pytest

from billing.paying import Paying
from billing.snapshot import PaymentView, Standing
from tests.portal import samples
from tests.portal.markup import Markup
from tests.portal.till import BALANCE, IN_PARTS, PAYING, Shop, payments_put, sent


async def test_the_way_back_leads_this_browser_to_its_page_and_any_other_to_a_calm_one(till: Shop) -> None:
    link, mine, other = await till.invoice(), till.portal.browser(), till.portal.browser("198.51.100.9")
    session = await till.pressed(link.path, mine)
    back = till.sessions[session]["success_url"]
    calm = await other.get(back)
    assert (calm.status_code, "is being checked" in calm.text) == (200, True)
    assert link.view.number not in calm.text
    assert "Alder &amp; Finch Fit-Out" in calm.text
    till.stripe.test.pay(session)  # no webhook
    for _ in range(3):
        assert (await mine.get(back)).headers["location"] == link.path
    assert "Paid in full" in (await mine.get(link.path)).text
    assert "Your payment has arrived" in (await other.get(back)).text
    assert await till.kinds() == ["started", "succeeded"]
    assert (await mine.get("https://portal.example/back/" + "0" * 32)).status_code == 404


async def test_the_way_back_says_what_is_not_known_and_what_was_not_paid(till: Shop) -> None:
    link, mine = await till.invoice(), till.portal.browser()
    session = await till.pressed(link.path, mine)
    back = till.sessions[session]["success_url"]
    till.stripe.test.pay(session)
    till.stripe.manner = "500"
    assert "Do not pay a second time" in (await mine.get(back)).text
    till.stripe.manner = "well"
    till.portal.clock.forward(seconds=3_601)
    assert "Your payment has arrived" in (await mine.get(back)).text
    left = await till.invoice()
    session = await till.pressed(left.path)
    till.stripe.test.expire(session)
    answer = await till.portal.browser().get(till.sessions[session]["success_url"])
    assert "Nothing was paid" in answer.text


async def test_a_cookie_that_was_made_up_leads_nowhere(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    session = await till.pressed(link.path, browser)
    back = till.sessions[session]["success_url"]
    (name,) = [name for name in browser.cookies if name.startswith("counterfoil_back_")]
    for made_up in ("//evil.example", "https://evil.example/", f"{link.path}/pay", "/portal/invoice/x"):
        answer = await till.portal.browser().get(back, headers={"cookie": f"{name}={made_up}"})
        assert answer.status_code == 200


async def test_a_declined_card_is_said_in_the_customers_words_with_the_button(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    session = await till.pressed(link.path, browser)
    till.stripe.test.pay(session, "declined")
    await till.hooks()
    page = await browser.get(link.path)
    assert "Nothing was charged: there was not enough money for it" in page.text
    assert "Payment failed" in page.text
    assert "Pay now" in page.text
    assert (await till.told())[-1].data["code"] == "insufficient_funds"
    assert await till.pressed(link.path, browser) == session
    till.portal.clock.forward(days=3)
    assert "Payment failed" not in (await browser.get(link.path)).text


async def test_a_bank_debit_is_on_its_way_until_it_settles(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    intent = till.stripe.test.pay(await till.pressed(link.path, browser), "debit")["id"]
    await till.hooks()
    page = Markup((await browser.get(link.path)).text).text
    assert "Your bank debit of €7,597.21 is on its way" in page
    assert "Pay now" not in page
    assert (await browser.post(f"{link.path}/pay", data=sent(link))).status_code == 409
    till.stripe.test.settle(intent)
    await till.hooks()
    assert "Paid in full" in (await browser.get(link.path)).text
    assert await till.kinds() == ["started", "processing", "succeeded"]


async def test_refunds_and_disputes_are_said(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    intent = till.stripe.test.pay(await till.pressed(link.path, browser))["id"]
    await till.hooks()
    till.stripe.test.refund(intent, 12_000)
    await till.hooks()
    page = Markup((await browser.get(link.path)).text).text
    assert "Refund −€120.00" in page
    assert "€120.00" in page
    dispute = till.stripe.test.dispute(intent)["id"]
    await till.hooks()
    page = Markup((await browser.get(link.path)).text).text
    assert "Your bank is looking into the payment of €7,597.21" in page
    assert "Pay now" not in page
    till.stripe.test.close_dispute(dispute, "won")
    await till.hooks()
    assert await till.kinds() == ["started", "succeeded", "refunded", "disputed", "disputed"]
    assert (await till.told())[-2].data["due_by"] != ""
    assert "looking into" not in (await browser.get(link.path)).text


async def test_a_refund_that_the_published_view_shows_already_is_one_row(till: Shop) -> None:
    """The office asks for it and is away when Stripe confirms it."""
    link, browser = await till.invoice(), till.portal.browser()
    intent = till.stripe.test.pay(await till.pressed(link.path, browser))["id"]
    await till.hooks()
    rows = (
        PaymentView(on="20 November 2026", method="Card", amount="€7,597.21"),
        PaymentView(on="20 November 2026", method="Refund", amount="−€120.00", is_refund=True),
    )
    through = (await till.desk.rows())[-1].sequence
    standing = Standing(paid_minor=BALANCE - 12_000, payments=rows, through=through, includes=(intent,))
    await till.desk.republish(link, samples.view(standing))
    till.stripe.test.refund(intent, 12_000)
    await till.hooks()
    assert Markup((await browser.get(link.path)).text).text.count("Refund −€120.00") == 1


@pytest.mark.parametrize("knows", ["through", "event", "payment", "nothing"])
async def test_what_the_published_view_counts_already_is_not_taken_off_again(till: Shop, knows: str) -> None:
    link, browser = await till.invoice(IN_PARTS), till.portal.browser()
    intent = till.stripe.test.pay(await till.pressed(link.path, browser, amount="1000"))["id"]
    await till.hooks()
    rows = await till.desk.rows()
    event = next(row.id for row in rows if row.kind == "payment.succeeded")
    paid = PaymentView(on="20 November 2026", method="Card", amount="€1,000.00")
    known: dict[str, dict[str, Any]] = {
        "through": {"through": rows[-1].sequence},
        "event": {"includes": (event,)},
        "payment": {"includes": (intent,)},
        "nothing": {"paid_minor": 0, "payments": ()},
    }
    counted = known[knows]
    values = {"paid_minor": 100_000, "payments": (paid,), "paying": Paying()} | counted
    await till.desk.republish(link, samples.view(Standing(**values)))
    page = Markup((await browser.get(link.path)).text).text
    assert "€1,000.00 of €7,597.21 is paid" in page
    assert page.count("€1,000.00") == 4  # the thanks, the sentence, the sums, the history


async def test_a_fresh_link_shows_what_was_paid_behind_the_one_before(till: Shop) -> None:
    link = await till.invoice()
    till.stripe.test.pay(await till.pressed(link.path))
    await till.hooks()
    fresh, _ = await till.desk.replace(link)
    assert "Paid in full" in (await till.portal.browser().get(fresh.path)).text


async def test_a_paid_link_stays_open_as_a_record_past_its_end(till: Shop) -> None:
    link = await till.desk.publish(samples.view(PAYING), lifetime=3_600)
    till.stripe.test.pay(await till.pressed(link.path))
    await till.hooks()
    till.portal.clock.now += timedelta(days=2)
    page = await till.portal.browser().get(link.path)
    assert (page.status_code, "Paid in full" in page.text) == (200, True)


async def test_the_receipt_says_what_has_arrived_and_is_there_for_a_paid_document_only(till: Shop) -> None:
    link, browser = await till.invoice(), till.portal.browser()
    assert (await browser.get(f"{link.path}/receipt.pdf")).status_code == 404
    till.stripe.test.pay(await till.pressed(link.path, browser))
    await till.hooks()
    one, two = await browser.get(f"{link.path}/receipt.pdf"), await browser.get(f"{link.path}/receipt.pdf")
    assert one.content.startswith(b"%PDF-")
    assert one.content == two.content
    assert "INV-2026-0187" in one.headers["content-disposition"]
    assert f'href="{link.path}/receipt.pdf"' in (await browser.get(link.path)).text


async def test_neither_key_nor_secret_is_stored_told_or_said(till: Shop) -> None:
    operation = payments_put(webhook_secret="whsec_0123456789abcdef0123456789abcdef")
    assert operation.key not in repr(operation)
    assert operation.webhook_secret not in repr(operation)
    (answer,) = await till.desk.send(operation)
    await till.pressed((await till.invoice()).path)
    known = answer.model_dump_json() + (await till.desk.call("GET", "/office")).text
    kept = b"".join(path.read_bytes() for path in till.portal.data.iterdir() if path.name != "portal.key")
    for secret in (operation.key, operation.webhook_secret):
        assert secret not in known
        assert secret.encode() not in kept
        assert secret.encode().hex().encode() not in kept
