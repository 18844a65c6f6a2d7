"""A real portal on a loopback port that misbehaves on demand, as networks, proxies and full servers do."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import uvicorn

from portal.app import make_app
from portal.context import Portal, Settings
from portal.serving import PortalServer
from portal.store.offices import NewOffice, add_office

Manner = Literal["well", "hotel", "broken", "too many", "stalls", "cut off", "answer lost", "forgets contents"]
Send = Callable[[Any], Awaitable[None]]
_LOGIN = b"<!doctype html><title>Hotel Wi-Fi</title>"


class Troubled:
    """The portal's app behind a middlebox; ``manner`` may change at any time, ``asked`` counts the requests."""

    def __init__(self, data: Path) -> None:
        self.app = make_app(Settings(data=data))
        self.manner: Manner = "well"
        self.asked = 0
        self.news = threading.Event()
        self.address = ""

    @property
    def portal(self) -> Portal:
        portal: Portal = self.app.state.portal
        return portal

    def office(self) -> NewOffice:
        """Add an office with its first key."""
        with self.portal.database.write() as connection:
            return add_office(connection, "Alder & Finch", computer="Front desk", now=self.portal.clock())

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.asked += 1
        self.news.set()
        match self.manner:
            case "hotel":
                await _answer(send, 200, _LOGIN)
            case "broken":
                await _answer(send, 500, b"Internal Server Error")
            case "too many":
                await _answer(send, 429, b"", (b"retry-after", b"2"))
            case "stalls":
                await asyncio.Event().wait()
            case "cut off":
                await self.app(scope, receive, _short(send))
            case "answer lost" if scope["path"].endswith("/operations"):
                await self.app(scope, receive, _nothing)
                await _answer(send, 502, b"Bad Gateway")
            case "forgets contents" if "/content/" in scope["path"]:
                await _answer(send, 200, b'{"content": "%s", "size": 1}' % scope["path"].rpartition("/")[2].encode())
            case _:
                await self.app(scope, receive, send)


@contextmanager
def troubled_portal(data: Path) -> Iterator[Troubled]:
    """Serve in a thread until the block ends."""
    troubled = Troubled(data)
    listens = threading.Event()

    def listening(address: str) -> None:
        troubled.address = address
        listens.set()

    config = uvicorn.Config(
        troubled, port=0, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=0
    )
    server = PortalServer(config, troubled.portal, listening)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert listens.wait(30)
    try:
        yield troubled
    finally:
        server.should_exit = True
        thread.join()


async def _answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


async def _nothing(_message: Any) -> None:
    return


def _short(send: Send) -> Send:
    """Half of every body arrives, then the line is dead."""

    async def cut(message: Any) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = message | {"body": body[: len(body) // 2], "more_body": False}
        await send(message)

    return cut
