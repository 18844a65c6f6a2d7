"""The record of calls, and answers that were given before."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import AssistantCall, AssistantKey, Remembered
from desktop.models.assistant import CallOutcome
from desktop.services.assisting.redacting import redacted, redacted_words

UNKNOWN = "unknown"  # in the place of a tool that is none: its name is whatever a client made up


class OtherArguments(Refused):
    """An idempotency key stands for one call."""

    def __init__(self) -> None:
        super().__init__(
            "This idempotencyKey was used before with other arguments. Nothing was done. "
            "Use a new idempotencyKey for a new call, or repeat the first call's arguments."
        )


@dataclass(frozen=True, slots=True)
class CallNote:
    """Who called what with which arguments, as they came, and when (UTC)."""

    key_id: UUID
    tool: str
    arguments: dict[str, Any]
    at: datetime


def note_call(session: Session, note: CallNote, outcome: CallOutcome, says: str = "", *, source: str = "mcp") -> None:
    """Add one row to the record, without secrets, and remember when the key was used."""
    session.add(
        AssistantCall(
            key_id=note.key_id,
            at=note.at,
            source=source,
            tool=redacted_words(note.tool)[:100],
            arguments=redacted(note.arguments),
            outcome=outcome,
            says=redacted_words(says),
        )
    )
    if source == "mcp":
        session.execute(update(AssistantKey).where(AssistantKey.id == note.key_id).values(last_used_at=note.at))
    session.flush()


def answered_before(session: Session, note: CallNote, idempotency_key: str) -> dict[str, Any] | None:
    """Return the answer to this very call, None where it is the first. Raises OtherArguments."""
    row = session.scalars(
        select(Remembered).where(
            Remembered.key_id == note.key_id,
            Remembered.tool == note.tool,
            Remembered.idempotency_key == idempotency_key,
        )
    ).one_or_none()
    if row is None:
        return None
    if row.digest != _digest(note.arguments):
        raise OtherArguments
    return row.answer


def remember_answer(session: Session, note: CallNote, idempotency_key: str, answer: dict[str, Any]) -> None:
    """Keep the answer for a repeat of this very call."""
    session.add(
        Remembered(
            key_id=note.key_id,
            tool=note.tool,
            idempotency_key=idempotency_key,
            digest=_digest(note.arguments),
            answer=answer,
            at=note.at,
        )
    )
    session.flush()


def _digest(arguments: dict[str, Any]) -> str:
    return sha256(json.dumps(arguments, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
