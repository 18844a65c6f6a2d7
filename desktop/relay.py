"""``counterfoil mcp``: speaks MCP on standard input and output for an AI client, without a window.

Lines go to the app that runs on the data folder. Where none runs, this process opens the books itself under the same
lock, and gives way to an app that starts. When the other side changes, what a client has begun with is said again to
the new one, so that the client notices nothing; a request that was under way is answered with what to do.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalSocket

from desktop.assistant.unread import LONGEST, TOO_LONG, refusal
from desktop.assistant_lines import AssistantDoors
from desktop.instance import Instance, first_line
from desktop.relay_output import Output
from desktop.relay_talk import Talk

if TYPE_CHECKING:
    from desktop.assistant.host import Host, Line
    from desktop.database import Database
    from desktop.system.paths import DataFolder

KEY_VARIABLE = "COUNTERFOIL_KEY"
_AGAIN_MS, _MOST_WAITING, _CHUNK = 150, 1_000, 65_536
_MOST_KEPT = 16 * LONGEST  # bytes of a line without end: enough to tell whose request it was
_OTHERS_FIRST_MS, _APP_FIRST_MS = 1_500, 10_000  # before this process takes the folder when another let go of it
_LAST_ANSWERS_MS = 10_000
_LOST = (
    "Counterfoil was opened or closed while this was under way. It may have been done, or not. "
    "Read what it was about, then call again if need be."
)


def run_relay(folder: DataFolder, version: str) -> int:
    """Speak until the client closes its end, and end the process; returns the exit code where it cannot begin."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        sys.stderr.write(f"{KEY_VARIABLE} is not set. Make a key in Counterfoil under Settings, Assistant.\n")
        return 1
    app = QCoreApplication(sys.argv[:1])
    relay = Relay(folder, key, version, _own_output())
    relay.start()
    code = app.exec()
    relay.close()
    os._exit(code)  # the thread that reads may be within Qt, which must not be taken down beneath it


