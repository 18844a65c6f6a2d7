"""What the portal holds against what it once confirmed: an older row that came back is found and mended."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.wire import Manifest
from desktop.models import Link
from desktop.services import outbox
from desktop.services.activity import record

_OPENS = {"live", "settled", "expired"}


def compare(session: Session, page: Manifest, *, at: datetime) -> int:
    """Mend what differs on one page of the manifest and return how many links that were.

    A version lower than the portal has confirmed is published again; a link that died here and opens there is ended
    again. What the portal does not hold, or holds in a newer version, is left for a person.
    """
    there = {row.lookup: row for row in page.links}
    mended = 0
    for link in session.scalars(select(Link).where(Link.lookup.in_(there))):
        row = there[link.lookup]
        if link.ended_as in {"replaced", "revoked"} and row.state in _OPENS:
            _end_again(session, link, at)
        elif link.current and row.version < link.published_version:
            outbox.publish_again(session, outbox.holder_of(session, link), at=at)
        else:
            continue
        record(session, "portal.older", at=at, document=link.document_id, customer=link.customer_id, who="portal")
        mended += 1
    return mended


def _end_again(session: Session, link: Link, at: datetime) -> None:
    if not outbox.revoke_waits(session, link):
        outbox.queue_revoke(session, link, at=at)
