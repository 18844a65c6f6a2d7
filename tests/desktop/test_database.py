"""The file keeps what was committed, and nothing else."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from desktop import migrations
from desktop.database import HEAD, BooksBusy, Database, NewerBooks, NoRoom, copy_verified, open_database
from desktop.migrations.upgrade import head
from desktop.models import Activity, Base, Customer, Issued
from tests.desktop.office import NOON, Desk

PRAGMAS = {
    "recursive_triggers": 1,
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "mmap_size": 0,
}


@pytest.mark.parametrize("lane", ["read", "write"])
def test_every_connection_is_durable_and_checks_references(desk: Desk, lane: str) -> None:
    with getattr(desk.books, lane)() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}
    assert found == PRAGMAS


def test_the_migrations_make_what_the_models_say(desk: Desk) -> None:
    with desk.books.write() as session:
        context = MigrationContext.configure(session.connection())
        differences = compare_metadata(context, Base.metadata)
    assert [each for each in differences if "document_search" not in str(each)] == []
    assert head() == HEAD


def test_writers_wait_for_each_other_and_lose_nothing(desk: Desk) -> None:
    """Eight threads, 50 read-add-write each: deferred transactions would lose most of them without a word."""
    customer = desk.customer("0")

    def add() -> None:
        for _ in range(50):
            with desk.books.write() as session:
                row = session.get_one(Customer, customer)
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.read(lambda session: session.get_one(Customer, customer).name) == "400"


def test_an_error_rolls_everything_back(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.books.write() as session:
        session.add(Customer(name="Half", created_at=NOON))
        session.flush()
        raise ZeroDivisionError
    assert desk.read(lambda session: session.scalars(select(Customer)).all()) == []


@pytest.mark.parametrize("table", ["issued", "activity"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_issued_and_what_happened_cannot_be_changed(desk: Desk, table: str, statement: str) -> None:
    desk.issue()
    with pytest.raises(IntegrityError, match="insert-only"), desk.books.write() as session:
        session.execute(text(statement.format(table)))
    assert desk.read(lambda session: len(session.scalars(select(Issued)).all())) == 1
    assert desk.read(lambda session: len(session.scalars(select(Activity)).all())) == 1


def test_books_of_a_newer_counterfoil_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NewerBooks, match="newer Counterfoil"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_backup_of_working_books_opens_and_is_whole(desk: Desk, tmp_path: Path) -> None:
    desk.customer("Quayside")
    desk.books.backup(tmp_path / "safe" / "copy.db")
    copy = open_database(tmp_path / "safe" / "copy.db")
    with copy.read() as session:
        assert session.scalars(select(Customer.name)).all() == ["Quayside"]
    copy.close()


def test_a_damaged_file_gives_no_backup(tmp_path: Path) -> None:
    source = tmp_path / "books.db"
    database = open_database(source)
    database.close()
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO link_day (link_id, day, views, checks) VALUES ('nobody', '2026-11-20', 0, 0)")
        connection.commit()
    with pytest.raises(Exception, match="damaged"):
        copy_verified(source, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.glob("copy*")] == []


def test_a_full_disk_is_a_sentence_and_loses_nothing(desk: Desk) -> None:
    desk.customer("Kept")
    with pytest.raises(NoRoom, match="disk is full"), desk.books.write() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        for number in range(200):
            session.add(Customer(name=f"{number}" * 50, notes="x" * 5_000, created_at=NOON))
        session.flush()
    assert desk.read(lambda session: session.scalars(select(Customer.name)).all()) == ["Kept"]


def test_books_that_another_program_holds_are_a_sentence(desk: Desk) -> None:
    """A backup tool or a virus scanner; the wait is 10 s, here a moment."""
    with closing(sqlite3.connect(desk.books.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with desk.books.read() as session:  # the connection that is used next waits no longer than this
            session.execute(text("PRAGMA busy_timeout=50"))
        with pytest.raises(BooksBusy, match="Another program holds the books"):
            desk.customer("New")
        other.execute("ROLLBACK")
    desk.customer("New")


def test_readers_see_one_state_while_a_writer_commits(desk: Desk) -> None:
    with desk.books.read() as session:
        before = session.scalars(select(Customer)).all()
        desk.customer("New")
        assert session.scalars(select(Customer)).all() == before == []


def test_new_books_have_the_newest_shape_wherever_they_lie(tmp_path: Path) -> None:
    database: Database = open_database(tmp_path / "a folder with blanks & umläute" / "books.db")
    with database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    database.close()


@pytest.mark.parametrize(("country", "paper"), [("IE", "a4"), ("US", "letter")])
def test_books_of_the_first_shape_print_on_the_sheets_of_their_country(
    tmp_path: Path, country: str, paper: str
) -> None:
    path = tmp_path / "books.db"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        columns = {column["name"]: column for column in inspect(connection).get_columns("office")}
        values = {name: _plain(column["type"]) for name, column in columns.items() if not column["nullable"]}
        values |= {"country": country, "name": "Alder & Finch"}
        names = ", ".join(values)
        connection.execute(
            text(f"INSERT INTO office ({names}) VALUES ({', '.join(f':{name}' for name in values)})"), values
        )
    books = open_database(path)
    with books.read() as session:
        office = session.execute(text("SELECT name, template, paper FROM office")).one()
    assert tuple(office) == ("Alder & Finch", "classic", paper)
    books.close()


def _plain(type_: TypeEngine[object]) -> object:
    """Return a value that a column of this type holds."""
    return {str: "", int: 1, bytes: b"k", bool: False}.get(type_.python_type, "0" * 32)