class Relay(QObject):
    """Lines from standard input to whoever serves this folder, and back to ``out``, a file descriptor.

    Neither is waited for on the thread of this object, which has an app to give way to.
    """

    _typed = Signal(object)
    _said = Signal(object)
    _taken = Signal()
    _ended = Signal()
    _unread = Signal()

    def __init__(self, folder: DataFolder, key: str, version: str, out: int) -> None:
        super().__init__()
        self._folder, self._key, self._version = folder, key, version
        self._out = Output(out, self._unread.emit)
        self._instance = Instance(folder.root)
        self._instance.give_way = self._give_way
        self._talk = Talk()
        self._socket: QLocalSocket | None = None
        self._own: Line | None = None
        self._doors: AssistantDoors | None = None
        self._books: Database | None = None
        self._waiting: list[bytes] = []
        self._others_first = QDeadlineTimer(0)
        self._is_ending = False
        self._typed.connect(self._from_client)
        self._said.connect(self._from_server)
        self._ended.connect(self._own_ended)
        self._unread.connect(QCoreApplication.quit)

    def start(self) -> None:
        """Begin to read and write, and look for who serves."""
        self._out.start()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()
        self._seek()

    def close(self) -> None:
        """Let go of whatever is held, then tell the client what is still to be told."""
        self._key = ""
        if self._doors is not None:
            self._give_up_books()
        self._out.close(_LAST_ANSWERS_MS / 1_000)

    # -- the client ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """On a thread of its own: a read of standard input cannot be waited for in any other way everywhere.

        A client that asks and does not read is not heard further.
        """
        kept = bytearray()
        while chunk := os.read(0, _CHUNK):
            first, *others = chunk.split(b"\n")
            kept += first[: _MOST_KEPT - len(kept)]
            for other in others:
                self._out.wait_for_room()
                self._typed.emit(bytes(kept) + b"\n")
                kept = bytearray(other)
        self._typed.emit(None)

    @Slot(object)
    def _from_client(self, line: bytes | None) -> None:
        if line is None:
            self._end_when_answered()
        elif len(line) > LONGEST:
            self._out.put(refusal(line, TOO_LONG))
        elif line.strip():
            if self._socket is not None:
                self._socket.waitForReadyRead(0)  # a server that has gone is noticed before it is asked anything
            if self._talk.is_greeting or not self._is_served:
                self._waiting.append(line)
                del self._waiting[:-_MOST_WAITING]
            else:
                self._send(line)

    @Slot(object)
    def _from_server(self, line: bytes) -> None:
        if self._talk.is_greeting:
            for said in self._talk.welcomed(line):
                self._put(said)
            if not self._talk.is_greeting:
                self._send_waiting()
            return
        self._talk.answered(line)
        self._out.put(line)
        if self._is_ending and not self._talk.is_waiting:
            QCoreApplication.quit()

    def _end_when_answered(self) -> None:
        """The client says no more: it may still read what it has asked for."""
        self._is_ending = True
        if self._talk.is_waiting or self._waiting:
            QTimer.singleShot(_LAST_ANSWERS_MS, QCoreApplication.quit)
        else:
            QCoreApplication.quit()

    # -- who serves ---------------------------------------------------------------------------------------------------

    @Slot()
    def _seek(self) -> None:
        """Serve here where nobody does, else speak to who does; try again while one is just starting or ending."""
        if not self._key:
            return
        if self._others_first.hasExpired() and self._instance.claim():
            self._open_books()
            return
        socket = QLocalSocket(self)
        socket.connected.connect(lambda: self._joined(socket))
        socket.errorOccurred.connect(lambda _error: self._not_joined(socket))
        socket.connectToServer(self._instance.name)

    def _joined(self, socket: QLocalSocket) -> None:
        self._socket = socket
        self._others_first = QDeadlineTimer(0)
        socket.readyRead.connect(self._from_socket)
        socket.disconnected.connect(self._lost)
        socket.write(first_line(self._key))
        self._begin()

    def _not_joined(self, socket: QLocalSocket) -> None:
        if socket is not self._socket:
            socket.deleteLater()
            QTimer.singleShot(_AGAIN_MS, self._seek)

    def _open_books(self) -> None:
        from billing.errors import Refused, Unavailable
        from desktop.database import open_database

        if not self._folder.books.exists():
            self._cannot("There are no books in this folder yet. Open Counterfoil once, and found the office.")
            return
        try:
            self._books = open_database(self._folder.books)
        except (Refused, Unavailable) as error:
            self._cannot(str(error))
            return
        self._doors = AssistantDoors(self._make_host, self)
        self._instance.asked.connect(self._doors.take)
        self._doors.open()
        self._own = self._doors.host().line(self._key, self._said.emit, self._taken.emit, self._ended.emit)
        self._begin()

    def _make_host(self, doors: AssistantDoors) -> Host:
        from desktop.assistant.host import Host
        from desktop.assistant_doors import assistant_office, note_mistake

        books, archive = self._books, self._folder.archive
        assert books is not None
        return Host(
            lambda: assistant_office(
                books, archive, changed=doors.changed.emit, called=doors.called.emit, broke=note_mistake
            ),
            self._version,
        )

    def _begin(self) -> None:
        for line in self._talk.begin():
            self._put(line)
        if not self._talk.is_greeting:
            self._send_waiting()

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            self._send(line)

    def _send(self, line: bytes) -> None:
        self._talk.sent(line)
        self._put(line)

    def _put(self, line: bytes) -> None:
        if self._own is not None:
            self._own.feed(line)
        elif self._socket is not None:
            self._socket.write(line)

    @property
    def _is_served(self) -> bool:
        return self._own is not None or self._socket is not None

    @Slot()
    def _from_socket(self) -> None:
        while self._socket is not None and self._socket.canReadLine():
            self._from_server(bytes(self._socket.readLine().data()))

    @Slot()
    def _lost(self) -> None:
        """Who served is gone: what was under way is answered, and somebody else is looked for."""
        if self._socket is not None:
            self._socket.deleteLater()
        self._socket = None
        if self._others_first.hasExpired():
            self._others_first = QDeadlineTimer(_OTHERS_FIRST_MS)
        for line in self._talk.lost(_LOST):
            self._out.put(line)
        self._seek()

    @Slot()
    def _own_ended(self) -> None:
        if self._own is None:  # it was this process that ended it
            self._lost()

    def _give_way(self) -> None:
        """An app starts on this folder: it serves from now on."""
        self._others_first = QDeadlineTimer(_APP_FIRST_MS)
        self._give_up_books()

    def _give_up_books(self) -> None:
        self._own = None
        if self._doors is not None:
            self._instance.asked.disconnect(self._doors.take)
            self._doors.close()
            self._doors.deleteLater()
        self._doors = None
        if self._books is not None:
            self._books.close()
        self._books = None
        self._instance.release()

    def _cannot(self, why: str) -> None:
        self._instance.release()
        sys.stderr.write(f"{why}\n")
        QTimer.singleShot(0, lambda: QCoreApplication.exit(1))


def _own_output() -> int:
    """Return a descriptor for the client alone: whatever else writes to standard output goes to standard error."""
    out = os.dup(1)
    os.dup2(2, 1)
    return out
