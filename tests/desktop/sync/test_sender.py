"""What holds for mail and text messages alike: whatever goes wrong with one of them, the exchange goes on."""

import asyncio
from datetime import datetime

from sqlalchemy.orm import Session

from billing.errors import Refused, Unavailable
from desktop.sync.sender import Sender
from tests.desktop.office import Desk


class Unruly(Sender[str, str]):
    """Messages of which the first is refused by a rule that nobody foresaw, before it is handed in."""

    trouble = ""
    begins = 0

    def _left_behind(self, session: Session) -> int:
        self.begins += 1
        if self.begins == 1:
            raise Unavailable("The disk is full.")
        return 0

    def _may_leave(self, session: Session) -> bool:
        return not self.trouble

    def _next_at(self, session: Session) -> datetime | None:
        return None

    def _take_next(self, session: Session) -> str | None:
        raise Refused("Nobody foresaw this.")

    def _hand_in(self, job: str) -> str:
        return job

    def _taken(self, session: Session, job: str, answer: str) -> None: ...

    def _not_taken(self, session: Session, job: str, error: Refused | Unavailable) -> None: ...

    def _note_trouble(self, session: Session, why: str) -> None:
        self.trouble = why


def test_a_rule_that_says_no_where_nobody_foresaw_it_is_told_and_a_full_disk_at_the_start_waits(desk: Desk) -> None:
    sender, told = Unruly(desk.books, clock=lambda: desk.now), asyncio.Queue[str]()

    async def run() -> None:
        running = asyncio.create_task(sender.run(lambda: told.put_nowait(sender.trouble)))
        assert await told.get() == ""
        sender.wake()
        assert await told.get() == "Nobody foresaw this."
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(run())
    assert sender.begins == 2
