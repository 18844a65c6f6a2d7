"""Links: made at issue, copied, extended, regenerated, revoked; the rules of a link's life."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.links import Token, derive, long_form, new_token, short_form
from billing.wire import MAX_LIFETIME
from desktop.models import Document, Link, Office, PortalState
from desktop.queries.links import LinkStateName, link_state, portal_time, was_sent
from desktop.services import outbox
from desktop.services.activity import record

DAY = 86_400
MAX_DAYS = MAX_LIFETIME // DAY
NOT_ISSUED = "Not issued yet. Issue it to get its link."
NO_PORTAL = "No portal is set up. Settings, Portal takes two minutes."


class NoLink(Refused):
    """There is no link to hand out; the sentence says why and what to do."""


class DaysOutOfRange(Refused):
    """A link lives between one day and ten years."""

    def __init__(self) -> None:
        super().__init__(f"A link lives 1 to {MAX_DAYS:,} days. It stays as it was. Type a number in between.")


@dataclass(frozen=True, slots=True)
class CopiedLink:
    """What *Copy link* hands out. ``state`` is the link's state; ``fresh``: the earlier one had ended.

    Its repr shows no token.
    """

    address: str = field(repr=False)
    short: str = field(repr=False)
    number: str
    state: str
    expires_at: datetime | None
    fresh: bool


def make_link(session: Session, document: Document, *, at: datetime, replaces: Link | None = None) -> Link:
    """Make a fresh current link; it lives for the office's number of days from the portal's receipt."""
    office = session.scalars(select(Office)).one()
    token = new_token()
    link = Link(
        document_id=document.id,
        kind=document.kind,
        token=token.text,
        lookup=derive(token).lookup,
        lifetime=office.link_days * DAY,
        created_at=at,
        replaces_id=replaces.id if replaces else None,
    )
    session.add(link)
    session.flush()
    return link


def copy_link(session: Session, document_id: UUID, *, at: datetime) -> CopiedLink:
    """Return the current link, making a fresh one only if it has expired, and mark the document as handed over.

    Raises NoLink (draft, no portal, withdrawn).
    """
    document = session.get_one(Document, document_id)
    portal = session.scalars(select(PortalState)).one()
    link = _link_to_hand_out(session, document, portal)
    fresh = True
    if _is_off(session, link):
        link = _start_again(session, document, link, at=at)
    elif _state(session, link, document, at) == "expired":
        link = _renew(session, document, link, at=at)
    else:
        fresh = False
    _mark_handed_over(session, document, at=at, how="link")
    return CopiedLink(
        address=long_form(portal.address, link.kind, Token(link.token)),
        short=short_form(portal.address, Token(link.token)),
        number=document.number or "",
        state=_state(session, link, document, at),
        expires_at=link.expires_at,
        fresh=fresh,
    )


def publish_or_renew(session: Session, document: Document, *, at: datetime) -> bool:
    """Publish a change of ``document``; behind an expired link nobody would see it, so that one gets a successor.

    Returns whether a fresh link was made.
    """
    link = outbox.current_link(session, document.id)
    if link is None or _is_off(session, link) or _state(session, link, document, at) != "expired":
        outbox.publish(session, document, at=at)
        return False
    _renew(session, document, link, at=at)
    return True


def mark_sent(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Mark an issued document as handed over by hand, print or export. Raises NoLink for a draft."""
    document = session.get_one(Document, document_id)
    if document.number is None:
        raise NoLink(NOT_ISSUED)
    _mark_handed_over(session, document, at=at, how="by hand")


def extend(session: Session, document_id: UUID, *, days: int, at: datetime) -> None:
    """Give a live link ``days`` from the portal's receipt, never less than it has.

    Raises DaysOutOfRange, NoLink (not live, or about to be revoked).
    """
    if not 1 <= days <= MAX_DAYS:
        raise DaysOutOfRange
    document = session.get_one(Document, document_id)
    link = _current(session, document)
    state = _state(session, link, document, at)
    if state == "waiting" and not was_sent(session, link):
        link.lifetime = max(link.lifetime, days * DAY)
    elif state in {"waiting", "live", "ending"} and not outbox.revoke_waits(session, link):
        outbox.queue_extend(session, link, days * DAY, at=at)
    else:
        raise NoLink("Only a live link can be extended. Copy link makes a new one.")
    record(session, "link.extended", at=at, document=document.id, days=days)


def days_until_due(session: Session, document_id: UUID, *, at: datetime) -> int | None:
    """Return how many days make the link last 30 days past the due date, where it would end before that date.

    None where it lasts, where that is more than a link can live, or where the due date is gone already.
    """
    document = session.get_one(Document, document_id)
    link = outbox.current_link(session, document_id)
    if link is None or document.due_on is None:
        return None
    ends = link.expires_at or at + timedelta(seconds=link.lifetime)
    if ends.date() >= document.due_on:
        return None
    days = (document.due_on - at.date()).days + 30
    return days if 1 <= days <= MAX_DAYS else None


