"""One app per data folder: the second start hands over to the first, and AI clients are passed on to it.

QLockFile with stale time 0 decides who runs; a local socket carries the greeting. Its first line says what is wanted:
``show``, or ``mcp`` and a key. Its name is made anew by each who runs and stands in a file of the folder: one that
could be guessed could be taken by another user of the computer, who would then be handed the key.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_HANDOVER_MS, _ANSWER_MS = 3_000, 10_000
_TRY_AGAIN_MS = 30
_LONGEST = 300  # bytes of the first line
_SHOW, _MCP, _SHOWN, _YOURS = b"show", b"mcp ", b"shown\n", b"yours\n"

Handed = Literal["shown", "yours", ""]


class Instance(QObject):
    """The right to run on one data folder. ``called``: another start handed over; ``asked``: an AI client's process
    speaks on this socket from now on, with this key, and who takes it up owns it.

    Where ``give_way`` is set, another start is not handed over to: it is called, must release everything, and the
    other one then runs.
    """

    called = Signal()
    asked = Signal(object, str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self.give_way: Callable[[], None] | None = None
        self._named = folder / "counterfoil.socket"
        self._lock = QLockFile(str(folder / "counterfoil.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def claim(self) -> bool:
        """Return True when this process may run on the folder; False when another one does."""
        if not self._lock.tryLock(0):
            return False
        if before := self.name:
            QLocalServer.removeServer(before)  # of an app that crashed
        name = f"counterfoil-{secrets.token_hex(16)}"
        self._server.listen(name)
        try:
            self._named.write_text(name, "ascii")
        except OSError:  # a full disk: the app opens, and nobody can be passed on to it
            self._server.close()
        return True

    @property
    def name(self) -> str:
        """The socket of whoever runs on the folder; "" where nobody does or one is just starting."""
        try:
            return self._named.read_text("ascii")
        except (OSError, UnicodeError):
            return ""

    def hand_over(self) -> Handed:
        """Tell the running app to show itself, and return what came of it: it does, or it gave way, or "": no answer.

        An app that is just starting holds the lock a moment before it listens, so this tries for a while.
        """
        socket = QLocalSocket()
        patience = QDeadlineTimer(_HANDOVER_MS)
        while True:
            socket.connectToServer(self.name)
            if socket.waitForConnected(_HANDOVER_MS):
                break
            if patience.hasExpired():
                return ""
            QThread.msleep(_TRY_AGAIN_MS)
        socket.write(_SHOW)
        socket.waitForBytesWritten(_HANDOVER_MS)
        socket.waitForReadyRead(_ANSWER_MS)  # it may be at work, or has clients to say goodbye to
        answer = socket.readAll().data()
        socket.disconnectFromServer()
        return "yours" if answer == _YOURS else "shown" if answer == _SHOWN else ""

    def release(self) -> None:
        """Give the folder up."""
        if self._server.isListening():
            with suppress(OSError):  # who reads it just now holds it on Windows
                self._named.unlink()
        self._server.close()
        self._lock.unlock()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            hear = partial(self._hear, socket)
            socket.readyRead.connect(hear)
            hear()

    def _hear(self, socket: QLocalSocket) -> None:
        begun = bytes(socket.peek(_LONGEST).data())
        if begun.startswith(_SHOW):
            socket.readyRead.disconnect()
            self._show(socket)
        elif begun.startswith(_MCP) and b"\n" in begun:
            socket.readyRead.disconnect()
            key = bytes(socket.readLine().data()).removeprefix(_MCP).strip().decode("ascii", "replace")
            self.asked.emit(socket, key)
        elif len(begun) >= _LONGEST or not (_MCP.startswith(begun[:4]) or _SHOW.startswith(begun[:4])):
            socket.abort()  # no process of ours

    def _show(self, socket: QLocalSocket) -> None:
        if self.give_way is None:
            self.called.emit()
            socket.write(_SHOWN)
            return
        self.give_way()
        socket.write(_YOURS)
        socket.waitForBytesWritten(_HANDOVER_MS)


def first_line(key: str) -> bytes:
    """Return what a process that speaks for an AI client with ``key`` begins with."""
    return _MCP + key.encode("ascii", "replace").replace(b"\n", b"?")[: _LONGEST - 10] + b"\n"
