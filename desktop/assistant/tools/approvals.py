"""What became of what a key proposed."""

from typing import Any
from uuid import UUID

from desktop.assistant.figures import Ref
from desktop.assistant.finding import NotFound
from desktop.assistant.standing import ProposalShape, standing_of
from desktop.assistant.tool import Arguments, Errand, Tool
from desktop.queries.proposals import own_proposal

GROUP = "Approvals"


class OneProposal(Arguments):
    """One proposal of this key."""

    proposal_id: Ref


def get_proposal(errand: Errand, args: OneProposal) -> ProposalShape:
    try:
        identifier = UUID(args.proposal_id.strip())
    except ValueError:
        identifier = UUID(int=0)
    found = own_proposal(errand.session, identifier, errand.key_id, now=errand.now)
    if found is None:
        raise NotFound("This key has proposed nothing with this id. The answer to a proposal gives it as proposalId.")
    return standing_of(found)


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "get_proposal", "Ask what became of a proposal", GROUP,
        "Tells how a proposal of this key stands: waiting, done, declined, refused (with why, such as what changed "
        "meanwhile) or expired, when, and what to do next. Other keys' proposals are not found. Changes nothing.",
        "Has somebody approved that mail to Rosewood Dental?",
        OneProposal, get_proposal, scope="draft", idempotent=True,
    ),
)  # fmt: skip
