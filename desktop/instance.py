"""One app per data folder: the second start hands over to the first.

QLockFile with stale time 0 decides who runs; a local socket named by folder and user carries the greeting.
"""

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_HANDOVER_MS = 3_000
_TRY_AGAIN_MS = 30


class Instance(QObject):
    """The right to run on one data folder. ``called`` is emitted when another start handed over."""

    called = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._name = _socket_name(folder)
        self._lock = QLockFile(str(folder / "counterfoil.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def claim(self) -> bool:
        """Return True when this process may run on the folder; False when another one does."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def hand_over(self) -> bool:
        """Tell the running app to show itself; False when it does not answer.

        An app that is just starting holds the lock a moment before it listens, so this tries for a while.
        """
        socket = QLocalSocket()
        patience = QDeadlineTimer(_HANDOVER_MS)
        while True:
            socket.connectToServer(self._name)
            if socket.waitForConnected(_HANDOVER_MS):
                break
            if patience.hasExpired():
                return False
            QThread.msleep(_TRY_AGAIN_MS)
        socket.write(b"show")
        written = socket.waitForBytesWritten(_HANDOVER_MS)
        socket.disconnectFromServer()
        return written

    def release(self) -> None:
        """Give the folder up."""
        self._server.close()
        self._lock.unlock()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.called.emit()


def _socket_name(folder: Path) -> str:
    identity = f"{folder.resolve()}|{getpass.getuser()}"
    return f"counterfoil-{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
