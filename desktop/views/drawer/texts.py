"""What became of a document's text messages, in the words of the drawer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.drawer.mails import MailWords
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.texts import TextRow

_MOST = 3
_OPEN = frozenset({"queued", "waits_for_portal", "sending"})


def text_notes(rows: tuple[TextRow, ...], time_zone: str, today: date) -> list[tuple[UUID, MailWords]]:
    """Return the messages that wait or need a hand, else the newest that was sent."""
    open_ = [row for row in rows if row.needs_hand or row.state in _OPEN]
    shown = open_[:_MOST] or [row for row in rows if row.state in {"sent", "arrived"}][:1]
    return [(row.id, text_words(row, time_zone, today)) for row in shown]


def text_words(row: TextRow, time_zone: str, today: date) -> MailWords:
    """Return what is said of one message; ``today`` and ``time_zone`` are the office's."""
    to, when = row.number, moment(row.sent_at or row.at, time_zone, today)
    match row.state:
        case "failed":
            title = _tr("No text message went to {to}").format(to=to)
            return MailWords("warning-circle", Tone.BAD, title, row.reason, ("again", "rest"))
        case "unsure":
            title = _tr("A text message may have gone to {to}").format(to=to)
            return MailWords("question", Tone.WARN, title, row.reason, ("known", "again", "rest"))
        case "arrived":
            return MailWords(
                "chat-circle-text", "muted", _tr("Text message arrived at {to}, {when}").format(to=to, when=when)
            )
        case "sent":
            return MailWords(
                "chat-circle-text", "muted", _tr("Text message sent to {to}, {when}").format(to=to, when=when)
            )
        case "waits_for_portal":
            words = _tr("Text message to {to}: waits for the portal to have its link")
            return MailWords("clock", Tone.WARN, words.format(to=to))
        case "sending":
            return MailWords("chat-circle-text", Tone.INFO, _tr("Text message being handed in, to {to}").format(to=to))
    title = _tr("Text message queued for {to}, {when}").format(to=to, when=when)
    return MailWords("clock", Tone.INFO, title, row.reason, ("again",) if row.reason else ())


def _tr(text: str) -> str:
    return QCoreApplication.translate("texts", text)
