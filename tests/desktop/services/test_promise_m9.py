"""What was issued stays as it was, and where it does not, the first bad number is named. Share: 25 s."""

import random
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from desktop.archive import Archive
from desktop.database import Database
from desktop.models import Issued
from desktop.services.verifying import UNREADABLE, BooksReport, verify
from tests.desktop.office import Desk, open_desk

_INVOICES = 12
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'issued'"
_COLUMNS = (
    "id", "document_id", "series_id", "position", "revision", "number", "period", "counter", "body", "pdf_sha256",
    "pdf_size", "previous", "hash", "issued_at", "seal",
)  # fmt: skip


@dataclass
class Books:
    """Closed books of a few invoices, with the values that were issued by number."""

    path: Path
    archive: Path
    numbers: dict[str, str]
    values: list[tuple[object, ...]]

    def report(self) -> BooksReport:
        database = Database(self.path)
        try:
            with database.read() as session:
                return verify(session, Archive(self.archive))
        finally:
            database.close()

    def issued(self) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM issued ORDER BY position").fetchall()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("issued")
    desk = open_desk(folder)
    desk.found()
    for _ in range(_INVOICES):
        desk.issue()
    with desk.books.read() as session:
        numbers = {row.id.hex: row.number for row in session.scalars(select(Issued))}
    desk.books.close()
    made = Books(folder / "books.db", folder / "archive", numbers, [])
    made.values = made.issued()
    return made


@pytest.fixture
def dice() -> random.Random:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.execute(update(Issued).values(number="INV-2026-0099")),
        lambda session: session.execute(delete(Issued)),
        lambda session: setattr(session.scalars(select(Issued)).first(), "body", b"{}"),
        lambda session: session.delete(session.scalars(select(Issued)).first()),
        lambda session: session.execute(text("UPDATE issued SET hash = hash")),
        lambda session: session.execute(text("DELETE FROM issued WHERE position = 1")),
        lambda session: session.execute(text("REPLACE INTO issued SELECT * FROM issued")),
    ],
    ids=["update", "delete", "entity changed", "entity deleted", "sql update", "sql delete", "sql replace"],
)
def test_promise_m9_no_path_changes_or_deletes_what_was_issued(desk: Desk, act: Callable[..., object]) -> None:
    desk.issue()
    before = desk.read(lambda session: session.execute(text("SELECT * FROM issued")).all())
    with pytest.raises(IntegrityError, match="insert-only"), desk.books.write() as session:
        act(session)
    assert desk.read(lambda session: session.execute(text("SELECT * FROM issued")).all()) == before


@pytest.mark.parametrize("table", ["issued", "activity"])
def test_promise_m9_another_tool_does_not_replace_a_row_either(books: Books, table: str) -> None:
    """SQLite asks no DELETE trigger about a REPLACE unless its connection says so, and other tools do not."""
    with closing(sqlite3.connect(books.path)) as connection:
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        for columns in ("*", "rowid, *"):
            names = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
            wanted = names if columns == "*" else f"rowid, {names}"
            with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
                connection.execute(f"REPLACE INTO {table} ({wanted}) SELECT {wanted} FROM {table}")
            connection.rollback()
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before


def test_promise_m9_sound_books_are_found_sound(books: Books) -> None:
    report = books.report()
    assert report.is_sound
    assert report.rows == _INVOICES


def test_promise_m9_eight_hundred_changes_inside_stored_values_are_all_found(
    books: Books, dice: random.Random, tmp_path: Path
) -> None:
    """The guards are taken away and put back, as somebody would who knows SQLite."""
    changed = Books(tmp_path / "books.db", books.archive, books.numbers, [])
    shutil.copy(books.path, changed.path)
    with closing(sqlite3.connect(changed.path, isolation_level=None)) as connection:
        guards = connection.execute(_TRIGGERS).fetchall()
        identifiers = [row[0] for row in connection.execute("SELECT id FROM issued")]
        for round_ in range(800):
            identifier, column = dice.choice(identifiers), _COLUMNS[round_ % len(_COLUMNS)]
            before = connection.execute(f"SELECT {column} FROM issued WHERE id = ?", (identifier,)).fetchone()[0]
            after = changed_value(before, dice, least=_INVOICES if column == "position" else 0)
            _write(connection, guards, column, after, identifier)
            report = changed.report()
            assert not report.is_sound, (column, before, after)
            assert report.faults[0].number == books.numbers[identifier], (column, before, after, report.faults)
            _write(connection, guards, column, before, str(after) if column == "id" else identifier)
    assert changed.report().is_sound


