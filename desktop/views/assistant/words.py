"""How keys, calls and proposals are said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.tables.roles import PillValue
from desktop.views.theme import Tone
from desktop.views.words import amount, day, local, moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.assistant import KeyRow, ProposalRow

SCOPES = ("read", "draft", "act")
OUTCOMES = ("done", "proposed", "approved", "declined", "refused", "limited", "failed")
_SCOPES = {"read": "Only reads", "draft": "Reads and writes", "act": "Reads, writes and acts"}
_MEANINGS = {
    "read": "Sees customers, documents and figures. Changes nothing.",
    "draft": "Writes drafts and customers, and makes links. What leaves the office waits for your approval.",
    "act": "Also records payments and changes settings. What is ticked below leaves the office without your approval.",
}
_OUTCOMES = {
    "done": (Tone.GOOD, "check", "Done", False),
    "proposed": (Tone.INFO, "question", "Proposed", True),
    "approved": (Tone.GOOD, "check-circle", "Approved", True),
    "declined": (Tone.OLD, "x-circle", "Declined", True),
    "refused": (Tone.WARN, "prohibit", "Refused", True),
    "limited": (Tone.WARN, "hourglass", "Too often", True),
    "failed": (Tone.BAD, "warning-circle", "Our mistake", True),
}


def scope_word(scope: str) -> str:
    """Return "Reads and writes"."""
    return _tr(_SCOPES[scope])


def scope_meaning(scope: str) -> str:
    """Return what a key of this scope can do, in plain words."""
    return _tr(_MEANINGS[scope])


def channel_word(channel: str) -> str:
    """Return by which way something would leave, or that it stays in the books."""
    words = {
        "e-mail": _tr("e-mail"),
        "portal": _tr("the customer’s page"),
        "payment details": _tr("the payment details on your invoices"),
        "books": _tr("your own books alone"),
    }
    return words.get(channel, channel)


def outcome_pill(outcome: str) -> PillValue:
    """Return what became of a call."""
    tone, icon, word, filled = _OUTCOMES[outcome]
    return PillValue(tone, icon, _tr(word), filled)


def key_state(key: KeyRow, now: datetime) -> PillValue | None:
    """Return what is to be said of a key; None for one that works and has read nothing of outsiders."""
    if key.revoked_at is not None:
        return PillValue(Tone.OLD, "prohibit", _tr("Revoked"))
    if now >= key.expires_at:
        return PillValue(Tone.OLD, "hourglass", _tr("Ended"))
    if key.marked_by:
        return PillValue(Tone.WARN, "warning-circle", _tr("Read outside text"))
    return None


def key_line(key: KeyRow, time_zone: str, today: date) -> str:
    """Return "Reads and writes · …x1Yz · made 20 Nov · ends 18 Feb 2027 · last used today 09:12"."""

    def on(at: datetime) -> str:
        when = local(at, time_zone).date()
        return day(when, year=when.year != today.year)

    used = _tr("never used")
    if key.last_used_at is not None:
        used = _tr("last used {moment}").format(moment=moment(key.last_used_at, time_zone, today))
    parts = (
        scope_word(key.scope),
        f"…{key.hint}",
        _tr("made {day}").format(day=on(key.created_at)),
        _tr("ends {day}").format(day=on(key.expires_at)),
        used,
    )
    return " · ".join(parts)


def amounts_line(row: ProposalRow) -> str:
    """Return "1,240.00 EUR", several joined, each once; currencies are never added up."""
    said = (f"{amount(minor, currency)} {currency}" for minor, currency in row.amounts)
    return ", ".join(dict.fromkeys(said))


def time_left(row: ProposalRow, now: datetime) -> str:
    """Return "8 min left", "45 s left"."""
    left = max(row.expires_at - now, timedelta())
    minutes, seconds = divmod(int(left.total_seconds()), 60)
    return _tr("{n} min left").format(n=minutes) if minutes else _tr("{n} s left").format(n=seconds)


def result_of(row: ProposalRow, now: datetime) -> tuple[str, Tone]:
    """Return what became of a proposal that is open no more."""
    if row.state == "open" and not row.is_open(now):
        return _tr("The ten minutes are over. Nothing was done."), Tone.NEUTRAL
    return row.result, {"done": Tone.GOOD, "declined": Tone.NEUTRAL}.get(row.state, Tone.BAD)


def _tr(text: str) -> str:
    return QCoreApplication.translate("assistant", text)
