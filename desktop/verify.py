"""``counterfoil verify``: checks the books of a folder from a terminal, without a window."""

from __future__ import annotations

import sys
from pathlib import Path

from billing.acceptance import NotARecord
from billing.answering import tidy_line
from desktop.archive import Archive
from desktop.database import HEAD, Database, revision_of
from desktop.queries.sync import pinned_keys
from desktop.services.certificates import FileCheck, check_file
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


def run_verify_file(folder: DataFolder, file: Path) -> int:
    """Say whether the acceptance in ``file`` is as it was signed, by which key, and what was changed; offline.

    Keys are trusted that the books in ``folder`` have pinned; without books the key inside the file is named. 0 where
    nothing was changed.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        return _say(f"The file cannot be read: {error.strerror or error}. Nothing was checked.")
    trusted = _pinned(folder)
    try:
        result = check_file(content, trusted)
    except NotARecord as error:
        return _say(str(error))
    return _say(*_said_of(result), code=0 if result.is_sound else 1)


def _pinned(folder: DataFolder) -> dict[str, bytes]:
    """Return the portal's keys that the books know; none where there are no books, or of another version."""
    if not folder.books.exists() or revision_of(folder.books) != HEAD:
        return {}
    database = Database(folder.books)
    try:
        with database.read() as session:
            return pinned_keys(session)
    finally:
        database.close()


def _said_of(result: FileCheck) -> list[str]:
    record, found = result.found.record, result.found
    who, number = _plain(record.get("name")), _plain(record.get("number"))
    lines = [f"{number}, accepted by {who} for {_plain(record.get('total'))} on {_plain(record.get('at'))}."]
    trust = "which these books trust" if found.is_trusted else "which is known from this file only"
    if not found.is_signed:
        return [*lines, f"Key {_plain(found.key)} did not sign this. Do not rely on it."]
    lines.append(f"Signed by key {_plain(found.key)}, {trust}.")
    if found.changed:
        names = ", ".join(_plain(name) for name in found.changed)
        return [*lines, f"Changed since it was signed: {names}. Do not rely on it."]
    if result.same_pages is False:
        return [
            *lines,
            "The record inside is as it was signed. These pages are not what this version draws of it: they were "
            "changed, or drawn by another version. Rely on the record.",
        ]
    return [*lines, "Nothing was changed since."]


def _plain(value: object) -> str:
    """Return what a file says as one line without control characters: it may come from anywhere."""
    return tidy_line(str(value))[:200] or "?"


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
