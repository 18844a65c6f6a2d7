"""The assistant: the keys it works with, each of its calls, what it proposes, and answers it was given before."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

KeyScope = Literal["read", "draft", "act"]
CallOutcome = Literal["done", "proposed", "refused", "limited", "failed", "approved", "declined"]
ProposalFact = Literal["open", "done", "declined", "void"]


class AssistantKey(Keyed, Base):
    """A key of an AI client. ``hash`` is SHA-256 of the key, which nobody keeps; ``hint`` its last four characters.

    ``acts`` are the tools that leave the office and need no question, with scope ``act`` only. Until ``marked_until``
    the key has lately read text of ``marked_by``, who is outside the office.
    """

    __tablename__ = "assistant_key"

    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(4))
    scope: Mapped[KeyScope] = mapped_column(String(10))
    acts: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    marked_until: Mapped[datetime | None] = mapped_column(Instant)
    marked_by: Mapped[str] = mapped_column(String(200), default="")


class AssistantCall(Keyed, Base):
    """One call, append-only; ``source`` is ``mcp``, or ``office`` where a person decided on a proposal.

    ``arguments`` have no secret in them and long texts cut. ``says`` is what was proposed, or why it was refused.
    Triggers of the migrations refuse UPDATE and DELETE.
    """

    __tablename__ = "assistant_call"
    __table_args__ = (Index("ix_assistant_call_at", "at", "id"),)

    key_id: Mapped[UUID] = mapped_column(ForeignKey("assistant_key.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(10), default="mcp")
    tool: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[CallOutcome] = mapped_column(String(10))
    says: Mapped[str] = mapped_column(Text, default="")


class Proposal(Keyed, Base):
    """What a key asks a person to let it do, and what of it is bound: recipients, documents as (id, SHA-256), amounts
    as (minor units, currency), and the channel.

    ``says`` are the sentences a person reads; ``untrusted`` is whose text the key had read lately, or "".
    ``result`` says what became of it.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_state", "state", "expires_at"),)

    key_id: Mapped[UUID] = mapped_column(ForeignKey("assistant_key.id"), index=True)
    tool: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    says: Mapped[list[str]] = mapped_column(JSON)
    recipients: Mapped[list[str]] = mapped_column(JSON)
    documents: Mapped[list[list[str]]] = mapped_column(JSON)
    amounts: Mapped[list[list[Any]]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String(40))
    bulk: Mapped[bool]
    untrusted: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[ProposalFact] = mapped_column(String(10), default="open")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    result: Mapped[str] = mapped_column(Text, default="")


class Remembered(Keyed, Base):
    """The answer to a call that carried an idempotency key; ``digest`` is SHA-256 of its arguments."""

    __tablename__ = "remembered"
    __table_args__ = (UniqueConstraint("key_id", "tool", "idempotency_key"),)

    key_id: Mapped[UUID] = mapped_column(ForeignKey("assistant_key.id"))
    tool: Mapped[str] = mapped_column(String(100))
    idempotency_key: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
