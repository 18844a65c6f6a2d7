"""Notices by e-mail: the office writes to itself what customers did, once, through its own server."""

import unicodedata
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.formatting import format_money
from billing.money import Money
from desktop.models import Activity, Mail, MailAccount, NoticeMark, NoticeRule, Office
from desktop.queries.news import KINDS, News, news_of, noticed, rule_of
from desktop.services.mailing.queueing import message_id

_MOST = 50  # lines; whoever was away longer reads the rest in the app
_SAYS = {
    "viewed": "{who} opened {what} for the first time.",
    "accepted": "{who} accepted {what}, {amount}.",
    "declined": "{who} declined {what}.",
    "comment.added": "{who} wrote about {what}.",
    "link.requested": "{who} asks for a fresh link to {what}.",
    "quote.requested": "{who} asks for a new quote instead of {what}.",
    "payment.recorded": "{who} paid {what}, {amount}.",
    "payment.failed": "A payment of {who} for {what} failed.",
    "payment.disputed": "The bank of {who} disputes a payment of {what}.",
    "mail.failed": "The e-mail to {who} with {what} was not sent, or may not have been.",
    "text.failed": "The text message to {who} with {what} was not sent, or may not have been.",
}


def notices_wait(session: Session) -> bool:
    """Tell whether something has happened since notices were mailed last that is to be looked at."""
    mark = session.scalars(select(NoticeMark)).one()
    newest = session.scalar(select(func.max(Activity.id)))
    return bool(mark.mail_to) and newest is not None and newest != mark.mailed_through


def mail_notices(session: Session, *, at: datetime) -> bool:
    """Queue one message about all that has happened since and whose kind is mailed; return whether one was.

    Without a mail server nothing is queued, and nothing is made up for later. A notice tells of no notice: what becomes
    of it stands in the log alone.
    """
    mark = session.scalars(select(NoticeMark)).one()
    rows = session.execute(_since(session, mark)).all() if mark.mail_to else []
    mark.mailed_through = session.scalar(select(func.max(Activity.id)))
    account = session.scalars(select(MailAccount)).one_or_none()
    if not rows or account is None:
        return False
    office = session.scalars(select(Office)).one()
    lines = [_line(news_of(row), office) for row in rows]
    identifier = uuid7()
    subject = lines[0].removesuffix(".") if len(lines) == 1 else f"{len(lines)} notices from customers"
    session.add(
        Mail(
            id=identifier,
            kind="notice",
            recipients=[mark.mail_to],
            subject=subject[:200],
            body="\n\n".join([*lines, "Counterfoil shows more under Notices."]),
            language="en",
            action="view",
            at=at,
            message_id=message_id(identifier, account.sender),
        )
    )
    session.flush()
    return True


def _since(session: Session, mark: NoticeMark) -> Select[*tuple[object, ...]]:
    mailed = {row.kind for row in session.scalars(select(NoticeRule).where(NoticeRule.mails))}
    kinds = [
        *mailed,
        *(kind for kind in ("accepted.unverified", "mail.unsure", "text.unsure") if rule_of(kind) in mailed),
    ]
    query = noticed().where(Activity.kind.in_(kinds)).order_by(Activity.id).limit(_MOST)
    return query if mark.mailed_through is None else query.where(Activity.id > mark.mailed_through)


def _line(news: News, office: Office) -> str:
    """Return one sentence in one line; names are those of the books, without the signs in them that nobody sees and no
    header may have, and nothing that a customer wrote stands in it.
    """
    assert rule_of(news.kind) in KINDS
    who, what = news.customer or "A customer", news.number or "all documents"
    amount = format_money(Money(news.minor, news.currency), office.language) if news.currency else ""
    words = _SAYS[rule_of(news.kind)].format(who=who, what=what, amount=amount)
    seen = (letter for letter in words if letter.isspace() or unicodedata.category(letter) != "Cc")
    return " ".join("".join(seen).split())
