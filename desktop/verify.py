"""``counterfoil verify``: checks the books of a folder from a terminal, without a window."""

from __future__ import annotations

import sys

from desktop.archive import Archive
from desktop.database import HEAD, Database, revision_of
from desktop.services.verifying import UNREADABLE, BooksReport, verify
from desktop.system.paths import DataFolder

_REPAIR = "Nothing was changed. Bring the books and the folder archive back from a backup, then check again."


def run_verify(folder: DataFolder) -> int:
    """Say what was found in ``folder``; 0 where all is as it was issued, 1 where anything is not. Writes nothing."""
    if not folder.books.exists():
        return _say("There are no books in this folder. Nothing was made.")
    try:
        if (found := revision_of(folder.books)) != HEAD:
            which = "an older" if found < HEAD else "a newer"
            return _say(
                f"These books were written by {which} Counterfoil. Open them in Counterfoil once, then check again."
            )
        report = _report(folder)
    except UNREADABLE as error:
        return _say(f"The file is damaged and cannot be read: {error}.", _REPAIR)
    return _say(*_lines(report), code=0 if report.is_sound else 1)


def _report(folder: DataFolder) -> BooksReport:
    database = Database(folder.books)
    try:
        with database.read() as session:
            return verify(session, Archive(folder.archive), go_on=_show_progress)
    finally:
        database.close()


def _lines(report: BooksReport) -> list[str]:
    count = "1 issued document was" if report.rows == 1 else f"{report.rows:,} issued documents were"
    lines = [f"{count} checked, and their PDFs." if report.rows != 1 else f"{count} checked, and its PDF."]
    if report.is_sound:
        return [*lines, "Everything is as it was issued."]
    lines += [f"{fault.number}: {fault.what}." if fault.number else f"{fault.what}." for fault in report.faults]
    return [*lines, _REPAIR]


def _show_progress(done: int, total: int) -> bool:
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{done:,} of {total:,}" if done < total else "\r\033[K")
        sys.stderr.flush()
    return True


def _say(*lines: str, code: int = 1) -> int:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code
