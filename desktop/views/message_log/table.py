"""The table of messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop.views.dialogs.sending.words import addresses
from desktop.views.tables.cells import Cells
from desktop.views.tables.paged import PagedTableModel
from desktop.views.tables.roles import PillValue, TextValue
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.messages import MessageRow

    _Base = PagedTableModel[MessageRow]
else:
    _Base = PagedTableModel

AT, TO, ABOUT, STATE, WHY = range(5)
_PILLS = {
    "queued": PillValue(Tone.INFO, "clock", "Queued"),
    "waits_for_portal": PillValue(Tone.WARN, "clock", "Waits for portal"),
    "sending": PillValue(Tone.INFO, "paper-plane-tilt", "Being sent"),
    "sent": PillValue(Tone.GOOD, "check", "Sent", filled=False),
    "arrived": PillValue(Tone.GOOD, "check-circle", "Arrived", filled=False),
    "failed": PillValue(Tone.BAD, "warning-circle", "Not sent"),
    "unsure": PillValue(Tone.WARN, "question", "Unsure"),
}


class MessageLogModel(_Base):
    """Messages, which are all at hand."""

    def __init__(self, time_zone: str, today: date, parent: QObject | None = None) -> None:
        names = [self.tr("When"), self.tr("To"), self.tr("About"), self.tr("State"), self.tr("Why")]
        super().__init__(self._answer, names, {}, parent)
        self._zone, self._today = time_zone, today
        self.rows: tuple[MessageRow, ...] = ()

    def show_rows(self, rows: tuple[MessageRow, ...]) -> None:
        """Show these in their order."""
        self.rows = rows
        self.set_ordinals(range(len(rows)))

    def _answer(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[MessageRow]]], None]) -> None:
        done({ordinal: message_cells(self.rows[ordinal], self._zone, self._today) for ordinal in ordinals})


def message_pill(row: MessageRow) -> PillValue:
    """Return the state of a message; one that a person let rest, or sent again, is quiet."""
    pill = _PILLS[row.state]
    filled = pill.filled and (row.needs_hand or row.state not in {"failed", "unsure"})
    return pill._replace(word=_tr(pill.word), filled=filled)


def message_cells(row: MessageRow, time_zone: str, today: date) -> Cells[MessageRow]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    when, to, pill = moment(row.sent_at or row.at, time_zone, today), addresses(row.to), message_pill(row)
    about = about_words(row)
    settled = row.state in {"sent", "arrived"}
    values = (
        TextValue(when, muted=settled),
        TextValue(to, strong=row.needs_hand),
        TextValue(about, muted=settled),
        pill,
        TextValue(row.reason, muted=True),
    )
    words = _tr("{when}, to {to}, about {about}, {state}. {why}")
    return Cells(row, values, words.format(when=when, to=to, about=about, state=pill.word, why=row.reason))


def about_words(row: MessageRow) -> str:
    """Return what a message is about: a number, or a reminder of it; all of a customer's by their name."""
    if row.kind == "notice" and not row.number:
        return _tr("Notices to the office")
    about = row.number or row.customer
    return _tr("Reminder, {number}").format(number=about) if row.kind == "reminder" else about


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)
