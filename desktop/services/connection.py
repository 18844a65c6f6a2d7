"""The portal these books publish to: connected, moved, in trouble."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Content, Document, Link, Office, Outbox, PortalState, Series, StripeAccount
from desktop.queries.links import link_state, portal_time
from desktop.queries.sync import PortalRow, portal_row
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


class ForgottenPortal(Refused):
    """The portal knows these books, and they remember nothing of it: neither side could tell what is newer."""

    def __init__(self) -> None:
        super().__init__(
            "This portal knows these books from an earlier time that they do not remember: they have published "
            "elsewhere since, or are an older copy. Nothing was changed. Use the key of a new office."
        )


class Moved(Refused):
    """The books publish to another portal by now; the exchange with the one before is over."""

    def __init__(self) -> None:
        super().__init__("The books publish to another portal by now. Nothing was sent to the one before.")


@dataclass(frozen=True, slots=True)
class PortalFound:
    """What the test of an address and key brought to light; ``offset_ms`` is portal clock minus ours.

    ``keys`` are its public keys by key id, base64: what signs acceptances. ``unheard`` says why the portal that the
    books would leave could not be read to its end; "" where it was, or where they stay.
    """

    address: str
    office: str
    log: str
    practice: bool
    books: str | None
    offset_ms: int
    keys: dict[str, str] = field(default_factory=dict)
    unheard: str = ""


def connect(session: Session, found: PortalFound, *, at: datetime) -> None:
    """Publish to the portal that was found; moving to another one publishes there every current link that opens.

    Raises PracticePortal, OtherBooks, ForgottenPortal.
    """
    office = session.scalars(select(Office)).one()
    if found.practice and not office.demo:
        raise PracticePortal
    if found.books not in {None, str(office.books)}:
        raise OtherBooks
    portal = session.scalars(select(PortalState)).one()
    if portal.office != found.office:
        if found.books is not None:
            raise ForgottenPortal
        _start_over(session, portal, office, at)
        _take_stripe_along(session, at)
    portal.address, portal.office, portal.log = found.address, found.office, found.log
    portal.practice, portal.offset_ms = found.practice, found.offset_ms
    portal.keys = found.keys | portal.keys  # a key is pinned once; under its own id no other takes its place
    portal.trouble = portal.trouble_why = ""
    outbox.queue_office(session, at=at)


def note_clock(session: Session, offset_ms: int) -> None:
    """Remember the portal's clock minus this computer's."""
    session.execute(update(PortalState).values(offset_ms=offset_ms))


def portal_at(session: Session, address: str) -> PortalRow:
    """Return the portal state. Raises Moved unless the books publish to ``address``."""
    portal = portal_row(session)
    if portal.address != address:
        raise Moved
    return portal


def note_trouble(session: Session, address: str, kind: str, why: str) -> None:
    """Remember what only a person can end at the portal at ``address``; ``""`` and ``""`` when it is over."""
    session.execute(update(PortalState).where(PortalState.address == address).values(trouble=kind, trouble_why=why))


def _take_stripe_along(session: Session, at: datetime) -> None:
    """The portal that is moved to gets the Stripe key as well; that Stripe calls it takes a check of the key."""
    account = session.scalars(select(StripeAccount)).one_or_none()
    if account is None:
        return
    account.hook = ""
    session.flush()
    outbox.queue_payments(session, at=at)


def _start_over(session: Session, portal: PortalState, office: Office, at: datetime) -> None:
    """Forget what was agreed with the portal before; what a person has ended and what has expired stays so."""
    revoked = set(session.scalars(select(Outbox.link_id).where(Outbox.kind == outbox.REVOKE)))
    portal.cursor, portal.tip, portal.receipt, portal.batch, portal.batch_body = 0, "", "", "", None
    session.execute(delete(Outbox))
    session.execute(delete(Content))
    now = portal_time(portal, at)
    links = select(Link, Document).outerjoin(Document, Link.document_id == Document.id).where(Link.ended_as == "")
    for link, document in session.execute(links).all():
        if link.id in revoked or not link.current:
            link.ended_at, link.ended_as = at, "revoked" if link.id in revoked else "replaced"
        elif link_state(link, document, now, office.settled_days) != "expired":
            link.published_at, link.expires_at, link.published_version, link.replaces_id = None, None, 0, None
            outbox.publish_again(session, outbox.holder_of(session, link), at=at)
    for series in session.scalars(select(Series).where(Series.version > 0)):
        outbox.queue_series(session, series, at=at)
