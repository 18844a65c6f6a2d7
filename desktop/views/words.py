"""How dates, distances and amounts are said on the desktop, in the person's own locale."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from billing.formatting import format_amount, format_rate
from billing.money import Money
from desktop.views.states import link_value
from desktop.views.tables.roles import DueValue, LinkValue
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billing.issued import IssuedTax
    from desktop.queries.documents import DocumentRow
    from desktop.queries.links import LinkCard

_PLAIN = {"draft", "void", "withdrawn", "accepted", "declined", "credited", "written_off", "converted"}


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("words", text, None, count).replace("%n", str(count))


def language() -> str:
    """Return the person's locale as a language tag."""
    return QLocale().bcp47Name()


def amount(minor: int, currency: str) -> str:
    """Return the digits of an amount the person's way, without currency."""
    return format_amount(Money(minor, currency), language())


def tax_names(taxes: Sequence[IssuedTax]) -> str:
    """Return "VAT 23%" or "GST 5% + QST 9.975%"; no tax is nothing."""
    return " + ".join(f"{tax.label} {format_rate(tax.rate, language())}".strip() for tax in taxes)


def day(on: date, *, year: bool = False) -> str:
    """Return "4 Dec", or "4 Dec 2026" with its year."""
    return QLocale().toString(QDate(on.year, on.month, on.day), "d MMM yyyy" if year else "d MMM")


def local(at: datetime, time_zone: str) -> datetime:
    """Return the instant on the office's clock."""
    return at.astimezone(ZoneInfo(time_zone))


def moment(at: datetime, time_zone: str, today: date) -> str:
    """Return "today 09:12", "4 Nov 10:16", with the year where it is not this one."""
    when = local(at, time_zone)
    clock = f"{when:%H:%M}"
    if when.date() == today:
        return _tr("today {time}").format(time=clock)
    return f"{day(when.date(), year=when.year != today.year)} {clock}"


def distance(on: date, today: date) -> str:
    """Return "in 14 days", "today", "3 days late"."""
    days = (on - today).days
    if days == 0:
        return _tr("today")
    if days > 0:
        return _tr("in 1 day") if days == 1 else _tr("in %n days", days)
    return _tr("1 day late") if days == -1 else _tr("%n days late", -days)


def due_value(row: DocumentRow, today: date) -> DueValue:
    """Return the list's cell for what falls due: invoices their due date, quotes the end of their validity."""
    if row.kind == "credit" and row.state != "void":
        return DueValue(_tr("used") if row.balance_minor <= 0 else _tr("to use"), None)
    on = row.due_on if row.kind == "invoice" else row.valid_until
    if on is None or row.state in _PLAIN:
        return DueValue("–")
    full = day(on, year=True)
    if row.state == "paid":
        return DueValue(_tr("paid"), Tone.NEUTRAL, full)
    if row.state == "expired":
        return DueValue(_tr("ended {day}").format(day=day(on)), Tone.OLD, full)
    late = row.kind == "invoice" and on < today
    return DueValue(distance(on, today), Tone.BAD if late else None, full, strong=on == today)


def link_cell(row: DocumentRow, time_zone: str) -> LinkValue:
    """Return the list's cell for the link: who came, or what keeps it from working."""
    if row.link == "none":
        return link_value("none")
    if row.asked and row.link == "expired":
        return link_value("asked")
    if row.link == "ending" and row.link_ends is not None:
        return link_value("ending", _tr("ends {day}").format(day=day(local(row.link_ends, time_zone).date())))
    if row.link in {"live", "settled"} and row.views:
        return link_value(row.link, _tr("1 view") if row.views == 1 else _tr("%n views", row.views), opened=True)
    return link_value(row.link)


def link_sentence(card: LinkCard, time_zone: str) -> str:
    """Return the link's state for the drawer: "Live until 20 Dec"."""
    if not card.address:
        return _tr("No portal yet")
    end = day(local(card.expires_at, time_zone).date()) if card.expires_at else ""
    sentences = {
        "waiting": _tr("New link waits for the portal") if card.request_waits else _tr("Waiting for the portal"),
        "live": _tr("Live until {day}"),
        "ending": _tr("Live until {day}"),
        "settled": _tr("Settled; open as a record"),
        "expired": _tr("Expired on {day}"),
        "replaced": _tr("Replaced"),
        "revoked": _tr("Switched off"),
        "withdrawn": _tr("Withdrawn"),
    }
    return sentences[card.state].format(day=end)


def shortened(address: str) -> str:
    """Return an address that fits beside the state: scheme off, the token's middle left out."""
    plain = address.partition("://")[2]
    return f"{plain[:-24]}…{plain[-4:]}" if len(plain) > 28 else plain
