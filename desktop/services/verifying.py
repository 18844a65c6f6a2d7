"""Are the issued documents still what was issued? Every row, every PDF, every answer, and what keeps them unchanged.

Reads what is stored, byte for byte; nothing is parsed and written again, so that a later program finds the same.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from billing.issued import chain_hash
from desktop.archive import Archive
from desktop.models.issued import SEALED, row_seal
from desktop.services.proving import answer_faults, guards

FROZEN = ("issued", "activity")
# A row that is there already, by key or by rule: what the guards against REPLACE look for.
_SAME = {
    "issued": (
        "id = NEW.id OR rowid = NEW.rowid OR (document_id = NEW.document_id AND revision = NEW.revision) "
        "OR (series_id = NEW.series_id AND position = NEW.position)"
    ),
    "activity": "id = NEW.id OR rowid = NEW.rowid",
}
UNREADABLE = (DBAPIError, sqlite3.Error, UnicodeDecodeError)  # what a damaged file makes of a read
_STEP = 500
GoOn = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was: ``number`` names the document, "" where it is none; ``what`` is a sentence."""

    number: str
    what: str


@dataclass(frozen=True, slots=True)
class BooksReport:
    """What was looked at and what was found, the first bad number first; ``complete`` is False where it was stopped."""

    rows: int
    faults: tuple[Fault, ...]
    complete: bool = True

    @property
    def is_sound(self) -> bool:
        """True where everything was looked at and nothing found."""
        return self.complete and not self.faults


def verify(session: Session, archive: Archive | None, *, go_on: GoOn = lambda _done, _all: True) -> BooksReport:
    """Check every issued row against its chain and seal, and its PDF in ``archive`` (None: rows alone).

    ``go_on`` hears how far it is and answers False to stop.
    """
    own: list[Fault] = []
    place: list[Fault] = []
    around: tuple[Fault, ...] = ()
    done = 0
    try:
        total = session.execute(text("SELECT count(*) FROM issued")).scalar_one()
        for row, of_row, of_place in _checked_rows(session):
            if done % _STEP == 0 and not go_on(done, total):
                return BooksReport(done, (*own, *place), complete=False)
            done += 1
            own += of_row
            place += of_place
            if archive is not None:
                own += _pdf_faults(archive, row)
        go_on(done, total)
        answers = tuple(Fault(_text(number), what) for number, what in answer_faults(session))
        around = (*_tail_faults(session), *answers, *_trigger_faults(session), *_file_faults(session))
    except UNREADABLE as error:
        around = (Fault("", f"The file is damaged and cannot be read to its end: {error}"),)
    return BooksReport(done, (*own, *place, *around))


def verify_chains(session: Session) -> BooksReport:
    """Check the rows' chains and seals alone: neither PDFs, nor triggers, nor the file they lie in."""
    found = [(of_row, of_place) for _row, of_row, of_place in _checked_rows(session)]
    faults = [fault for part in (0, 1) for each in found for fault in each[part]]
    return BooksReport(len(found), (*faults, *_tail_faults(session)))


# -- rows -------------------------------------------------------------------------------------------------------------

_ROWS = (
    f"SELECT issued.{', issued.'.join(SEALED)}, issued.seal, issued.previous, issued.body, issued.pdf_sha256, "  # noqa: S608 - our own names
    "series.kind AS kind, document.number AS shown FROM issued "
    "LEFT JOIN series ON series.id = issued.series_id LEFT JOIN document ON document.id = issued.document_id "
    "ORDER BY series.kind = 'credit', series.kind = 'quote', issued.series_id, issued.position"
)
_NAMES = (*SEALED, "seal", "previous", "body", "pdf_sha256", "kind", "shown")
_PLACE = {name: place for place, name in enumerate(_NAMES)}
_SERIES, _POSITION, _NUMBER, _SIZE = (_PLACE[name] for name in ("series_id", "position", "number", "pdf_size"))
_HASH, _SEAL, _PREVIOUS, _BODY = (_PLACE[name] for name in ("hash", "seal", "previous", "body"))
_PDF, _KIND, _SHOWN = (_PLACE[name] for name in ("pdf_sha256", "kind", "shown"))
_Row = tuple[Any, ...]


