"""What a document still lacks before it goes out: what stops it, what the seller's country asks for, what helps."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.exemptions import REASONED
from billing.issued import IssuedTax
from billing.money import Money
from billing.requirements import Facts, missing
from billing.terms import DueRule
from desktop.queries.cards import document_card
from desktop.queries.drafts import DraftValues, values_of
from desktop.queries.mails import mail_account
from desktop.queries.office import office_row
from desktop.queries.pay_ways import is_left_without, pay_ways
from desktop.queries.people import CustomerRow, customer
from desktop.queries.rows import OfficeRow
from desktop.queries.sync import portal_row
from desktop.services.assembly import BelowZero, must_ask_for_money, whats_missing
from desktop.services.drafts import totals_of

_REVERSE_CHARGE, _ZERO_RATED = "AE", "Z"


@dataclass(frozen=True, slots=True)
class Readiness:
    """``stops`` keeps a document from being issued, or sent once it is; ``lacks`` only warns. Sentences."""

    stops: tuple[str, ...]
    lacks: tuple[str, ...]


def readiness(session: Session, document_id: UUID, *, today: date, now: datetime) -> Readiness:
    """Return what a document lacks before its customer can have it."""
    card = document_card(session, document_id, today=today, now=now)
    lacks = [*_ways_out(session, card.customer_email)]
    if card.number:
        stops = [f"It is {card.state}: there is nothing to send."] if card.state in {"void", "withdrawn"} else []
        if card.kind == "invoice" and not stops and card.balance_minor <= 0:
            lacks.append("Nothing is open of it, so nothing is left to ask for.")
        return Readiness(tuple(stops), tuple(lacks))
    values = values_of(session, document_id)
    stops, total = _counted(values)
    return Readiness((*stops, *_way_gone(session, values)), (*_draft_lacks(session, values, total, today), *lacks))


def law_facts(values: DraftValues, total: int, customer: CustomerRow, office: OfficeRow) -> Facts:
    """Return what the checklist of the seller's country looks at; ``total`` is in minor units, with tax."""
    lines = [line for line in values.lines if not line.is_blank]
    taxes = [tax for line in lines for tax in line.taxes]
    return Facts(
        seller_country=office.country,
        buyer_country=customer.country,
        total=Money(total, values.currency),
        has_tax=any(tax.rate for tax in taxes),
        has_seller_address=bool(office.address.strip()),
        has_seller_tax_id=bool(office.tax_id.strip()),
        has_registration=bool(office.registration.strip()),
        has_buyer_address=bool(customer.address.strip()),
        has_buyer_tax_id=bool(customer.tax_id.strip()),
        has_supply_date=bool(values.supplied.strip()),
        has_terms=bool(values.terms.strip() or values.late_fee.strip()),
        has_due_date=values.due_on is not None or values.payment_terms != DueRule.FIXED or bool(values.parts),
        has_reason=all(line.taxes and all(map(_says_why, line.taxes)) for line in lines if line.unit_price),
        reverse_charged=any(tax.category == _REVERSE_CHARGE for tax in taxes),
    )


def _says_why(tax: IssuedTax) -> bool:
    """A tax of 0 % says why by its kind: the ordinary reason of a kind is printed where the office has none."""
    return bool(tax.rate) or tax.category in {_ZERO_RATED, *REASONED}


def _way_gone(session: Session, values: DraftValues) -> list[str]:
    if values.kind != "invoice" or not is_left_without(pay_ways(session), values.pay_ways):
        return []
    return ["To issue it, choose how to pay: what was chosen is not there any more."]


def _counted(values: DraftValues) -> tuple[list[str], int | None]:
    stops = [f"To issue it, {each}." for each in whats_missing(values)]
    try:
        totals = totals_of(values)
        must_ask_for_money(values.kind, totals.payable)
    except BelowZero as error:
        return [*stops, str(error)], None
    except Refused as error:
        return [*stops, f"It cannot be added up: {error}"], None
    return stops, totals.total


def _draft_lacks(session: Session, values: DraftValues, total: int | None, today: date) -> list[str]:
    found = []
    ends = values.valid_until if values.kind == "quote" else values.due_on
    if ends is None and not values.parts:
        found.append("It says no day by which to accept." if values.kind == "quote" else "It has no due date.")
    elif ends is not None and ends < today:
        found.append(f"Its day, {ends.isoformat()}, has passed already.")
    if total == 0:
        found.append("It comes to 0.")
    office = office_row(session)
    if values.kind == "invoice" and values.customer_id is not None and total is not None and office is not None:
        facts = law_facts(values, total, customer(session, values.customer_id), office)
        found += [f"{office.country} wants to read on an invoice: {each.value}." for each in missing(facts)]
    return found


def _ways_out(session: Session, email: str) -> list[str]:
    found = []
    if not email.strip():
        found.append("The customer has no e-mail address.")
    account = mail_account(session)
    if account is None:
        found.append("No mail server is set up, so nothing can be e-mailed.")
    elif account.trouble:
        found.append(f"No mail leaves now: {account.trouble}")
    if not portal_row(session).address:
        found.append("No portal is set up, so there is no link.")
    return found
