"""The web server behind the assistant's HTTP: few connections, and none that only stays open."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 32  # connections at once: each is a file handle that the books need as well
PATIENCE_S = 10.0  # for a request to begin
QUICK_S = 5  # what is being answered may finish this long at a close


class Connection(H11Protocol):
    """One client's connection; one too many is shut at once, one that asks nothing after a while."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base has it
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
        else:
            self.loop.call_later(PATIENCE_S, self._must_have_asked)

    def _must_have_asked(self) -> None:
        if self.cycle is None:
            self.transport.abort()


def web_server(app: Any) -> uvicorn.Server:
    """Return a server for ``app``, which is told nothing of signals, logs or the server's name."""
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=QUICK_S,
    )
    return uvicorn.Server(config)
