"""The office's row read in a millisecond, so that the window is painted before SQLAlchemy is imported."""

import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from desktop.queries.rows import OfficeRow


def glance(books: Path) -> OfficeRow | None:
    """Return the office of ``books``, or None where there is none yet or the file has another shape.

    Reads only; opening the books properly, with migrations, follows.
    """
    if not books.exists():
        return None
    names = [each.name for each in fields(OfficeRow)]
    try:
        with closing(sqlite3.connect(f"{books.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute(f"SELECT {', '.join(names)} FROM office").fetchone()  # noqa: S608 - our own names
    except sqlite3.Error:
        return None
    return OfficeRow(**dict(zip(names, row, strict=True))) if row else None
