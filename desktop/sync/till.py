"""The till: Stripe beside the exchange. It reads what was reported and sends refunds, with the desktop's own key.

It needs no portal. Nothing is booked before Stripe itself was read, and no transaction is open while it is asked.
"""

import asyncio
from collections.abc import Callable

from billing.charges import ChargeRefund, Unreadable
from billing.errors import Refused, Unavailable
from desktop.payments.errors import RightMissing, StripeKeyRefused
from desktop.payments.port import StripePort
from desktop.queries.online import RefundJob, charges_to_read, feed_heard, portal_office_id, refund_jobs, stripe_row
from desktop.services.online import account, giving_back, settling
from desktop.sync.backoff import Backoff
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes

_NO_KEY = str(account.NoKeyHere())
_LOOK_S = 300.0  # how often what is under way is looked for when nobody reports anything


class Till:
    """Works on the exchange's loop; calls to Stripe run beside it. ``open_port`` gives None where there is no key."""

    def __init__(self, lanes: Lanes, open_port: Callable[[], StripePort | None], *, clock: Clock) -> None:
        self._lanes = lanes
        self._open_port = open_port
        self._clock = clock
        self._due = asyncio.Event()

    def wake(self) -> None:
        """Something was reported or asked for; called on the loop."""
        self._due.set()

    async def run(self, changed: Callable[[], None]) -> None:
        """Work until cancelled. Stripe may be away for ever: what waits is tried again, at most five minutes later."""
        backoff = Backoff()
        while True:
            self._due.clear()
            try:
                moved = await self.work()
            except Unavailable:
                pause = backoff.wait()
            else:
                backoff, pause = Backoff(), _LOOK_S
                if moved:
                    changed()
                    continue
            try:
                await asyncio.wait_for(self._due.wait(), pause)
            except TimeoutError:
                continue

    async def work(self) -> bool:
        """Send and read what is due now, and return whether the books have moved.

        Raises Unavailable: what was not done yet is done the next time. A key that Stripe does not take, or none, is
        noted, and the rest waits for a person.
        """
        with self._lanes.read() as session:
            jobs, intents = refund_jobs(session), charges_to_read(session, now=self._clock())
            known, office, heard = stripe_row(session), portal_office_id(session), feed_heard(session)
        if known is None or not (jobs or intents) or known.trouble not in ("", _NO_KEY):
            return False
        try:
            port = await asyncio.to_thread(self._open_port)
            if port is None:
                return self._note(known.trouble, _NO_KEY)
            self._note(known.trouble, "")
            with port:
                for job in jobs:
                    await self._refund(port, job, office)
                for intent in intents:
                    await self._read(port, intent, heard)
        except Refused as error:  # what concerns one payment alone is caught where it is read or sent
            self._note("", str(error))
        return True

    def _note(self, known: str, why: str) -> bool:
        """Note what only a person can end, or that it has; return whether that was new."""
        if known != why:
            with self._lanes.write() as session:
                account.note_stripe_trouble(session, why, at=self._clock())
        return known != why

    async def _refund(self, port: StripePort, job: RefundJob, office: str) -> None:
        try:
            made = await asyncio.to_thread(_give_back, port, job, office)
        except (StripeKeyRefused, RightMissing):
            raise
        except Refused as error:
            with self._lanes.write() as session:
                giving_back.refund_refused(session, job.refund_id, str(error), at=self._clock())
            return
        with self._lanes.write() as session:
            giving_back.refund_sent(session, job.refund_id, made, at=self._clock())

    async def _read(self, port: StripePort, intent: str, heard: int) -> None:
        try:
            charge = await asyncio.to_thread(port.read_charge, intent)
        except (StripeKeyRefused, RightMissing):
            raise
        except (Refused, Unreadable) as error:  # this one needs a person; the others go on
            with self._lanes.write() as session:
                settling.note_problem(session, intent, str(error), at=self._clock(), heard=heard)
            return
        with self._lanes.write() as session:
            settling.settle(session, charge, at=self._clock(), heard=heard)


def _give_back(port: StripePort, job: RefundJob, office: str) -> ChargeRefund:
    """Return the refund of this job: the one that Stripe has already where its answer was lost, else a new one."""
    operation = str(job.operation)
    for known in port.list_refunds(job.intent):
        if known.operation == operation:
            return known
    return port.create_refund(
        job.intent, job.minor, job.currency, operation=operation, reason=job.reason, office=office, doc=job.doc
    )
