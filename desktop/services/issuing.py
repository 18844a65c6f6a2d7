"""Issuing: the one irreversible step."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.errors import Refused
from billing.formatting import format_date
from billing.issued import DocumentKind, IssuedDocument, chain_hash
from billing.sealing import sealed_size
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
    """The portal takes at most 8 MiB a PDF or view, sealed; checked before a number is used."""

    def __init__(self) -> None:
        super().__init__(
            "The document would be over 8 MB. Nothing was issued and no number was used. "
            "Use a smaller logo or shorten its texts."
        )


class DateFalls(Refused):
    """Many countries want numbers in the order of their dates; a date that a person typed is taken as confirmed."""

    def __init__(self, number: str, newest: str, today: str) -> None:
        super().__init__(
            f"{number} is dated {newest}, and today is {today} by this computer's clock. Nothing was issued and no "
            "number was used. Check the clock, or type the date of issue in the document."
        )


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """What came of issuing."""

    document_id: UUID
    number: str
    kind: DocumentKind


def issue(session: Session, document_id: UUID, *, on: date, at: datetime, archive: Archive) -> IssuedNumber:
    """Give the draft its number, freeze it with its PDF, make its link and queue all of it.

    ``on`` is today in the office's time zone; a date typed in the draft wins. The PDF is on disk before the commit.
    Flushes but does not commit. Raises AlreadyIssued, NotReady, DateFalls, Uncovered, TooLarge, ArchiveUnavailable.
    """
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    series = session.scalars(select(Series).where(Series.kind == document.kind)).one()
    office = session.scalars(select(Office)).one()
    if document.dated is None:
        _must_not_fall(session, series, on, office.language)
    issued_on = document.dated or on
    taken = _taken_in(session, series, issued_on.year) if series.turns_with(issued_on) else 0
    body = assemble(session, document_id, number=series.take(issued_on, taken=taken), on=issued_on)
    view = view_of(body)
    pdf = draw(view, office, document.template)
    if sealed_size(pdf) > MAX_CONTENT or sealed_size(canonical(view)) > MAX_CONTENT // 2:  # a view grows with payments
        raise TooLarge
    _freeze(session, document, series, body, archive.keep(pdf), len(pdf), at)
    make_link(session, document, at=at)
    outbox.publish(session, document, at=at)
    outbox.queue_series(session, series, at=at)
    search.index(session, document)
    record(session, "issued", at=at, document=document.id, number=body.number)
    session.flush()
    return IssuedNumber(document.id, body.number, document.kind)


def _must_not_fall(session: Session, series: Series, on: date, language: str) -> None:
    newest = session.execute(
        select(Document.number, Document.issued_on)
        .where(Document.kind == series.kind, Document.issued_on > on)
        .order_by(Document.issued_on.desc(), Document.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None:
        number, issued_on = newest
        raise DateFalls(number or "", format_date(issued_on or on, language), format_date(on, language))


def _taken_in(session: Session, series: Series, year: int) -> int:
    """Return the last number of ``year``: one dated back to it goes on there, not at 1 again."""
    numbers = session.scalars(
        select(Issued.number)
        .join(Document, Document.id == Issued.document_id)
        .where(Issued.series_id == series.id, Document.issued_on.between(date(year, 1, 1), date(year, 12, 31)))
    )
    return max((int(number.rpartition("-")[2]) for number in numbers), default=0)


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
