"""The assistant's own thread: it serves lines from the program, and HTTP where a person switched it on; no Qt.

The SDK is imported on that thread, once the first client comes: the app's start does not wait for it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from billing.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import uvicorn

    from desktop.assistant.calling import Calls
    from desktop.assistant.office import Office


class PortTaken(Unavailable):
    """Another program listens there."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} of this computer is used by another program. The assistant is not reachable over HTTP. "
            "Choose another port in Settings, Assistant."
        )


class Line:
    """One client's connection; both calls are possible from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.received: asyncio.Queue[bytes | None] = asyncio.Queue()

    def feed(self, line: bytes) -> None:
        """The client has sent one line of JSON."""
        self._put(line)

    def end(self) -> None:
        """The client is gone."""
        self._put(None)

    def _put(self, item: bytes | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.received.put_nowait, item)


class Host:
    """Owns the thread; ``make_office`` is called on it."""

    def __init__(self, make_office: Callable[[], Office], version: str) -> None:
        self._make_office = make_office
        self._version = version
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="assistant", daemon=True)
        self._stopping = asyncio.Event()
        self._ready = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._calls: Calls
        self._office: Office

    def start(self) -> None:
        """Begin; lines may be opened at once and are served when everything is imported."""
        self._thread.start()

    def line(
        self, key: str, say: Callable[[bytes], None], taken: Callable[[], None], ended: Callable[[], None]
    ) -> Line:
        """Return a connection of a client with ``key``.

        ``say`` gets each line for the client, ``taken`` is called for each line taken up, ``ended`` once at the end;
        all three on the assistant's thread: they must only pass the news on.
        """
        line = Line(self._loop)
        self._loop.call_soon_threadsafe(self._begin, self._serve(key, line, say, taken, ended))
        return line

    def serve_http(self, port: int) -> None:
        """Listen on ``port`` of this computer alone, and no longer on another; *blocking*. Raises PortTaken."""
        asyncio.run_coroutine_threadsafe(self._start_http(port), self._loop).result()

    def stop_http(self) -> None:
        """Listen no more; *blocking*."""
        asyncio.run_coroutine_threadsafe(self._stop_http(), self._loop).result()

    def close(self) -> None:
        """End every connection and join the thread; what is being written is finished first."""
        if self._thread.ident is None:
            self._loop.close()
            return
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    # -- on the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._live())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _live(self) -> None:
        from desktop.assistant.calling import Calls

        self._office = self._make_office()
        self._calls = Calls(self._office)
        self._ready.set()
        await self._stopping.wait()
        await self._stop_http()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(
        self, key: str, line: Line, say: Callable[[bytes], None], taken: Callable[[], None], ended: Callable[[], None]
    ) -> None:
        try:
            await self._ready.wait()
            from desktop.assistant.server import build_server
            from desktop.assistant.talk import serve_lines

            server = build_server(self._office.tools, self._calls, lambda _context: key, self._version)
            await serve_lines(server, line.received, say, taken)
        finally:
            ended()

    async def _start_http(self, port: int) -> None:
        await self._ready.wait()
        await self._stop_http()
        from desktop.assistant.gate import http_app
        from desktop.assistant.web import web_server

        listening = listen_here(port)
        app = http_app(self._office.tools, self._calls, listening.getsockname()[1], self._version)
        self._http = web_server(app)
        self._serving = asyncio.create_task(self._http.serve(sockets=[listening]))
        self._tasks.add(self._serving)
        self._serving.add_done_callback(self._tasks.discard)

    async def _stop_http(self) -> None:
        if self._http is not None and self._serving is not None:
            from desktop.assistant.web import QUICK_S

            self._http.should_exit = True
            await asyncio.wait([self._serving], timeout=QUICK_S)
        self._http = self._serving = None


def listen_here(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1 alone; port 0 takes any. Raises PortTaken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if (alone := getattr(socket, "SO_EXCLUSIVEADDRUSE", None)) is not None:
        listening.setsockopt(socket.SOL_SOCKET, alone, 1)  # else Windows lets a second program listen there too
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise PortTaken(port) from error
    return listening
