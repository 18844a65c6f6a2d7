"""The local file: engine, pragmas, one writer, migrations, verified copies.

Two lanes: ``write()`` begins IMMEDIATE under one process-wide lock, ``read()`` sees one consistent state. The lock also
covers checkpoints, because SQLite before 3.51.3 can corrupt a WAL that two connections reset at once.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from billing.errors import Refused, Unavailable
from billing.letters import whole_letters

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0022"
OLDEST_SQLITE = (3, 38, 0)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=1",
    "checkpoint_fullfsync=1",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else a REPLACE deletes without asking the triggers
    "busy_timeout=10000",
    "mmap_size=0",
)
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class NewerBooks(Refused):
    """The file was written by a newer Counterfoil; it is left untouched."""

    def __init__(self) -> None:
        super().__init__(
            "These books were written by a newer Counterfoil. They are unchanged. Install the newer one to open them."
        )


class BooksThemselves(Refused):
    """A copy must not take the place of the books it is made from."""

    def __init__(self) -> None:
        super().__init__("This is the file of the books themselves. Nothing was written. Choose another name.")


class NoRoom(Unavailable):
    """The disk refused the write; the transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full or cannot be written. What you typed is still here. Free some space, then save again."
        )


class BooksBusy(Unavailable):
    """Another program held the file for longer than a writer waits; the transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__(
            "Another program holds the books, such as a backup or a virus scanner. Nothing was written and nothing "
            "is lost. Try again in a moment."
        )


class Database:
    """One office's books in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)
        self._writer = self._engine.execution_options(write=True)
        self._lock = threading.RLock()
        self._readers = sessionmaker(self._engine)
        self._writers = sessionmaker(self._writer)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session in one IMMEDIATE transaction; commits at the end, rolls back on any error.

        Raises NoRoom, BooksBusy.
        """
        with self._lock, _disk_errors_named(), self._writers.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one consistent state and writes nothing. Raises NoRoom, BooksBusy."""
        with _disk_errors_named(), self._readers() as session:
            yield session

    def backup(self, to: Path) -> None:
        """Copy the books to ``to`` while people go on working, and check the copy before it gets its name.

        Raises BooksThemselves, NoRoom; Unavailable when the copy is not sound.
        """
        if to.resolve() == self.path.resolve():
            raise BooksThemselves
        with _disk_errors_named():
            copy_verified(self.path, to)

    def close(self) -> None:
        """Close every connection; the last one folds the WAL into the file."""
        with self._lock:
            self._engine.dispose()


def open_database(path: Path) -> Database:
    """Open the books at ``path``, bringing an older file up to date after a verified copy of it was made.

    Raises NewerBooks, NoRoom; a failed migration leaves the file as it was (one transaction) and the copy beside it.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(f"SQLite {sqlite3.sqlite_version} is too old for Counterfoil. Install a newer Python.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _disk_errors_named():
        database = Database(path)
        try:
            _migrate(database)
        except BaseException:
            database.close()
            raise
    return database


def revision_of(path: Path) -> str:
    """Return which shape the books at ``path`` have, without changing them; "" where nothing was founded in them.

    Raises sqlite3.DatabaseError for a file that cannot be read.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def copy_verified(source: Path, to: Path) -> None:
    """Write a copy of the SQLite file ``source`` to ``to``; it replaces ``to`` only after its integrity was checked."""
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(to.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(unfinished)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        clean = copy.execute("PRAGMA foreign_key_check").fetchone() is None
    if not (sound and clean):
        unfinished.unlink()
        raise Unavailable(f"The copy of {source.name} is damaged and was not kept. The books are untouched. Try again.")
    unfinished.replace(to)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path.as_posix()}",
        connect_args={"check_same_thread": False},
        json_serializer=partial(json.dumps, ensure_ascii=False),  # half a letter would hide in an escape
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "before_cursor_execute", _mend_texts, retval=True)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred and loses updates
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _mend_texts(  # SQLAlchemy calls it so
    _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
) -> tuple[str, Any]:
    """Let every text that goes to the books be text: half a letter from a clipboard makes no write fail.

    Rows come as a list, or as one flat tuple where a statement takes them all at once.
    """
    return statement, [_mended(row) for row in parameters] if isinstance(parameters, list) else _mended(parameters)


def _mended(row: tuple[Any, ...]) -> tuple[Any, ...]:
    if not any(isinstance(value, str) and not value.isascii() for value in row):
        return row
    return tuple(whole_letters(value) if isinstance(value, str) else value for value in row)


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _migrate(database: Database) -> None:
    """Bring the file to today's shape. Alembic is imported only where there is something to do."""
    revision = _revision(database)
    if revision == HEAD:
        return
    from desktop.migrations.upgrade import is_known, upgrade

    if revision is not None:
        if not is_known(revision):
            raise NewerBooks
        database.backup(database.path.with_name(f"{database.path.stem}-before-{HEAD}.db"))
    with database._lock, database._writer.connect() as connection:  # noqa: SLF001 - this module's own class
        upgrade(connection)


def _revision(database: Database) -> str | None:
    with database._engine.connect() as connection:  # noqa: SLF001 - this module's own class
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first():
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


@contextmanager
def _disk_errors_named() -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        cause = error.orig if isinstance(error, OperationalError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in _NO_ROOM:
            raise NoRoom from error
        if code in _BUSY:
            raise BooksBusy from error
        raise
