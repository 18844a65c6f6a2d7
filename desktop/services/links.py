"""Links: made at issue or when a person asks, copied, extended, regenerated, revoked; the rules of a link's life.

A link opens one document or all of a customer's: ``holder_id`` is the one or the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.links import Token, derive, long_form, new_token, short_form
from billing.wire import MAX_LIFETIME
from desktop.models import Customer, Document, Link, Office, PortalState
from desktop.queries.links import LinkStateName, link_state, portal_time, was_sent
from desktop.services import outbox
from desktop.services.activity import record
from desktop.services.outbox import Holder

DAY = 86_400
MAX_DAYS = MAX_LIFETIME // DAY
NOT_ISSUED = "Not issued yet. Issue it to get its link."
NOT_ASKED_FOR = "This customer has no link yet. Copy customer link makes one."
NO_PORTAL = "No portal is set up. Settings, Portal takes two minutes."


class NoLink(Refused):
    """There is no link to hand out; the sentence says why and what to do."""


class DaysOutOfRange(Refused):
    """A link lives between one day and ten years."""

    def __init__(self) -> None:
        super().__init__(f"A link lives 1 to {MAX_DAYS:,} days. It stays as it was. Type a number in between.")


@dataclass(frozen=True, slots=True)
class CopiedLink:
    """What *Copy link* hands out. ``number`` is "" for a customer's; ``state`` is the link's state; ``fresh``: the
    earlier one had ended. Its repr shows no token.
    """

    address: str = field(repr=False)
    short: str = field(repr=False)
    number: str
    state: str
    expires_at: datetime | None
    fresh: bool


def make_link(session: Session, holder: Holder, *, at: datetime, replaces: Link | None = None) -> Link:
    """Make a fresh current link; it lives for the office's number of days from the portal's receipt."""
    office = session.scalars(select(Office)).one()
    token = new_token()
    link = Link(
        document_id=holder.id if isinstance(holder, Document) else None,
        customer_id=holder.id if isinstance(holder, Customer) else None,
        kind=holder.kind if isinstance(holder, Document) else "customer",
        token=token.text,
        lookup=derive(token).lookup,
        lifetime=office.link_days * DAY,
        created_at=at,
        replaces_id=replaces.id if replaces else None,
    )
    session.add(link)
    session.flush()
    return link


def copy_link(session: Session, holder_id: UUID, *, at: datetime) -> CopiedLink:
    """Return the current link, making a fresh one only if it has expired, and mark a document as handed over.

    A customer's first link is made here: a person asks for it. Raises NoLink (draft, no portal, withdrawn).
    """
    holder = _holder(session, holder_id)
    portal = session.scalars(select(PortalState)).one()
    link, fresh = _opening_link(session, holder, portal, at=at)
    _mark_handed_over(session, holder, at=at, how="link")
    return CopiedLink(
        address=long_form(portal.address, link.kind, Token(link.token)),
        short=short_form(portal.address, Token(link.token)),
        number=(holder.number or "") if isinstance(holder, Document) else "",
        state=_state(session, link, holder, at),
        expires_at=link.expires_at,
        fresh=fresh,
    )


def link_to_send(session: Session, holder: Holder, *, at: datetime, again: bool) -> Link:
    """Return the link that a message carries, a fresh one where the last has ended; sent ``again``, a live one gets a
    fresh lifetime from the portal's receipt, never less than it has. Raises NoLink.
    """
    link, fresh = _opening_link(session, holder, session.scalars(select(PortalState)).one(), at=at)
    if again and not fresh and _state(session, link, holder, at) in {"live", "ending"}:
        outbox.queue_extend(session, link, link.lifetime, at=at)
        _record(session, "link.prolonged", holder, at=at, days=-(-link.lifetime // DAY))
    return link


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


def publish_reopened(session: Session, document: Document, *, at: datetime) -> None:
    """Publish a quote that waits for its answer again. Only a link of its own tells the portal so: where a person has
    revoked that one and its customer's page still shows the quote, it gets a fresh one, which nobody was given.
    """
    link = outbox.current_link(session, document.id)
    page = outbox.current_link(session, document.customer_id) if document.customer_id is not None else None
    if link is not None and _is_off(session, link) and page is not None and not _is_off(session, page):
        _start_again(session, document, link, at=at)
    else:
        publish_or_renew(session, document, at=at)


def mark_sent(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Mark an issued document as handed over by hand, print or export. Raises NoLink for a draft."""
    document = session.get_one(Document, document_id)
    if document.number is None:
        raise NoLink(NOT_ISSUED)
    _mark_handed_over(session, document, at=at, how="by hand")


