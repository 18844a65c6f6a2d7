"""What the assistant did about one document that leaves no other trace: it looked at the link, drafted, and asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.models import AssistantCall, AssistantKey, Document, Proposal
from desktop.models.assistant import ProposalFact

_TOOLS = ("explain_portal_link", "draft_message")
_LOOKED_THROUGH = 2_000  # calls, newest first: a drawer opens at once, however long the record is
_DECIDED: dict[ProposalFact, str] = {"done": "approved", "declined": "declined", "void": "void"}


@dataclass(frozen=True, slots=True)
class AssistedRow:
    """One thing the key ``name`` did; ``why`` is what it asked for, or why nothing came of it."""

    at: datetime
    kind: str
    name: str
    why: str = ""


def assisted_rows(session: Session, document: Document) -> tuple[AssistedRow, ...]:
    """Return what keys did about the document, newest first: among the last 2,000 calls, and in every proposal."""
    return tuple(sorted((*_calls(session, document), *_asked(session, document)), key=lambda row: row.at, reverse=True))


def _calls(session: Session, document: Document) -> Iterator[AssistedRow]:
    newest = select(AssistantCall.id).order_by(AssistantCall.at.desc(), AssistantCall.id.desc()).limit(_LOOKED_THROUGH)
    known = [str(document.id), *filter(None, (document.number,))]
    query = (
        select(AssistantCall.at, AssistantCall.tool, AssistantKey.name)
        .join(AssistantKey, AssistantKey.id == AssistantCall.key_id)
        .where(AssistantCall.id.in_(newest), AssistantCall.tool.in_(_TOOLS), AssistantCall.outcome == "done")
        .where(func.json_extract(AssistantCall.arguments, "$.documentId").in_(known))
        .order_by(AssistantCall.at.desc(), AssistantCall.id.desc())
    )
    for at, tool, name in session.execute(query):
        yield AssistedRow(at, f"assistant.{tool}", name)


def _asked(session: Session, document: Document) -> Iterator[AssistedRow]:
    for row, name in session.execute(_proposals(document)):
        if row.decided_at is not None:
            yield AssistedRow(row.decided_at, f"assistant.{_DECIDED[row.state]}", name, row.result)
        yield AssistedRow(row.made_at, "assistant.proposed", name, row.says[0])


def _proposals(document: Document) -> Select[Proposal, str]:
    bound = func.json_each(Proposal.documents).table_valued("value")
    about = select(bound.c.value).where(func.json_extract(bound.c.value, "$[0]") == str(document.id)).exists()
    return (
        select(Proposal, AssistantKey.name)
        .join(AssistantKey, AssistantKey.id == Proposal.key_id)
        .where(about)
        .order_by(Proposal.made_at.desc(), Proposal.id.desc())
    )
