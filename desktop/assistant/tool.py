"""What a tool is: a name, what it says of itself, what it takes, and one function over services and queries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session

Scope = Literal["read", "draft", "act"]
Effect = Literal["reads", "writes", "leaves"]


class Arguments(BaseModel):
    """What a tool takes, in camelCase on the wire; an unknown name is refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Creating(Arguments):
    """Takes an idempotency key: the same key with the same arguments answers what it answered before."""

    idempotency_key: str | None = PydanticField(None, min_length=1, max_length=200)


class Paged(Arguments):
    """A list: at most ``limit`` rows, from where ``cursor`` of the answer before points."""

    limit: int = PydanticField(20, ge=1, le=200)
    cursor: str | None = None


class Answer(BaseModel):
    """What a tool returns, in camelCase on the wire.

    It has no field for a secret, a private note or a full bank number.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Untrusted(Answer):
    """Text that somebody outside the office wrote: at most 2,000 characters, without control and bidi characters.

    Wherever one stands in an answer, the key that asked is marked for 30 minutes.
    """

    model_config = ConfigDict(alias_generator=None)

    untrusted_text: str
    source: str = PydanticField("customer via portal", serialization_alias="from")


class Doors(Protocol):
    """What the program hands in for what is more than a query or a service: every call runs inside the tool's own
    transaction, on ``session``.
    """

    def issue(self, session: Session, document_id: UUID) -> str:
        """Issue a draft today and return its number."""

    def credit(self, session: Session, invoice_id: UUID, wishes: Any, why: str) -> str:
        """Issue a credit note today and return its number."""

    def withdraw(self, session: Session, document_id: UUID, why: str) -> str:
        """Withdraw a document today and return the number of the credit note that came with it, or ""."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One call at work: the session of its one transaction (reading only for tools that read), the instant in UTC, the
    office's calendar date, the program's doors, and the key that asks: None where a person has approved it.
    """

    session: Session
    now: datetime
    today: date
    doors: Doors
    key_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Exactly what would leave the office, before it does.

    The four bound facts are compared again when it is carried out: ``recipients``, ``documents`` as (id, SHA-256 of
    what would leave), ``amounts`` as (minor units, currency), ``channel``. ``says`` are sentences for the person who
    decides.
    """

    says: tuple[str, ...]
    recipients: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[int, str], ...]
    channel: str

    @property
    def bulk(self) -> bool:
        """Whether it reaches several at once, which a key that has read an outsider's text may not propose."""
        return len(self.recipients) > 1


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    """One entry of the registry.

    ``says`` is read by the AI client and names the real side effects; ``example`` is a prompt of a person, for the
    guide. ``scope`` is what a key needs. ``rehearse`` says what it would do, without doing it: each tool that
    ``leaves`` has it, and each that writes with scope ``act``, which asks while its key has lately read an outsider's
    text. ``run`` is then called only after a person's approval, in the transaction in which the rehearsal was found
    unchanged. ``idempotent``: twice with the same arguments is once. ``destructive``: replaces what stands there
    or takes it away, where a tool without it only adds. ``open_world``: something may go to the portal or out as a
    message. ``always_asks``: a person approves it even where a key may act without.
    """

    name: str
    title: str
    group: str
    says: str
    example: str
    takes: type[A]
    run: Callable[[Errand, A], Answer]
    scope: Scope = "read"
    effect: Effect = "reads"
    idempotent: bool = False
    destructive: bool = False
    open_world: bool = False
    rehearse: Callable[[Errand, A], Rehearsal] | None = field(default=None)
    always_asks: bool = False
