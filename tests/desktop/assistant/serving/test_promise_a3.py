"""Promise A3: tools are what they say. Reading leaves the books as they were; twice the same is once."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

from tests.desktop.assistant.serving.office import Assisted

# What every call leaves behind: its row, and the key it was made with.
OF_THE_CALL = {"assistant_call", "assistant_key"}


def everything(assisted: Assisted) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those of the calls themselves."""
    with closing(sqlite3.connect(assisted.desk.books.path)) as books:
        names = [row[0] for row in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: books.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name not in OF_THE_CALL}


def after(assisted: Assisted, act: Callable[[], object]) -> bool:
    """Tell whether ``act`` left everything as it was."""
    before = everything(assisted)
    act()
    return everything(assisted) == before


def test_promise_a3_a_tool_that_reads_leaves_every_row_as_it_was(assisted: Assisted) -> None:
    key, invoice = assisted.key("read"), str(assisted.desk.issue().document_id)
    wishes: dict[str, dict[str, Any]] = {"get_invoice": {"invoiceId": invoice}}
    reading = [name for name, tool in assisted.tools.items() if tool.effect == "reads"]
    for name in reading:
        assert after(assisted, partial(assisted.calls.call, key, name, wishes.get(name, {})))


def test_promise_a3_a_tool_that_says_it_reads_cannot_write(assisted: Assisted) -> None:
    """A tool that is wrong about itself changes nothing: it is given a session that keeps nothing."""
    lying = replace(assisted.tools["create_customer"], effect="reads")
    assisted.tools["create_customer"] = lying
    key = assisted.key()
    assert after(assisted, lambda: assisted.calls.call(key, "create_customer", {"displayName": "Hollis"}))


def test_promise_a3_the_same_wish_twice_is_once(assisted: Assisted) -> None:
    key, wish = assisted.key(), {"displayName": "Hollis", "idempotencyKey": "1"}
    assert not after(assisted, lambda: assisted.calls.call(key, "create_customer", wish))
    assert after(assisted, lambda: assisted.calls.call(key, "create_customer", wish))


def test_promise_a3_what_is_proposed_changes_nothing_but_the_question(assisted: Assisted) -> None:
    key, invoice = assisted.key(), str(assisted.desk.issue().document_id)
    before = everything(assisted)
    assisted.calls.call(key, "email_invoice", {"invoiceId": invoice})
    now = everything(assisted)
    assert {name for name in now if now[name] != before[name]} == {"proposal"}
