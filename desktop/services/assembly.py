"""A draft put together as the document it would be."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.exemptions import reason_of
from billing.issued import (
    IssuedCharge,
    IssuedDocument,
    IssuedLine,
    LineDiscount,
    Party,
    TaxId,
    address_lines,
)
from billing.money import exponent
from billing.terms import FIRST_DAY, LAST_DAY, Instalment, due_date, instalments, read_terms
from billing.totals import PriceMode, TaxRounding, calculate
from desktop.models import Customer, Document, Office
from desktop.queries.drafts import DraftValues, draft_of
from desktop.services.drafts import issued_charge, issued_line, sheet_of
from desktop.services.pay_ways import chosen_ways

Taxed = TypeVar("Taxed", IssuedLine, IssuedCharge)
# Fields of a draft whose text may be half-typed, as a person calls them.
FIELD_WORDS = {
    "dated": "invoice date",
    "due_on": "due date",
    "valid_until": "last day of the offer",
    "discount": "discount",
    "withholding": "withholding",
}


class NotReady(Refused):
    """The draft cannot be issued yet; ``missing`` names each thing in words."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"Not ready yet, and no number was used: {'; '.join(missing)}.")
        self.missing = missing


class BelowZero(Refused):
    """What gives money back is a credit note; an invoice that does so is paid by nobody."""

    def __init__(self) -> None:
        super().__init__(
            "This invoice comes to less than 0. Give a credit note on the invoice that it corrects instead."
        )


class DayOutOfRange(Refused):
    """A day so far off was mistyped, or the computer's clock is wrong; what is due some time after it has no date."""

    def __init__(self, day: str) -> None:
        super().__init__(
            f"The {day} lies outside of the years {FIRST_DAY.year} to {LAST_DAY.year}. Nothing was issued and no "
            "number was used. Type another day, or check this computer's clock."
        )


def must_ask_for_money(kind: str, payable: int) -> None:
    """Check that an invoice comes to at least 0 minor units. Raises BelowZero."""
    if kind == "invoice" and payable < 0:
        raise BelowZero


def whats_missing(draft: DraftValues) -> tuple[str, ...]:
    """Return, in words, what keeps the draft from being issued; empty when nothing does."""
    lines = [line for line in draft.lines if not line.is_blank]
    charges = [charge for charge in draft.charges if not charge.is_blank]
    unread = [position for position, line in enumerate(draft.lines, 1) if line.typed]
    found = []
    if draft.customer_id is None:
        found.append("choose a customer")
    if not lines:
        found.append("type at least one line")
    if unread:
        found.append(f"line {unread[0]} holds something that is no number yet")
    if any(not line.title.strip() for line in lines):
        found.append("every line needs a description")
    found += [f"the {FIELD_WORDS[name]} holds something that cannot be read yet" for name in sorted(draft.typed)]
    if any(charge.typed for charge in charges):
        found.append("a charge holds something that is no number yet")
    if any(not charge.label.strip() for charge in charges):
        found.append("every charge needs a name")
    return tuple(found)


def assemble(session: Session, document_id: UUID, *, number: str, on: date) -> IssuedDocument:
    """Return the document as issued under ``number`` on the calendar date ``on``, with copies of both parties.

    Raises NotReady, DayOutOfRange, BelowZero, or Refused of the calculator.
    """
    document = session.get_one(Document, document_id)
    values = draft_of(document)
    if missing := whats_missing(values):
        raise NotReady(missing)
    _must_be_in_range({"dated": on, "due_on": values.due_on, "valid_until": values.valid_until})
    payable = calculate(sheet_of(values)).payable
    must_ask_for_money(values.kind, payable)
    office = session.scalars(select(Office)).one()
    assert document.customer is not None
    language = document.customer.language or office.language
    schedule = _schedule(values, payable, on)
    return IssuedDocument.model_validate(
        {
            "kind": document.kind,
            "number": number,
            "language": language,
            "time_zone": office.time_zone,
            "currency": document.currency,
            "exponent": exponent(document.currency),
            "price_mode": PriceMode(document.price_mode),
            "rounding": TaxRounding(document.rounding),
            "issued_on": on,
            "due_on": _due_on(values, schedule, on),
            "valid_until": document.valid_until,
            "supplied": document.supplied,
            "order_reference": document.order_reference,
            "seller": seller(office),
            "buyer": buyer(document.customer),
            "lines": tuple(_with_reasons(issued_line(line), language) for line in values.lines if not line.is_blank),
            "discount": _discount(document),
            "discount_reason": document.discount_reason,
            "charges": tuple(
                _with_reasons(issued_charge(charge), language) for charge in values.charges if not charge.is_blank
            ),
            "withholding": values.withholding if values.withholding and values.withholding.rate else None,
            "cash_step": values.cash_step,
            "instalments": tuple({"due_on": part.due_on, "minor": part.minor} for part in schedule),
            "message": document.message,
            "terms": document.terms,
            "late_fee": document.late_fee,
            "ways": chosen_ways(session, values.pay_ways) if values.kind == "invoice" else (),
        }
    )


def _must_be_in_range(days: Mapping[str, date | None]) -> None:
    for name, day in days.items():
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise DayOutOfRange(FIELD_WORDS[name])


def _due_on(values: DraftValues, schedule: Sequence[Instalment], on: date) -> date | None:
    """Return when something falls due first; nothing does on a quote."""
    if values.kind != "invoice":
        return None
    if schedule:
        return schedule[0].due_on
    return due_date(read_terms(values.payment_terms), on) or values.due_on


def _schedule(values: DraftValues, payable: int, on: date) -> tuple[Instalment, ...]:
    """Return what falls due when, where the draft is to be paid in parts."""
    if not values.parts or values.kind != "invoice":
        return ()
    return instalments(payable, values.parts, on)


def _with_reasons(part: Taxed, language: str) -> Taxed:
    """Say why there is no tax, in the customer's language where the office has no words of its own."""
    taxes = tuple(
        tax.model_copy(update={"reason": reason_of(tax.category, tax.reason, language)}) for tax in part.taxes
    )
    return part.model_copy(update={"taxes": taxes})


def seller(office: Office) -> Party:
    """Return the office as it is printed."""
    return Party(
        name=office.name,
        address=tuple(address_lines(office.address)),
        country=office.country,
        email=office.email,
        phone=office.phone,
        tax_ids=(*_tax_ids(office.tax_label, office.tax_id), *_tax_ids("", office.registration)),
    )


def buyer(customer: Customer) -> Party:
    """Return the customer as it is printed."""
    return Party(
        name=customer.name,
        address=tuple(address_lines(customer.contact, customer.address)),
        country=customer.country,
        email=customer.email,
        phone=customer.phone,
        tax_ids=_tax_ids(customer.tax_label, customer.tax_id),
    )


def _tax_ids(label: str, value: str) -> tuple[TaxId, ...]:
    return (TaxId(label=label, value=value),) if value else ()


def _discount(document: Document) -> LineDiscount | None:
    if document.discount_percent is None and document.discount_minor is None:
        return None
    return LineDiscount(percent=document.discount_percent, minor=document.discount_minor)
