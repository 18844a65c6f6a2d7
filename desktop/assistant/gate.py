"""The HTTP door: only this computer's own names, only with a key; what is behind it is the SDK's app."""

from collections.abc import Callable, Mapping
from typing import Any

import anyio.to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from billing.errors import Refused, Unavailable
from desktop.assistant.calling import Calls
from desktop.assistant.server import build_server
from desktop.assistant.tool import Tool

PATH = "/mcp"
_LARGEST = 1024 * 1024
_KEY = "counterfoil.key"
_NAMES = ("127.0.0.1", "localhost")


class Gate:
    """Host and Origin are compared letter by letter, before anything is read; then the key is looked up.

    A browser's page of another site carries its own Origin, and a name that was made to point here its own Host: both
    are refused. A client that is no browser sends no Origin.
    """

    def __init__(self, app: ASGIApp, port: int, check: Callable[[str], object]) -> None:
        """``check`` (blocking) raises Refused for a key that does not work now."""
        self._app = app
        self._check = check
        self._hosts = hosts(port)
        self._origins = origins(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a WebSocket is not answered
        status, sentence = await self._refusal(scope)
        if status:
            extra = {"WWW-Authenticate": 'Bearer realm="Counterfoil"'} if status == 401 else {}
            await JSONResponse({"error": sentence}, status, extra)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> tuple[int, str]:
        """Return why the request stays outside, 0 where it may come in; its key is then in the scope."""
        host, origin, authorization = (_header(scope, name) for name in (b"host", b"origin", b"authorization"))
        if len(host) != 1 or host[0] not in self._hosts:
            return 421, f"This address is not served here. Use http://{self._hosts[0]}{PATH}."
        if len(origin) > 1 or any(each not in self._origins for each in origin):
            return 403, "Web pages of other sites are not let in."
        if scope["path"] != PATH:
            return 404, f"There is only {PATH} here."
        kind, _, key = authorization[0].partition(" ") if len(authorization) == 1 else ("", "", "")
        if kind.lower() != "bearer" or not key:
            return 401, "A key is needed: Authorization: Bearer cfk_… from Settings, Assistant in Counterfoil."
        try:
            await anyio.to_thread.run_sync(self._check, key)
        except Refused as error:
            return 401, str(error)
        except Unavailable as error:
            return 503, str(error)
        scope[_KEY] = key
        return 0, ""


def http_app(tools: Mapping[str, Tool[Any]], calls: Calls, port: int, version: str) -> ASGIApp:
    """Return the app that is served on ``port`` of this computer; its lifespan must run."""
    server = build_server(tools, calls, _key_of, version)
    inner: Starlette = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # every request shows its key; no session can be taken over
        max_request_body_size=_LARGEST,
        transport_security=TransportSecuritySettings(allowed_hosts=hosts(port), allowed_origins=origins(port)),
    )
    return Gate(inner, port, calls.known)


def hosts(port: int) -> list[str]:
    """Return the Host headers that are let in."""
    return [f"{name}:{port}" for name in _NAMES]


def origins(port: int) -> list[str]:
    """Return the Origin headers that are let in."""
    return [f"http://{name}:{port}" for name in _NAMES]


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for each, value in scope["headers"] if each == name]


def _key_of(context: ServerRequestContext[Any, Any]) -> str:
    return str(context.request.scope[_KEY]) if context.request is not None else ""
