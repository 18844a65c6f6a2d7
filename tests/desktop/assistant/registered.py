"""The real registry behind the whole door: keys, proposals and a person's yes, on real books."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.assistant.approving import approve
from desktop.assistant.calling import Calls
from desktop.assistant.registry import ALL
from desktop.services.assisting.proposing import Decided
from tests.desktop.assistant.asking import OpenDoors
from tests.desktop.assistant.serving.office import Assisted
from tests.desktop.office import Desk


def registered(desk: Desk) -> Assisted:
    """Return the office with every tool there is."""
    assisted = Assisted(desk)
    assisted.tools = dict(ALL)
    assisted.office = replace(assisted.office, tools=assisted.tools, doors=OpenDoors(desk.archive, desk))
    assisted.calls = Calls(assisted.office)
    return assisted


def answer(assisted: Assisted, key: str, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call a tool, a while after the call before, and return its answer."""
    assisted.desk.later(seconds=6)
    outcome = assisted.calls.call(key, tool, json.loads(json.dumps(arguments, default=str)))
    assert outcome.answer is not None, f"{tool}: {outcome.sentence}"
    return outcome.answer


def refusal(assisted: Assisted, key: str, tool: str, arguments: dict[str, Any]) -> str:
    """Call a tool, a while after the call before, and return the sentence of its refusal."""
    assisted.desk.later(seconds=6)
    outcome = assisted.calls.call(key, tool, json.loads(json.dumps(arguments, default=str)))
    assert outcome.answer is None, outcome.answer
    return outcome.sentence


def proposal(assisted: Assisted, key: str, tool: str, arguments: dict[str, Any]) -> UUID:
    """Let a key propose, and return the proposal's id."""
    return UUID(answer(assisted, key, tool, arguments)["proposalId"])


def say_yes(assisted: Assisted, identifier: UUID) -> Decided:
    """What the window does when a person presses Approve."""
    return assisted.desk.write(lambda session: approve(session, assisted.tools, identifier, assisted.errand(session)))