def _checked_rows(session: Session) -> Iterator[tuple[_Row, Sequence[Fault], Sequence[Fault]]]:
    """Yield each stored row, what is wrong within it, and what is wrong with its place.

    Straight from the driver: entities would take ten times as long.
    """
    result = session.connection().exec_driver_sql(_ROWS)
    assert result.cursor is not None
    series: object = None
    before: tuple[object, ...] = ()
    position = 0
    for row in chain.from_iterable(iter(partial(result.cursor.fetchmany, _STEP), [])):
        if row[_SERIES] != series:
            series, before, position = row[_SERIES], ("",), 0
        position += 1
        found = _hash_of(row)
        yield row, _own_faults(row, found), _place_faults(row, before, position)
        before = (row[_HASH], found)


def _hash_of(row: _Row) -> str:
    body = row[_BODY] if isinstance(row[_BODY], bytes) else str(row[_BODY]).encode()
    return chain_hash(str(row[_PREVIOUS]), body, str(row[_PDF]))


def _own_faults(row: _Row, found: str) -> Sequence[Fault]:
    if found != row[_HASH]:
        return [Fault(_text(row[_NUMBER]), "what was issued was changed afterwards, or its hash was")]
    if row_seal(*row[: len(SEALED)]) != row[_SEAL]:
        return [Fault(_number_in(row), "its entry in the books was changed after it was issued")]
    return ()


def _place_faults(row: _Row, before: tuple[object, ...], position: int) -> Sequence[Fault]:
    if row[_PREVIOUS] not in before or row[_POSITION] != position or row[_KIND] is None:
        return [Fault(_number_in(row), "it does not follow the one before it, which is missing or was changed")]
    if row[_SHOWN] != row[_NUMBER]:
        return [Fault(_number_in(row), f"the list shows it as {_text(row[_SHOWN]) or 'nothing'}")]
    return ()


def _number_in(row: _Row) -> str:
    """Return the number that was frozen in the document; the one beside it may be what was changed."""
    try:
        frozen = json.loads(row[_BODY])
    except ValueError:
        return _text(row[_NUMBER])
    return _text(frozen.get("number") if isinstance(frozen, dict) else row[_NUMBER])


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value or "")


def _tail_faults(session: Session) -> Iterator[Fault]:
    """Nothing follows the newest row of a series, so the series itself remembers it."""
    heads = text(
        "SELECT series.kind, series.head, (SELECT hash FROM issued WHERE issued.series_id = series.id "
        "ORDER BY position DESC LIMIT 1) AS newest, (SELECT number FROM issued WHERE issued.series_id = series.id "
        "ORDER BY position DESC LIMIT 1) AS number FROM series ORDER BY kind = 'credit', kind = 'quote'"
    )
    for kind, head, newest, number in session.execute(heads):
        if head != (newest or ""):
            yield Fault(_text(number), f"the newest of the {kind} series is missing or was changed")


# -- what lies around them --------------------------------------------------------------------------------------------


def _pdf_faults(archive: Archive, row: _Row) -> Iterator[Fault]:
    sha256, number = _text(row[_PDF]), _text(row[_NUMBER])
    try:
        pdf = archive.path(sha256).read_bytes()
    except (OSError, ValueError):
        yield Fault(number, "its PDF is missing from the archive")
        return
    if hashlib.sha256(pdf).hexdigest() != sha256 or len(pdf) != row[_SIZE]:
        yield Fault(number, "its PDF was changed after it was issued")


def _trigger_faults(session: Session) -> Iterator[Fault]:
    """What keeps rows from being changed must be there, and say what it was made to say."""
    rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    there = {name: " ".join(str(sql).split()) for name, sql in rows}
    for table in FROZEN:
        for act, event in (("update", "UPDATE"), ("delete", "DELETE"), ("replace", "INSERT")):
            known = f"EXISTS (SELECT 1 FROM {table} WHERE {_SAME[table]})"  # noqa: S608 - our own names
            condition = f"WHEN {known} " if act == "replace" else ""
            wanted = (
                f"CREATE TRIGGER {table}_refuses_{act} BEFORE {event} ON {table} "
                f"{condition}BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            )
            if there.get(f"{table}_refuses_{act}") != wanted:
                yield Fault("", f"The guard that refuses {act.upper()} of {table} is missing or was changed")
    for name, wanted in guards().items():
        if there.get(name) != wanted:
            yield Fault("", f"The guard {name} is missing or was changed")


def _file_faults(session: Session) -> Iterator[Fault]:
    for (said,) in session.execute(text("PRAGMA integrity_check(5)")):
        if said != "ok":
            yield Fault("", f"The file is damaged: {said}")