def test_promise_m9_two_hundred_changes_inside_the_pdfs_are_all_found(
    books: Books, dice: random.Random, tmp_path: Path
) -> None:
    changed = Books(books.path, tmp_path / "archive", books.numbers, [])
    shutil.copytree(books.archive, changed.archive)
    with closing(sqlite3.connect(books.path)) as connection:
        files = connection.execute("SELECT number, pdf_sha256 FROM issued").fetchall()
    for _ in range(200):
        number, sha256 = dice.choice(files)
        path = Archive(changed.archive).path(sha256)
        pdf = path.read_bytes()
        path.write_bytes(changed_bytes(pdf, dice))
        report = changed.report()
        assert [fault.number for fault in report.faults] == [number]
        path.write_bytes(pdf)
    path.unlink()
    assert "missing" in changed.report().faults[0].what


def test_promise_m9_a_change_anywhere_in_the_file_is_found_or_touches_nothing_issued(
    books: Books, dice: random.Random, tmp_path: Path
) -> None:
    """300 bytes of the file itself, wherever they are: a page's head, an index, a free page, another table."""
    whole = books.path.read_bytes()
    changed = Books(tmp_path / "books.db", books.archive, books.numbers, [])
    for _ in range(300):
        at = dice.randrange(len(whole))
        changed.path.write_bytes(whole[:at] + bytes([whole[at] ^ dice.randrange(1, 256)]) + whole[at + 1 :])
        try:
            is_sound = changed.report().is_sound
        except UNREADABLE:  # SQLite does not even open it: found all right
            continue
        assert not is_sound or changed.issued() == books.values, at


@pytest.mark.parametrize("position", [1, _INVOICES // 2, _INVOICES])
def test_promise_m9_a_row_taken_out_is_missed(books: Books, tmp_path: Path, position: int) -> None:
    changed = Books(tmp_path / "books.db", books.archive, books.numbers, [])
    shutil.copy(books.path, changed.path)
    with closing(sqlite3.connect(changed.path, isolation_level=None)) as connection:
        guards = connection.execute(_TRIGGERS).fetchall()
        connection.execute("DROP TRIGGER issued_refuses_delete")
        connection.execute("DELETE FROM issued WHERE position = ?", (position,))
        connection.execute(dict(guards)["issued_refuses_delete"])
    first = changed.report().faults[0]
    assert first.number == f"INV-2026-{min(position + 1, _INVOICES - 1):04d}"
    assert "missing" in first.what


@pytest.mark.parametrize("act", ["update", "delete", "replace"])
@pytest.mark.parametrize("table", ["issued", "activity"])
def test_promise_m9_a_missing_guard_is_named(books: Books, tmp_path: Path, table: str, act: str) -> None:
    changed = Books(tmp_path / "books.db", books.archive, books.numbers, [])
    shutil.copy(books.path, changed.path)
    with closing(sqlite3.connect(changed.path, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER {table}_refuses_{act}")
    assert [fault.what for fault in changed.report().faults] == [
        f"The guard that refuses {act.upper()} of {table} is missing or was changed"
    ]


def test_a_check_that_is_stopped_says_so(desk: Desk) -> None:
    desk.issue()
    heard: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        heard.append((done, total))
        return False

    with desk.books.read() as session:
        report = verify(session, desk.archive, go_on=stop)
    assert (report.rows, report.complete, report.is_sound) == (0, False, False)
    assert heard == [(0, 1)]


def _write(
    connection: sqlite3.Connection, guards: list[tuple[str, str]], column: str, value: object, identifier: str
) -> None:
    connection.execute("BEGIN")
    connection.execute("DROP TRIGGER issued_refuses_update")
    connection.execute(f"UPDATE issued SET {column} = ? WHERE id = ?", (value, identifier))
    connection.execute(dict(guards)["issued_refuses_update"])
    connection.execute("COMMIT")


def changed_value(value: object, dice: random.Random, *, least: int) -> object:
    """Return ``value`` with one bit or one letter changed; a number by more than ``least``."""
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(least.bit_length(), 40))
    if isinstance(value, bytes):
        return changed_bytes(value, dice)
    words = str(value)
    at = dice.randrange(len(words)) if words else 0
    other = dice.choice([letter for letter in "0123456789abcdef" if letter != words[at : at + 1]])
    return words[:at] + other + words[at + 1 :]


def changed_bytes(value: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << dice.randrange(8))]) + value[at + 1 :]
