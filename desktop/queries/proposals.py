"""A proposal as the key that made it may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Proposal
from desktop.models.assistant import ProposalFact

ProposalState = Literal["waiting", "done", "declined", "refused", "expired"]
_STATES: dict[ProposalFact, ProposalState] = {"done": "done", "declined": "declined", "void": "refused"}


@dataclass(frozen=True, slots=True)
class OwnProposal:
    """What a key would do and what became of it; ``result`` is "" while nobody has decided."""

    id: UUID
    tool: str
    says: tuple[str, ...]
    state: ProposalState
    result: str
    made_at: datetime
    expires_at: datetime
    decided_at: datetime | None


def own_proposal(session: Session, proposal_id: UUID, key_id: UUID | None, *, now: datetime) -> OwnProposal | None:
    """Return the proposal as it stands at ``now``, None where this key made none such."""
    made = select(Proposal).where(Proposal.id == proposal_id, Proposal.key_id == key_id)
    row = session.scalars(made).one_or_none()
    if row is None:
        return None
    state = _STATES.get(row.state) or ("waiting" if now < row.expires_at else "expired")
    return OwnProposal(
        row.id, row.tool, tuple(row.says), state, row.result, row.made_at, row.expires_at, row.decided_at
    )
