"""What became of a document's messages: those that wait or went wrong with what can be done, else the newest."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.dialogs.sending.words import addresses
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Ink, Label
from desktop.views.words import moment

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.mails import MailRow

_MOST = 3


class MailWords(NamedTuple):
    """``deeds`` are what a person can do, each ``again``, ``known`` or ``rest``."""

    glyph: str
    ink: Ink
    title: str
    detail: str = ""
    deeds: tuple[str, ...] = ()


class MailNotes(QWidget):
    """``wanted`` carries the message's id and what a person does about it."""

    wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said: list[str] = []
        self.buttons: list[Button] = []
        self._shown: list[tuple[UUID, MailWords]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._page = QWidget()
        self.hide()

    def show_rows(self, rows: tuple[MailRow, ...], time_zone: str, today: date) -> None:
        """Show how the messages stand."""
        self.show_notes([(row.id, mail_words(row, time_zone, today)) for row in noteworthy(rows)])

    def show_notes(self, shown: list[tuple[UUID, MailWords]]) -> None:
        """Show these notes, each with the id of its message; where they are as before, the focus stays where it is."""
        if shown == self._shown:
            return
        self._shown = shown
        self._page.hide()
        self._page.deleteLater()
        self._page, self.buttons = QWidget(), []
        notes = QVBoxLayout(self._page)
        notes.setContentsMargins(0, 0, 0, 0)
        notes.setSpacing(scaled(10))
        for message, words in shown:
            notes.addLayout(self._note(message, words))
        self._column.addWidget(self._page)
        self.said = [f"{words.title} {words.detail}".strip() for _message, words in shown]
        self.setVisible(bool(shown))

    def _note(self, message: UUID, words: MailWords) -> QHBoxLayout:
        said = QVBoxLayout()
        said.setSpacing(scaled(2))
        said.addWidget(Label(words.title, "small_medium" if words.deeds else "small", words.ink, elided=True))
        if words.detail:
            detail = Label(words.detail, "small", "muted")
            detail.setWordWrap(True)
            detail.setMinimumWidth(1)
            said.addWidget(detail)
        if words.deeds:
            said.addLayout(self._deeds(message, words))
        line = QHBoxLayout()
        line.setSpacing(scaled(8))
        line.addWidget(Glyph(words.glyph, words.ink), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        return line

    def _deeds(self, message: UUID, words: MailWords) -> QHBoxLayout:
        names = {"again": self.tr("Try again"), "known": self.tr("It arrived"), "rest": self.tr("Leave it")}
        line = QHBoxLayout()
        line.setContentsMargins(0, scaled(4), 0, 0)
        line.setSpacing(scaled(6))
        for act in words.deeds:
            button = Button(names[act])
            button.setAccessibleDescription(words.title)
            button.clicked.connect(partial(self._announce, message, act))
            self.buttons.append(button)
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _announce(self, message: UUID, act: str, _checked: bool = False) -> None:
        self.wanted.emit(message, act)


def noteworthy(rows: tuple[MailRow, ...]) -> list[MailRow]:
    """Return the messages that wait or need a hand, else the newest that was sent."""
    open_ = [row for row in rows if row.needs_hand or row.state in {"queued", "waits_for_portal", "sending"}]
    return open_[:_MOST] or [row for row in rows if row.state == "sent"][:1]


def mail_words(row: MailRow, time_zone: str, today: date) -> MailWords:
    """Return what is said of one message; ``today`` and ``time_zone`` are the office's."""
    to = addresses(row.to)
    when = moment(row.sent_at or row.at, time_zone, today)
    match row.state:
        case "failed":
            title = _tr("Not sent to {to}").format(to=to)
            return MailWords("warning-circle", Tone.BAD, title, row.reason, ("again", "rest"))
        case "unsure":
            title = _tr("May have gone to {to}").format(to=to)
            return MailWords("question", Tone.WARN, title, row.reason, ("known", "again", "rest"))
        case "sent":
            return MailWords("paper-plane-tilt", "muted", _tr("Sent to {to}, {when}").format(to=to, when=when))
        case "waits_for_portal":
            return MailWords("clock", Tone.WARN, _tr("To {to}: waits for the portal to have its link").format(to=to))
        case "sending":
            return MailWords("paper-plane-tilt", Tone.INFO, _tr("Being handed in, to {to}").format(to=to))
    title = _tr("Queued for {to}, {when}").format(to=to, when=when)
    if row.next_at is None:
        return MailWords("clock", Tone.INFO, title, row.reason, ("again",) if row.reason else ())
    again = _tr("Tried again {when}. {why}").format(when=moment(row.next_at, time_zone, today), why=row.reason)
    return MailWords("clock", Tone.WARN, title, again, ("again",))


def _tr(text: str) -> str:
    return QCoreApplication.translate("mails", text)
