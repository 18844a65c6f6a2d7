"""What a row of *Needs a hand today* says, and what pressing its button is called."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.views.theme import Tone
from desktop.views.words import amount, day, local, moment

if TYPE_CHECKING:
    from desktop.queries.hands import Hand

_LOOKS = {
    "overdue": ("warning-circle", Tone.BAD),
    "unapplied": ("wallet", Tone.WARN),
    "task": ("check-square-offset", Tone.INFO),
    "asked": ("hand-waving", Tone.WARN),
    "new_quote": ("file-text", Tone.WARN),
    "message": ("chat-circle-text", Tone.SEEN),
    "accepted": ("check-circle", Tone.GOOD),
    "declined": ("x-circle", Tone.OLD),
    "ending": ("hourglass-medium", Tone.WARN),
    "refused": ("cloud-slash", Tone.BAD),
    "disputed": ("flag", Tone.BAD),
    "not_booked": ("credit-card", Tone.WARN),
    "mail_failed": ("envelope-simple", Tone.BAD),
    "mail_unsure": ("envelope-simple", Tone.WARN),
    "text_failed": ("chat-circle-text", Tone.BAD),
    "text_unsure": ("chat-circle-text", Tone.WARN),
}
_SUMS_SHOWN = 2


class HandWords(NamedTuple):
    """``title`` says what waits, ``detail`` of what and since when, ``sums`` what it comes to, ``deed`` the button."""

    glyph: str
    tone: Tone
    title: str
    detail: str
    sums: str
    deed: str


def hand_words(hand: Hand, time_zone: str, today: date) -> HandWords:
    """Return the row's words; ``today`` and ``time_zone`` are the office's."""
    glyph, tone = _LOOKS[hand.kind]
    when = moment(hand.at, time_zone, today) if hand.at else ""
    detail = _about_several(hand, time_zone, today) if hand.count > 1 and hand.document_id is None else ""
    return HandWords(
        glyph, tone, _title(hand), detail or _about_one(hand, when, time_zone, today), _sums(hand), _deed(hand)
    )


def _title(hand: Hand) -> str:
    who = {"who": hand.customer or _tr("A customer"), "count": hand.count}
    if hand.kind == "overdue":
        words = _tr("{who} is overdue") if hand.count == 1 else _tr("{count} invoices are overdue")
    elif hand.kind == "unapplied":
        words = _tr("Money of {who} is unapplied") if hand.count == 1 else _tr("{count} payments are unapplied")
    elif hand.kind == "task":
        return " ".join(hand.why.split())
    elif hand.kind == "message":
        words = _tr("{who} wrote") if hand.count == 1 else _tr("{who} wrote {count} messages")
    elif hand.kind == "ending":
        words = _tr("The link of {who} ends soon") if hand.count == 1 else _tr("{count} links end within three days")
    else:
        words = {
            "asked": _tr("{who} asks for a fresh link"),
            "new_quote": _tr("{who} asks for a new quote"),
            "accepted": _tr("{who} accepted a quote"),
            "declined": _tr("{who} declined a quote"),
            "refused": _tr("The portal refused one change"),
            "disputed": _tr("The bank of {who} disputes a payment"),
            "not_booked": _tr("A payment online could not be booked"),
            "mail_failed": _tr("An e-mail to {who} was not sent"),
            "mail_unsure": _tr("An e-mail to {who} may have been sent"),
            "text_failed": _tr("A text message to {who} was not sent"),
            "text_unsure": _tr("A text message to {who} may have been sent"),
        }[hand.kind]
    return words.format_map(who)


def _about_several(hand: Hand, time_zone: str, today: date) -> str:
    if hand.kind == "overdue" and hand.on is not None:
        late = (today - hand.on).days
        oldest = _tr("Oldest 1 day: {who}") if late == 1 else _tr("Oldest {days} days: {who}")
        return oldest.format(days=late, who=hand.customer)
    if hand.kind == "unapplied" and hand.on is not None:
        who = hand.customer or _tr("nobody knows whose")
        return _tr("The oldest of {day}: {who}").format(day=day(hand.on, year=hand.on.year != today.year), who=who)
    return _tr("First {who}, {when}").format(who=hand.customer, when=_ends(hand.at, time_zone))


def _about_one(hand: Hand, when: str, time_zone: str, today: date) -> str:
    if hand.kind == "task":
        return _about_task(hand, today)
    what = hand.number or _tr("All documents")
    if hand.kind == "unapplied" and hand.on is not None:
        return _tr("Received {day}").format(day=day(hand.on, year=hand.on.year != today.year))
    if hand.kind == "overdue" and hand.on is not None:
        return _tr("{what}, due {day}").format(what=what, day=day(hand.on, year=hand.on.year != today.year))
    if hand.kind == "ending":
        return _tr("{what}, until {day}").format(what=what, day=_ends(hand.at, time_zone))
    if hand.kind in ("refused", "mail_failed", "mail_unsure", "text_failed", "text_unsure"):
        return f"{hand.number or hand.customer}: {hand.why}" if hand.number or hand.customer else hand.why
    if hand.kind == "disputed":
        until = _tr("{what}: {why}. Answer in Stripe until {day}").format(
            what=what, why=hand.why, day=_ends(hand.at, time_zone)
        )
        return until if hand.at else f"{what}: {hand.why}"
    if hand.kind == "not_booked":
        return hand.why
    if hand.kind == "accepted":
        return _tr("{what}, by {name}, {when}").format(what=what, name=hand.why, when=when)
    said = " ".join(hand.why.split())
    told = _tr("{what}, {when}: “{said}”") if said else _tr("{what}, {when}")
    return told.format(what=what, when=when, said=said)


def _about_task(hand: Hand, today: date) -> str:
    about = ", ".join(filter(None, (hand.number, hand.customer)))
    if hand.on is None or not about:
        return about
    due = day(hand.on, year=hand.on.year != today.year)
    return _tr("{about}, to be done by {day}").format(about=about, day=due)


def _sums(hand: Hand) -> str:
    if hand.kind == "message":
        return ""
    shown = [f"{amount(minor, currency)} {currency}" for currency, minor in hand.sums[:_SUMS_SHOWN]]
    rest = [currency for currency, _minor in hand.sums[_SUMS_SHOWN:]]
    return "\n".join([*shown, f"+ {', '.join(rest)}"] if rest else shown)


def _deed(hand: Hand) -> str:
    if hand.kind == "message":
        return _tr("Read")
    if hand.kind == "unapplied":
        return _tr("Review")
    if hand.document_id is None and hand.count > 1:
        return _tr("Review") if hand.kind == "overdue" else _tr("Extend…")
    return _tr("Show")


def _ends(at: datetime | None, time_zone: str) -> str:
    return day(local(at, time_zone).date()) if at else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("home", text)
