"""What customers said since the view was published: the page shows it before the office's computer has heard of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Row

from billing.acceptance import SignedAcceptance
from billing.answering import AnswerView, CommentView
from billing.choosing import with_choice
from billing.formatting import day_of, format_date, format_moment
from billing.sealing import Unsealable, event_place, open_sealed
from billing.snapshot import View
from billing.wire import EventBody
from portal.database import Database
from portal.instants import instant
from portal.opening import Opened
from portal.payments.charged import read_charged, with_payments
from portal.store.quotes import LATER
from portal.unsealing import read_shown, read_view

_MOST = 200
_FIRST = 1  # whatever is told raises a link's rev, so that nothing was told of one that is as it was put first


class _Told(NamedTuple):
    sequence: int
    at: datetime
    body: EventBody


def shown_now(database: Database, opened: Opened) -> View:
    """Return what the link shows now, for looking. Raises CannotShow, Moved, StoreUnavailable."""
    if opened.row.rev == _FIRST and opened.fate.charged is None:
        return read_shown(database, opened)
    return brought_up_to_date(database, opened, read_view(database, opened))


def brought_up_to_date(database: Database, opened: Opened, view: View) -> View:
    """Return ``view`` with the messages, the answer and the payments that it does not know yet.

    What was told behind another link of the document cannot be opened with this one: of an answer the word is shown at
    once, the rest comes with the next view. Raises StoreUnavailable.
    """
    if opened.fate.charged is not None and opened.doc is not None:
        view = with_payments(view, read_charged(database, opened.row.office, [opened.doc]))
    if opened.row.rev == _FIRST:
        return view
    told = list(_told(database, opened, view.through))
    answered = next((each for each in told if each.sequence == opened.fate.answered), None)
    comments = tuple(_comment(each, view) for each in told if each.body.kind == "comment.added")
    shown = view.model_copy(update={"comments": view.comments + comments}) if comments else view
    if not opened.fate.answer or shown.answer is not None:
        return shown
    return _answered(shown, opened.fate.answer, answered)


def _told(database: Database, opened: Opened, through: int) -> Iterator[_Told]:
    rows = database.rows(LATER, {"lookup": opened.lookup, "through": through, "most": _MOST})
    for row in rows:
        body = _opened(opened, row)
        if body is not None and body.doc == opened.doc:
            yield _Told(row.sequence, instant(row.at), body)


def _opened(opened: Opened, row: Row[Any]) -> EventBody | None:
    """An event that was changed in the store is not shown; the office's computer refuses it too."""
    place = event_place(opened.row.office, opened.lookup, row.id, row.kind, row.revision)
    try:
        body = EventBody.model_validate_json(open_sealed(opened.keys.event, place, row.blob))
    except (Unsealable, ValidationError):
        return None
    return body if (body.id, body.kind) == (row.id, row.kind) else None


def _comment(told: _Told, view: View) -> CommentView:
    at = format_moment(told.at, view.time_zone, view.language)
    return CommentView(by_office=False, at=at, text=str(told.body.data.get("text", "")))


def _answered(view: View, answer: str, told: _Told | None) -> View:
    shown = view.model_copy(update={"state": answer, "answering": None})
    if told is None:
        return shown
    on = format_date(day_of(told.at, view.time_zone), view.language)
    if answer == "declined":
        declined = AnswerView(kind="declined", on=on, reason=str(told.body.data.get("reason", "")))
        return shown.model_copy(update={"answer": declined})
    return _accepted(shown, on, str(told.body.data.get("record", "")))


def _accepted(view: View, on: str, record: str) -> View:
    try:
        signed = SignedAcceptance.model_validate_json(record)
    except ValidationError:
        return view
    chosen = view
    if signed.record.revision == view.revision:  # else it was put by an office that had not heard of the answer
        chosen = with_choice(view, signed.record.chosen)
    answer = AnswerView(kind="accepted", name=signed.record.name, on=on, record=record)
    return chosen.model_copy(update={"answer": answer})
