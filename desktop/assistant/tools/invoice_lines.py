"""Lines of draft invoices and quotes: added, mended, removed; found by their place or their words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import Field as PydanticField

from desktop.assistant import finding
from desktop.assistant.drafting import MOST_LINES, BadWish, draft_values, keep
from desktop.assistant.figures import Line, Ref
from desktop.assistant.lines import LineItem, changed_line, line_at, new_line
from desktop.assistant.shapes import DocumentShape, shape_of
from desktop.assistant.tool import Arguments, Creating, Errand, Tool

GROUP = "Invoices"
_WHICH = "Id of a draft invoice; a draft quote's does as well."


class AddLine(Creating, LineItem):
    """A line more."""

    invoice_id: Ref = PydanticField(description=_WHICH)
    position: int | None = PydanticField(None, ge=0, le=MOST_LINES, description="0 puts it first; last where left out.")


class Which(Arguments):
    """Which line of which draft."""

    invoice_id: Ref = PydanticField(description=_WHICH)
    line_item_index: int | None = PydanticField(None, description="0-based, as get_invoice shows it.")
    search_description: Line | None = PydanticField(None, description="Words that only this line holds.")


class UpdateLine(LineItem, Which):
    """What changes of the line; what is left out stays."""


def add_line_item(errand: Errand, args: AddLine) -> DocumentShape:
    identifier = _draft(errand, args.invoice_id)
    values = draft_values(errand, identifier)
    if len(values.lines) >= MOST_LINES:
        raise BadWish(f"It has {MOST_LINES} lines, as many as a tool adds. Nothing was changed. Go on in Counterfoil.")
    lines, at = list(values.lines), len(values.lines) if args.position is None else args.position
    lines.insert(at, new_line(errand, args))
    keep(errand, identifier, replace(values, lines=tuple(lines)))
    return shape_of(errand, identifier)


def update_line_item(errand: Errand, args: UpdateLine) -> DocumentShape:
    identifier = _draft(errand, args.invoice_id)
    values = draft_values(errand, identifier)
    at = line_at(values.lines, args.line_item_index, args.search_description)
    line = changed_line(errand, values.lines[at], args)
    keep(errand, identifier, replace(values, lines=(*values.lines[:at], line, *values.lines[at + 1 :])))
    return shape_of(errand, identifier)


def remove_line_item(errand: Errand, args: Which) -> DocumentShape:
    identifier = _draft(errand, args.invoice_id)
    values = draft_values(errand, identifier)
    at = line_at(values.lines, args.line_item_index, args.search_description)
    keep(errand, identifier, replace(values, lines=(*values.lines[:at], *values.lines[at + 1 :])))
    return shape_of(errand, identifier)


def _draft(errand: Errand, ref: str) -> UUID:
    return finding.document(errand, ref, "invoice", "quote")


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "add_line_item", "Add a line", GROUP,
        "Adds a line to a draft invoice or quote and adds everything up anew. Refused where it is issued.",
        "Add two hours of travel at 60 to the draft for Rosewood Dental.",
        AddLine, add_line_item, scope="draft", effect="writes",
    ),
    Tool(
        "update_line_item", "Mend a line", GROUP,
        "Changes one line of a draft, found by lineItemIndex (from 0) or by words that only it holds; what is not "
        "named stays, totals follow. Made for mending a line instead of writing the invoice anew. Refused where it "
        "is issued.",
        "The consulting on that draft was 4 hours, not 3.",
        UpdateLine, update_line_item, scope="draft", effect="writes", idempotent=True, destructive=True,
    ),
    Tool(
        "remove_line_item", "Remove a line", GROUP,
        "Takes one line out of a draft, found as in update_line_item; totals follow. Refused where it is issued.",
        "Take the travel off that draft again.",
        Which, remove_line_item, scope="draft", effect="writes", destructive=True,
    ),
)  # fmt: skip
