"""The texter: text messages beside the exchange. Each is handed in at Twilio, and asked after until it has arrived."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused, Unavailable
from desktop.queries.texts import next_text_at, ready_to_leave, text_account, to_look_at
from desktop.services.texting import leaving
from desktop.services.texting.account import NoTextAccount, NoTextToken, note_trouble
from desktop.services.texting.leaving import TextJob
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes
from desktop.sync.sender import Sender
from desktop.texts import Delivery, MaybeTexted, OptedOut, TextPort, TextsBusy, WrongToken

_PERSONS = (WrongToken, NoTextToken, NoTextAccount)  # what concerns every message, and only a person can end


class Texter(Sender[TextJob, str]):
    """``open_port`` gives the port to be entered."""

    def __init__(self, lanes: Lanes, open_port: Callable[[], TextPort], *, clock: Clock) -> None:
        super().__init__(lanes, clock=clock)
        self._open_port = open_port

    async def work(self) -> bool:
        """Send what may leave, and ask after what was sent; see ``Sender``."""
        moved = await super().work()
        return await self._look() or moved

    def _left_behind(self, session: Session) -> int:
        return leaving.left_behind(session, at=self._clock())

    def _may_leave(self, session: Session) -> bool:
        account = text_account(session)
        if account is None or account.trouble:
            return False
        return session.scalars(ready_to_leave(self._clock()).limit(1)).first() is not None

    def _next_at(self, session: Session) -> datetime | None:
        return next_text_at(session, self._clock())

    def _take_next(self, session: Session) -> TextJob | None:
        return leaving.take_next(session, at=self._clock())

    def _hand_in(self, job: TextJob) -> str:
        with self._open_port() as port:
            return port.send(job.number, job.body, job.sender).sid

    def _taken(self, session: Session, job: TextJob, answer: str) -> None:
        leaving.taken(session, job.id, answer, at=self._clock())

    def _not_taken(self, session: Session, job: TextJob, error: Refused | Unavailable) -> None:
        at, why = self._clock(), str(error)
        match error:
            case MaybeTexted():
                leaving.unsure(session, job.id, why, at=at)
            case TextsBusy():
                leaving.not_now(session, job.id, why, at=at)
            case Unavailable():
                leaving.waits_on(session, job.id, why)
            case OptedOut():
                leaving.refused_by_customer(session, job.id, at=at)
            case _ if isinstance(error, _PERSONS):
                leaving.waits_on(session, job.id, why)
                self._note_trouble_of(session, why, job.checked_at)
            case _:
                leaving.failed(session, job.id, why, at=at)

    def _note_trouble(self, session: Session, why: str) -> None:
        note_trouble(session, why)

    def _note_trouble_of(self, session: Session, why: str, checked_at: datetime | None) -> None:
        """Note trouble of the account that was set up then, unless another one was since."""
        account = text_account(session)
        if account is not None and account.checked_at == checked_at:
            self._note_trouble(session, why)

    async def _look(self) -> bool:
        """Ask after what was sent. Raises Unavailable; what concerns the account is noted, and a person ends it before
        it is asked again.
        """
        with self._lanes.read() as session:
            account = text_account(session)
            asked = to_look_at(session, self._clock()) if account is not None and not account.trouble else ()
        if not asked:
            return False
        try:
            told = await asyncio.to_thread(self._deliveries, asked)
        except _PERSONS as error:
            with self._lanes.write() as session:
                self._note_trouble_of(session, str(error), account.checked_at if account is not None else None)
            return True
        for text_id, found in told:
            with self._lanes.write() as session:
                leaving.looked_at(
                    session,
                    text_id,
                    arrived=found.fate == "arrived",
                    failure=found.words,
                    opted_out=found.fate == "opted_out",
                    at=self._clock(),
                )
        return True

    def _deliveries(self, asked: tuple[tuple[UUID, str], ...]) -> list[tuple[UUID, Delivery]]:
        """Return what became of each message; one that Twilio refuses to tell of is asked after again."""
        found = []
        with self._open_port() as port:
            for text_id, sid in asked:
                try:
                    found.append((text_id, port.delivery(sid)))
                except WrongToken:
                    raise
                except Refused:
                    found.append((text_id, Delivery("under_way")))
        return found
