"""The practice Twilio: an ASGI app on a loopback port, with manners."""

import asyncio
import base64
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.twilio.contract import ERROR, MESSAGE, STATUSES, wrong_with

ACCOUNT, TOKEN = "AC" + "0a1b2c3d" * 4, "f00dfeed" * 4
FROM = "+353861234567"
Manner = Literal["well", "busy", "down", "broken", "html", "no sid", "silent", "answer lost"]


class PracticeTwilio:
    """``messages`` are what it took, by sid; ``manner`` may change at any time. ``stopped`` numbers have opted out.

    A number that ends in ``0000`` is refused. ``drift`` lists what is not as Twilio describes it.
    """

    def __init__(self) -> None:
        self.manner: Manner = "well"
        self.messages: dict[str, dict[str, Any]] = {}
        self.stopped: set[str] = set()
        self.drift: list[str] = []
        self.asked = 0
        self.address = ""
        path = "/2010-04-01/Accounts/{account}"
        self.app = Starlette(
            routes=[
                Route(f"{path}/Messages.json", self._create, methods=["POST"]),
                Route(f"{path}/Messages/{{sid}}.json", self._message),
                Route(f"{path}.json", self._account),
            ]
        )

    def becomes(self, sid: str, status: str, *, code: int | None = None, why: str | None = None) -> None:
        """Let a message be delivered, or not."""
        assert status in STATUSES
        self.messages[sid].update(status=status, error_code=code, error_message=why)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.asked += 1
        if self.manner == "silent":
            await asyncio.Event().wait()
        if self.manner == "answer lost":
            await self.app(scope, receive, _nothing)
            await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"900")]})
            await send({"type": "http.response.body", "body": b"{", "more_body": False})
            return
        await self.app(scope, receive, send)

    async def _account(self, request: Request) -> Response:
        if (trouble := self._trouble(request)) is not None:
            return trouble
        return JSONResponse({"sid": ACCOUNT, "friendly_name": "Alder & Finch", "status": "active", "type": "Full"})

    async def _create(self, request: Request) -> Response:
        if (trouble := self._trouble(request)) is not None:
            return trouble
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if wrong := wrong_with(form):
            self.drift.append(wrong)
        if form["To"] in self.stopped:
            return self._error(400, 21610, "Attempt to send to unsubscribed recipient")
        if form["To"].endswith("0000"):
            return self._error(400, 21211, f"Invalid 'To' Phone Number: {form['To'][:-4]}XXXX")
        sid = f"SM{secrets.token_hex(16)}"
        self.messages[sid] = dict.fromkeys(MESSAGE) | {
            "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": form["Body"], "sid": sid, "status": "queued",
            "to": form["To"], "from": form.get("From"), "messaging_service_sid": form.get("MessagingServiceSid"),
        }  # fmt: skip
        found = dict(self.messages[sid])
        if self.manner == "no sid":
            del found["sid"]
        return JSONResponse(found, 201)

    async def _message(self, request: Request) -> Response:
        if (trouble := self._trouble(request)) is not None:
            return trouble
        found = self.messages.get(request.path_params["sid"])
        return JSONResponse(found) if found else self._error(404, 20404, "The requested resource was not found")

    def _trouble(self, request: Request) -> Response | None:
        if self.manner == "busy":
            return self._error(429, 20429, "Too Many Requests")
        if self.manner in {"down", "broken"}:
            return self._error(503 if self.manner == "down" else 500, 20500, "Internal Server Error")
        if self.manner == "html":
            return PlainTextResponse("<!doctype html><title>Hotel Wi-Fi</title>", media_type="text/html")
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return self._error(401, 20003, "Authenticate")
        return None

    def _error(self, status: int, code: int, message: str) -> Response:
        body = {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}"}
        assert set(body) | {"status"} == ERROR
        return JSONResponse(body | {"status": status}, status)


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def practice_twilio() -> Iterator[PracticeTwilio]:
    """Serve in a thread until the block ends; a call that Twilio does not describe fails the test."""
    practice = PracticeTwilio()
    server = _Server(
        uvicorn.Config(practice, "127.0.0.1", 0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, name="practice-twilio")
    thread.start()
    try:
        assert server.listens.wait(30)
        port = server.servers[0].sockets[0].getsockname()[1]
        practice.address = f"http://127.0.0.1:{port}"
        yield practice
    finally:
        server.should_exit = True
        thread.join()
    assert not practice.drift, practice.drift


async def _nothing(_message: Any) -> None:
    """Keep the answer to oneself."""
