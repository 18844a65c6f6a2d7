"""Serves the app with uvicorn: logs without input, and a practice portal that ends with whoever started it."""

import json
import logging
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from portal.context import Portal
from portal.keys import write_secret

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class PortalServer(uvicorn.Server):
    """Says when it listens, and lets the long polls go before it waits for them."""

    def __init__(self, config: uvicorn.Config, portal: Portal, listening: Callable[[str], None]) -> None:
        super().__init__(config)
        self._portal = portal
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._listening(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._portal.bell.close()
        await super().shutdown(sockets)


def serve(
    app: Starlette, *, host: str, port: int, listening: Callable[[str], None], until_stdin_closes: bool = False
) -> None:
    """Serve ``app`` until a signal, or until stdin closes. ``listening`` is told the address once it is open."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    logging.getLogger("stripe").setLevel(logging.WARNING)  # else it logs the address of every call it makes
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, lifespan="on"
    )
    server = PortalServer(config, app.state.portal, listening)
    if until_stdin_closes:
        threading.Thread(target=_stop_after_stdin, args=(server,), daemon=True).start()
    server.run()


def write_ready(path: Path, address: str, key: str) -> None:
    """Tell the process that started this one where the portal is, in a file for this user alone."""
    write_secret(path, json.dumps({"address": address, "key": key}))


def _stop_after_stdin(server: uvicorn.Server) -> None:
    while sys.stdin.buffer.read(1024):
        continue
    server.should_exit = True
