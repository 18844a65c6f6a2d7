"""What the dialogs about a link say: its state, its end, what waits, and what happens later while offline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from desktop.views.states import link_light
from desktop.views.theme import Tone
from desktop.views.words import day, distance, local, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.queries.cards import ActivityRow, DocumentCard
    from desktop.queries.links import EarlierLink, LinkCard
    from desktop.views.desk import Desk

_HANDED_OVER = {"link.copied", "handed_over"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("link", text)


class LinkHolder(Protocol):
    """What a link opens, as far as its dialogs speak of it: a document, or a customer with all of them."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def link(self) -> LinkCard | None: ...
    @property
    def activity(self) -> Sequence[ActivityRow]: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure under its name, with a quieter line below it; ``tone`` warns in that line."""

    value: str
    detail: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class StateWords:
    """A link's state as one coloured word, and what it means."""

    tone: Tone
    word: str
    meaning: str


def is_online(desk: Desk) -> bool:
    """Tell whether the portal answers now, so that a wish is carried out within a second."""
    return desk.sync.last is not None and desk.sync.last.state == "online"


def why_not_now(desk: Desk) -> str:
    """Return why a wish waits, or "" while the portal answers."""
    if is_online(desk):
        return ""
    last = desk.sync.last
    if last is not None and last.state == "trouble":
        return _tr("The portal is not connected.")
    return _tr("This computer is offline.")


def state_words(link: LinkCard) -> StateWords:
    """Return the state's word in its colour."""
    if not link.address:
        return StateWords(Tone.NEUTRAL, _tr("No portal"), _tr("Settings, Portal sets one up in two minutes"))
    word, meaning = _STATES[link.state]
    return StateWords(link_light(link.state), _tr(word), _tr(meaning))


_STATES = {
    "waiting": ("Waiting", "for the portal; it can be copied already"),
    "live": ("Live", "opens for anyone who has it"),
    "ending": ("Live", "for a few more days"),
    "settled": ("Settled", "opens as a record"),
    "expired": ("Expired", "Copy makes a fresh one"),
    "replaced": ("Replaced", "Copy makes a fresh one"),
    "revoked": ("Revoked", "Copy makes a fresh one"),
    "withdrawn": ("Withdrawn", "says so, without amounts"),
}


def document_line(card: DocumentCard, digits: str) -> str:
    """Return "Invoice INV-2026-0042 · 1,240.00 EUR · due 4 Dec 2026"."""
    kinds = {"invoice": _tr("Invoice"), "quote": _tr("Quote"), "credit": _tr("Credit note")}
    parts = [f"{kinds[card.kind]} {card.number}", f"{digits} {card.currency}"]
    if card.kind == "invoice" and card.due_on:
        parts.append(_tr("due {day}").format(day=day(card.due_on, year=True)))
    elif card.kind == "quote" and card.valid_until:
        parts.append(_tr("valid until {day}").format(day=day(card.valid_until, year=True)))
    return " · ".join(parts)


def created(link: LinkCard, time_zone: str) -> Fact:
    """Return when the link was made."""
    when = local(link.created_at, time_zone)
    return Fact(day(when.date(), year=True), f"{when:%H:%M}")


def handed_over(card: LinkHolder, time_zone: str, today: date) -> Fact:
    """Return how often it was handed over, by link or by hand."""
    times = [row.at for row in card.activity if row.kind in _HANDED_OVER]
    if not times:
        return Fact(_tr("Not yet"), _tr("Copy counts"))
    count = _tr("Once") if len(times) == 1 else _tr("{count} times").format(count=len(times))
    return Fact(count, _tr("last {moment}").format(moment=moment(max(times), time_zone, today)))


def expires(card: LinkHolder, link: LinkCard, *, settled_days: int, time_zone: str, today: date) -> Fact:
    """Return when the link ends; before the portal has it, how long it lives from then on."""
    if link.state == "settled":
        return Fact(_tr("Stays open"), _tr("{days} days past its end, as a record").format(days=settled_days))
    if link.expires_at is None:
        days = _tr("1 day") if link.lifetime_days == 1 else _tr("{days} days").format(days=link.lifetime_days)
        return Fact(days, _tr("from when it goes online"))
    end = local(link.expires_at, time_zone).date()
    if link.state not in {"live", "ending"}:
        return Fact(day(end, year=True))
    away = distance(end, today)
    if card.kind != "invoice" or card.due_on is None:
        return Fact(day(end, year=True), away)
    past = (end - card.due_on).days
    if past < 0:
        words = _tr("{count} days before it falls due") if past < -1 else _tr("1 day before it falls due")
        return Fact(day(end, year=True), words.format(count=-past), Tone.WARN)
    return Fact(day(end, year=True), _tr("{away}, {count} after the due date").format(away=away, count=past))


def waits(link: LinkCard, offline: str) -> str:
    """Return what the portal has not confirmed yet and what holds until then; "" where nothing waits.

    ``offline`` says why it waits, or is "" while the portal answers.
    """
    if link.revoke_waits:
        sentence = _tr("The link is being revoked. It opens until the portal confirms, then it stops at once.")
    elif link.request_waits:
        old = link.earlier[0].state if link.earlier else "expired"
        sentence = _tr("A fresh link waits for the portal. The earlier one has expired.")
        if old != "expired":
            sentence = _tr("A new link waits for the portal. The old one opens until the portal confirms.")
    elif link.extend_waits:
        words = _tr("{days} days are asked for. The portal counts them from when it hears of it.")
        sentence = words.format(days=link.extend_waits)
    else:
        return ""
    return f"{offline} {sentence}".strip()


def ended(link: EarlierLink, time_zone: str, today: date) -> str:
    """Return when an earlier link ended; one whose end waits for the portal still opens."""
    if link.ended_at is not None:
        return moment(link.ended_at, time_zone, today)
    return _tr("expired") if link.state == "expired" else _tr("still opens")


def ended_why(link: EarlierLink) -> str:
    """Return how and why an earlier link ended, or will end."""
    hows = {"replaced": _tr("Replaced"), "revoked": _tr("Revoked"), "expired": _tr("Expired")}
    how = hows.get(link.state, _tr("To be replaced"))
    return how if link.why in {"", "expired"} else f"{how}: {link.why}"


def opened(link: LinkCard, time_zone: str, today: date) -> str:
    """Return how often people have opened the link."""
    if not link.views or link.viewed_at is None:
        return _tr("Nobody has opened it yet.")
    last = moment(link.viewed_at, time_zone, today)
    if link.views == 1:
        return _tr("It was opened once, {moment}.").format(moment=last)
    return _tr("It was opened {count} times, last {moment}.").format(count=link.views, moment=last)
