"""A person says yes: rehearsed again, compared, carried out, all in one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.assistant.arguments import read_arguments
from desktop.assistant.calling import bound_of, rehearsed
from desktop.assistant.tool import Errand, Tool
from desktop.services.assisting.proposing import Bound, Decided, decide, take_up

_WHAT = {
    "recipients": "the recipient",
    "documents": "the document",
    "amounts": "the amount",
    "channel": "the channel",
}


class _Changed(Refused):
    """It is no longer what the person was shown."""

    def __init__(self, then: Bound, now: Bound) -> None:
        changed = [word for name, word in _WHAT.items() if getattr(then, name) != getattr(now, name)]
        what = ", ".join(changed)
        super().__init__(
            f"Since it was proposed, {what} changed. Nothing was done. Let the assistant propose it again."
        )


def approve(session: Session, tools: Mapping[str, Tool[Any]], proposal_id: UUID, errand: Errand) -> Decided:
    """Carry out an open proposal once, if it still is what was shown; ``errand`` works on ``session``.

    What a rule refuses is undone to the last row and noted with its sentence; Unavailable leaves the proposal open.
    Raises AlreadyDecided, TooLate, KeyEnded.
    """
    waiting = take_up(session, proposal_id, at=errand.now)
    try:
        with session.begin_nested():
            _run(tools, waiting.tool, waiting.arguments, waiting.bound, errand)
    except NoResultFound:
        return _undone(session, proposal_id, "What it was about is gone. Nothing was done.", errand)
    except Refused as error:
        return _undone(session, proposal_id, str(error), errand)
    decide(session, proposal_id, "done", "Approved and done.", at=errand.now)
    return Decided(is_done=True, sentence="Approved and done.")


def _run(tools: Mapping[str, Tool[Any]], name: str, arguments: Mapping[str, Any], bound: Bound, errand: Errand) -> None:
    tool = tools.get(name)
    if tool is None:
        raise Refused("This version of Counterfoil does not know the tool any more. Nothing was done.")
    asked = read_arguments(tool, arguments)
    now = bound_of(rehearsed(tool)(errand, asked))
    if now != bound:
        raise _Changed(bound, now)
    tool.run(errand, asked)


def _undone(session: Session, proposal_id: UUID, sentence: str, errand: Errand) -> Decided:
    decide(session, proposal_id, "void", sentence, at=errand.now)
    return Decided(is_done=False, sentence=sentence)
