"""How much anybody can make the portal read: every route there is, sent a body without an end."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from starlette.routing import BaseRoute, Mount, Route

from billing.wire import MAX_BATCH, MAX_CONTENT, WIRE, WIRE_HEADER
from portal.office import API
from portal.office import router as office_router
from tests.portal.desk import Desk, Running

PART = 64 * 1024
# What a customer sends is a form; a drawn signature is the largest thing on one.
CUSTOMER_MOST = 256 * 1024
MOST = {f"{API}/content/{{content}}": MAX_CONTENT, f"{API}/operations": MAX_BATCH}


def every_address(portal: Running) -> list[tuple[str, str]]:
    """Return method and template of every route of both doors, from the app's own lists."""
    assert [route.path for route in portal.app.routes if isinstance(route, Mount)] == [API]
    return [*_addresses("", portal.app.routes), *_addresses(API, office_router.routes)]


def _addresses(prefix: str, routes: Sequence[BaseRoute]) -> list[tuple[str, str]]:
    found = [route for route in routes if isinstance(route, Route)]
    return [(method, prefix + route.path) for route in found for method in sorted(route.methods or ())]


class Endless:
    """A body that goes on for as long as it is read, at most ``most`` bytes and one part; it counts what was taken."""

    def __init__(self, most: int) -> None:
        self.taken = 0
        self._most = most

    async def receive(self) -> dict[str, Any]:
        assert self.taken <= self._most + PART, f"{self.taken:,} bytes are read"
        self.taken += PART
        return {"type": "http.request", "body": b"x" * PART, "more_body": True}


async def ask(portal: Running, desk: Desk, method: str, path: str, body: Endless) -> int:
    """Send one request whose body does not end and return the status of the answer."""
    said = {"content-type": "application/x-www-form-urlencoded", WIRE_HEADER: str(WIRE), "counterfoil-content": "pdf"}
    if path.startswith(API):
        said["authorization"] = f"Bearer {desk.key}"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("203.0.113.7", 1),
        "server": ("portal.example", 443), "headers": [(key.lower().encode(), said[key].encode()) for key in said],
    }  # fmt: skip
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await portal.app(scope, body.receive, send)
    (status,) = statuses
    return status


async def test_no_route_reads_a_body_without_an_end(portal: Running, desk: Desk) -> None:
    """Every method of every route, from the app's own list; a route that reads all it is sent fails here."""
    link = await desk.publish()
    for method, template in every_address(portal):
        path = template.replace("{kind}", link.kind).replace("{token}", link.token.text)
        path = (
            path.replace("{content}", "0" * 32)
            .replace("{doc}", link.doc or "")
            .replace("{name}", "x")
            .replace("{nonce}", "0" * 32)
        )
        body = Endless(MOST.get(template, CUSTOMER_MOST))
        status = await ask(portal, desk, method, path.replace("{office}", desk.id), body)
        assert status < 500, (method, template)
        assert status == 413 or body.taken <= CUSTOMER_MOST + PART


@pytest.mark.parametrize("path", ["/", "/portal/invoice/x", "/static/x", f"{API}/nowhere"])
async def test_nor_does_what_is_not_there(portal: Running, desk: Desk, path: str) -> None:
    body = Endless(0)
    assert await ask(portal, desk, "POST", path, body) in {404, 405}
    assert body.taken == 0


async def test_a_long_form_is_read_as_an_empty_one(portal: Running, desk: Desk) -> None:
    """A view with a sign in front of too much else is not told."""
    link = await desk.publish()

    async def parts() -> AsyncIterator[bytes]:
        yield b"sign=key&x="
        for _ in range(100):
            yield b"x" * 1_000

    assert (await portal.browser().post(f"{link.path}/view", content=parts())).status_code == 204
    assert await desk.events() == []
