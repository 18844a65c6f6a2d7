"""The mailer: mail beside the exchange. It hands messages in at the office's own mail server, one after the other.

It needs no portal. No transaction is open while the server is spoken to; a message is noted as being sent before that,
so that one which a crash interrupts is never sent twice unseen.
"""

import asyncio
from collections.abc import Callable

from billing.errors import Refused, Unavailable
from billing.mailing.addresses import on_the_wire
from billing.mailing.message import Attachment, compose
from desktop.mail import MailPort, MaybeSent, NoTls, NotTaken, PutOff, TurnedAway, WrongPassword
from desktop.queries.mails import mail_account, next_mail_at, ready_to_leave
from desktop.services.mailing import leaving
from desktop.services.mailing.account import NoMailPassword, note_mail_trouble
from desktop.services.mailing.leaving import MailJob, Missed
from desktop.services.mailing.notices import mail_notices, notices_wait
from desktop.sync.backoff import Backoff
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes, Papers

_LOOK_S = 300.0
_PERSONS = (WrongPassword, NoTls, TurnedAway, NoMailPassword)  # what concerns every message, and only a person can end


class Mailer:
    """Works on the exchange's loop; the server is spoken to beside it. ``open_port`` gives the port to be entered."""

    def __init__(self, lanes: Lanes, papers: Papers, open_port: Callable[[], MailPort], *, clock: Clock) -> None:
        self._lanes = lanes
        self._papers = papers
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
        """Send what may leave now, and return whether the books have moved.

        Raises Unavailable: what was not sent yet waits. A password that is not taken is noted, and the rest waits for a
        person.
        """
        moved = self._note_notices()
        while self._is_due():
            with self._lanes.write() as session:
                job = leaving.take_next(session, at=self._clock())
            moved = True
            if job is None or not await self._send(job):
                break
        return moved

    def _note_notices(self) -> bool:
        """Queue what the office wants to be written about."""
        with self._lanes.read() as session:
            if not notices_wait(session):
                return False
        with self._lanes.write() as session:
            return mail_notices(session, at=self._clock())

    def _is_due(self) -> bool:
        with self._lanes.read() as session:
            account = mail_account(session)
            if account is None or account.trouble:
                return False
            return session.scalars(ready_to_leave(self._clock()).limit(1)).first() is not None

    def _until_next(self) -> float:
        with self._lanes.read() as session:
            at = next_mail_at(session)
        return _LOOK_S if at is None else min(max((at - self._clock()).total_seconds(), 1.0), _LOOK_S)

    async def _send(self, job: MailJob) -> bool:
        """Send one message and note what became of it; return whether the next may follow."""
        try:
            missed = await asyncio.to_thread(self._hand_in, job)
        except MaybeSent as error:
            with self._lanes.write() as session:
                leaving.unsure(session, job.id, str(error), at=self._clock())
        except PutOff as error:
            with self._lanes.write() as session:
                leaving.not_now(session, job.id, str(error), at=self._clock())
        except Unavailable as error:
            with self._lanes.write() as session:
                leaving.waits_on(session, job.id, str(error))
            raise
        except _PERSONS as error:
            with self._lanes.write() as session:
                leaving.waits_on(session, job.id, str(error))
                note_mail_trouble(session, str(error))
            return False
        except Refused as error:
            with self._lanes.write() as session:
                leaving.failed(session, job.id, str(error), at=self._clock())
        else:
            with self._lanes.write() as session:
                leaving.taken(session, job.id, missed, at=self._clock())
        return True

    def _hand_in(self, job: MailJob) -> list[Missed]:
        """Compose and hand in; blocks. Raises what the port does, and what no message may be."""
        pdf = [Attachment(job.pdf_name, self._papers.read(job.pdf_sha256))] if job.pdf_sha256 else []
        composed = compose(job.letter, job.envelope, pdf)
        wire = {on_the_wire(address): address for address in job.envelope.to}
        with self._open_port() as port:
            refused: tuple[NotTaken, ...] = port.send(
                composed.content,
                sender=on_the_wire(job.envelope.sender),
                to=list(wire),
                needs_unicode=composed.needs_unicode,
            )
        return [Missed(wire[each.address], each.later, each.words) for each in refused]
