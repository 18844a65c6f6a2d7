"""What a relay's client is told, written on a thread of its own: a client that does not read stops nobody else."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable

_MOST = 256  # lines that the client has not read yet: from then on nothing more is taken from it


class Output:
    """Lines to one file descriptor, in their order. ``gone`` is called on a thread of this once nobody reads them any
    more; what is put from then on is dropped.
    """

    def __init__(self, descriptor: int, gone: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._gone = gone
        self._lines: deque[bytes] = deque()
        self._moved = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._write, name="stdout", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, line: bytes) -> None:
        """Write ``line`` after those before; does not wait."""
        with self._moved:
            if not self._is_closed:
                self._lines.append(line)
                self._moved.notify_all()

    def wait_for_room(self) -> None:
        """*Blocking*: until the client has read most of what it was told, or this is closed."""
        with self._moved:
            self._moved.wait_for(lambda: len(self._lines) < _MOST or self._is_closed)

    def close(self, seconds: float) -> None:
        """Write what is left, for at most ``seconds``: a client that never reads is not waited for longer."""
        with self._moved:
            self._is_closed = True
            self._moved.notify_all()
        self._thread.join(seconds)

    def _write(self) -> None:
        try:
            while (line := self._next()) is not None:
                rest = memoryview(line)
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
        except OSError:  # the client has ended
            with self._moved:
                self._is_closed = True
                self._lines.clear()
                self._moved.notify_all()
            self._gone()

    def _next(self) -> bytes | None:
        with self._moved:
            self._moved.wait_for(lambda: self._lines or self._is_closed)
            if not self._lines:
                return None
            line = self._lines.popleft()
            self._moved.notify_all()
            return line
