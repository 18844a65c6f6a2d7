"""Answers to quotes: one a document, whatever races; and what was told behind a link since it was published."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, select, update

from billing.answering import AnswerKind
from portal.instants import micros
from portal.store import docs
from portal.store.feed import NewEvent, append_events
from portal.store.offices import locked_office
from portal.tables import doc, feed, link

Outcome = Literal["done", "answered", "changed"]
TOLD = ("comment.added", "quote.accepted", "quote.declined")

LATER = (
    select(feed.c.sequence, feed.c.id, feed.c.kind, feed.c.at, feed.c.revision, feed.c.blob)
    .where(feed.c.lookup == bindparam("lookup"), feed.c.sequence > bindparam("through"), feed.c.kind.in_(TOLD))
    .order_by(feed.c.sequence)
    .limit(bindparam("most"))
)
"""What was told behind the link ``lookup`` after the place ``through`` in the feed, oldest first."""


def give_answer(
    connection: Connection,
    office: str,
    identifier: str,
    event: NewEvent,
    *,
    answer: AnswerKind,
    rev: int,
    revision: str,
    now: datetime,
) -> Outcome:
    """Take the answer ``event`` to the document, given on the link whose ``rev`` the customer saw.

    Under the office's lock, so of all answers the first is the only one. ``answered``: there was one before;
    ``changed``: the link shows something else by now, or has ended, or the document's own link shows another revision
    already and this one, its customer's, follows. Neither writes anything.
    """
    locked_office(connection, office)
    row = _shown(connection, office, event.lookup, identifier)
    if row is not None and row.answered is not None:
        return "answered"
    if row is None or row.rev != rev or row.ended_as is not None or row.withdrawn_at is not None:
        return "changed"
    if row.expires_at <= micros(now) or _is_stale(connection, office, identifier, revision):
        return "changed"
    docs.know(connection, office, identifier)
    sequence = append_events(connection, office, [event], now=now)
    values = {"answered": sequence, "answered_revision": revision, "answer": answer}
    connection.execute(update(doc).where(doc.c.office == office, doc.c.id == identifier).values(**values))
    connection.execute(
        update(link)
        .where(link.c.office == office, link.c.doc == identifier, link.c.state == "open")
        .values(state="settled")
    )
    docs.raise_revs(connection, office, identifier)
    return "done"


def touch(connection: Connection, lookup: str) -> None:
    """Let the link be drawn anew."""
    connection.execute(update(link).where(link.c.lookup == lookup).values(rev=link.c.rev + 1))


def _is_stale(connection: Connection, office: str, identifier: str, revision: str) -> bool:
    """Tell whether a link of the document that has not ended shows another revision."""
    own = (link.c.office == office) & (link.c.doc == identifier) & link.c.ended_as.is_(None)
    return connection.scalar(select(link.c.lookup).where(own, link.c.revision != revision).limit(1)) is not None


def _shown(
    connection: Connection, office: str, lookup: str | None, identifier: str
) -> Row[Any, Any, Any, Any, Any] | None:
    return connection.execute(
        select(link.c.rev, link.c.ended_as, link.c.expires_at, doc.c.withdrawn_at, doc.c.answered)
        .join(doc, (doc.c.office == link.c.office) & (doc.c.id == identifier), isouter=True)
        .where(link.c.lookup == lookup, link.c.office == office)
    ).one_or_none()
