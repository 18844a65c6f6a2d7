"""The texter: text messages beside the exchange. Each is handed in at Twilio, and asked after until it has arrived.

No transaction is open while Twilio is spoken to; a message is noted as being sent before that, so that one which a
crash interrupts is never sent twice unseen.
"""

import asyncio
from collections.abc import Callable
from uuid import UUID

from billing.errors import Refused, Unavailable
from desktop.queries.texts import next_text_at, ready_to_leave, text_account, to_look_at
from desktop.services.texting import leaving
from desktop.services.texting.account import NoTextToken, note_trouble
from desktop.services.texting.leaving import TextJob
from desktop.sync.backoff import Backoff
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes
from desktop.texts import Delivery, MaybeTexted, OptedOut, TextPort, TextsBusy, WrongToken

_LOOK_S = 300.0
_PERSONS = (WrongToken, NoTextToken)  # what concerns every message, and only a person can end


class Texter:
    """Works on the exchange's loop; Twilio is spoken to beside it. ``open_port`` gives the port to be entered."""

    def __init__(self, lanes: Lanes, open_port: Callable[[], TextPort], *, clock: Clock) -> None:
        self._lanes = lanes
        self._open_port = open_port
        self._clock = clock
        self._due: asyncio.Event | None = None

    def wake(self) -> None:
        """Something was queued, or the portal has confirmed a link; called on the loop."""
        if self._due is not None:
            self._due.set()

    async def run(self, changed: Callable[[], None]) -> None:
        """Work until cancelled; what was being sent when the app stopped is put before a person first."""
        self._due = asyncio.Event()
        with self._lanes.write() as session:
            if leaving.left_behind(session, at=self._clock()):
                changed()
        backoff = Backoff()
        while True:
            self._due.clear()
            try:
                if await self.work():
                    changed()
            except Unavailable:
                changed()
                pause = backoff.wait()
            else:
                backoff, pause = Backoff(), self._until_next()
            try:
                await asyncio.wait_for(self._due.wait(), pause)
            except TimeoutError:
                continue

    async def work(self) -> bool:
        """Send what may leave, ask after what was sent, and return whether the books have moved.

        Raises Unavailable: what was not sent yet waits. A token that is not taken is noted, and the rest waits for a
        person.
        """
        moved = False
        while self._is_due():
            with self._lanes.write() as session:
                job = leaving.take_next(session, at=self._clock())
            moved = True
            if job is None or not await self._send(job):
                break
        return await self._look() or moved

    def _is_due(self) -> bool:
        with self._lanes.read() as session:
            account = text_account(session)
            if account is None or account.trouble:
                return False
            return session.scalars(ready_to_leave(self._clock()).limit(1)).first() is not None

    def _until_next(self) -> float:
        with self._lanes.read() as session:
            at = next_text_at(session, self._clock())
        return _LOOK_S if at is None else min(max((at - self._clock()).total_seconds(), 1.0), _LOOK_S)

    async def _send(self, job: TextJob) -> bool:
        """Send one message and note what became of it; return whether the next may follow."""
        try:
            sid = await asyncio.to_thread(self._hand_in, job)
        except MaybeTexted as error:
            with self._lanes.write() as session:
                leaving.unsure(session, job.id, str(error), at=self._clock())
        except TextsBusy as error:
            with self._lanes.write() as session:
                leaving.not_now(session, job.id, str(error), at=self._clock())
        except Unavailable as error:
            with self._lanes.write() as session:
                leaving.waits_on(session, job.id, str(error))
            raise
        except _PERSONS as error:
            with self._lanes.write() as session:
                leaving.waits_on(session, job.id, str(error))
                note_trouble(session, str(error))
            return False
        except OptedOut:
            with self._lanes.write() as session:
                leaving.refused_by_customer(session, job.id, at=self._clock())
        except Refused as error:
            with self._lanes.write() as session:
                leaving.failed(session, job.id, str(error), at=self._clock())
        else:
            with self._lanes.write() as session:
                leaving.taken(session, job.id, sid, at=self._clock())
        return True

    def _hand_in(self, job: TextJob) -> str:
        with self._open_port() as port:
            return port.send(job.number, job.body, job.sender).sid

    async def _look(self) -> bool:
        """Ask after what was sent. Raises Unavailable; what Twilio refuses to tell is asked again later."""
        with self._lanes.read() as session:
            account = text_account(session)
            asked = to_look_at(session, self._clock()) if account is not None and not account.trouble else ()
        if not asked:
            return False
        for text_id, found in await asyncio.to_thread(self._deliveries, asked):
            with self._lanes.write() as session:
                arrived, failure = found.fate == "arrived", found.words if found.fate == "failed" else ""
                leaving.looked_at(session, text_id, arrived=arrived, failure=failure, at=self._clock())
        return True

    def _deliveries(self, asked: tuple[tuple[UUID, str], ...]) -> list[tuple[UUID, Delivery]]:
        found = []
        with self._open_port() as port:
            for text_id, sid in asked:
                try:
                    found.append((text_id, port.delivery(sid)))
                except Refused:
                    found.append((text_id, Delivery("under_way")))
        return found
