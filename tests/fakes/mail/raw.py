"""A mail server of a few lines: it says what a test gives it, hangs up where it is told to, and reads as slowly."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

_AT_ONCE = 64 * 1024
_SLOW_S = 0.02  # a line of 3 MB a second


@dataclass
class RawMail:
    """``says`` are its answers by command, ``GREETING`` and ``.`` (the end of a message) among them; a missing one is a
    good one. ``hangs_up`` is the command that it leaves unanswered, ``.`` for in the middle of a message. ``slow``: it
    reads a message steadily, over a slow line. ``taken`` are the bytes of the messages that it took, ``port`` is where.
    """

    says: Mapping[str, str] = field(default_factory=dict)
    hangs_up: str = ""
    slow: bool = False
    taken: list[bytes] = field(default_factory=list)
    calls: int = 0
    port: int = 0

    def serve(self, listening: socket.socket) -> None:
        """Talk to one after the other until ``listening`` is shut."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.calls += 1
            with connection, connection.makefile("rb") as lines:
                try:
                    self._talk(connection, lines)
                except OSError:
                    continue

    def _talk(self, connection: socket.socket, lines: BinaryIO) -> None:
        if not self._answer(connection, "GREETING", "220 hello"):
            return
        while line := lines.readline():
            verb = line.split(b" ")[0].strip().decode().upper()
            if not self._answer(connection, verb, "354 go on" if verb == "DATA" else "250 well"):
                return
            if verb == "DATA" and (verb not in self.says) and not self._read(connection, lines):
                return

    def _read(self, connection: socket.socket, lines: BinaryIO) -> bool:
        found = b""
        while not found.endswith(b"\r\n.\r\n"):
            if self.slow:
                threading.Event().wait(_SLOW_S)
            more = lines.read1(_AT_ONCE)  # type: ignore[attr-defined]  # a buffered reader
            found += more
            if not more or self.hangs_up == ".":
                return False
        self.taken.append(found)
        return self._answer(connection, ".", "250 taken")

    def _answer(self, connection: socket.socket, verb: str, well: str) -> bool:
        if verb == self.hangs_up:
            return False
        connection.sendall(f"{self.says.get(verb, well)}\r\n".encode())
        return True


@contextmanager
def raw_mail(server: RawMail) -> Iterator[RawMail]:
    """Serve on loopback until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listening,), name="raw-mail")
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
