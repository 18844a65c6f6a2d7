"""The assistant as people see it: its keys, what each key did, and what waits for a decision."""

import csv
import io
import json
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal_column, select
from sqlalchemy.orm import Session

from desktop.models import AssistantCall, AssistantKey, Document, Proposal
from desktop.models.assistant import CallOutcome as CallOutcome
from desktop.models.assistant import KeyScope as KeyScope
from desktop.models.assistant import ProposalFact

_ORDINAL: ColumnElement[int] = literal_column("assistant_call.rowid")
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it may be shown; ``marked_by`` is whose text it has read within the last 30 minutes, or ""."""

    id: UUID
    name: str
    hint: str
    scope: KeyScope
    acts: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    marked_by: str


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls; None for all."""

    key_id: UUID | None = None
    tool: str | None = None
    outcome: CallOutcome | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call; ``arguments`` without secrets, ``source`` is ``mcp`` or ``office``."""

    ordinal: int
    id: UUID
    at: datetime
    key: str
    source: str
    tool: str
    arguments: dict[str, Any]
    outcome: CallOutcome
    says: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What waits for a person, or was decided; ``amounts`` as (minor units, currency), ``documents`` are numbers."""

    id: UUID
    key: str
    tool: str
    says: tuple[str, ...]
    recipients: tuple[str, ...]
    documents: tuple[str, ...]
    amounts: tuple[tuple[int, str], ...]
    channel: str
    bulk: bool
    untrusted: str
    made_at: datetime
    expires_at: datetime
    state: ProposalFact
    result: str

    def is_open(self, now: datetime) -> bool:
        """Tell whether a person may still approve it."""
        return self.state == "open" and now < self.expires_at


def find_key(session: Session, hashed: str, *, now: datetime) -> KeyRow | None:
    """Return the key with this hash, whether it still works or not."""
    key = session.scalars(select(AssistantKey).where(AssistantKey.hash == hashed)).one_or_none()
    return _key(key, now) if key is not None else None


def key_row(session: Session, key_id: UUID, *, now: datetime) -> KeyRow:
    """Return this key."""
    return _key(session.get_one(AssistantKey, key_id), now)


def keys(session: Session, *, now: datetime) -> tuple[KeyRow, ...]:
    """Return all keys: those that work first, the newest first."""
    works = AssistantKey.revoked_at.is_(None) & (AssistantKey.expires_at > now)
    rows = session.scalars(select(AssistantKey).order_by(works.desc(), AssistantKey.created_at.desc(), AssistantKey.id))
    return tuple(_key(row, now) for row in rows)


def call_ordinals(session: Session, shown: CallFilter) -> "array[int]":
    """Return the ordinals of all matching calls, newest first. They hold until the books are compacted."""
    statement = _matching(select(_ORDINAL).select_from(AssistantCall), shown)
    result = session.connection().execute(statement.order_by(AssistantCall.at.desc(), AssistantCall.id.desc()))
    assert result.cursor is not None
    return array("q", chain.from_iterable(result.cursor.fetchall()))


def call_rows(session: Session, ordinals: Sequence[int]) -> dict[int, CallRow]:
    """Return the calls with these ordinals."""
    found = session.execute(_calls().where(_ORDINAL.in_(list(ordinals))))
    return {row.ordinal: _call(row) for row in found}


def called_tools(session: Session) -> tuple[str, ...]:
    """Return the tools that were ever called, by name."""
    return tuple(session.scalars(select(AssistantCall.tool).distinct().order_by(AssistantCall.tool)))


def calls_as_csv(session: Session, shown: CallFilter) -> str:
    """Return the matching calls as CSV, oldest first; instants are UTC. A cell that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["at", "source", "key", "tool", "arguments", "outcome", "says"])
    for found in session.execute(_matching(_calls(), shown).order_by(AssistantCall.at, AssistantCall.id)):
        row = _call(found)
        said = json.dumps(row.arguments, ensure_ascii=False)
        cells = (row.at.isoformat(), row.source, row.key, row.tool, said, row.outcome, row.says)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def proposals(session: Session, *, now: datetime, since: datetime, limit: int = 50) -> tuple[ProposalRow, ...]:
    """Return all that waits, what ends soonest first, and then at most ``limit`` others that were made after ``since``,
    newest first.
    """
    waits = (Proposal.state == "open") & (Proposal.expires_at > now)
    every = select(Proposal, AssistantKey.name).join(AssistantKey, AssistantKey.id == Proposal.key_id)
    waiting = session.execute(every.where(waits).order_by(Proposal.expires_at, Proposal.id))
    others = every.where(~waits, Proposal.made_at > since).order_by(Proposal.expires_at.desc(), Proposal.id.desc())
    found = [(row, name) for row, name in chain(waiting, session.execute(others.limit(limit)))]
    numbers = _numbers(session, {document for row, _name in found for document, _digest in row.documents})
    return tuple(_proposal(row, name, numbers) for row, name in found)


def _key(key: AssistantKey, now: datetime) -> KeyRow:
    return KeyRow(
        id=key.id,
        name=key.name,
        hint=key.hint,
        scope=key.scope,
        acts=tuple(key.acts),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        marked_by=key.marked_by if key.marked_until is not None and now < key.marked_until else "",
    )


def _calls() -> Select[*tuple[Any, ...]]:
    return (
        select(_ORDINAL.label("ordinal"), AssistantCall, AssistantKey.name)
        .select_from(AssistantCall)
        .join(AssistantKey, AssistantKey.id == AssistantCall.key_id)
    )


def _matching(statement: Select[*tuple[Any, ...]], shown: CallFilter) -> Select[*tuple[Any, ...]]:
    for column, wanted in (
        (AssistantCall.key_id, shown.key_id),
        (AssistantCall.tool, shown.tool),
        (AssistantCall.outcome, shown.outcome),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    return statement


def _call(row: Any) -> CallRow:
    call = row.AssistantCall
    return CallRow(row.ordinal, call.id, call.at, row.name, call.source, call.tool, call.arguments, call.outcome,
                   call.says)  # fmt: skip


def _numbers(session: Session, ids: set[str]) -> dict[str, str]:
    """Return the numbers of those that are documents with one; ``ids`` as texts."""
    known = {UUID(each): each for each in ids if _ID.fullmatch(each)}
    rows = session.execute(select(Document.id, Document.number).where(Document.id.in_(known)))
    return {known[identifier]: number for identifier, number in rows if number}


def _proposal(row: Proposal, key: str, numbers: dict[str, str]) -> ProposalRow:
    return ProposalRow(
        id=row.id,
        key=key,
        tool=row.tool,
        says=tuple(row.says),
        recipients=tuple(row.recipients),
        documents=tuple(numbers[document] for document, _digest in row.documents if document in numbers),
        amounts=tuple((minor, currency) for minor, currency in row.amounts),
        channel=row.channel,
        bulk=row.bulk,
        untrusted=row.untrusted,
        made_at=row.made_at,
        expires_at=row.expires_at,
        state=row.state,
        result=row.result,
    )
