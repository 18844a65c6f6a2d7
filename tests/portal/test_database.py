"""The store's engine: pragmas on every connection, one writer, migrations, copies."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, insert, select, text, update

from portal.context import Settings
from portal.database import (
    MIGRATIONS,
    DamagedCopy,
    Database,
    NewerStore,
    Prepared,
    StoreUnavailable,
    copy_verified,
    open_database,
    revisions,
    sqlite_url,
)
from portal.store.offices import add_office
from portal.tables import metadata, office
from tests.portal.desk import NOON

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "mmap_size": 0,
}
ONE = select(office.c.rev).where(office.c.id == bindparam("office"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "portal.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(open_database(sqlite_url(path))) as it:
        yield it


def test_the_migrations_make_the_tables_and_nothing_else(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_connection_has_the_pragmas(database: Database) -> None:
    def shown(name: str) -> list[object]:
        query = text(f"PRAGMA {name}")
        with database.write() as writer, database.read() as reader:
            return [writer.scalar(query), reader.scalar(query), database.rows(query, {})[0][0]]

    for name, value in PRAGMAS.items():
        assert shown(name) == [value] * 3, name


def test_no_increment_is_lost_between_writers(database: Database) -> None:
    with database.write() as connection:
        new = add_office(connection, "Alder", computer="Desk", now=NOON)

    def work() -> None:
        for _ in range(50):
            with database.write() as connection:
                rev = connection.scalars(select(office.c.rev)).one()
                connection.execute(update(office).values(rev=rev + 1))

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert database.rows(ONE, {"office": new.id})[0].rev == 401


def test_the_held_connection_sees_every_commit_and_none_that_fails(database: Database) -> None:
    with database.write() as connection:
        new = add_office(connection, "Alder", computer="Desk", now=NOON)
    prepared = Prepared(ONE)

    def revs() -> list[int]:
        first = database.first(prepared, {"office": new.id})
        assert first is not None
        return [database.rows(ONE, {"office": new.id})[0].rev, first[0]]

    assert revs() == [1, 1]
    with database.write() as connection:
        connection.execute(update(office).values(rev=2))
        assert revs() == [1, 1]
    assert revs() == [2, 2]
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(update(office).values(rev=3))
        _ = 1 / 0
    assert revs() == [2, 2]
    assert database.first(prepared, {"office": "nobody"}) is None


def test_a_full_disk_is_named_and_nothing_is_half_written(database: Database) -> None:
    with database.write() as connection:
        add_office(connection, "Alder", computer="Desk", now=NOON)
    with database.write() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable), database.write() as connection:
        connection.execute(update(office).values(rev=9))
        row = connection.execute(select(office)).one()._mapping
        connection.execute(insert(office).values(**{**row, "id": "x", "profile": "x" * 1_000_000}))
    with database.read() as connection:
        assert connection.scalars(select(office.c.rev)).all() == [1]


def test_an_older_store_is_copied_before_it_is_brought_up_to_date(path: Path, database: Database) -> None:
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NewerStore):
        open_database(sqlite_url(path))
    assert path.read_bytes() == before


def test_a_damaged_copy_gets_no_name(path: Path, database: Database, tmp_path: Path) -> None:
    good = tmp_path / "copy.db"
    copy_verified(path, good)
    damaged = bytearray(good.read_bytes())
    damaged[5_000:9_000] = bytes(4_000)
    bad = tmp_path / "bad.db"
    bad.write_bytes(damaged)
    with pytest.raises(DamagedCopy):
        copy_verified(bad, tmp_path / "again.db")
    assert [file.name for file in tmp_path.glob("again*")] == []


def test_a_url_with_a_password_is_in_no_repr() -> None:
    secret = "postgresql+psycopg://portal:hunter2@db/portal"
    assert "hunter2" not in repr(Settings(data=Path(), database=secret))


def test_the_files_of_the_migrations_are_named_by_their_revisions() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert revisions() == [script.revision for script in scripts.walk_revisions()][::-1]
    assert revisions()[-1] == scripts.get_current_head()


def test_a_worker_whose_store_is_up_to_date_does_without_the_migrations(tmp_path: Path) -> None:
    open_database(Settings(data=tmp_path).store_url).close()
    code = (
        "import sys; from pathlib import Path; from portal.app import make_app; from portal.context import Settings\n"
        f"make_app(Settings(data=Path({str(tmp_path)!r}))).state.portal.database.close()\n"
        "print([name for name in ('alembic', 'mako', 'reportlab', 'PIL', 'sqlalchemy.orm') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
