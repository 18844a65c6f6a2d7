"""Loads a server over keep-alive connections, from a process of its own so that the two share no interpreter."""

import asyncio
import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True)
class Load:
    """What the server bore: ``rate`` in answers a second, ``p99`` in milliseconds."""

    requests: int
    rate: float
    p99: float

    def as_sample(self, name: str = "") -> dict[str, float]:
        """Return rate and p99, as entries that begin with ``name``."""
        return {f"{name}rate": self.rate, f"{name}p99": self.p99}


@dataclass(frozen=True)
class Plan:
    """What to ask for. Every connection takes its paths at random, by ``seed``, from the same list."""

    host: str
    port: int
    paths: Sequence[str]
    connections: int
    seconds: float
    status: int
    seed: int


def load(
    address: str,
    *,
    paths: Sequence[str] = ("/",),
    connections: int = 16,
    seconds: float = 2.0,
    status: int = 200,
    seed: int = 1,
) -> Load:
    """Ask ``address`` for ``paths`` until ``seconds`` are over, one request at a time on each connection.

    Raises CalledProcessError when an answer has another status or no Content-Length, or a connection breaks: a rate
    of failures would be worth nothing. The reason stands on stderr.
    """
    url = urlsplit(address)
    assert url.hostname is not None
    assert url.port is not None
    plan = Plan(url.hostname, url.port, paths, connections, seconds, status, seed)
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True)
    return Load(**json.loads(done.stdout))


class BadAnswerError(Exception):
    """The server answered with something that must not be counted."""


class Connection(asyncio.Protocol):
    """Asks, reads the whole answer, notes how long it took, and asks again until the time is up."""

    def __init__(self, requests: Sequence[bytes], status: int, until: float, seed: int) -> None:
        self.seconds: list[float] = []
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._expected = b"HTTP/1.1 %d " % status
        self._until = until
        self._choice = random.Random(seed)
        self._answer = bytearray()
        self._size: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if self._size is None:
            self._read_head()
        if self._size is not None and len(self._answer) >= self._size:
            self._complete()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_exception(error or BadAnswerError("the server closed a connection in the middle"))

    def _ask(self) -> None:
        self._answer.clear()
        self._size = None
        self._asked_at = time.perf_counter()
        self._transport.write(self._choice.choice(self._requests))

    def _read_head(self) -> None:
        end = self._answer.find(HEAD_END)
        if end < 0:
            return
        head = bytes(self._answer[:end]).lower()
        start = head.find(LENGTH)
        if start < 0 or not self._answer.startswith(self._expected):
            self._fail(head)
            return
        length = head[start + len(LENGTH) :].split(b"\r\n", 1)[0]
        self._size = end + len(HEAD_END) + int(length)

    def _complete(self) -> None:
        now = time.perf_counter()
        self.seconds.append(now - self._asked_at)
        if now < self._until:
            self._ask()
        else:
            self.closed.set_result(None)
            self._transport.close()

    def _fail(self, head: bytes) -> None:
        self.closed.set_exception(BadAnswerError(head.decode("latin-1")))
        self._transport.close()


async def bear(plan: Plan) -> Load:
    loop = asyncio.get_running_loop()
    requests = [f"GET {path} HTTP/1.1\r\nHost: {plan.host}\r\n\r\n".encode() for path in plan.paths]
    began = time.perf_counter()
    connections: list[Connection] = []
    for number in range(plan.connections):
        connect = partial(Connection, requests, plan.status, began + plan.seconds, plan.seed + number)
        _, connection = await loop.create_connection(connect, plan.host, plan.port)
        connections.append(connection)
    await asyncio.gather(*(connection.closed for connection in connections))
    took = time.perf_counter() - began
    answers = sorted(second for connection in connections for second in connection.seconds)
    return Load(len(answers), len(answers) / took, answers[math.ceil(0.99 * len(answers)) - 1] * 1000)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(bear(Plan(**json.load(sys.stdin)))))))
