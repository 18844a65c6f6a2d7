"""What the portal tells: each event applied once, in order, with the cursor in the same transaction."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.errors import Refused
from billing.links import Token, derive
from billing.sealing import Unsealable, event_place, open_sealed
from billing.wire import EventBody, EventPage, EventRow, first_tip, next_tip
from desktop.models import Document, Inbox, Link, LinkDay, Office, PortalState
from desktop.services import hearing, outbox
from desktop.services.activity import record
from desktop.services.online import reports

_IN_CLEAR = ("link.checked", "payment.")
_MOST_CHECKS = 100_000  # told in the clear: a number that nobody sealed counts for this much at most
_Effect = Callable[[Session, Link, EventRow, EventBody], None]


class FeedDiffers(Refused):
    """Portal and books disagree about what was told before: one side is an old copy."""

    def __init__(self) -> None:
        super().__init__(
            "The portal's record and these books disagree: one of them is an older copy. Nothing was changed. "
            "Links go on working; a person has to look."
        )


def receive(session: Session, page: EventPage, *, log: str, after: int, at: datetime) -> int | None:
    """Apply the events of ``page``, asked for after ``after`` of ``log``, and return how many were new.

    None, and nothing applied, where the books have moved since it was asked for: to a later event or another portal.
    Raises FeedDiffers (another log, a tip that does not follow, a hole, an event told twice); then nothing is applied.
    """
    portal = session.scalars(select(PortalState)).one()
    if (portal.log, portal.cursor) != (log, after):
        return None
    if portal.log and portal.log != page.log:
        raise FeedDiffers
    tip = portal.tip or first_tip(page.log)
    for row in page.events:
        if row.sequence != portal.cursor + 1 or session.get(Inbox, row.id) is not None:
            raise FeedDiffers
        tip = next_tip(tip, row.id, row.blob)
        portal.cursor = row.sequence
        _take(session, portal, row)
    if tip != page.tip:
        raise FeedDiffers
    portal.log, portal.tip, portal.synced_at = page.log, tip, at
    return len(page.events)


def _take(session: Session, portal: PortalState, row: EventRow) -> None:
    link = session.scalars(select(Link).where(Link.lookup == row.lookup)).one_or_none() if row.lookup else None
    body = _opened(portal.office, link, row)
    effect, heard = _EFFECTS.get(row.kind), _HEARD.get(row.kind)
    document = _document(session, link, body) if heard and link is not None else None
    if effect is not None and link is not None and body is not None:
        effect(session, link, row, body)
    if heard is not None and document is not None and body is not None:
        heard(session, document, row, body)
    is_money = row.kind in reports.KINDS and body is not None
    if is_money and body is not None:
        reports.reported(session, row, body)
    session.add(
        Inbox(
            event=row.id,
            sequence=row.sequence,
            link_id=link.id if link else None,
            kind=row.kind,
            at=row.at,
            body=canonical(body) if body else row.blob,
            applied=body is not None and (effect is not None or document is not None or is_money),
        )
    )
    session.flush()


def _document(session: Session, link: Link, body: EventBody | None) -> Document | None:
    """Return the document that an event is about, as long as the link that it was told behind shows it."""
    if body is None or body.doc is None:
        return None
    if link.document_id is None:
        return _behind(session, link, body)
    document = session.get_one(Document, link.document_id)
    return document if document.doc == body.doc else None


def _opened(office: str, link: Link | None, row: EventRow) -> EventBody | None:
    """Return what stands inside, or None where it does not open or repeats another id: such an event has no effect.

    In the clear the portal may only tell what it knows without any token; who holds its store can write no more.
    """
    if not row.sealed and not row.kind.startswith(_IN_CLEAR):
        return None
    try:
        blob = row.blob if not row.sealed else _unsealed(office, link, row)
        body = EventBody.model_validate_json(blob)
    except (Unsealable, ValidationError):
        return None
    return body if (body.id, body.kind) == (row.id, row.kind) else None


def _unsealed(office: str, link: Link | None, row: EventRow) -> bytes:
    if link is None:
        raise Unsealable
    place = event_place(office, link.lookup, row.id, row.kind, row.revision)
    return open_sealed(derive(Token(link.token)).event, place, row.blob)


def _viewed(session: Session, link: Link, row: EventRow, body: EventBody) -> None:
    link.views += 1
    link.viewed_at = row.at
    _day(session, link, row).views += 1
    document = _seen(session, link, row, body)
    _record(session, "viewed", link, document, row, count=link.views)


def _checked(session: Session, link: Link, row: EventRow, body: EventBody) -> None:
    told = body.data.get("count")
    count = min(max(told, 1), _MOST_CHECKS) if isinstance(told, int) else 1
    link.checks += count
    link.checked_at = row.at
    _day(session, link, row).checks += count


def _downloaded(session: Session, link: Link, row: EventRow, body: EventBody) -> None:
    link.downloads += 1
    link.downloaded_at = row.at
    _record(session, "downloaded", link, _seen(session, link, row, body), row)


def _asked(session: Session, link: Link, row: EventRow, _body: EventBody) -> None:
    link.asked_at = row.at
    _record(session, "link.requested", link, link.document_id, row)


def _switched_off(session: Session, link: Link, row: EventRow, _body: EventBody) -> None:
    outbox.forget_unsent(session, link)
    if not link.ended_as:
        link.ended_at, link.ended_as, link.ended_why = row.at, "revoked", "Switched off at the portal"
    record(session, "link.revoked", at=row.at, document=link.document_id, customer=link.customer_id, who="portal")


_EFFECTS: dict[str, _Effect] = {
    "link.viewed": _viewed,
    "link.checked": _checked,
    "pdf.downloaded": _downloaded,
    "link.requested": _asked,
    "link.revoked": _switched_off,
}


_HEARD: dict[str, Callable[[Session, Document, EventRow, EventBody], None]] = {
    "quote.accepted": hearing.accepted,
    "quote.declined": hearing.declined,
    "quote.requested": hearing.wants_new_quote,
    "comment.added": hearing.commented,
}


def _seen(session: Session, link: Link, row: EventRow, body: EventBody) -> UUID | None:
    """Note that a document was looked at, and return it: the link's own, or the one opened behind a customer's link.

    None for the list of all of them, and for a document that is not this customer's.
    """
    document = session.get(Document, link.document_id) if link.document_id else _behind(session, link, body)
    if document is None:
        return None
    if document.viewed_at is None:
        document.viewed_at = row.at
    return document.id


def _behind(session: Session, link: Link, body: EventBody) -> Document | None:
    theirs = select(Document).where(Document.doc == body.doc, Document.customer_id == link.customer_id)
    return session.scalars(theirs).one_or_none() if body.doc else None


def _record(session: Session, kind: str, link: Link, document: UUID | None, row: EventRow, **data: int) -> None:
    record(session, kind, at=row.at, document=document, customer=link.customer_id, who="customer", **data)


def _day(session: Session, link: Link, row: EventRow) -> LinkDay:
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    on = row.at.astimezone(zone).date()
    day = session.get(LinkDay, (link.id, on))
    if day is None:
        day = LinkDay(link_id=link.id, day=on, views=0, checks=0)
        session.add(day)
    return day
