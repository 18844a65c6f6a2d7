"""What a relay knows of the talk between client and server, so that another server can take it up."""

from __future__ import annotations

import json
from typing import Any

from desktop.assistant.unread import error_line, read_message


class Talk:
    """What a client has said that a new server must hear again, and which of its requests are under way."""

    def __init__(self) -> None:
        self.is_greeting = False
        self._hello: bytes | None = None
        self._ready: bytes | None = None
        self._hello_id: Any = None
        self._open: dict[str, Any] = {}

    @property
    def is_waiting(self) -> bool:
        """True while a request is not answered."""
        return bool(self._open)

    def sent(self, line: bytes) -> None:
        """The client's ``line`` was handed to the server."""
        message = read_message(line)
        method = message.get("method")
        if method == "initialize":
            self._hello, self._hello_id = line, message.get("id")
        elif method == "notifications/initialized":
            self._ready = line
        if method is not None and "id" in message:
            self._open[json.dumps(message["id"])] = message["id"]

    def answered(self, line: bytes) -> None:
        """The server has sent ``line``."""
        message = read_message(line)
        if "method" not in message and "id" in message:
            self._open.pop(json.dumps(message["id"]), None)

    def begin(self) -> list[bytes]:
        """Return what a new server hears first: how the client began. Its answer is the client's if that has none."""
        self.is_greeting = self._hello is not None and json.dumps(self._hello_id) not in self._open
        return [self._hello] if self._hello is not None else []

    def welcomed(self, line: bytes) -> list[bytes]:
        """The new server has answered the beginning; the client had its answer long ago. Return what comes next."""
        message = read_message(line)
        if "method" in message or message.get("id") != self._hello_id:
            return []
        self.is_greeting = False
        return [self._ready] if self._ready is not None else []

    def lost(self, why: str) -> list[bytes]:
        """Return an answer to each request that will get none; a beginning is said again instead."""
        self.is_greeting = False
        hello = json.dumps(self._hello_id)
        lost = [each for key, each in self._open.items() if self._hello is None or key != hello]
        self._open = {key: each for key, each in self._open.items() if self._hello is not None and key == hello}
        return [error_line(each, why) for each in lost]
