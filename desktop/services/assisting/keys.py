"""Keys of AI clients: minted once, shown once, revoked at once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import AssistantKey, Proposal, Remembered
from desktop.models.assistant import KeyScope

PREFIX = "cfk_"  # by which scanners of leaked secrets know one
DAYS = 90
MARKED = timedelta(minutes=30)
_LONGEST_NAME, _LONGEST_DAYS, _LONGEST_BY = 100, 365, 200
_AND = ", "


class NoKeyName(Refused):
    """A key without a name cannot be told from another when it must be revoked."""

    def __init__(self) -> None:
        super().__init__("The key needs a name of at most 100 characters, like the client that will use it. Type one.")


class NotADuration(Refused):
    """A key ends, and within a year."""

    def __init__(self) -> None:
        super().__init__("A key works for 1 to 365 days. Type a number of days in between.")


@dataclass(frozen=True, slots=True)
class Minted:
    """A new key; ``secret`` is shown once and kept nowhere."""

    id: UUID
    secret: str


def mint_key(
    session: Session, name: str, scope: KeyScope, *, at: datetime, acts: Sequence[str] = (), days: int = DAYS
) -> Minted:
    """Make a key that works for ``days``; ``acts`` are the tools that skip the question, with scope ``act`` only.

    Raises NoKeyName, NotADuration.
    """
    known = " ".join(name.split())
    if not known or len(known) > _LONGEST_NAME:
        raise NoKeyName
    if not 1 <= days <= _LONGEST_DAYS:
        raise NotADuration
    secret = PREFIX + secrets.token_urlsafe(32)
    key = AssistantKey(
        name=known,
        hash=key_hash(secret),
        hint=secret[-4:],
        scope=scope,
        acts=sorted(set(acts)) if scope == "act" else [],
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(key)
    _forget_answers(session, at)
    session.flush()
    return Minted(key.id, secret)


def revoke_key(session: Session, key_id: UUID, *, at: datetime) -> None:
    """Let the key work no more, and what it proposed with it. A second time changes nothing."""
    key = session.get_one(AssistantKey, key_id)
    key.revoked_at = key.revoked_at or at
    waiting = update(Proposal).where(Proposal.key_id == key_id, Proposal.state == "open")
    session.execute(waiting.values(state="void", decided_at=at, result="The key was revoked. Nothing was done."))
    session.flush()


def mark_key(session: Session, key_id: UUID, by: str, *, at: datetime) -> None:
    """The key has read text that ``by`` wrote: for 30 minutes nothing skips the question.

    Whose text it has read within the last 30 minutes stays named beside ``by``, the newest first.
    """
    key = session.get_one(AssistantKey, key_id)
    before = key.marked_by.split(_AND) if key.marked_until is not None and at < key.marked_until else []
    key.marked_until, key.marked_by = at + MARKED, _AND.join(dict.fromkeys([by, *before]))[:_LONGEST_BY]
    session.flush()


def key_hash(secret: str) -> str:
    """Return what is kept of a key. It has 256 random bits, so that a plain hash cannot be guessed back."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _forget_answers(session: Session, at: datetime) -> None:
    """Answers are remembered per key: those of keys that work no more can never be asked for."""
    ended = select(AssistantKey.id).where(or_(AssistantKey.revoked_at.is_not(None), AssistantKey.expires_at <= at))
    session.execute(delete(Remembered).where(Remembered.key_id.in_(ended)))
