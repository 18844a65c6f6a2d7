"""Copies of the store: made while it is served, brought back with every office on hold."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from billing.errors import Refused, Unavailable
from portal.context import Settings
from portal.database import DamagedCopy, copy_verified, open_database, sqlite_url
from portal.instants import Clock
from portal.store import offices


class NotSQLite(Refused):
    """PostgreSQL has its own tools for copies."""

    def __init__(self) -> None:
        super().__init__("This store is on PostgreSQL. Nothing was copied. Use pg_dump and pg_restore.")


class NotAStore(Refused):
    """The file is no copy of a portal's store."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is no sound copy of a portal's store. Nothing was changed. Use another copy.")


class NoStore(Unavailable):
    """The store is not where it should be, or damaged."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


def backup(settings: Settings, to: Path) -> None:
    """Copy the store to ``to`` while it is served, and check the copy before it gets its name.

    Raises NotSQLite, NoStore, DamagedCopy.
    """
    if settings.database:
        raise NotSQLite
    if not settings.store_file.is_file():
        raise NoStore(f"There is no store in {settings.data}. Nothing was copied. Say where it is with --data.")
    copy_verified(settings.store_file, to)


def restore(settings: Settings, copy: Path) -> int:
    """Put ``copy`` in the place of the store, every office on hold, and return how many those are.

    The copy is checked, brought up to date and put on hold beside the store; then one transaction takes its pages over,
    under a running server too. Raises NotSQLite, NotAStore, NewerStore, NoStore.
    """
    if settings.database:
        raise NotSQLite
    settings.data.mkdir(parents=True, exist_ok=True)
    prepared = settings.data / "portal-restoring.db"
    try:
        count = _prepare(copy, prepared, settings.clock)
        _take_over(prepared, settings)
    finally:
        for path in settings.data.glob("portal-restoring*"):
            path.unlink()
    return count


def _prepare(copy: Path, prepared: Path, clock: Clock) -> int:
    if not copy.is_file():
        raise NotAStore(copy)
    try:
        copy_verified(copy, prepared)
        with closing(sqlite3.connect(prepared)) as connection:
            connection.execute("SELECT log, on_hold FROM office")  # an empty file would pass for a fresh store
        with closing(open_database(sqlite_url(prepared))) as database, database.write() as connection:
            offices.hold_all(connection, now=clock())
            return len(offices.all_offices(connection))
    except (DamagedCopy, sqlite3.DatabaseError, DBAPIError) as error:
        raise NotAStore(copy) from error


def _take_over(prepared: Path, settings: Settings) -> None:
    try:
        with (
            closing(open_database(settings.store_url, serving=False)),
            closing(sqlite3.connect(prepared)) as origin,
            closing(sqlite3.connect(settings.store_file)) as live,
        ):
            live.execute("PRAGMA busy_timeout=10000")
            live.execute("PRAGMA synchronous=FULL")
            live.execute("PRAGMA wal_autocheckpoint=0")  # a server that runs beside this checkpoints alone
            origin.backup(live)
    except (sqlite3.DatabaseError, DBAPIError) as error:
        raise NoStore(
            f"{settings.store_file.name} cannot be written. It is as it was. Move it away, then restore again."
        ) from error
