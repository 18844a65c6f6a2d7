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
    "payment.failed": "payments",
    "payment.disputed": "payments",
    "mail.failed": "activity",
    "mail.unsure": "activity",
    "text.failed": "activity",
    "text.unsure": "activity",
}


def notice(news: Sequence[News]) -> tuple[str, str]:
    """Return title and second line of one notice for all of ``news``."""
    if len(news) == 1:
        return news_title(news[0]), news_detail(news[0])
    named = [news_title(each) for each in news[:_NAMED]]
    if len(news) > _NAMED:
        more = len(news) - _NAMED
        named.append(_tr("and 1 more") if more == 1 else _tr("and {count} more").format(count=more))
    return _tr("{count} notices").format(count=len(news)), " · ".join(named)


def tab_of(news: News) -> str:
    """Return the tab that shows what the notice is about."""
    return _TABS.get(news.kind, "preview")


def kind_word(kind: str) -> str:
    """Return what a kind of notice is called where a person chooses which ones tell by themselves."""
    words = {
        "viewed": _tr("A document is opened for the first time"),
        "accepted": _tr("A quote is accepted"),
        "declined": _tr("A quote is declined"),
        "comment.added": _tr("A customer writes"),
        "link.requested": _tr("A fresh link is asked for"),
        "quote.requested": _tr("A new quote is asked for"),
        "payment.recorded": _tr("A customer pays"),
        "payment.failed": _tr("A payment fails"),
        "payment.disputed": _tr("A payment is disputed"),
        "mail.failed": _tr("An e-mail was not sent"),
        "text.failed": _tr("A text message was not sent"),
    }
    return words[kind]


def news_title(news: News) -> str:
    """Return in one line what happened."""
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
        "payment.failed": _tr("A payment of {who} for {what} failed"),
        "text.failed": _tr("The text message to {who} with {what} was not sent"),
        "text.unsure": _tr("The text message to {who} with {what} may have been sent"),
        "payment.disputed": _tr("The bank of {who} disputes a payment of {what}"),
    }
    who, what = news.customer or _tr("A customer"), news.number or _tr("all documents")
    return words[news.kind].format(who=who, what=what)


def news_detail(news: News) -> str:
    """Return what else there is to say, in one line; "" for nothing."""
    if news.kind in ("accepted", "payment.recorded"):
        return f"{amount(news.minor, news.currency)} {news.currency}"
    if news.kind == "viewed":
        return _tr("For the first time.")
    return " ".join(news.why.split())


def _tr(text: str) -> str:
    return QCoreApplication.translate("notices", text)
