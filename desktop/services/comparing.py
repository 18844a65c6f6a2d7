"""What the portal holds against what it once confirmed: an older row that came back is found and mended."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.sealing import Unsealable, office_place, open_sealed
from billing.wire import Manifest, SeriesRow
from desktop.models import Issued, Link, Office, Outbox, PortalState, Series
from desktop.services import outbox
from desktop.services.activity import record
from desktop.services.publishing import SeriesCopy

_OPENS = {"live", "settled", "expired"}
_OLDER_BOOKS = (
    "The portal knows of numbers up to {last}, and these books do not hold the last of them: they are an older copy. "
    "Nothing was changed at the portal. Compare with what your customers hold before you issue."
)


def compare(session: Session, page: Manifest, *, at: datetime) -> int:
    """Mend what differs on one page of the manifest and return how many links and series that were.

    A version lower than the portal has confirmed is published again; a link that died here and opens there is ended
    again. A series of which the portal holds a newer version, but no number that the books do not know, is sent above
    it. What the portal does not hold, or otherwise holds in a newer version, is left for a person.
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
    return mended + sum(_mend_series(session, row, at) for row in page.series)


def _mend_series(session: Session, row: SeriesRow, at: datetime) -> bool:
    """Send a series above what the portal holds. Where its head there is unknown the books are an older copy: their own
    would be written over the only trace of the numbers that were given out since.
    """
    series = session.scalars(select(Series).where(Series.name == row.series)).one_or_none()
    if series is None:
        return False
    refused = session.scalars(select(Outbox).where(Outbox.series_id == series.id, Outbox.parked_at.is_not(None))).all()
    if not refused and row.version <= series.version:
        return False
    copy = _opened(session, row)
    if copy is None or not _knows(session, series, copy):
        for each in refused:
            each.parked_why = _OLDER_BOOKS.format(last=copy.last) if copy else each.parked_why
        return False
    outbox.send_series_above(session, series, row.version, at=at)
    return True


def _opened(session: Session, row: SeriesRow) -> SeriesCopy | None:
    """Return what the office once noted of a series; None where its key does not open it."""
    key, office = session.scalars(select(Office.office_key)).one(), session.scalars(select(PortalState.office)).one()
    try:
        plain = open_sealed(key, office_place(office, row.series, "series"), row.office_copy.blob)
    except Unsealable:
        return None
    return SeriesCopy.model_validate_json(plain)


def _knows(session: Session, series: Series, copy: SeriesCopy) -> bool:
    """Tell whether the document at which the portal's copy of the chain ends is in the books."""
    there = select(Issued.id).where(Issued.series_id == series.id, Issued.hash == copy.head)
    return not copy.head or session.scalars(there).first() is not None


def _end_again(session: Session, link: Link, at: datetime) -> None:
    if not outbox.revoke_waits(session, link):
        outbox.queue_revoke(session, link, at=at)
