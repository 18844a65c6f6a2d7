"""The practice Stripe as a value: two sides of one account, its keys, its clock and its troubles on demand."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Literal

from starlette.applications import Starlette

from tests.fakes.stripe.acts import Acts
from tests.fakes.stripe.api import Key, routes
from tests.fakes.stripe.checkout import pages
from tests.fakes.stripe.hooks import Hooks
from tests.fakes.stripe.rules import ApiError
from tests.fakes.stripe.side import Side

KEY = "sk_test_practice000000000000000000000001"
RESTRICTED = "rk_test_practice000000000000000000000001"
LIVE_KEY = "sk_live_practice000000000000000000000001"
RIGHTS = frozenset(
    (
        "accounts_kyc_basic_read",
        "checkout_session_write",
        "payment_intent_read",
        "charge_write",
        "dispute_read",
        "event_read",
        "webhook_write",
    )
)

Manner = Literal[
    "well", "401", "declined", "429", "500", "html", "null", "an empty object", "silent", "slow", "answer lost"
]
Send = Callable[[Any], Awaitable[None]]
_ERRORS = {
    "401": ApiError(401, "invalid_request_error", "Expired API Key provided: sk_test_****0001", "api_key_expired"),
    "declined": ApiError(402, "card_error", "Your card was declined.", "card_declined", None, "insufficient_funds"),
    "429": ApiError(429, "invalid_request_error", "Too many requests.", "rate_limit"),
    "500": ApiError(500, "api_error", "An unknown error occurred."),
}


class PracticeStripe:
    """An ASGI app. ``manner`` may change at any time and holds for calls of the API whose path has ``at`` in it.

    ``asked`` lists (method, path) of every call that arrived; ``drift`` every answer that is not what the SDK expects.
    """

    def __init__(self) -> None:
        self.address = ""
        self.lock = threading.RLock()
        self.manner: Manner = "well"
        self.at = "/v1/"
        self.slowness_s = 1.5
        self.asked: list[tuple[str, str]] = []
        self.drift: list[str] = []
        self.kept: dict[str, Any] = {}
        self.keys = {KEY: Key(live=False), RESTRICTED: Key(live=False, rights=RIGHTS), LIVE_KEY: Key(live=True)}
        self.hooks = Hooks()
        self._ahead = 0
        self.sides = {live: Side(live=live, clock=self.now) for live in (False, True)}
        self._acts = {live: Acts(side, self.hooks, self.lock) for live, side in self.sides.items()}
        self._app = Starlette(routes=[*routes(self), *pages(self)])

    @property
    def test(self) -> Acts:
        """What happens on the test side."""
        return self._acts[False]

    def acts(self, *, live: bool) -> Acts:
        """What happens on one side."""
        return self._acts[live]

    def now(self) -> int:
        """Return the practice time in UNIX seconds."""
        return int(time.time()) + self._ahead

    def pass_time(self, seconds: int) -> None:
        """Let practice time go on; open sessions whose time is over expire."""
        with self.lock:
            self._ahead += seconds
            for side in self.sides.values():
                self.expire_old(side)

    def expire_old(self, side: Side) -> None:
        """End the open sessions whose time is over."""
        for session in list(side.sessions.values()):
            if session["status"] == "open" and session["expires_at"] <= self.now():
                self._acts[side.live].expire(session["id"])

    def restrict(self, *rights: str) -> None:
        """Leave the restricted key only ``rights``."""
        self.keys[RESTRICTED] = replace(self.keys[RESTRICTED], rights=frozenset(rights))

    def trouble_of(self, method: str, path: str) -> None:
        """Raise ApiError where the manner is an error that Stripe itself would word; ``at`` may name the method too."""
        if self.at in f"{method} {path}" and self.manner in _ERRORS:
            raise _ERRORS[self.manner]

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/v1/") and self.at in scope["path"]:
            match self.manner:
                case "html":
                    await _whole(send, b"text/html", b"<!doctype html><title>Hotel Wi-Fi</title>")
                    return
                case "null" | "an empty object":
                    await _whole(send, b"application/json", b"null" if self.manner == "null" else b"{}")
                    return
                case "silent":
                    await asyncio.Event().wait()
                case "slow":
                    await asyncio.sleep(self.slowness_s)
                case "answer lost":
                    await self._app(scope, receive, _nothing)
                    await _cut(send)
                    return
        await self._app(scope, receive, send)


async def _whole(send: Send, kind: bytes, body: bytes) -> None:
    """Something else answers in Stripe's place."""
    headers = [(b"content-type", kind)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    """The line dies in the middle of the answer."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{"})


async def _nothing(_message: Any) -> None:
    return
