"""Serves the practice Stripe on a loopback port, in a thread of the test."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from tests.fakes.stripe.practice import PracticeStripe


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[str], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening(f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}")


def make_server(practice: PracticeStripe, listening: Callable[[str], None], port: int = 0) -> uvicorn.Server:
    """Return a server for ``practice``; ``listening`` is told the address once it is open."""

    def told(address: str) -> None:
        practice.address = address
        listening(address)

    config = uvicorn.Config(
        practice, port=port, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=0
    )
    return _Server(config, told)


@contextmanager
def practice_stripe() -> Iterator[PracticeStripe]:
    """Serve in a thread until the block ends; an answer that the SDK's types do not know fails the test."""
    practice, listens = PracticeStripe(), threading.Event()
    server = make_server(practice, lambda _address: listens.set())
    thread = threading.Thread(target=server.run, name="practice-stripe")
    thread.start()
    practice.hooks.start()
    assert listens.wait(30)
    try:
        yield practice
    finally:
        practice.hooks.close()
        server.should_exit = True
        thread.join()
    assert not practice.drift, practice.drift
