"""What the assistant's tools may have the program do, and everything its server is handed: books, clock, archive."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.system import clock

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from desktop.archive import Archive
    from desktop.assistant.office import Office
    from desktop.assistant.tool import Tool
    from desktop.database import Database


class PaperDoors:
    """Issues, credits and withdraws today, inside the caller's transaction; a date that would fall is refused."""

    def __init__(self, archive: Path) -> None:
        self._folder = archive

    def issue(self, session: Session, document_id: UUID) -> str:
        """See ``assistant.tool.Doors``."""
        from desktop.services.issuing import issue

        now = clock.now()
        return issue(session, document_id, on=today(session, now), at=now, archive=self._archive()).number

    def credit(self, session: Session, invoice_id: UUID, wishes: Any, why: str) -> str:
        """See ``assistant.tool.Doors``."""
        from desktop.services.crediting import give_credit

        now, archive = clock.now(), self._archive()
        on = today(session, now)
        return give_credit(session, invoice_id, wishes, why=why, on=on, at=now, archive=archive).number

    def withdraw(self, session: Session, document_id: UUID, why: str) -> str:
        """See ``assistant.tool.Doors``."""
        from desktop.services.withdrawing import withdraw

        now, archive = clock.now(), self._archive()
        credit = withdraw(session, document_id, why=why, on=today(session, now), at=now, archive=archive)
        return credit.number if credit is not None else ""

    def _archive(self) -> Archive:
        from desktop.archive import Archive

        return Archive(self._folder)


def today(session: Session, now: datetime) -> date:
    """Return the office's calendar date at ``now``."""
    from desktop.queries.office import office_row

    office = office_row(session)
    assert office is not None
    return clock.today(office.time_zone, now)


def registry() -> dict[str, Tool[Any]]:
    """Return every tool by its name, in the order of the guide."""
    from desktop.assistant.registry import ALL

    return dict(ALL)


def assistant_office(
    books: Database,
    archive: Path,
    *,
    changed: Callable[[], None],
    called: Callable[[], None],
    broke: Callable[[BaseException], None],
) -> Office:
    """Return what the assistant works with; the callbacks are called on its threads."""
    from desktop.assistant.office import Office

    return Office(
        tools=registry(),
        books=books,
        doors=PaperDoors(archive),
        now=clock.now,
        today=today,
        changed=changed,
        called=called,
        broke=broke,
    )


def note_mistake(error: BaseException) -> None:
    """Write a mistake of ours into the log beside the books."""
    logging.getLogger("counterfoil").critical("a mistake of the program", exc_info=error)
