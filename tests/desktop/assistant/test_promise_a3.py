"""promise_A3, the part of the tools: each is what it says, at full books.

Its share of the promises: about 10 s.
"""

import json

from sqlalchemy.orm import Session

from desktop.assistant.arguments import read_arguments
from desktop.assistant.registry import ALL
from tests.desktop.assistant.acting import tell, twice
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.assistant.effects import Effects, all_effects
from tests.desktop.assistant.full import calls, fill
from tests.desktop.office import Desk

LEAVES = {
    "email_invoice", "email_quote", "send_reminder", "create_credit_note", "delete_invoice", "delete_quote",
    "delete_customer", "delete_payment", "add_payment_method", "update_payment_method", "remove_payment_method",
}  # fmt: skip


def write(desk: Desk, name: str, arguments: dict[str, object]) -> str:
    """Call a tool and keep what it did, whatever it says of itself; return its answer."""
    tool = ALL[name]
    args = read_arguments(tool, arguments)

    def run(session: Session) -> str:
        return str(json.loads(tool.run(Client(desk).errand(session), args).model_dump_json(by_alias=True)))

    return desk.write(run)


def test_promise_a3_reading_tools_leave_every_row_as_it_was(desk: Desk) -> None:
    known = fill(desk, lambda: "said")
    wishes = calls(known)
    before = everything(desk)
    reading = [name for name, tool in ALL.items() if tool.effect == "reads"]
    for name in reading:
        write(desk, name, wishes[name])
        assert everything(desk) == before, name
    assert len(reading) > 15


def test_promise_a3_rehearsals_leave_every_row_as_it_was(desk: Desk) -> None:
    wishes = calls(fill(desk, lambda: "said"))
    before = everything(desk)
    asking = [tool for tool in ALL.values() if tool.rehearse is not None]
    assert len(asking) > len(LEAVES)
    for tool in asking:
        args, rehearse = read_arguments(tool, wishes[tool.name]), tool.rehearse
        assert rehearse is not None
        desk.write(lambda session, rehearse=rehearse, args=args: rehearse(Client(desk).errand(session), args))  # type: ignore[misc]
        assert everything(desk) == before, tool.name


def test_promise_a3_twice_is_once_where_a_tool_says_so(desk: Desk) -> None:
    known = fill(desk, lambda: "said")
    wishes = calls(known) | {"send_invoice": {"invoiceId": str(known.unseen)}}
    names = [name for name, tool in ALL.items() if tool.idempotent and tool.effect != "reads"]
    for name in names:
        once, again = twice(desk, name, wishes[name])
        assert once == again, name
    assert len(names) > 10


def test_promise_a3_what_a_tool_does_to_the_books_is_what_its_hints_say(desk: Desk) -> None:
    """Replaced, lost, or ended from then on: destructive. For the portal, or out as a message: open world."""
    found = all_effects(desk, fill(desk, lambda: "said"))
    assert found == {name: Effects(tool.open_world, tool.destructive) for name, tool in ALL.items()}
    assert sum(each.leaves for each in found.values()) > 10
    assert sum(each.destroys for each in found.values()) > 10


def test_every_tool_answers_its_plausible_call_or_says_why_not(desk: Desk) -> None:
    known = fill(desk, lambda: "said")
    refused = {name: said.refused for name, wish in calls(known).items() if (said := tell(desk, name, wish)).refused}
    assert refused == {}


def test_what_tools_say_of_themselves_goes_together() -> None:
    for name, tool in ALL.items():
        assert name == tool.name
        assert (tool.effect == "leaves") == (name in LEAVES)
        asks = tool.effect == "leaves" or tool.scope == "act"
        assert asks == (tool.rehearse is not None)
        assert (tool.scope == "read") == (tool.effect == "reads" and name != "get_proposal")
        assert tool.says.endswith(".")
        assert tool.example
        if tool.effect == "reads":
            assert "Changes nothing" in tool.says or "Changes and sends nothing" in tool.says, name
        if tool.effect == "leaves":
            assert tool.says.startswith("A person approves"), name
        creating = "idempotency_key" in tool.takes.model_fields
        assert creating == (name.startswith(("create_", "add_", "duplicate_", "convert_", "record_", "prepare_"))), name