def extend(session: Session, holder_id: UUID, *, days: int, at: datetime) -> None:
    """Give a live link ``days`` from the portal's receipt, never less than it has.

    Raises DaysOutOfRange, NoLink (not live, or about to be revoked).
    """
    if not 1 <= days <= MAX_DAYS:
        raise DaysOutOfRange
    holder = _holder(session, holder_id)
    link = _current(session, holder)
    state = _state(session, link, holder, at)
    if state == "waiting" and not was_sent(session, link):
        link.lifetime = max(link.lifetime, days * DAY)
    elif state in {"waiting", "live", "ending"} and not outbox.revoke_waits(session, link):
        outbox.queue_extend(session, link, days * DAY, at=at)
    else:
        raise NoLink("Only a live link can be extended. Copy link makes a new one.")
    _record(session, "link.extended", holder, at=at, days=days)


@dataclass(frozen=True, slots=True)
class LeftAsItIs:
    """A link that could not be extended: whose, and its state, which is why."""

    name: str
    state: LinkStateName


@dataclass(frozen=True, slots=True)
class Extended:
    """How many links were extended, and which were not."""

    count: int
    left: tuple[LeftAsItIs, ...]


def extend_many(session: Session, holder_ids: Sequence[UUID], *, days: int, at: datetime) -> Extended:
    """Extend the link of each holder as ``extend`` does; one that is not live stays as it is and is named.

    Raises DaysOutOfRange; then none was extended.
    """
    left = []
    for holder_id in holder_ids:
        try:
            extend(session, holder_id, days=days, at=at)
        except NoLink:
            left.append(_left(session, holder_id, at))
    return Extended(len(holder_ids) - len(left), tuple(left))


def days_until_due(session: Session, document_id: UUID, *, at: datetime) -> int | None:
    """Return how many days make the link last 30 days past the due date, where it would end before that date.

    None where it lasts, where that is more than a link can live, or where the due date is gone already.
    """
    document = session.get(Document, document_id)
    link = outbox.current_link(session, document_id)
    if document is None or link is None or document.due_on is None:
        return None
    ends = link.expires_at or at + timedelta(seconds=link.lifetime)
    if ends.date() >= document.due_on:
        return None
    days = (document.due_on - at.date()).days + 30
    return days if 1 <= days <= MAX_DAYS else None


def regenerate(session: Session, holder_id: UUID, *, why: str, at: datetime) -> None:
    """Put a fresh token in the place of the current one; the old one dies when the portal confirms.

    Links never sent leave no trace: A -> B -> C unsent is one replace of A by C. Raises NoLink (draft, withdrawn).
    """
    holder = _holder(session, holder_id)
    old = _current(session, holder)
    if _is_off(session, old):
        _start_again(session, holder, old, at=at)
    elif was_sent(session, old):
        outbox.forget_unsent(session, old)
        _end_request(session, old, why)
        outbox.queue_replace(session, make_link(session, holder, at=at, replaces=old), at=at)
        holder.version += 1
    else:
        _replace_unsent(session, holder, old, why, at)
    _record(session, "link.regenerated", holder, at=at, why=why)


def take_back(session: Session, holder_id: UUID, *, at: datetime) -> None:
    """Take a waiting regenerate back: the old link is as it was. Raises NoLink when it was sent already."""
    holder = _holder(session, holder_id)
    link = _current(session, holder)
    if link.replaces_id is None or link.ended_as or was_sent(session, link):
        raise NoLink("The new link was sent to the portal already. It can be regenerated again.")
    _back_to_old(session, link, at)
    outbox.publish_again(session, holder, at=at)
    _record(session, "link.kept", holder, at=at)


def revoke(session: Session, holder_id: UUID, *, why: str, at: datetime) -> None:
    """Switch the current link off without a successor; it dies when the portal confirms.

    A link that was never sent leaves no trace: the one it would have replaced is current again, and revoked.
    Raises NoLink (draft, withdrawn, off already).
    """
    holder = _holder(session, holder_id)
    link = _current(session, holder)
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
    _record(session, "link.revoked", holder, at=at, why=why)


