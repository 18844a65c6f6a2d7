"""What a key may not do unasked waits for a person: proposed, approved once within ten minutes, or declined."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import AssistantKey, Proposal
from desktop.models.assistant import CallOutcome, ProposalFact
from desktop.services.assisting.calls import CallNote, note_call
from desktop.services.assisting.redacting import redacted

VALID = timedelta(minutes=10)
PAYMENT_DETAILS = "payment details"  # the channel of what says where customers pay


class NotBulk(Refused):
    """Text of outsiders must not reach many at once."""

    def __init__(self, by: str) -> None:
        super().__init__(
            f"This key has just read text of an outsider ({by}), so it cannot propose several at once. "
            "Nothing was proposed. Propose them one by one, or wait 30 minutes."
        )


class AlreadyDecided(Refused):
    """A proposal is decided once."""

    def __init__(self) -> None:
        super().__init__("This was decided already. Nothing was done a second time.")


class TooLate(Refused):
    """Ten minutes are over."""

    def __init__(self) -> None:
        super().__init__(
            "The ten minutes for this proposal are over. Nothing was done. Let the assistant propose it again."
        )


class KeyEnded(Refused):
    """Who proposed it may not any more."""

    def __init__(self) -> None:
        super().__init__("The key that proposed this works no more. Nothing was done.")


@dataclass(frozen=True, slots=True)
class Bound:
    """What is compared again before it is carried out; see ``Proposal``."""

    recipients: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[int, str], ...]
    channel: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that a person may approve now. ``arguments`` are as they came."""

    id: UUID
    tool: str
    arguments: dict[str, Any]
    bound: Bound


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether an approved proposal was carried out, and the sentence for the person who approved."""

    is_done: bool
    sentence: str


def propose(session: Session, note: CallNote, bound: Bound, says: tuple[str, ...], *, bulk: bool) -> UUID:
    """Keep what would be done for a person to decide, and return the proposal; the same one still open stays one.

    Raises NotBulk for several at once by a key that has lately read an outsider's text.
    """
    key = session.get_one(AssistantKey, note.key_id)
    by = marked_by(key, note.at)
    if bulk and by:
        raise NotBulk(by)
    if (same := _open_same(session, note, bound)) is not None:
        same.untrusted = same.untrusted or by
        session.flush()
        return same.id
    _forget_expired(session, note.at)
    row = Proposal(
        key_id=note.key_id,
        tool=note.tool,
        arguments=note.arguments,
        says=list(says),
        recipients=list(bound.recipients),
        documents=[list(each) for each in bound.documents],
        amounts=[list(each) for each in bound.amounts],
        channel=bound.channel,
        bulk=bulk,
        untrusted=by,
        made_at=note.at,
        expires_at=note.at + VALID,
    )
    session.add(row)
    session.flush()
    return row.id


def take_up(session: Session, proposal_id: UUID, *, at: datetime) -> Waiting:
    """Return a proposal for being carried out in this transaction. Raises AlreadyDecided, TooLate, KeyEnded."""
    row = session.get_one(Proposal, proposal_id)
    if row.state != "open":
        raise AlreadyDecided
    if not row.made_at <= at < row.expires_at:
        raise TooLate
    key = session.get_one(AssistantKey, row.key_id)
    if key.revoked_at is not None or at >= key.expires_at:
        raise KeyEnded
    return Waiting(row.id, row.tool, row.arguments, bound_facts(row))


def decide(session: Session, proposal_id: UUID, state: ProposalFact, result: str, *, at: datetime) -> None:
    """Write down what became of an open proposal, in the record too. Raises AlreadyDecided."""
    row = session.get_one(Proposal, proposal_id)
    if row.state != "open":
        raise AlreadyDecided
    row.state, row.decided_at, row.result = state, at, result
    note = CallNote(row.key_id, row.tool, row.arguments, at)
    _forget(row)
    outcomes: dict[ProposalFact, CallOutcome] = {"done": "approved", "declined": "declined"}
    note_call(session, note, outcomes.get(state, "refused"), result, source="office")


def decline(session: Session, proposal_id: UUID, *, at: datetime) -> None:
    """A person said no. Raises AlreadyDecided."""
    decide(session, proposal_id, "declined", "Declined. Nothing was done.", at=at)


def recorded(says: tuple[str, ...], channel: str) -> str:
    """Return what the record keeps of a proposal's sentences: where customers pay is for the person who decides."""
    return says[0] if channel == PAYMENT_DETAILS else " ".join(says)


def bound_facts(row: Proposal) -> Bound:
    """Return what of the proposal is bound."""
    return Bound(
        recipients=tuple(row.recipients),
        documents=tuple((document, digest) for document, digest in row.documents),
        amounts=tuple((minor, currency) for minor, currency in row.amounts),
        channel=row.channel,
    )


def marked_by(key: AssistantKey, at: datetime) -> str:
    """Return whose text the key has lately read, or ""."""
    return key.marked_by if key.marked_until is not None and at < key.marked_until else ""


def _forget(row: Proposal) -> None:
    """Keep of what can be approved no more as little as the record does."""
    row.arguments = redacted(row.arguments)
    row.says = row.says[:1] if row.channel == PAYMENT_DETAILS else row.says


def _forget_expired(session: Session, at: datetime) -> None:
    expired = select(Proposal).where(Proposal.state == "open", Proposal.expires_at <= at)
    for row in session.scalars(expired.where(Proposal.channel == PAYMENT_DETAILS)):
        _forget(row)


def _open_same(session: Session, note: CallNote, bound: Bound) -> Proposal | None:
    waiting = select(Proposal).where(
        Proposal.key_id == note.key_id,
        Proposal.tool == note.tool,
        Proposal.state == "open",
        Proposal.expires_at > note.at,
    )
    found = (row for row in session.scalars(waiting) if row.arguments == note.arguments and bound_facts(row) == bound)
    return next(found, None)
