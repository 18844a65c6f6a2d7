"""An ASGI app in a process of its own under uvicorn: ``python -m benchmarks.server MODULE:APP``."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


@contextmanager
def serving(app: str) -> Iterator[str]:
    """Serve ``app`` (``"module:name"``, importable from the project) and yield its address without a slash at the end.

    Raises RuntimeError when the app does not start; what it said stands on stderr.
    """
    with worker(app) as (address, _):
        yield address


@contextmanager
def worker(app: str) -> Iterator[tuple[str, int]]:
    """Serve ``app`` as ``serving`` does, and yield the id of the process too."""
    command = [sys.executable, "-m", "benchmarks.server", app]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise RuntimeError(f"{app} did not start")
            yield address, process.pid
        finally:
            process.terminate()


class AnnouncedServer(uvicorn.Server):
    """Prints its address once it listens, so that nobody has to try until it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            print(f"http://{host}:{port}", flush=True)


if __name__ == "__main__":
    AnnouncedServer(uvicorn.Config(sys.argv[1], host="127.0.0.1", port=0, log_level="warning", access_log=False)).run()
