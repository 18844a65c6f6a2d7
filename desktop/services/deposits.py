"""Deposit invoices, asked for on a quote or a draft invoice; ``deducting`` takes them off the final one."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.deposits import Bearing, bearing_of, deposit_shares, total_of
from billing.errors import Refused
from billing.formatting import format_rate
from billing.issued import IssuedTax
from billing.money import Money, to_decimal
from billing.taxes import Tax
from billing.terms import DueRule, Terms
from billing.totals import Sheet, calculate
from billing.wording import wording
from desktop.models import Document, Office
from desktop.queries.deposits import (
    asked_on,
    bearing_key,
    deposit,
    why_not_deposit,
)
from desktop.queries.drafts import DraftValues, LineValues, draft_of
from desktop.services.activity import record
from desktop.services.drafts import begin_draft, save_draft, sheet_of

DUE_DAYS = 30


class CannotRequest(Refused):
    """A deposit is asked for on a quote that stands, or on a draft invoice."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"No deposit can be asked for on {name}: {why}. Nothing was made.")


@dataclass(frozen=True, slots=True)
class DepositBase:
    """What a deposit is a share of, and what other deposits on it ask for already."""

    sheet: Sheet
    earlier: Bearing

    def total(self, *, percent: Decimal | None = None, minor: int | None = None) -> int:
        """Return what the deposit invoice would come to, with tax, in minor units. Raises as ``deposit_shares``."""
        return total_of(self.sheet, deposit_shares(self.sheet, self.earlier, percent=percent, minor=minor))


def deposit_base(session: Session, parent_id: UUID) -> DepositBase:
    """Return what a deposit on a quote or a draft is worked out from."""
    parent = session.get_one(Document, parent_id)
    return DepositBase(sheet_of(_without_deductions(draft_of(parent))), _asked(session, parent))


def request_deposit(
    session: Session,
    parent_id: UUID,
    *,
    percent: Decimal | None = None,
    minor: int | None = None,
    on: date,
    at: datetime,
) -> UUID:
    """Make a draft invoice over a share of an issued quote or a draft invoice, due in 30 days, and return its id.

    Exactly one of ``percent`` (1 to 100) and ``minor`` (units with tax, below the total) is given; ``on`` is today for
    the office. Raises CannotRequest, and what ``deposit_shares`` raises.
    """
    parent = session.get_one(Document, parent_id)
    if why := why_not_deposit(session, parent, on):
        raise CannotRequest(parent.number or "this", why)
    base, values = deposit_base(session, parent_id), draft_of(parent)
    asked = deposit_shares(base.sheet, base.earlier, percent=percent, minor=minor)
    title, named = _title(session, parent, percent), taxes_by_bearing(values)
    deposit_id, fresh = begin_draft(session, "invoice", on=on, at=at, customer_id=parent.customer_id)
    lines = (
        LineValues(title, unit_price=price_of(amount, values.currency), taxes=named[taxes])
        for taxes, amount in asked.items()
    )
    save_draft(session, deposit_id, _as_deposit(fresh, values, tuple(lines), on), at=at)
    session.get_one(Document, deposit_id).deposit_for_id = parent.id
    if parent.number is not None:  # a draft has no history: it may be thrown away
        record(session, "deposit.requested", at=at, document=parent.id)
    session.flush()
    return deposit_id


def _asked(session: Session, parent: Document) -> dict[tuple[Tax, ...], int]:
    """Return what standing deposits ask for of each set of taxes, less what credit notes gave back."""
    sums: dict[tuple[Tax, ...], int] = {}
    for document in asked_on(session, parent):
        found = _drafted(document)
        if document.number is not None:
            found = {line.bearing: line.minor for line in deposit(session, document).lines}
        for taxes, minor in found.items():
            sums[taxes] = sums.get(taxes, 0) + minor
    return sums


def _drafted(document: Document) -> dict[tuple[Tax, ...], int]:
    sheet = sheet_of(draft_of(document))
    return bearing_of(sheet, calculate(sheet))


def _title(session: Session, parent: Document, percent: Decimal | None) -> str:
    language = language_of(session, parent)
    labels = wording(language).labels
    words = {
        (True, True): labels.deposit_share_of,
        (True, False): labels.deposit_share,
        (False, True): labels.deposit_of,
        (False, False): labels.deposit,
    }[percent is not None, parent.number is not None]
    rate = format_rate(percent, language) if percent is not None else ""
    return words.format(rate=rate, number=parent.number or "")


def _as_deposit(fresh: DraftValues, parent: DraftValues, lines: tuple[LineValues, ...], on: date) -> DraftValues:
    return replace(
        fresh,
        currency=parent.currency,
        price_mode=parent.price_mode,
        rounding=parent.rounding,
        order_reference=parent.order_reference,
        withholding=parent.withholding,
        cash_step=parent.cash_step,
        pay_ways=parent.pay_ways,
        template=parent.template,
        payment_terms=Terms(DueRule.NET, DUE_DAYS).spelled(),
        due_on=on + timedelta(days=DUE_DAYS),
        lines=lines,
    )


def taxes_by_bearing(values: DraftValues) -> dict[tuple[Tax, ...], tuple[IssuedTax, ...]]:
    """Return the taxes of lines and charges as they are issued, by the set that the calculator knows."""
    borne = [*(line.taxes for line in values.lines), *(charge.taxes for charge in values.charges)]
    return {bearing_key(taxes): taxes for taxes in borne}


def _without_deductions(values: DraftValues) -> DraftValues:
    return replace(values, lines=tuple(line for line in values.lines if line.deposit_id is None))


def price_of(minor: int, currency: str) -> Decimal:
    """Return minor units as a unit price."""
    return to_decimal(Money(minor, currency))


def language_of(session: Session, document: Document) -> str:
    """Return the customer's language, or else the office's."""
    office = session.scalars(select(Office.language)).one()
    return (document.customer.language if document.customer else "") or office
