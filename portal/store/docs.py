"""Documents behind the links: withdrawn, answered; what one link does shows on all of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from billing.wire import LinkPut
from portal.instants import micros
from portal.payments import checkouts
from portal.store.answers import RefusedOperation
from portal.store.contents import drop_wraps, drop_wraps_of
from portal.tables import doc, link, wrap


def check_put(connection: Connection, office: str, sent: LinkPut) -> bool:
    """Tell whether this put reopens an answered quote: the office took the answer back, knowing of it.

    Raises RefusedOperation: ``withdrawn``, or ``answered`` with the answer's place in the feed.
    """
    known = _find(connection, office, sent.doc) if sent.doc is not None else None
    if known is None:
        return False
    if known.withdrawn_at is not None and sent.state != "withdrawn":
        raise RefusedOperation("withdrawn", "This document was withdrawn.")
    if known.answered is None:
        return False
    if sent.reopen and sent.through >= known.answered:
        return True
    if sent.revision == known.answered_revision:
        return False
    raise RefusedOperation(
        "answered", "The customer has answered the revision before this one.", sequence=known.answered
    )


def note_put(connection: Connection, office: str, sent: LinkPut, *, reopened: bool, now: datetime) -> None:
    """Know the document from its first put on, and what may be paid of it; a reopened quote has no answer any more."""
    if sent.doc is None:
        return
    know(connection, office, sent.doc)
    _note_payable(connection, office, sent.doc, sent.payable, now=now)
    if reopened:
        values = {"answered": None, "answered_revision": "", "answer": ""}
        connection.execute(update(doc).where(doc.c.office == office, doc.c.id == sent.doc).values(**values))
        raise_revs(connection, office, sent.doc)


def know(connection: Connection, office: str, identifier: str) -> None:
    """Make the document's row where there is none yet."""
    if _find(connection, office, identifier) is None:
        connection.execute(insert(doc).values(office=office, id=identifier, answered_revision=""))


def withdraw(connection: Connection, office: str, identifier: str, *, now: datetime) -> None:
    """Let every link of the document say withdrawn, those to come included; their wraps go at once."""
    known = _find(connection, office, identifier)
    if known is None:
        row = {"office": office, "id": identifier, "answered_revision": "", "withdrawn_at": micros(now)}
        connection.execute(insert(doc).values(**row))
    elif known.withdrawn_at is None:
        place = (doc.c.office == office) & (doc.c.id == identifier)
        connection.execute(update(doc).where(place).values(withdrawn_at=micros(now)))
    checkouts.close_doc(connection, office, identifier, now=now)
    raise_revs(connection, office, identifier)
    for lookup in connection.scalars(select(link.c.lookup).where(link.c.office == office, link.c.doc == identifier)):
        drop_wraps(connection, office, [lookup], now=now)
    drop_wraps_of(connection, office, identifier, now=now)


def withdrawn_among(connection: Connection, office: str, identifiers: Collection[str]) -> frozenset[str]:
    """Return which of the documents were withdrawn."""
    gone = select(doc.c.id).where(doc.c.office == office, doc.c.id.in_(identifiers), doc.c.withdrawn_at.is_not(None))
    return frozenset(connection.scalars(gone))


def is_answered(connection: Connection, office: str, identifier: str) -> bool:
    """Tell whether the customer has answered the document."""
    known = _find(connection, office, identifier)
    return known is not None and known.answered is not None


def raise_revs(connection: Connection, office: str, identifier: str) -> None:
    """Let every link that shows the document be drawn anew: its own, and those of its customer."""
    behind = select(wrap.c.lookup).where(wrap.c.office == office, wrap.c.doc == identifier)
    shows = or_(link.c.doc == identifier, link.c.lookup.in_(behind))
    connection.execute(update(link).where(link.c.office == office, shows).values(rev=link.c.rev + 1))


def _note_payable(connection: Connection, office: str, identifier: str, payable: str, *, now: datetime) -> None:
    """Another balance, currency or permission: what was opened for the one before is ended at Stripe."""
    place = (doc.c.office == office) & (doc.c.id == identifier) & (doc.c.payable != payable)
    if connection.execute(update(doc).where(place).values(payable=payable)).rowcount:
        checkouts.close_doc(connection, office, identifier, now=now)
        raise_revs(connection, office, identifier)


def _find(connection: Connection, office: str, identifier: str) -> Row[Any] | None:
    return connection.execute(select(doc).where(doc.c.office == office, doc.c.id == identifier)).one_or_none()
