"""Issuing: the one irreversible step."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.errors import Refused
from billing.issued import DocumentKind, IssuedDocument, chain_hash
from billing.snapshot import view_of
from billing.totals import calculate
from billing.wire import MAX_CONTENT
from desktop.archive import Archive
from desktop.models import Document, Issued, Office, Series
from desktop.services import outbox, search
from desktop.services.activity import record
from desktop.services.assembly import assemble
from desktop.services.links import make_link
from desktop.services.paper import draw


class TooLarge(Refused):
    """The portal takes at most 8 MiB a PDF; checked before a number is used."""

    def __init__(self) -> None:
        super().__init__("The PDF would be over 8 MB. Nothing was issued and no number was used. Use a smaller logo.")


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """What came of issuing."""

    document_id: UUID
    number: str
    kind: DocumentKind


def issue(session: Session, document_id: UUID, *, on: date, at: datetime, archive: Archive) -> IssuedNumber:
    """Give the draft its number, freeze it with its PDF, make its link and queue all of it.

    ``on`` is today in the office's time zone; a date typed in the draft wins. The PDF is on disk before the commit.
    Flushes but does not commit. Raises AlreadyIssued, NotReady, Uncovered, TooLarge, ArchiveUnavailable.
    """
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    series = session.scalars(select(Series).where(Series.kind == document.kind)).one()
    issued_on = document.dated or on
    body = assemble(session, document_id, number=series.take(issued_on), on=issued_on)
    pdf = draw(view_of(body), session.scalars(select(Office)).one())
    if len(pdf) > MAX_CONTENT - 1024:
        raise TooLarge
    _freeze(session, document, series, body, archive.keep(pdf), len(pdf), at)
    make_link(session, document, at=at)
    outbox.publish(session, document, at=at)
    outbox.queue_series(session, series, at=at)
    search.index(session, document)
    record(session, "issued", at=at, document=document.id, number=body.number)
    session.flush()
    return IssuedNumber(document.id, body.number, document.kind)


def _freeze(
    session: Session, document: Document, series: Series, body: IssuedDocument, pdf: str, size: int, at: datetime
) -> None:
    previous, series.head = series.head, chain_hash(series.head, body, pdf)
    session.add(
        Issued(
            document_id=document.id,
            series_id=series.id,
            position=series.version,
            number=body.number,
            body=canonical(body),
            pdf_sha256=pdf,
            pdf_size=size,
            previous=previous,
            hash=series.head,
            issued_at=at,
        )
    )
    document.number, document.issued_on, document.issued_at = body.number, body.issued_on, at
    document.total_minor = calculate(body.sheet()).total
    document.doc = secrets.token_hex(16)
    outbox.new_payable(document)
