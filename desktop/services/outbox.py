"""What waits for the portal. Rows collapse while unsent; a row that was sent keeps its id and body until answered."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models import Customer, Document, Link, Outbox, PortalState, Series, StripeAccount
from desktop.queries.links import opens, portal_time

PUT = "link.put"
REPLACE = "link.replace"
EXTEND = "link.extend"
REVOKE = "link.revoke"
WITHDRAW = "doc.withdraw"
SERIES = "series.put"
OFFICE = "office.put"
PAYMENTS = "payments.put"
NO_PAYMENTS = "payments.remove"

Holder = Document | Customer  # what a link opens: one document, or all of one customer's

_UNSENT = Outbox.body.is_(None)
_PARKED = Outbox.parked_at.is_not(None)


def publish(session: Session, document: Document, *, at: datetime) -> None:
    """Raise the document's version and queue its current link; every change a customer must see comes through here.

    The page of all its customer's documents follows, where there is one. A link that has ended or is about to is not
    queued; a change that was refused goes out anew with this one.
    """
    document.version += 1
    link = current_link(session, document.id)
    if link is not None:
        _queue_put(session, link, at)
    if document.customer_id is not None:
        publish_page(session, document.customer_id, at=at)


def publish_page(session: Session, customer_id: UUID, *, at: datetime) -> None:
    """Raise the version of the page of all the customer's documents and queue it; nothing where it has no link.

    Behind an expired link nobody would see it: the portal never revives one, and its successor brings all of it.
    """
    link = current_link(session, customer_id)
    if link is None:
        return
    session.get_one(Customer, customer_id).version += 1
    if not _had_expired(session, link, at):
        _queue_put(session, link, at)


def publish_again(session: Session, holder: Holder, *, at: datetime) -> None:
    """Publish what a link opens, whichever it is."""
    if isinstance(holder, Document):
        publish(session, holder, at=at)
    else:
        publish_page(session, holder.id, at=at)


def holder_of(session: Session, link: Link) -> Holder:
    """Return what the link opens."""
    if link.customer_id is not None:
        return session.get_one(Customer, link.customer_id)
    return session.get_one(Document, link.document_id)


def _had_expired(session: Session, link: Link, at: datetime) -> bool:
    """Tell whether the link had expired when the portal answered last: a clock that runs ahead by itself would leave
    the page as it was, and nothing would bring the change later.
    """
    portal = session.scalars(select(PortalState)).one()
    known = min(at, portal.synced_at) if portal.synced_at is not None else at
    return link.expires_at is not None and portal_time(portal, known) >= link.expires_at


def _queue_put(session: Session, link: Link, at: datetime) -> None:
    if link.ended_as or revoke_waits(session, link) or _waits_unsent(session, (PUT, REPLACE), link.id):
        return
    refused = select(Outbox).where(Outbox.link_id == link.id, Outbox.kind.in_((PUT, REPLACE)), _PARKED)
    if (row := session.scalars(refused).first()) is not None:
        unpark(session, row.id)
    else:
        session.add(_row(PUT, link, at))
    session.flush()


def _row(kind: str, link: Link, at: datetime, *, seconds: int | None = None, only_if_expired: bool = False) -> Outbox:
    return Outbox(
        kind=kind,
        link_id=link.id,
        document_id=link.document_id,
        customer_id=link.customer_id,
        seconds=seconds,
        only_if_expired=only_if_expired,
        created_at=at,
    )


def new_payable(document: Document) -> None:
    """Give the document a fresh ``payable``: balance, currency or the permission to pay has changed;
    what falls due next follows the balance."""
    document.payable = secrets.token_hex(16)
    document.follow_instalments()


def queue_replace(session: Session, link: Link, *, at: datetime, only_if_expired: bool = False) -> None:
    """Queue ``link`` in the place of the one it replaces."""
    session.add(_row(REPLACE, link, at, only_if_expired=only_if_expired))


def queue_extend(session: Session, link: Link, seconds: int, *, at: datetime) -> None:
    """Queue a fresh lifetime; a longer one that still waits unsent is kept."""
    waiting = session.scalars(
        select(Outbox).where(Outbox.kind == EXTEND, Outbox.link_id == link.id, Outbox.body.is_(None))
    ).first()
    if waiting is None:
        session.add(_row(EXTEND, link, at, seconds=seconds))
    else:
        waiting.seconds = max(seconds, waiting.seconds or 0)


def queue_revoke(session: Session, link: Link, *, at: datetime) -> None:
    """Queue the end of a link that the portal knows or may know; once is enough."""
    if not revoke_waits(session, link):
        session.add(_row(REVOKE, link, at))


def queue_withdraw(session: Session, document: Document, *, at: datetime) -> None:
    """Queue that every link of the document, the ended ones too, says withdrawn; once is enough."""
    waiting = select(Outbox.id).where(Outbox.kind == WITHDRAW, Outbox.document_id == document.id)
    if session.scalars(waiting).first() is None:
        session.add(Outbox(kind=WITHDRAW, document_id=document.id, created_at=at))


def queue_series(session: Session, series: Series, *, at: datetime) -> None:
    """Queue the series' last number and chain head for the office's sealed copy."""
    unsent = select(Outbox.id).where(Outbox.kind == SERIES, Outbox.series_id == series.id, Outbox.body.is_(None))
    if session.scalars(unsent).first() is None:
        session.add(Outbox(kind=SERIES, series_id=series.id, created_at=at))


def send_series_above(session: Session, series: Series, held: int, *, at: datetime) -> None:
    """Queue the series' head above the version that the portal holds, in the place of what was refused of it."""
    series.version = max(series.version, held) + 1
    for row in session.scalars(select(Outbox).where(Outbox.series_id == series.id, _PARKED)):
        session.delete(row)
    session.flush()
    queue_series(session, series, at=at)


