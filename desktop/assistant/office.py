"""What the program hands to the assistant: the books, the clock, the doors, and whom to tell."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.assistant.tool import Doors, Errand, Tool


class Books(Protocol):
    """The books' two lanes."""

    def read(self) -> AbstractContextManager[Session]:
        """A session on one consistent state, which keeps nothing."""

    def write(self) -> AbstractContextManager[Session]:
        """A session in one transaction, committed at the end."""


@dataclass(frozen=True, slots=True)
class Office:
    """Everything here is callable from the assistant's own threads.

    ``changed``: something was written that people see; ``called``: a call was recorded; ``broke``: a mistake of the
    program, for its log. ``today`` gives the office's calendar date at an instant.
    """

    tools: Mapping[str, Tool[Any]]
    books: Books
    doors: Doors
    now: Callable[[], datetime]
    today: Callable[[Session, datetime], date]
    changed: Callable[[], None]
    called: Callable[[], None]
    broke: Callable[[BaseException], None]

    def errand(self, session: Session, now: datetime, key_id: UUID | None = None) -> Errand:
        """Return what a tool works with in the transaction of ``session``."""
        return Errand(session, now, self.today(session, now), self.doors, key_id)
