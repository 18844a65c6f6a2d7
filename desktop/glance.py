"""The office's row read in a millisecond, so that the window is painted before SQLAlchemy is imported."""

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.queries.rows import OfficeRow


def glance(books: Path) -> OfficeRow | None:
    """Return the office of ``books``, or None where there is none yet or the file has another shape.

    Reads only; opening the books properly, with migrations, follows.
    """
    if not books.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{books.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute(f"SELECT {', '.join(OfficeRow._fields)} FROM office").fetchone()  # noqa: S608 - our own names
    except sqlite3.Error:
        return None
    return OfficeRow(*row) if row else None
