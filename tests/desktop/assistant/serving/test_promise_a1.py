"""Promise A1: only this computer, only with a key. The app that is served on a port, asked by whoever likes."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from starlette.types import ASGIApp

from desktop.assistant.gate import http_app
from desktop.services.assisting.keys import revoke_key
from tests.desktop.assistant.serving.office import Assisted

PORT = 47_821
HERE = f"127.0.0.1:{PORT}"
_OWN_HOSTS = (HERE, f"localhost:{PORT}")
_OWN_ORIGINS = (None, f"http://{HERE}", f"http://localhost:{PORT}")
_STRANGE_HOSTS = (
    "", "127.0.0.1", "localhost", f"127.0.0.1:{PORT + 1}", f"127.0.0.1:{PORT}0", f"127.0.0.1:0{PORT}",
    f"localhost.:{PORT}", f"LOCALHOST:{PORT}", f"localhost:{PORT}.", f"127.0.0.2:{PORT}", f"127.1:{PORT}",
    f"0.0.0.0:{PORT}", f"[::1]:{PORT}", f"2130706433:{PORT}", f"127.0.0.1.evil.example:{PORT}",
    f"evil.example:{PORT}", f"localhost.evil.example:{PORT}", f"127.0.0.1:{PORT}@evil.example",
    f"user@127.0.0.1:{PORT}", f"{HERE}, evil.example",
)  # fmt: skip
_STRANGE_ORIGINS = (
    "null", "", "https://evil.example", f"https://{HERE}", f"https://localhost:{PORT}", f"http://{HERE}/",
    f"http://{HERE}.evil.example", f"http://localhost:{PORT + 1}", "http://localhost", "http://127.0.0.1",
    f"http://LOCALHOST:{PORT}", f"http://127.0.0.2:{PORT}", f"http://evil.example#http://{HERE}",
    f"http://[::1]:{PORT}", f"file://{HERE}",
)  # fmt: skip
PAIRS = [
    *((host, origin, True) for host in _OWN_HOSTS for origin in _OWN_ORIGINS[:2]),
    (HERE, _OWN_ORIGINS[2], True),
    *((host, None, False) for host in _STRANGE_HOSTS),
    *((HERE, origin, False) for origin in _STRANGE_ORIGINS),
]
_CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "list_customers", "arguments": {}},
}


@asynccontextmanager
async def served(assisted: Assisted) -> AsyncIterator[httpx2.AsyncClient]:
    """The app with its lifespan, as the web server runs it."""
    app: ASGIApp = http_app(assisted.tools, assisted.calls, PORT, "0.1.0")
    inner: Any = app._app  # type: ignore[attr-defined]
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=f"http://{HERE}")
    async with inner.router.lifespan_context(inner), client:
        yield client


async def ask(client: httpx2.AsyncClient, key: str | None, **headers: str | None) -> httpx2.Response:
    sent = {"accept": "application/json, text/event-stream", **{k: v for k, v in headers.items() if v is not None}}
    if key is not None:
        sent["authorization"] = f"Bearer {key}"
    return await client.post("/mcp", json=_CALL, headers=sent)


def names(response: httpx2.Response) -> Any:
    """Return what the tool answered, None where it was not reached."""
    return response.json().get("result", {}).get("structuredContent") if response.status_code == 200 else None


async def test_promise_a1_of_forty_hosts_and_origins_only_our_own_pass(assisted: Assisted) -> None:
    """Look-alikes, other ports, other spellings, other sites: refused before the key is looked at."""
    assert len(PAIRS) == 40
    key = assisted.key("read")
    async with served(assisted) as client:
        for host, origin, allowed in PAIRS:
            assisted.desk.later(seconds=2)
            response = await ask(client, key, host=host, origin=origin)
            assert (names(response) == {"names": []}) is allowed, (host, origin, response.text)
            if not allowed:
                assert response.status_code in {400, 403, 421}
    assert len(assisted.rows()) == 5


async def test_promise_a1_a_thousand_wrong_keys_get_in_nowhere(assisted: Assisted) -> None:
    good = assisted.key("read")
    almost = [good[:n] + ("A" if good[n] != "A" else "B") + good[n + 1 :] for n in range(len(good))]
    odd = ["", " ", "cfk_", good[:-1], good + "=", good.lower(), good.swapcase(), f" {good}x", "*", "%", "' OR 1=1 --"]
    wrong = [*almost, *odd, *("cfk_" + secrets.token_urlsafe(32) for _ in range(1_000))][:1_000]
    async with served(assisted) as client:
        answers = {(await ask(client, key)).status_code for key in wrong}
        assert answers == {401}
        assert names(await ask(client, good)) == {"names": []}
    assert len(assisted.rows()) == 1


async def test_promise_a1_a_key_is_needed_for_every_request(assisted: Assisted) -> None:
    good = assisted.key("read")
    async with served(assisted) as client:
        for headers in ({}, {"authorization": good}, {"authorization": f"Basic {good}"}, {"x-api-key": good}):
            response = await client.post("/mcp", json=_CALL, headers={"accept": "application/json", **headers})
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == 'Bearer realm="Counterfoil"'
        twice = [("authorization", f"Bearer {good}"), ("authorization", f"Bearer {good}")]
        assert (await client.post("/mcp", json=_CALL, headers=twice)).status_code == 401
        for path in ("/", "/mcp/", "/mcp/x", "/docs", "/.well-known/oauth-protected-resource", "//mcp"):
            assert (await client.get(path, headers={"authorization": f"Bearer {good}"})).status_code == 404


async def test_promise_a1_two_hosts_in_one_request_are_refused(assisted: Assisted) -> None:
    good = assisted.key("read")
    async with served(assisted) as client:
        headers = [("host", HERE), ("host", "evil.example"), ("authorization", f"Bearer {good}")]
        assert (await client.post("/mcp", json=_CALL, headers=headers)).status_code == 421


async def test_an_ended_key_is_told_why(assisted: Assisted) -> None:
    good, key = assisted.key("read", days=1), assisted.key_id()
    async with served(assisted) as client:
        assert names(await ask(client, good)) == {"names": []}
        assisted.desk.write(lambda session: revoke_key(session, key, at=assisted.desk.now))
        response = await ask(client, good)
        assert response.status_code == 401
        assert "was revoked" in response.json()["error"]
    row = assisted.rows()[0]
    assert (row.tool, row.outcome, row.says) == ("unknown", "refused", response.json()["error"])


@pytest.mark.parametrize("size", [1024 * 1024 + 1])
async def test_a_body_that_is_too_large_is_not_read(assisted: Assisted, size: int) -> None:
    good = assisted.key("read")
    async with served(assisted) as client:
        headers = {"authorization": f"Bearer {good}", "content-type": "application/json"}
        assert (await client.post("/mcp", content=b" " * size, headers=headers)).status_code == 413
