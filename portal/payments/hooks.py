"""Stripe calls: the signature is proven first, the event's id is written down, and what it hints at is read again."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from billing.errors import Unavailable
from portal.context import Portal
from portal.payments import heard
from portal.payments.calling import Caller
from portal.payments.ports import Account, NotSigned, Object
from portal.payments.syncing import NoAccount, Till

MAX_BODY = 256 * 1024
_LONGEST_ID = 255
_AGAIN = {"retry-after": "30"}


class Hooks:
    """Answers Stripe: 200 once the event is dealt with, 400 where it is not Stripe's, 503 to be called again."""

    def __init__(self, portal: Portal, caller: Caller) -> None:
        self._portal = portal
        self._caller = caller

    async def stripe(self, request: Request) -> Response:
        """One event of one office."""
        body = await _body(request)
        signature = request.headers.get("stripe-signature", "")
        office = request.path_params["office"]
        try:
            await self._caller.run(office, partial(hear, self._portal.till, office, body, signature))
        except (NotSigned, NoAccount):
            return Response(status_code=400)
        except Unavailable:
            return Response(status_code=503, headers=_AGAIN)
        return Response(status_code=200)


def hear(till: Till, office: str, body: bytes, signature: str) -> None:
    """Deal with one call; blocks.

    Raises NotSigned, NoAccount, and Unavailable where Stripe or the store does not answer: then it is to be sent again.
    """
    account = till.account(office)
    event = till.stripe(account).event(body, signature)
    identifier = event.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= _LONGEST_ID or not _is_ours(account, event):
        raise NotSigned
    with till.database.write() as connection:
        if not heard.note(connection, office, identifier, now=till.clock()):
            return
    _read_again(till, account, event)
    with till.database.write() as connection:
        heard.done(connection, office, identifier)


def _is_ours(account: Account, event: Object) -> bool:
    """A test's event says nothing of real money, nor another account's of this one's."""
    return event.get("livemode") is account.livemode and event.get("account") in {None, account.name}


def _read_again(till: Till, account: Account, event: Object) -> None:
    found = _dict(_dict(event.get("data")).get("object"))
    kind, intent = found.get("object"), found.get("payment_intent")
    if kind == "checkout.session" and isinstance(found.get("id"), str):
        till.session(account, found["id"])
        return
    if kind == "payment_intent":
        intent = found.get("id")
    intent = _dict(intent).get("id", intent)
    if isinstance(intent, str) and intent:
        till.payment(account, intent)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


async def _body(request: Request) -> bytes:
    """Return the raw body; of one that is larger than any event, what proves nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return b""
    return body
