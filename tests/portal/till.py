"""A portal that takes payments: the practice Stripe beside it, an office whose account it knows, customers who pay."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from uuid_utils.compat import uuid7

from billing.paying import Paying
from billing.snapshot import Standing
from billing.wire import EventBody, PaymentsPut
from tests.fakes.stripe.calls import ACCOUNT
from tests.fakes.stripe.hooks import Message
from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running
from tests.portal.scenes import Forms

PAYING = Standing(paying=Paying())
IN_PARTS = Standing(paying=Paying(part_minimum_minor=5_000))
BALANCE = samples.view(PAYING).balance_minor
_SESSION = re.compile(r"/c/pay/(cs_\w+)")


def sent(link: Published, **changes: str) -> dict[str, str]:
    """The fields of the form by which a whole invoice is paid."""
    assert link.put.payable
    return {"payable": link.put.payable, "currency": "EUR", "balance": str(BALANCE)} | changes


@dataclass
class Shop:
    """Portal, office and Stripe, as one test plays them."""

    portal: Running
    desk: Desk
    stripe: PracticeStripe

    async def invoice(self, standing: Standing = PAYING, **changes: Any) -> Published:
        return await self.desk.publish(samples.view(standing, **changes))

    async def press(self, path: str, browser: httpx2.AsyncClient | None = None, **typed: str) -> httpx2.Response:
        """Press *Pay now* on a page, or *Pay this amount* with what is typed."""
        browser = browser or self.portal.browser()
        page = await browser.get(path)
        forms = [form for form in Forms(page.text).forms if form.attributes.get("action", "").endswith("/pay")]
        assert forms, page.text
        form = forms[-1] if typed else forms[0]
        return await browser.post(form.attributes["action"], data=form.fields | typed)

    async def pressed(self, path: str, browser: httpx2.AsyncClient | None = None, **typed: str) -> str:
        """Press and return the session that Stripe shows."""
        answer = await self.press(path, browser, **typed)
        assert answer.status_code == 303, answer.text
        found = _SESSION.search(answer.headers["location"])
        assert found is not None, answer.headers["location"]
        return found[1]

    @property
    def sessions(self) -> dict[str, Any]:
        return self.stripe.sides[False].sessions

    def sessions_of(self, link: Published) -> list[dict[str, Any]]:
        """Return the sessions that Stripe has of one document."""
        return [each for each in self.sessions.values() if each["metadata"].get("counterfoil_doc") == link.doc]

    def twin(self, session: str) -> str:
        """Return a session like another one: two were open at Stripe for the same document."""
        side, name = self.stripe.sides[False], f"{session}x"
        side.sessions[name] = dict(side.sessions[session], id=name, payment_intent=None, status="open")
        side.intent_data[name] = side.intent_data[session]
        return name

    async def hook(self, message: Message, **changes: Any) -> int:
        """Let Stripe call, and return the status of the answer."""
        headers = changes.pop("headers", message.headers())
        path = changes.pop("path", f"/hooks/stripe/{self.desk.id}")
        answer = await self.portal.browser().post(path, content=changes.pop("body", message.body), headers=headers)
        return answer.status_code

    async def hooks(self) -> list[int]:
        """Deliver all that is due for this office."""
        mine = [each for each in self.stripe.hooks.take() if each.url.endswith(self.desk.id)]
        return [await self.hook(message) for message in mine]

    async def told(self) -> list[EventBody]:
        """Return what the feed tells of payments."""
        rows = [row for row in await self.desk.rows() if row.kind.startswith("payment.")]
        return [EventBody.model_validate_json(row.blob) for row in rows]

    async def kinds(self) -> list[str]:
        return [each.kind.removeprefix("payment.") for each in await self.told()]

    def rows(self, table: str) -> list[Any]:
        with self.portal.portal.database.read() as connection:
            return list(connection.exec_driver_sql(f"SELECT * FROM {table}").all())


@asynccontextmanager
async def shop(folder: Path, stripe: PracticeStripe, *, webhook: bool = True, **settings: Any) -> AsyncIterator[Shop]:
    """Serve a portal whose office has its account at ``stripe``, which keeps what it would tell."""
    stripe.hooks.hold()
    async with running(folder, stripe=stripe.address, **settings) as portal:
        desk = portal.office()
        secret = ""
        if webhook:
            params = {"url": f"https://portal.example/hooks/stripe/{desk.id}", "enabled_events": ["*"]}
            secret = stripe.sides[False].add_endpoint(params)["secret"]
        (answer,) = await desk.send(payments_put(webhook_secret=secret))
        assert answer.result == "done"
        yield Shop(portal, desk, stripe)


def payments_put(**changes: Any) -> PaymentsPut:
    """Return the operation that hands the practice account over."""
    values: dict[str, Any] = {"id": str(uuid7()), "key": KEY, "account": ACCOUNT, "livemode": False}
    return PaymentsPut(**values | changes)
