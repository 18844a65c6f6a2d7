"""What the keys of these books have asked for, and what came of it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as PydanticField

from desktop.assistant.figures import Line, Word
from desktop.assistant.paging import cursor_after, cut, ordinal_at
from desktop.assistant.tool import Answer, Errand, Paged, Tool, Untrusted
from desktop.assistant.trust import untrusted
from desktop.queries.assistant import CallFilter, CallOutcome, CallRow, call_ordinals, call_rows, called_tools

GROUP = "Notices and logs"
_LISTED = "call"


class AuditQuery(Paged):
    """Which calls; everything narrows."""

    limit: int = PydanticField(30, ge=1, le=200)
    entity: Line | None = PydanticField(None, description="A part of the tools' names, such as invoice or payment.")
    outcome: Annotated[CallOutcome | None, Word] = None


class CallShape(Answer):
    """One call. ``about`` are the ids in its arguments; other arguments are in the window only.

    ``said`` may repeat what an earlier client was told, and so comes wrapped.
    """

    at: datetime
    key: str
    source: str
    tool: str
    outcome: str
    about: tuple[str, ...]
    said: Untrusted | None


class AuditLog(Answer):
    """A page of calls; ``next_cursor`` None: that was all."""

    calls: tuple[CallShape, ...]
    next_cursor: str | None


def get_audit_log(errand: Errand, args: AuditQuery) -> AuditLog:
    below = ordinal_at(args.cursor, _LISTED)
    ordinals = [at for at in _ordinals(errand, args) if below is None or at < below]
    shown, last = cut(ordinals[: args.limit + 1], args.limit)
    rows = call_rows(errand.session, shown)
    return AuditLog(
        calls=tuple(_call(rows[at]) for at in shown),
        next_cursor=None if last is None else cursor_after(_LISTED, last),
    )


def _ordinals(errand: Errand, args: AuditQuery) -> list[int]:
    """Return the calls' ordinals, newest first; they are only ever added, so that their order is that of time."""
    tools: list[str | None] = [None]
    if args.entity:
        word = args.entity.lower().replace(" ", "_")
        tools = [tool for tool in called_tools(errand.session) if word in tool]
    found = (call_ordinals(errand.session, CallFilter(tool=tool, outcome=args.outcome)) for tool in tools)
    return sorted((at for each in found for at in each), reverse=True)


def _call(row: CallRow) -> CallShape:
    return CallShape(
        at=row.at,
        key=row.key,
        source=row.source,
        tool=row.tool,
        outcome=row.outcome,
        about=tuple(str(value) for value in row.arguments.values() if _is_id(value)),
        said=untrusted(row.says, "an earlier call"),
    )


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "get_audit_log", "Read what keys asked for", GROUP,
        "Lists what the keys of these books asked for, newest first: when, which key, which tool, about which ids, "
        "and what came of it: done, proposed, refused, limited, failed. Rows are only ever added. Changes nothing. "
        "At most limit rows (30 where left out, 200 at most); nextCursor continues.",
        "What has the assistant done with our invoices today?",
        AuditQuery, get_audit_log, idempotent=True,
    ),
)  # fmt: skip
