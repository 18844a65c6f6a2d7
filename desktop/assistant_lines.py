"""The bridge between local sockets, which are Qt's, and the assistant's thread, which knows no Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalSocket

from billing.errors import Unavailable
from desktop.assistant.unread import LONGEST

if TYPE_CHECKING:
    from desktop.assistant.host import Host, Line

_UNDER_WAY = 32  # lines handed on that were not taken up yet: then the socket waits, and with it the client


class SocketLine(QObject):
    """One client's process on a local socket; lives until the assistant has ended the connection."""

    _said = Signal(object)
    _taken = Signal()
    _ended = Signal()

    def __init__(self, host: Host, socket: QLocalSocket, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._socket: QLocalSocket | None = socket
        self._under_way = 0
        self._said.connect(self._write)
        self._taken.connect(self._go_on)
        self._ended.connect(self._end)
        socket.setReadBufferSize(LONGEST)
        socket.readyRead.connect(self._pull)
        socket.disconnected.connect(self._gone)
        self._line: Line = host.line(key, self._said.emit, self._taken.emit, self._ended.emit)
        self._pull()

    @Slot()
    def _pull(self) -> None:
        socket = self._socket
        while socket is not None and self._under_way < _UNDER_WAY and socket.canReadLine():
            self._under_way += 1
            self._line.feed(bytes(socket.readLine().data()))
        if socket is not None and not socket.canReadLine() and socket.bytesAvailable() >= LONGEST:
            socket.abort()  # no message is that long

    @Slot()
    def _go_on(self) -> None:
        self._under_way -= 1
        self._pull()

    @Slot(object)
    def _write(self, line: bytes) -> None:
        if self._socket is not None:
            self._socket.write(line)

    @Slot()
    def _gone(self) -> None:
        self._socket = None
        self._line.end()

    @Slot()
    def _end(self) -> None:
        if self._socket is not None:
            self._socket.disconnectFromServer()
        self.deleteLater()


class AssistantDoors(QObject):
    """The assistant beside the app: begins with its first client, or with HTTP.

    ``changed``: something was written that people see; ``called``: a call was recorded. Both arrive on the thread that
    this object lives on.
    """

    changed = Signal()
    called = Signal()

    def __init__(self, make_host: Callable[[AssistantDoors], Host], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_host = make_host
        self._host: Host | None = None
        self._one_host = threading.Lock()  # the first client and HTTP come on threads of their own
        self._waiting: list[tuple[QLocalSocket, str]] = []
        self._is_open = self._is_closed = False
        self.port = 0  # on which HTTP is served now, 0 for none

    def open(self) -> None:
        """The books are open: clients that wait are served now."""
        self._is_open = True
        waiting, self._waiting = self._waiting, []
        for socket, key in waiting:
            self.take(socket, key)

    @Slot(object, str)
    def take(self, socket: QLocalSocket, key: str) -> None:
        """Serve the client's process on ``socket``."""
        if self._is_open:
            SocketLine(self.host(), socket, key, self)
        else:
            self._waiting.append((socket, key))

    def host(self) -> Host:
        """Return the assistant's thread, begun if need be. Raises Unavailable once this is closed."""
        with self._one_host:
            if self._is_closed:
                raise Unavailable("Counterfoil is closing. The assistant is not reachable any more.")
            if self._host is None:
                self._host = self._make_host(self)
                self._host.start()
            return self._host

    def serve_http(self, port: int) -> None:
        """Listen on this computer's ``port``; *blocking*. Raises PortTaken, Unavailable once this is closed."""
        self.stop_http()
        self.host().serve_http(port)
        self.port = port

    def stop_http(self) -> None:
        """Listen no more; *blocking*."""
        self.port = 0
        if self._host is not None:
            self._host.stop_http()

    def close(self) -> None:
        """End every connection, and join the thread; none begins any more."""
        self._is_open = False
        with self._one_host:
            self._is_closed = True
            if self._host is not None:
                self._host.close()
                self._host = None
