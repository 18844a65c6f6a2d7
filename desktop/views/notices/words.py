"""What a notice says, and which tab of the drawer it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.news import News

_NAMED = 2
_TABS = {
    "comment.added": "messages",
    "quote.requested": "activity",
    "declined": "activity",
    "viewed": "activity",
    "payment.recorded": "payments",
    "payment.disputed": "payments",
    "mail.failed": "activity",
    "mail.unsure": "activity",
}


def notice(news: Sequence[News]) -> tuple[str, str]:
    """Return title and second line of one notice for all of ``news``."""
    if len(news) == 1:
        return _title(news[0]), _detail(news[0])
    named = [_title(each) for each in news[:_NAMED]]
    if len(news) > _NAMED:
        more = len(news) - _NAMED
        named.append(_tr("and 1 more") if more == 1 else _tr("and {count} more").format(count=more))
    return _tr("{count} notices").format(count=len(news)), " · ".join(named)


def tab_of(news: News) -> str:
    """Return the tab that shows what the notice is about."""
    return _TABS.get(news.kind, "preview")


def _title(news: News) -> str:
    words = {
        "viewed": _tr("{who} opened {what}"),
        "accepted": _tr("{who} accepted {what}"),
        "declined": _tr("{who} declined {what}"),
        "comment.added": _tr("{who} wrote about {what}"),
        "link.requested": _tr("{who} asks for a fresh link to {what}"),
        "quote.requested": _tr("{who} asks for a new quote instead of {what}"),
        "payment.recorded": _tr("{who} paid {what}"),
        "mail.failed": _tr("The e-mail to {who} with {what} was not sent"),
        "mail.unsure": _tr("The e-mail to {who} with {what} may have been sent"),
        "payment.disputed": _tr("The bank of {who} disputes a payment of {what}"),
    }
    who, what = news.customer or _tr("A customer"), news.number or _tr("all documents")
    return words[news.kind].format(who=who, what=what)


def _detail(news: News) -> str:
    if news.kind in ("accepted", "payment.recorded"):
        return f"{amount(news.minor, news.currency)} {news.currency}"
    if news.kind == "viewed":
        return _tr("For the first time.")
    return " ".join(news.why.split())


def _tr(text: str) -> str:
    return QCoreApplication.translate("notices", text)
