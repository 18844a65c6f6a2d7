"""What customers said stays as it came, and a check finds what a tool outside has changed of it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.database import open_database
from desktop.services import answering
from desktop.services.proving import guards
from desktop.services.verifying import verify
from tests.desktop.office import Desk
from tests.desktop.services.test_hearing import accepted, quote, view_of
from tests.desktop.services.test_inbox import receive

__all__ = ["quote"]


@pytest.fixture
def answered(desk: Desk, quote: UUID) -> UUID:
    """A quote that was accepted, with one message."""
    view = view_of(desk, quote)
    receive(desk, accepted(desk, quote, chosen=(1,), total_minor=view.total_minor, order_number="PO 7764"))
    desk.write(lambda session: answering.reply(session, quote, "Thank you.", at=desk.now))
    return quote


def whats(desk: Desk) -> Sequence[str]:
    with desk.books.read() as session:
        return [fault.what for fault in verify(session, desk.archive).faults]


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE answer SET {name} = 'x'" for name in ("kind", "name", "order_number", "reason", "record")),
        *("UPDATE answer SET total_minor = 1", "UPDATE answer SET at = 1", "UPDATE answer SET is_verified = 0"),
        *("UPDATE comment SET text = 'x'", "UPDATE comment SET by_office = 0", "UPDATE comment SET at = 1"),
        *("DELETE FROM answer", "DELETE FROM comment"),
        *("REPLACE INTO answer SELECT * FROM answer", "REPLACE INTO comment SELECT * FROM comment"),
    ],
)
def test_promise_m9_what_a_customer_said_is_not_changed(desk: Desk, answered: UUID, statement: str) -> None:
    with pytest.raises(IntegrityError, match="stays as it came"):
        desk.write(lambda session: session.execute(text(statement)))
    assert whats(desk) == []


def test_an_answer_is_taken_back_once(desk: Desk, answered: UUID) -> None:
    desk.write(lambda session: answering.undo_answer(session, answered, why="They called", at=desk.now))
    with pytest.raises(IntegrityError, match="taken back once"):
        desk.write(lambda session: session.execute(text("UPDATE answer SET undone_at = NULL")))
    assert whats(desk) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE answer SET name = 'Somebody Else'", "what its customer accepted was changed after it arrived"),
        ("UPDATE answer SET total_minor = 1", "what its customer accepted was changed after it arrived"),
        ("UPDATE answer SET order_number = 'PO 1'", "what its customer accepted was changed after it arrived"),
        (
            "UPDATE answer SET record = replace(record, 'Hollis', 'Holly')",
            "what its customer accepted was changed after it arrived",
        ),
        ("UPDATE answer SET record = '{}'", "what its customer accepted was changed after it arrived"),
        ("DELETE FROM answer", "the list shows another answer than its customer gave"),
        ("UPDATE document SET answer = 'declined'", "the list shows another answer than its customer gave"),
        ("UPDATE document SET answer = ''", "the list shows another answer than its customer gave"),
    ],
)
def test_promise_m9_what_a_tool_outside_changed_of_an_answer_is_found(
    desk: Desk, answered: UUID, tmp_path: Path, statement: str, found: str
) -> None:
    desk.books.close()
    with closing(sqlite3.connect(tmp_path / "books.db", isolation_level=None)) as connection:
        for name in guards():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for sql in guards().values():
            connection.execute(sql)
    desk.books = open_database(tmp_path / "books.db")
    assert whats(desk) == [found]


@pytest.mark.parametrize("name", sorted(guards()))
def test_promise_m9_a_missing_guard_of_an_answer_is_named(desk: Desk, name: str) -> None:
    desk.write(lambda session: session.execute(text(f"DROP TRIGGER {name}")))
    assert whats(desk) == [f"The guard {name} is missing or was changed"]