def _holder(session: Session, holder_id: UUID) -> Holder:
    return session.get(Document, holder_id) or session.get_one(Customer, holder_id)


def _left(session: Session, holder_id: UUID, at: datetime) -> LeftAsItIs:
    holder = _holder(session, holder_id)
    link = outbox.current_link(session, holder_id)
    name = (holder.number or "") if isinstance(holder, Document) else holder.name
    if link is None:
        return LeftAsItIs(name, "none")
    return LeftAsItIs(name, "revoked" if outbox.revoke_waits(session, link) else _state(session, link, holder, at))


def _record(session: Session, kind: str, holder: Holder, *, at: datetime, **data: str | int) -> None:
    document, customer = (holder.id, None) if isinstance(holder, Document) else (None, holder.id)
    record(session, kind, at=at, document=document, customer=customer, who="office", **data)


def _mark_handed_over(session: Session, holder: Holder, *, at: datetime, how: str) -> None:
    if isinstance(holder, Document) and holder.handed_over_at is None:
        holder.handed_over_at = at
    _record(session, "link.copied" if how == "link" else "handed_over", holder, at=at, how=how)


def _state(session: Session, link: Link, holder: Holder, at: datetime) -> LinkStateName:
    portal, office = session.scalars(select(PortalState)).one(), session.scalars(select(Office)).one()
    document = holder if isinstance(holder, Document) else None
    return link_state(link, document, portal_time(portal, at), office.settled_days)


def _is_off(session: Session, link: Link) -> bool:
    """Tell whether the link was revoked, confirmed or not."""
    return bool(link.ended_as) or outbox.revoke_waits(session, link)


def _start_again(session: Session, holder: Holder, old: Link, *, at: datetime) -> Link:
    """Make a link after one that is off: it takes nobody's place."""
    _end_request(session, old, old.ended_why)
    link = make_link(session, holder, at=at)
    outbox.publish_again(session, holder, at=at)
    _record(session, "link.renewed", holder, at=at)
    return link


def _renew(session: Session, holder: Holder, old: Link, *, at: datetime) -> Link:
    """Make a link in the place of an expired one, unless the portal finds that one live after all."""
    _end_request(session, old, "expired")
    link = make_link(session, holder, at=at, replaces=old)
    outbox.queue_replace(session, link, at=at, only_if_expired=True)
    holder.version += 1
    _record(session, "link.renewed", holder, at=at)
    return link


def _replace_unsent(session: Session, holder: Holder, old: Link, why: str, at: datetime) -> None:
    known = session.get_one(Link, old.replaces_id) if old.replaces_id else None
    outbox.forget_unsent(session, old)
    _drop(old, at)
    session.flush()
    link = make_link(session, holder, at=at, replaces=known)
    if known is None:
        outbox.publish_again(session, holder, at=at)
    else:
        known.ended_why = why
        outbox.queue_replace(session, link, at=at)
        holder.version += 1


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


def _current(session: Session, holder: Holder) -> Link:
    link = outbox.current_link(session, holder.id)
    if link is None:
        raise NoLink(NOT_ISSUED if isinstance(holder, Document) else NOT_ASKED_FOR)
    if isinstance(holder, Document) and (holder.withdrawn_at or holder.voided_at):
        raise NoLink("Withdrawn. Nothing to open.")
    return link


def _opening_link(session: Session, holder: Holder, portal: PortalState, *, at: datetime) -> tuple[Link, bool]:
    """Return a link that opens what it stands for, and whether it was made for this, the earlier one having ended."""
    link = _link_to_hand_out(session, holder, portal, at=at)
    if _is_off(session, link):
        return _start_again(session, holder, link, at=at), True
    if _state(session, link, holder, at) == "expired":
        return _renew(session, holder, link, at=at), True
    return link, False


def _link_to_hand_out(session: Session, holder: Holder, portal: PortalState, *, at: datetime) -> Link:
    if isinstance(holder, Document) or outbox.current_link(session, holder.id) is not None:
        link = _current(session, holder)
    elif portal.address:
        link = make_link(session, holder, at=at)
        outbox.publish_again(session, holder, at=at)
    if not portal.address:
        raise NoLink(NO_PORTAL)
    return link
