"""What mail and text messages have in common beside the exchange: one message after the other is handed in.

No transaction is open while it is handed in; a message is noted as being sent before that, so that one which a crash
interrupts is never sent twice unseen.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from billing.errors import Refused, Unavailable
from desktop.sync.backoff import Backoff
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes

Job = TypeVar("Job")
Answer = TypeVar("Answer")
_LOOK_S = 300.0
_PUT_OFF = 3


class Sender(ABC, Generic[Job, Answer]):
    """Works on the exchange's loop; whoever takes the messages is spoken to beside it.

    ``Unavailable`` ends a round: the next begins after a pause, with the message whose turn it is by then, so that a
    server that is away or stalls is asked for one message at a time. What only puts one message off lets the next one
    go; only three such in a row end the round. No ``Refused`` ends the exchange: one that
    concerns a message is noted with it, any other is the account's trouble, which a person reads and ends.
    """

    def __init__(self, lanes: Lanes, *, clock: Clock) -> None:
        self._lanes = lanes
        self._clock = clock
        self._due = asyncio.Event()
        self._has_begun = False
        self._put_off = 0  # in a row
        self._has_sent = False  # within this round

    def wake(self) -> None:
        """Something was queued, or the portal has confirmed a link; called on the loop."""
        self._due.set()

    async def run(self, changed: Callable[[], None]) -> None:
        """Work until cancelled; what was being sent when the app stopped is put before a person first."""
        backoff = Backoff()
        while True:
            self._due.clear()
            self._has_sent = False
            try:
                self._begin(changed)
                if await self._work_or_tell():
                    changed()
            except Unavailable:
                changed()
                backoff = Backoff() if self._has_sent else backoff
                pause = backoff.wait()
            else:
                backoff, pause = Backoff(), self._until_next()
            try:
                await asyncio.wait_for(self._due.wait(), pause)
            except TimeoutError:
                continue

    async def work(self) -> bool:
        """Send what may leave now, and return whether the books have moved.

        Raises Unavailable: what was not sent yet waits. What concerns the account alone is noted, and the rest waits
        for a person.
        """
        moved = False
        while self._is_due():
            with self._lanes.write() as session:
                job = self._take_next(session)
            moved = True
            if job is not None:
                await self._send(job)
        return moved

    def _begin(self, changed: Callable[[], None]) -> None:
        if self._has_begun:
            return
        with self._lanes.write() as session:
            found = self._left_behind(session)
        self._has_begun = True
        if found:
            changed()

    async def _work_or_tell(self) -> bool:
        try:
            return await self.work()
        except Refused as error:
            with self._lanes.write() as session:
                self._note_trouble(session, str(error))
            return True

    def _is_due(self) -> bool:
        with self._lanes.read() as session:
            return self._may_leave(session)

    def _until_next(self) -> float:
        with self._lanes.read() as session:
            at = self._next_at(session)
        return _LOOK_S if at is None else min(max((at - self._clock()).total_seconds(), 1.0), _LOOK_S)

    async def _send(self, job: Job) -> None:
        """Send one message and note what became of it. Raises Unavailable, noted, where it ends the round."""
        try:
            answer = await asyncio.to_thread(self._hand_in, job)
        except (Refused, Unavailable) as error:
            with self._lanes.write() as session:
                self._not_taken(session, job, error)
            self._put_off += self._puts_off(error)
            if isinstance(error, Unavailable) and (self._put_off >= _PUT_OFF or not self._puts_off(error)):
                self._put_off = 0
                raise
        else:
            self._put_off, self._has_sent = 0, True
            with self._lanes.write() as session:
                self._taken(session, job, answer)

    # -- what differs -------------------------------------------------------------------------------------------------

    @abstractmethod
    def _left_behind(self, session: Session) -> int:
        """Put before a person what was being handed in when the app stopped; return how many."""

    @abstractmethod
    def _may_leave(self, session: Session) -> bool:
        """Tell whether there is an account without trouble, and a message that ``_take_next`` will move."""

    @abstractmethod
    def _next_at(self, session: Session) -> datetime | None:
        """Return when there is something to do by itself, None where there is nothing."""

    @abstractmethod
    def _take_next(self, session: Session) -> Job | None:
        """Return the next message, noted as being sent; None where what was due has failed instead."""

    @abstractmethod
    def _hand_in(self, job: Job) -> Answer:
        """Hand the message in, and return what was answered; blocks. Raises Refused, Unavailable."""

    @abstractmethod
    def _taken(self, session: Session, job: Job, answer: Answer) -> None:
        """Note that the message was taken."""

    @abstractmethod
    def _not_taken(self, session: Session, job: Job, error: Refused | Unavailable) -> None:
        """Note why the message was not taken, or may have been; it is never left as being sent."""

    def _puts_off(self, _error: Refused | Unavailable) -> bool:
        """Tell whether ``error`` says *later* of one message alone."""
        return False

    @abstractmethod
    def _note_trouble(self, session: Session, why: str) -> None:
        """Note what only a person can end; then nothing may leave."""