def queue_office(session: Session, *, at: datetime) -> None:
    """Queue the public profile and branding."""
    if session.scalars(select(Outbox.id).where(Outbox.kind == OFFICE, Outbox.body.is_(None))).first() is None:
        session.add(Outbox(kind=OFFICE, created_at=at))


def queue_payments(session: Session, *, at: datetime) -> None:
    """Queue that the portal takes payments for the Stripe account of these books, or for none.

    What waits unsent or was refused of it before is past; one that was sent once is answered first.
    """
    kinds = Outbox.kind.in_((PAYMENTS, NO_PAYMENTS))
    for row in session.scalars(select(Outbox).where(kinds, or_(_UNSENT, _PARKED))):
        session.delete(row)
    pays = session.scalars(select(StripeAccount.id)).first() is not None
    session.add(Outbox(kind=PAYMENTS if pays else NO_PAYMENTS, created_at=at))
    session.flush()


def forget_unsent(session: Session, link: Link) -> None:
    """Drop what waits unsent or was refused for ``link``, but never its end: what a person revoked stays revoked."""
    pending = select(Outbox).where(Outbox.link_id == link.id, Outbox.kind != REVOKE, or_(_UNSENT, _PARKED))
    for row in session.scalars(pending):
        session.delete(row)
    session.flush()


def pass_on(session: Session, old: Link, new: Link) -> None:
    """Let all that waits for ``old``, its end included, be meant for ``new``."""
    for row in session.scalars(select(Outbox).where(Outbox.link_id == old.id)):
        row.link_id = new.id
    session.flush()


def current_link(session: Session, holder_id: UUID) -> Link | None:
    """Return the current link of a document or a customer, live or not."""
    return session.scalars(select(Link).where(opens(holder_id), Link.current)).one_or_none()


def unpark(session: Session, row_id: UUID) -> None:
    """Let a parked change be sent again as a new operation; a person has mended what was refused."""
    send_anew(session, session.get_one(Outbox, row_id))


def send_anew(session: Session, row: Outbox) -> None:
    """Put a new operation in the place of ``row``: what was answered under the old id is answered for good."""
    session.add(
        Outbox(
            kind=row.kind,
            link_id=row.link_id,
            document_id=row.document_id,
            customer_id=row.customer_id,
            series_id=row.series_id,
            seconds=row.seconds,
            only_if_expired=row.only_if_expired,
            created_at=row.created_at,
        )
    )
    session.delete(row)


def revoke_waits(session: Session, link: Link) -> bool:
    """Tell whether a person has revoked the link and the portal has not confirmed it yet."""
    waiting = select(Outbox.id).where(Outbox.kind == REVOKE, Outbox.link_id == link.id)
    return session.scalars(waiting).first() is not None


def _waits_unsent(session: Session, kinds: tuple[str, ...], link_id: UUID) -> bool:
    unsent = select(Outbox.id).where(Outbox.kind.in_(kinds), Outbox.link_id == link_id, _UNSENT)
    return session.scalars(unsent).first() is not None