def regenerate(session: Session, document_id: UUID, *, why: str, at: datetime) -> None:
    """Put a fresh token in the place of the current one; the old one dies when the portal confirms.

    Links never sent leave no trace: A -> B -> C unsent is one replace of A by C. Raises NoLink (draft, withdrawn).
    """
    document = session.get_one(Document, document_id)
    old = _current(session, document)
    if _is_off(session, old):
        _start_again(session, document, old, at=at)
    elif was_sent(session, old):
        outbox.forget_unsent(session, old)
        _end_request(session, old, why)
        outbox.queue_replace(session, make_link(session, document, at=at, replaces=old), at=at)
        document.version += 1
    else:
        _replace_unsent(session, document, old, why, at)
    record(session, "link.regenerated", at=at, document=document.id, why=why)


def take_back(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Take a waiting regenerate back: the old link is as it was. Raises NoLink when it was sent already."""
    document = session.get_one(Document, document_id)
    link = _current(session, document)
    if link.replaces_id is None or link.ended_as or was_sent(session, link):
        raise NoLink("The new link was sent to the portal already. It can be regenerated again.")
    _back_to_old(session, link, at)
    outbox.publish(session, document, at=at)
    record(session, "link.kept", at=at, document=document.id)


def revoke(session: Session, document_id: UUID, *, why: str, at: datetime) -> None:
    """Switch the current link off without a successor; it dies when the portal confirms.

    A link that was never sent leaves no trace: the one it would have replaced is current again, and revoked.
    Raises NoLink (draft, withdrawn, off already).
    """
    document = session.get_one(Document, document_id)
    link = _current(session, document)
    if _is_off(session, link):
        raise NoLink("This link is off already. Copy link makes a new one.")
    if link.replaces_id is not None and not was_sent(session, link):
        link = _back_to_old(session, link, at)
    outbox.forget_unsent(session, link)
    link.ended_why = why
    if was_sent(session, link):
        outbox.queue_revoke(session, link, at=at)
    else:
        link.ended_at, link.ended_as = at, "revoked"
    record(session, "link.revoked", at=at, document=document.id, why=why)


def _mark_handed_over(session: Session, document: Document, *, at: datetime, how: str) -> None:
    if document.handed_over_at is None:
        document.handed_over_at = at
    record(session, "link.copied" if how == "link" else "handed_over", at=at, document=document.id, how=how)


def _state(session: Session, link: Link, document: Document, at: datetime) -> LinkStateName:
    portal, office = session.scalars(select(PortalState)).one(), session.scalars(select(Office)).one()
    return link_state(link, document, portal_time(portal, at), office.settled_days)


def _is_off(session: Session, link: Link) -> bool:
    """Tell whether the link was revoked, confirmed or not."""
    return bool(link.ended_as) or outbox.revoke_waits(session, link)


def _start_again(session: Session, document: Document, old: Link, *, at: datetime) -> Link:
    """Make a link after one that is off: it takes nobody's place."""
    _end_request(session, old, old.ended_why)
    link = make_link(session, document, at=at)
    outbox.publish(session, document, at=at)
    record(session, "link.renewed", at=at, document=document.id)
    return link


def _renew(session: Session, document: Document, old: Link, *, at: datetime) -> Link:
    """Make a link in the place of an expired one, unless the portal finds that one live after all."""
    _end_request(session, old, "expired")
    link = make_link(session, document, at=at, replaces=old)
    outbox.queue_replace(session, link, at=at, only_if_expired=True)
    document.version += 1
    record(session, "link.renewed", at=at, document=document.id)
    return link


def _replace_unsent(session: Session, document: Document, old: Link, why: str, at: datetime) -> None:
    known = session.get_one(Link, old.replaces_id) if old.replaces_id else None
    outbox.forget_unsent(session, old)
    _drop(old, at)
    session.flush()
    link = make_link(session, document, at=at, replaces=known)
    if known is None:
        outbox.publish(session, document, at=at)
    else:
        known.ended_why = why
        outbox.queue_replace(session, link, at=at)
        document.version += 1


def _back_to_old(session: Session, link: Link, at: datetime) -> Link:
    """Drop a fresh link that was never sent and return the one it would have replaced, current again."""
    old = session.get_one(Link, link.replaces_id)
    outbox.forget_unsent(session, link)
    _drop(link, at)
    session.flush()
    old.current = True
    if not _is_off(session, old):
        old.ended_why = ""
    session.flush()
    return old


def _end_request(session: Session, old: Link, why: str) -> None:
    old.current = False
    old.ended_why = why
    session.flush()  # only one link at a time is current


def _drop(link: Link, at: datetime) -> None:
    link.current = False
    link.ended_at, link.ended_as = at, "dropped"


def _current(session: Session, document: Document) -> Link:
    link = outbox.current_link(session, document.id)
    if link is None:
        raise NoLink(NOT_ISSUED)
    if document.withdrawn_at or document.voided_at:
        raise NoLink("Withdrawn. Nothing to open.")
    return link


def _link_to_hand_out(session: Session, document: Document, portal: PortalState) -> Link:
    link = _current(session, document)
    if not portal.address:
        raise NoLink(NO_PORTAL)
    return link
