"""Empty books and an empty store, migrated once in a process and copied for each test that wants its own."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path


def lay_books(path: Path) -> None:
    """Put empty books at ``path`` unless there are some."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_blank_books(), path)


def lay_store(path: Path) -> None:
    """Put a portal's empty store at ``path`` unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_blank_store(), path)


@cache
def _blank_books() -> Path:
    from desktop.database import open_database

    path = _folder() / "books.db"
    open_database(path).close()
    return path


@cache
def _blank_store() -> Path:
    from portal.database import open_database, sqlite_url

    path = _folder() / "portal.db"
    open_database(sqlite_url(path)).close()
    return path


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-blank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
