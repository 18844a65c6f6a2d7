"""Issuing: the one irreversible step."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.acceptance import MAX_RECORD
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
from desktop.models.document import NoCreditDraft
from desktop.queries.drafts import draft_of
from desktop.queries.numbers import newest_dated
from desktop.services import numbering, outbox, search
from desktop.services.activity import record
from desktop.services.assembly import assemble
from desktop.services.deducting import deduct_where_due, must_be_deductible
from desktop.services.links import make_link
from desktop.services.paper import draw
from desktop.services.pay_ways import must_have_a_way_left


class TooLarge(Refused):
    """The portal takes at most 8 MiB a PDF or view, sealed; checked before a number is used."""

    def __init__(self) -> None:
        super().__init__(
            "The document would be over 8 MB. Nothing was issued and no number was used. "
            "Use a smaller logo or shorten its texts."
        )


class QuoteGone(Refused):
    """An invoice of a quote that was taken back would ask for what nobody offers any more."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Quote {number}, which this was made of, was taken back meanwhile. Nothing was issued and no number was "
            "used. To invoice it all the same, write a new invoice."
        )


class DateFalls(Refused):
    """Many countries want numbers in the order of their dates; only a person may break it.

    ``typed``: its date stands in the draft; ``drafted``: there is a draft, as a credit note has none.
    """

    def __init__(self, number: str, newest: str, on: str, *, typed: bool = False, drafted: bool = True) -> None:
        what, help_ = f"today is {on} by this computer's clock", "Check the clock, or open the draft and issue it there"
        if not drafted:
            help_ = "Check the clock, or confirm the earlier date"
        elif typed:
            what, help_ = f"this one would be dated {on}", "Choose a later date, or confirm the earlier one"
        super().__init__(f"{number} is dated {newest}, and {what}. Nothing was issued and no number was used. {help_}.")


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """What came of issuing."""

    document_id: UUID
    number: str
    kind: DocumentKind


def issue(
    session: Session,
    document_id: UUID,
    *,
    on: date,
    at: datetime,
    archive: Archive,
    earlier_date_confirmed: bool = False,
) -> IssuedNumber:
    """Give the draft its number, freeze it with its PDF, make its link and queue all of it.

    ``on`` is today in the office's time zone; a date typed in the draft wins. ``earlier_date_confirmed``: a person
    has said that it may be dated before the newest one of its series. The PDF is on disk before the commit.
    Flushes but does not commit.
    A deposit is taken off the draft that waits for it.
    Raises AlreadyIssued, NoCreditDraft, NotReady, DateFalls, QuoteGone, NothingToDeductFrom, DepositGone,
    NoWayLeft, DayOutOfRange, BelowZero, NumberTaken, Uncovered, TooLarge, ArchiveUnavailable.
    """
    document = session.get_one(Document, document_id)
    document.must_be_draft()
    if document.kind == "credit":
        raise NoCreditDraft
    dated = document.dated or on
    newest = newest_dated(session, document.kind)
    falls = newest is not None and newest.on > dated
    if newest is not None and falls and not earlier_date_confirmed:
        language = session.scalars(select(Office.language)).one()
        typed = document.dated is not None
        raise DateFalls(newest.number, format_date(newest.on, language), format_date(dated, language), typed=typed)
    _quote_must_stand(session, document)
    must_be_deductible(session, document)
    if document.kind == "invoice":
        must_have_a_way_left(session, draft_of(document).pay_ways)
    issued = put_out(
        session, document, lambda number: assemble(session, document_id, number=number, on=dated), at=at, on=dated,
        archive=archive,
    )  # fmt: skip
    if newest is not None and falls:
        record(session, "issued", at=at, document=document.id, number=issued.number, earlier_than=newest.number)
    else:
        record(session, "issued", at=at, document=document.id, number=issued.number)
    deduct_where_due(session, document, at=at)
    session.flush()
    return issued


def _quote_must_stand(session: Session, draft: Document) -> None:
    quote = session.get(Document, draft.from_quote_id) if draft.from_quote_id else None
    if quote is not None and (quote.voided_at or quote.withdrawn_at):
        raise QuoteGone(quote.number or "")


def put_out(
    session: Session,
    document: Document,
    body_of: Callable[[str], IssuedDocument],
    *,
    on: date,
    at: datetime,
    archive: Archive,
) -> IssuedNumber:
    """Take the next number for ``document``, dated ``on``; freeze what ``body_of`` makes of it, and queue it."""
    series = session.scalars(select(Series).where(Series.kind == document.kind)).one()
    office = session.scalars(select(Office)).one()
    body = body_of(numbering.take(session, series, on))
    view = view_of(body)
    pdf = draw(view, office, document.template)
    must_fit(pdf, canonical(view), is_quote=document.kind == "quote")
    freeze(session, document, series, body, archive.keep(pdf), len(pdf), at, counted=(series.year, series.last))
    document.doc = secrets.token_hex(16)
    make_link(session, document, at=at)
    outbox.publish(session, document, at=at)
    outbox.queue_series(session, series, at=at)
    search.index(session, document)
    return IssuedNumber(document.id, body.number, document.kind)


def must_fit(pdf: bytes, view: bytes, *, is_quote: bool) -> None:
    """Raise TooLarge where the portal would not take paper or page; a page grows with payments and messages.

    That of a quote says everything once more when it was accepted, in a record that has its own bound.
    """
    size, most = sealed_size(view), MAX_CONTENT // 4 if is_quote else MAX_CONTENT // 2
    if sealed_size(pdf) > MAX_CONTENT or size > most or (is_quote and len(view) > MAX_RECORD // 2):
        raise TooLarge


def freeze(
    session: Session,
    document: Document,
    series: Series,
    body: IssuedDocument,
    pdf: str,
    size: int,
    at: datetime,
    *,
    counted: tuple[int, int],
) -> None:
    """Add the insert-only row of ``body``, chained to the one before it in its series.

    ``counted`` are the year and the count of its number. ``pdf`` is the SHA-256 of what lies in the archive.
    """
    stored = canonical(body)
    previous, series.head = series.head, chain_hash(series.head, stored, pdf)
    series.version += 1
    before = session.scalar(select(func.max(Issued.position)).where(Issued.series_id == series.id))
    row = Issued(
        id=uuid7(),
        document_id=document.id,
        series_id=series.id,
        position=(before or 0) + 1,
        revision=body.revision,
        number=body.number,
        period=counted[0],
        counter=counted[1],
        body=stored,
        pdf_sha256=pdf,
        pdf_size=size,
        previous=previous,
        hash=series.head,
        issued_at=at,
    )
    row.close()
    session.add(row)
    document.number, document.issued_on = body.number, body.issued_on
    document.issued_at = document.issued_at or at
    totals = calculate(body.sheet())
    document.total_minor, document.payable_minor = totals.total, totals.payable
    document.due_on = body.due_on
    document.instalments = [part.model_dump(mode="json") for part in body.instalments]
    outbox.new_payable(document)
