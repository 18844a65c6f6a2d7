"""Quotes on their way to invoices: converted whole or in part, renewed as a new revision behind the same link."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.errors import Refused
from billing.issued import IssuedDocument
from billing.snapshot import view_of
from desktop.archive import Archive
from desktop.models import Document, Issued, Office, Series
from desktop.queries.deposits import STANDS
from desktop.queries.drafts import DraftValues, LineValues, draft_of
from desktop.queries.quotes import invoiced_lines, why_not_convert, why_not_renew
from desktop.services import outbox, search
from desktop.services.activity import record
from desktop.services.deducting import deduct_deposits
from desktop.services.drafts import begin_draft, save_draft
from desktop.services.issuing import freeze, must_fit
from desktop.services.links import publish_or_renew
from desktop.services.paper import draw


class CannotConvert(Refused):
    """Only a quote that stands, and only what of it is not invoiced yet, becomes an invoice."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number or 'This'} cannot become an invoice: {why}. Nothing was made.")


class CannotRenew(Refused):
    """Only a quote that waits for its answer can be renewed."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number or 'This'} cannot be renewed: {why}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class RenewedQuote:
    """What came of renewing; ``has_fresh_link``: the earlier one had expired, and this one is still to be sent."""

    document_id: UUID
    number: str
    has_fresh_link: bool


def convert_quote(
    session: Session, quote_id: UUID, *, on: date, at: datetime, positions: Collection[int] | None = None
) -> UUID:
    """Make a draft invoice of a quote, linked both ways, and return its id; ``on`` is today for the office.

    It bears the lines at ``positions`` (from 0); None means all that are counted and not invoiced yet. Prices, taxes,
    texts and a discount in percent come along; a discount or charge that is an amount goes with the first invoice that
    is not taken back.
    Deposits are taken off the first invoice that bears as much of every tax, or else the last one.
    Raises CannotConvert.
    """
    quote = session.get_one(Document, quote_id)
    number = quote.number or ""
    if why := why_not_convert(quote, on):
        raise CannotConvert(number, why)
    gone = invoiced_lines(session, quote_id)
    values = draft_of(quote)
    lines = _lines(values.lines, gone, positions)
    if not lines:
        raise CannotConvert(number, "all that was wanted of it is invoiced already")
    invoice_id, fresh = begin_draft(session, "invoice", on=on, at=at, customer_id=quote.customer_id)
    bears_amounts = not _amounts_are_borne(session, quote_id)
    save_draft(session, invoice_id, _as_invoice(values, fresh, lines, bears_amounts=bears_amounts), at=at)
    invoice = session.get_one(Document, invoice_id)
    invoice.from_quote_id, invoice.bears_quote_amounts = quote.id, bears_amounts
    quote.converted_at = quote.converted_at or at
    search.index(session, quote)
    made = [line.quote_position for line in lines if line.quote_position is not None]
    left = _lines(values.lines, {*gone, *made}, None)
    deduct_deposits(session, invoice_id, at=at, is_last=not left)
    record(session, "converted", at=at, document=quote.id, lines=len(lines))
    session.flush()
    return invoice_id


def renew_quote(
    session: Session, quote_id: UUID, *, valid_until: date, on: date, at: datetime, archive: Archive
) -> RenewedQuote:
    """Offer a quote anew until ``valid_until``: a new revision under the same number, behind the same link.

    Where that link has expired, a fresh one takes its place: the portal never revives one. Lines and prices stay as
    they are; the PDF is drawn anew. ``on`` is today for the office. Raises CannotRenew, and what drawing and the
    archive raise.
    """
    quote = session.get_one(Document, quote_id)
    if why := why_not_renew(quote):
        raise CannotRenew(quote.number or "", why)
    if valid_until < on:
        raise CannotRenew(quote.number or "", "that day has passed already")
    newest = _newest(session, quote_id)
    before = IssuedDocument.model_validate_json(newest.body)
    body = before.model_copy(update={"revision": newest.revision + 1, "valid_until": valid_until})
    office = session.scalars(select(Office)).one()
    view = view_of(body)
    pdf = draw(view, office, quote.template)
    must_fit(pdf, canonical(view), is_quote=True)
    series = session.get_one(Series, newest.series_id)
    freeze(session, quote, series, body, archive.keep(pdf), len(pdf), at, counted=(newest.period, newest.counter))
    quote.valid_until = valid_until
    has_fresh_link = publish_or_renew(session, quote, at=at)
    outbox.queue_series(session, series, at=at)
    record(session, "renewed", at=at, document=quote.id, until=valid_until.isoformat(), revision=body.revision)
    session.flush()
    return RenewedQuote(quote.id, body.number, has_fresh_link)


def _newest(session: Session, document_id: UUID) -> Issued:
    newest = select(Issued).where(Issued.document_id == document_id).order_by(Issued.revision.desc()).limit(1)
    return session.scalars(newest).one()


def _lines(
    lines: Sequence[LineValues], gone: Collection[int], positions: Collection[int] | None
) -> tuple[LineValues, ...]:
    """Return the lines to invoice; what the customer left out is not among them unless it is asked for."""
    return tuple(
        replace(line, optional=False, chosen=True, quote_position=at)
        for at, line in enumerate(lines)
        if at not in gone
        and not line.is_blank
        and (line.chosen or not line.optional if positions is None else at in positions)
    )


def _amounts_are_borne(session: Session, quote_id: UUID) -> bool:
    """Tell whether an invoice that stands, or a draft, bears what of the quote is an amount."""
    bearing = select(Document.id).where(Document.from_quote_id == quote_id, Document.bears_quote_amounts, STANDS)
    return session.scalars(bearing).first() is not None


def _as_invoice(
    values: DraftValues, fresh: DraftValues, lines: tuple[LineValues, ...], *, bears_amounts: bool
) -> DraftValues:
    return replace(
        values,
        kind="invoice",
        dated=None,
        valid_until=None,
        payment_terms=fresh.payment_terms,
        due_on=fresh.due_on,
        late_fee=fresh.late_fee,
        discount_minor=values.discount_minor if bears_amounts else None,
        charges=tuple(charge for charge in values.charges if bears_amounts or charge.percent is not None),
        notes="",
        lines=lines,
        typed={},
    )
