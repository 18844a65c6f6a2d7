"""Work off the GUI thread: a write lane, a read lane, and the exchange's news; answers arrive on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from billing.errors import Refused, Unavailable

if TYPE_CHECKING:  # SQLAlchemy is imported off this thread, once the window is painted
    from concurrent.futures import Future, ThreadPoolExecutor

    from sqlalchemy.orm import Session as Session  # views name the type from here

    from desktop.database import Database
    from desktop.sync.engine import SyncEngine, SyncStatus

T = TypeVar("T")
Refusal = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Call:
    """What was asked for, kept on the GUI thread until its answer is delivered there."""

    task: Callable[[], object]
    future: Future[Any]
    done: Callable[[Any], None] | None
    failed: Refusal | None
    wrote: bool


class Runner(QObject):
    """One lane that writes and one that reads, so that a report never blocks typing.

    An op gets a session and returns plain values; ``done`` gets them on the GUI thread. Refused and Unavailable go to
    ``failed`` of the call, or to the ``refused`` signal; anything else is a bug and flies on.

    An op and its callbacks often hold a view, and may be the last that do. A lane hands none of them back: it tells a
    number, and the GUI thread lets them go. A lane that let go of a view would delete it while it is being painted.
    """

    refused = Signal(str)
    committed = Signal()
    _finished = Signal(int)

    def __init__(self, open_books: Callable[[], Database], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_books = open_books
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._is_opening = threading.Event()
        self._books: Future[Database] | None = None
        self._calls: dict[int, _Call] = {}
        self._numbers = count()
        self._is_closed = False
        self._finished.connect(self._deliver)

    @property
    def is_idle(self) -> bool:
        """True when every op's answer was delivered."""
        return not self._calls

    def open(self) -> None:
        """Begin to open the books; what was started before waits for them.

        Called after the first paint: importing SQLAlchemy beside it would take the interpreter away from the window.
        """
        if self._books is None:
            self._books = self._lane("open").submit(self._open_books)
            self._is_opening.set()

    def books(self) -> Database:
        """Return the open books, opening them if need be; raises what kept them from opening."""
        self.open()
        return self._opened()

    def read(self, op: Callable[[Session], T], done: Callable[[T], None], failed: Refusal | None = None) -> None:
        """Run ``op`` on one consistent state of the books."""
        self._start("read", lambda: self._perform_read(op), done, failed, wrote=False)

    def write(
        self, op: Callable[[Session], T], done: Callable[[T], None] | None = None, failed: Refusal | None = None
    ) -> None:
        """Run ``op`` in one transaction that is committed before ``done`` is called."""
        self._start("write", lambda: self._perform_write(op), done, failed, wrote=True)

    def work(self, task: Callable[[], T], done: Callable[[T], None], failed: Refusal | None = None) -> None:
        """Run a ``task`` that needs no books (keychain, picture, network) on the read lane."""
        self._start("read", task, done, failed, wrote=False)

    def work_aside(self, task: Callable[[], T], done: Callable[[T], None], failed: Refusal | None = None) -> None:
        """Run a ``task`` that may take long on a lane of its own: nothing else waits for it."""
        self._start("aside", task, done, failed, wrote=False)

    def close(self) -> None:
        """Finish what was started and close the books; ops that still wait for books never opened are dropped."""
        self._is_closed = True
        self._is_opening.set()
        for lane in self._lanes.values():
            lane.shutdown()
        if self._books is not None and self._books.exception() is None:
            self._books.result().close()

    def _lane(self, name: str) -> ThreadPoolExecutor:
        if name not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor  # the first paint can spare its import

            self._lanes[name] = ThreadPoolExecutor(1, thread_name_prefix=name)
        return self._lanes[name]

    def _opened(self) -> Database:
        self._is_opening.wait()
        if self._books is None:
            raise Unavailable("The books were closed before they were opened. Nothing was written.")
        return self._books.result()

    def _perform_read(self, op: Callable[[Session], T]) -> T:
        with self._opened().read() as session:
            return op(session)

    def _perform_write(self, op: Callable[[Session], T]) -> T:
        with self._opened().write() as session:
            return op(session)

    def _start(
        self,
        lane: str,
        task: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Refusal | None,
        *,
        wrote: bool,
    ) -> None:
        if self._is_closed:
            return  # a late event of a window that is going: nobody waits for the answer
        number, chosen = next(self._numbers), self._lane(lane)
        self._calls[number] = _Call(task, chosen.submit(task), done, failed, wrote)
        chosen.submit(self._finished.emit, number)  # begins when the lane has dropped the task

    @Slot(int)
    def _deliver(self, number: int) -> None:
        call = self._calls.pop(number)
        error = call.future.exception()  # raised once more, it would hold this frame, the call, and so itself
        if isinstance(error, (Refused, Unavailable)):
            (call.failed or self.refused.emit)(str(error))
            return
        result = call.future.result()
        if call.wrote:
            self.committed.emit()
        if call.done is not None:
            call.done(result)


class SyncThread(QObject):
    """Lives on the GUI thread and repeats the exchange's news as signals."""

    changed = Signal()
    status = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: SyncEngine | None = None
        self.last: SyncStatus | None = None
        self.status.connect(self._remember)

    def start(self, engine: SyncEngine) -> None:
        """Begin the exchange; its callbacks are this object's signals."""
        self._engine = engine
        engine.start()

    @Slot()
    def wake(self) -> None:
        """Something was written, or a person said *try now*."""
        if self._engine is not None:
            self._engine.wake()

    @Slot()
    def reconnect(self) -> None:
        """Address or key changed, or a person ended a trouble."""
        if self._engine is not None:
            self._engine.reconnect()

    def close(self) -> None:
        """Stop the exchange and wait for its thread."""
        if self._engine is not None:
            self._engine.close()

    @Slot(object)
    def _remember(self, status: SyncStatus) -> None:
        self.last = status
