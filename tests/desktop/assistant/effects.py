"""What a call does to the books, told from their rows: what leaves them, and what stood there and does no more."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from desktop.assistant.arguments import read_arguments
from desktop.assistant.registry import ALL
from desktop.models import Link, Outbox
from tests.desktop.assistant.asking import Client
from tests.desktop.assistant.full import Known, calls
from tests.desktop.office import Desk

Row = dict[str, Any]

_LEAVING = {"outbox", "mail", "text"}
_ENDED = {"archived_at", "withdrawn_at", "voided_at", "undone_at"}  # from then on it counts no more
# What the program counts and remembers by itself: nobody wrote it, and it follows from what was added.
_KEPT_BY_THE_PROGRAM = {
    "changed_at", "version", "payable", "total_minor", "payable_minor", "settled_minor", "credited_minor",
    "applied_minor", "unapplied_minor", "last", "head", "year", "current",
}  # fmt: skip


@dataclass(frozen=True)
class Effects:
    """``leaves``: something goes to the portal or out as a message. ``destroys``: something that stood there is
    replaced, lost, or counts no more.
    """

    leaves: bool = False
    destroys: bool = False

    def __or__(self, other: "Effects") -> "Effects":
        return Effects(self.leaves or other.leaves, self.destroys or other.destroys)


class _Back(Exception):  # noqa: N818 - it names what happens, and is no error
    """Takes the transaction back."""


def effects(desk: Desk, name: str, arguments: dict[str, Any]) -> Effects:
    """Return what a call would do; nothing of it stays. What waits for the portal is counted as gone already."""
    found, args = Effects(), read_arguments(ALL[name], arguments)
    with suppress(_Back), desk.books.write() as session:
        session.execute(delete(Outbox))
        before = _rows(session)
        ALL[name].run(Client(desk).errand(session), args)
        session.flush()
        after = _rows(session)
        leaves = any(table in _LEAVING for table, _key in after.keys() - before.keys())
        gone = before.keys() - after.keys()
        replaced = any(_is_replaced(before[key], after[key]) for key in before.keys() & after.keys())
        found = Effects(leaves, bool(gone) or replaced)
        raise _Back
    return found


def other_calls(known: Known) -> list[tuple[str, dict[str, Any]]]:
    """Return calls beside the plausible ones that do more: to what a customer has, to what says something already."""
    lines = [{"description": "Consulting", "rate": 100}]
    seen, unseen, draft = ({"invoiceId": str(each)} for each in (known.invoice, known.unseen, known.draft))
    draft_quote, customer = {"quoteId": str(known.draft_quote)}, {"customerId": str(known.customer)}
    return [
        ("update_invoice", {**draft, "lineItems": lines}),
        ("update_quote", {**draft_quote, "lineItems": lines}),
        ("delete_invoice", seen),
        ("delete_invoice", unseen),
        ("delete_quote", draft_quote),
        ("email_invoice", draft),
        ("email_quote", draft_quote),
        ("send_invoice", unseen),
        ("edit_customer", {**customer, "displayName": "Rosewood"}),
        ("update_item", {"itemId": str(known.item), "name": "Advice"}),
        ("add_tax_rate", {"name": "VAT", "rate": 23, "isDefault": True}),
        ("update_org_settings", {"name": "Alder"}),
    ]


def all_effects(desk: Desk, known: Known) -> dict[str, Effects]:
    """Return what each tool does in all of its calls, and once more a long time later, when links have ended."""
    found = dict.fromkeys(ALL, Effects())
    every = [*calls(known).items(), *other_calls(known)]
    for name, arguments in every:
        found[name] |= effects(desk, name, arguments)
    desk.write(lambda session: _let_links_end(session, desk))
    desk.later(days=400)
    for name in ("send_invoice", "send_quote", "get_invoice_link", "get_pdf_link", "draft_message", "prepare_follow_up",
                 "generate_customer_portal_link"):  # fmt: skip
        found[name] |= effects(desk, name, calls(known)[name])
    return found


def _let_links_end(session: Session, desk: Desk) -> None:
    """Say of every link that the portal has it, for 30 days."""
    for link in session.scalars(select(Link)):
        link.published_at, link.expires_at = desk.now, desk.now + timedelta(days=30)


def _rows(session: Session) -> dict[tuple[str, Any], Row]:
    """Return every row by its table and its key, but not the search index, which is made of the others."""
    tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    return {
        (table, row["rowid"]): dict(row)
        for table in tables
        if "search" not in table and not table.startswith("sqlite_")
        for row in session.execute(text(f'SELECT rowid, * FROM "{table}"')).mappings()
    }


def _is_replaced(before: Row, after: Row) -> bool:
    changed = {name for name in before if before[name] != after[name]} - _KEPT_BY_THE_PROGRAM
    return bool(changed & _ENDED) or any(before[name] not in {None, "", 0} for name in changed)
