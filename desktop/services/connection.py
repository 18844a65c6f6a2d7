"""The portal these books publish to: connected, moved, in trouble."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Content, Document, Link, Office, Outbox, PortalState, Series
from desktop.services import outbox


class PracticePortal(Refused):
    """Real books never publish to a practice portal."""

    def __init__(self) -> None:
        super().__init__(
            "This is a practice portal. Nothing was sent to it. Real books need the address of a hosted portal."
        )


class OtherBooks(Refused):
    """The portal's office belongs to another database."""

    def __init__(self) -> None:
        super().__init__(
            "This portal belongs to other books. Nothing was sent. Use the key of an office that is made for these."
        )


@dataclass(frozen=True, slots=True)
class PortalFound:
    """What the test of an address and key brought to light; ``offset_ms`` is portal clock minus ours."""

    address: str
    office: str
    log: str
    practice: bool
    books: str | None
    offset_ms: int


def connect(session: Session, found: PortalFound, *, at: datetime) -> None:
    """Publish to the portal that was found; moving to another one publishes every current link there again.

    Raises PracticePortal, OtherBooks.
    """
    office = session.scalars(select(Office)).one()
    if found.practice and not office.demo:
        raise PracticePortal
    if found.books not in {None, str(office.books)}:
        raise OtherBooks
    portal = session.scalars(select(PortalState)).one()
    if portal.office != found.office:
        _start_over(session, portal, at)
    portal.address, portal.office, portal.log = found.address, found.office, found.log
    portal.practice, portal.offset_ms = found.practice, found.offset_ms
    portal.trouble = portal.trouble_why = ""
    outbox.queue_office(session, at=at)


def note_clock(session: Session, offset_ms: int) -> None:
    """Remember the portal's clock minus this computer's."""
    session.execute(update(PortalState).values(offset_ms=offset_ms))


def note_trouble(session: Session, kind: str, why: str) -> None:
    """Remember what only a person can end; the exchange rests until then."""
    session.execute(update(PortalState).values(trouble=kind, trouble_why=why))


def _start_over(session: Session, portal: PortalState, at: datetime) -> None:
    portal.cursor, portal.tip, portal.receipt, portal.batch, portal.batch_body = 0, "", "", "", None
    session.execute(delete(Outbox))
    session.execute(delete(Content))
    session.execute(update(Link).values(published_at=None, expires_at=None, published_version=0))
    session.flush()
    issued = (
        select(Document).join(Link, Link.document_id == Document.id).where(Link.current, Document.number.is_not(None))
    )
    for document in session.scalars(issued):
        outbox.publish(session, document, at=at)
    for series in session.scalars(select(Series).where(Series.version > 0)):
        outbox.queue_series(session, series, at=at)
