"""Calls of tools as the server makes them: arguments as JSON, one transaction, the answer as it goes out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing.crediting import CreditWish
from desktop.archive import Archive
from desktop.assistant.arguments import read_arguments
from desktop.assistant.registry import ALL
from desktop.assistant.tool import Errand, Rehearsal
from desktop.models import AssistantKey
from desktop.queries.assistant import proposals
from desktop.services.crediting import give_credit
from desktop.services.issuing import issue
from desktop.services.withdrawing import withdraw
from tests.desktop.office import TODAY, Desk

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class OpenDoors:
    """The program's doors over the archive of the test's books."""

    archive: Archive
    desk: Desk

    def issue(self, session: Session, document_id: UUID) -> str:
        return issue(session, document_id, on=TODAY, at=self.desk.now, archive=self.archive).number

    def credit(self, session: Session, invoice_id: UUID, wishes: Sequence[CreditWish], why: str) -> str:
        made = give_credit(session, invoice_id, wishes, why=why, on=TODAY, at=self.desk.now, archive=self.archive)
        return made.number

    def withdraw(self, session: Session, document_id: UUID, why: str) -> str:
        note = withdraw(session, document_id, why=why, on=TODAY, at=self.desk.now, archive=self.archive)
        return note.number if note is not None else ""


@dataclass(frozen=True)
class Client:
    """Somebody who asks, with every scope and every approval given: by the first key of the books, if there is one."""

    desk: Desk

    def __call__(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Call a tool; what leaves is rehearsed and approved at once."""
        tool = ALL[name]
        args = read_arguments(tool, json.loads(json.dumps(arguments, default=str)))

        def run(session: Session) -> Any:
            errand = self.errand(session)
            if tool.rehearse is not None:
                tool.rehearse(errand, args)
            return tool.run(errand, args)

        answer = self.desk.read(run) if tool.effect == "reads" else self.desk.write(run)
        shown: dict[str, Any] = json.loads(answer.model_dump_json(by_alias=True))
        return shown

    def rehearse(self, name: str, /, **arguments: Any) -> Rehearsal:
        tool = ALL[name]
        args = read_arguments(tool, json.loads(json.dumps(arguments, default=str)))
        assert tool.rehearse is not None
        rehearse = tool.rehearse
        return self.desk.read(lambda session: rehearse(self.errand(session), args))

    def errand(self, session: Session) -> Errand:
        first = session.scalars(select(AssistantKey.id).order_by(AssistantKey.id).limit(1)).one_or_none()
        return Errand(session, self.desk.now, TODAY, OpenDoors(self.desk.archive, self.desk), first)


def everything(desk: Desk) -> Rows:
    """Return every row of every table, to be held against a later moment."""
    return desk.read(rows_of)


def waiting_proposals(desk: Desk) -> int:
    """Return how many proposals wait for a person."""
    now = desk.now
    return sum(row.is_open(now) for row in desk.read(lambda session: proposals(session, now=now, since=now)))


def rows_of(session: Session) -> Rows:
    """Return every row of every table as ``session`` sees them."""
    tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).all()
    return {
        table: sorted((tuple(row) for row in session.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
        for table in tables
    }
