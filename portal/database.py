"""The portal's store: engine, pragmas, one writer, a held connection for the customers' reads, verified copies.

SQLite by default: one process, one write lock that also covers checkpoints (SQLite before 3.51.3 can corrupt a WAL that
two connections reset at once). PostgreSQL by URL: writers of one office wait for its row's lock (store/offices.py).
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Row, Select, create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError

from billing.errors import Refused, Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
OLDEST_SQLITE = (3, 38, 0)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=1",
    "checkpoint_fullfsync=1",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "mmap_size=0",
    "cache_size=-512",
)
_PASSING = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
}


class StoreUnavailable(Unavailable):
    """The disk or the database server refused; the transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__("The portal's store does not answer. Nothing was changed. Send it again later.")


class NewerStore(Refused):
    """The store was written by a newer portal; it is left untouched."""

    def __init__(self) -> None:
        super().__init__(
            "This store was written by a newer portal. It is unchanged. Install the newer one to serve it."
        )


class DamagedCopy(Unavailable):
    """The copy that was made does not hold together; it was not kept."""

    def __init__(self, source: Path) -> None:
        super().__init__(
            f"The copy of {source.name} is damaged and was not kept. The original is as it was. Try again."
        )


class Prepared:
    """A SELECT that runs on every request, of plain columns and values: numbers, texts, bytes; no lists, no dates.

    On SQLite it is compiled once and handed to the driver as it is, in a quarter of the time.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._compiled: tuple[str, tuple[str, ...]] | None = None

    def of(self, connection: Connection) -> tuple[str, tuple[str, ...]]:
        """Return the statement in SQLite's words, and which value stands at each of its places."""
        if self._compiled is None:
            compiled = self.statement.compile(dialect=connection.dialect)
            self._compiled = str(compiled), tuple(compiled.positiontup or ())
        return self._compiled


class Database:
    """The store of one portal. Its repr shows no URL, which may carry a password."""

    def __init__(self, url: str, *, serving: bool = True) -> None:
        """``serving=False``: a command beside a running server, which alone checkpoints the WAL."""
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(url, serving=serving) if self.is_sqlite else _server_engine(url)
        self._writer = self._engine.execution_options(lane="write")
        self._lock = threading.RLock() if self.is_sqlite else nullcontext()
        self._held: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in one IMMEDIATE transaction: commits at the end, rolls back on any error.

        Raises StoreUnavailable. Blocks: async callers run it in a thread.
        """
        with self._lock, _failures_named(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent state and writes nothing. Raises StoreUnavailable."""
        with _failures_named(), self._engine.connect() as connection:
            yield connection

    def rows(self, statement: Executable, values: Mapping[str, object]) -> Sequence[Row[Any]]:
        """Return what a prebuilt statement finds right now, on the one held connection; for the event loop's thread.

        Every call sees the last commit. Raises StoreUnavailable.
        """
        with _failures_named():
            held = self._connected()
            try:
                return held.execute(statement, values).all()
            except DBAPIError as error:
                if error.connection_invalidated:  # the server was restarted: the next call connects anew
                    self._held = None
                raise

    def first(self, prepared: Prepared, values: Mapping[str, object]) -> Sequence[Any] | None:
        """Return the first row that ``prepared`` finds now, as ``rows`` does, or None. Raises StoreUnavailable."""
        if not self.is_sqlite:
            return next(iter(self.rows(prepared.statement, values)), None)
        with _failures_named():
            held = self._connected()
            driver = held.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            text, places = prepared.of(held)
            found: Sequence[Any] | None = driver.execute(text, [values[name] for name in places]).fetchone()
            return found

    def _connected(self) -> Connection:
        if self._held is None:
            self._held = self._hold()
        return self._held

    def close(self) -> None:
        """Close every connection; the last one folds the WAL into the file."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None
            self._engine.dispose()

    def _hold(self) -> Connection:
        if self.is_sqlite:
            return self._engine.connect().execution_options(lane="held")
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite file ``path``."""
    return f"sqlite:///{path.as_posix()}"


def open_database(url: str, *, serving: bool = True) -> Database:
    """Open the store at ``url``, bringing it up to date; an older SQLite file is copied beside itself first.

    Raises NewerStore, StoreUnavailable; a failed migration leaves the store as it was (one transaction).
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(f"SQLite {sqlite3.sqlite_version} is too old for the portal. Install a newer Python.")
    with _failures_named():
        database = Database(url, serving=serving)
        try:
            _migrate(database)
        except BaseException:
            database.close()
            raise
    return database


def copy_verified(source: Path, to: Path) -> None:
    """Write a copy of the SQLite file ``source`` to ``to``; it takes that name only after its integrity was checked.

    Raises DamagedCopy.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(to.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        sound = _copied(source, unfinished)
    except sqlite3.DatabaseError as error:
        unfinished.unlink()
        raise DamagedCopy(source) from error
    if not sound:
        unfinished.unlink()
        raise DamagedCopy(source)
    unfinished.replace(to)


def _copied(source: Path, to: Path) -> bool:
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(to)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return sound and copy.execute("PRAGMA foreign_key_check").fetchone() is None


def _sqlite_engine(url: str, *, serving: bool) -> Engine:
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred and loses updates
        for pragma in (*_PRAGMAS, *(() if serving else ("wal_autocheckpoint=0",))):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _server_engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True)


def _begin(connection: Connection) -> None:
    match connection.get_execution_options().get("lane"):
        case "write":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        case "held":
            return  # autocommit: every SELECT sees the last commit
        case _:
            connection.exec_driver_sql("BEGIN")


def _migrate(database: Database) -> None:
    engine = database._engine  # noqa: SLF001 - this module's own class
    known = revisions()
    with engine.connect() as connection:
        current = _revision_of(connection)
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise NewerStore
    if current is not None and engine.url.database and database.is_sqlite:
        path = Path(engine.url.database)
        copy_verified(path, path.with_name(f"{path.stem}-before-{known[-1]}.db"))
    _upgrade(database)


def revisions() -> list[str]:
    """Return the revisions there are, oldest first: each file of a migration begins with its own."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


def _upgrade(database: Database) -> None:
    """Run the migrations in one transaction, on SQLite with foreign keys off: a rebuilt table would delete children."""
    from alembic import command  # 10 MiB that a worker whose store is up to date does without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database._lock, database._writer.connect() as connection:  # noqa: SLF001
        _foreign_keys(database, connection, "OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise RuntimeError("the migration broke references between rows")
        finally:
            _foreign_keys(database, connection, "ON")


def _foreign_keys(database: Database, connection: Connection, switch: str) -> None:
    if database.is_sqlite:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={switch}")


@contextmanager
def _failures_named() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost or (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in _PASSING:
            raise StoreUnavailable from error
        raise
