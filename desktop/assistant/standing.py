"""How a proposal stands, as its own client reads it: when it is made, when it asks, when it asks for the same again."""

from datetime import datetime
from uuid import UUID

from desktop.assistant.tool import Answer
from desktop.queries.proposals import OwnProposal, ProposalState

_SAYS: dict[ProposalState, str] = {
    "waiting": "Nothing is done yet. It waits for a person.",
    "expired": "Nobody decided within ten minutes. Nothing was done.",
}
_NEXT: dict[ProposalState, str] = {
    "waiting": "A person has to approve this in Counterfoil (status bar, Approvals) before expiresAt. Tell them what "
    "it would do. Do not call again for the same thing meanwhile: get_proposal tells what became of it.",
    "done": "It is done, once. Read what it was about again before you go on with it.",
    "declined": "A person said no. Ask them what they want instead; do not propose it again by yourself.",
    "refused": "Read what it was about again. Where it is still wanted, propose it anew, with a new idempotencyKey if "
    "you gave one.",
    "expired": "Ask the person. Where it is still wanted, propose it anew, with a new idempotencyKey if you gave one.",
}


class ProposalShape(Answer):
    """A proposal: ``would_do`` is what a person reads, ``says`` what became of it."""

    proposal_id: UUID
    tool: str
    state: ProposalState
    says: str
    would_do: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    next: str


def standing_of(proposal: OwnProposal) -> ProposalShape:
    """Return how it stands, and what to do now."""
    return ProposalShape(
        proposal_id=proposal.id,
        tool=proposal.tool,
        state=proposal.state,
        says=proposal.result or _SAYS.get(proposal.state, ""),
        would_do=proposal.says,
        made_at=proposal.made_at,
        expires_at=proposal.expires_at,
        decided_at=proposal.decided_at,
        next=_NEXT[proposal.state],
    )
