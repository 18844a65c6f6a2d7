"""A made-up invoice of the office, to see what its papers will look like."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import IssuedDocument, IssuedLine, IssuedTax, Party
from billing.money import exponent
from billing.snapshot import view_of
from billing.terms import due_date, read_terms
from billing.totals import PriceMode, TaxRounding
from desktop.models import Office
from desktop.services.assembly import seller
from desktop.services.office import tax_word
from desktop.services.paper import Look
from desktop.services.pay_ways import chosen_ways

_RATE = Decimal(20)


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """What stands on it: a customer, and lines with their sub-texts."""

    customer: str
    lines: tuple[tuple[str, str], ...]


def draw_example(session: Session, words: ExampleWords, *, template: str, paper: str, on: date) -> bytes:
    """Return the PDF of an invoice that does not exist, in the office's branding. Raises Uncovered."""
    office = session.scalars(select(Office)).one()
    return Look(office.logo, office.colour, template, paper).draw(view_of(_invoice(session, office, words, on)))


def _invoice(session: Session, office: Office, words: ExampleWords, on: date) -> IssuedDocument:
    tax = IssuedTax(label=tax_word(office.country), rate=_RATE)
    return IssuedDocument(
        kind="invoice",
        number=f"INV-{on.year}-0001",
        language=office.language,
        time_zone=office.time_zone,
        currency=office.currency,
        exponent=exponent(office.currency),
        price_mode=PriceMode(office.price_mode),
        rounding=TaxRounding(office.rounding),
        issued_on=on,
        due_on=due_date(read_terms(office.payment_terms), on),
        seller=seller(office),
        buyer=Party(name=words.customer),
        lines=tuple(
            IssuedLine(title=title, detail=detail, quantity=Decimal(number), unit_price=Decimal(250), taxes=(tax,))
            for number, (title, detail) in enumerate(words.lines, start=1)
        ),
        terms=office.terms,
        late_fee=office.late_fee,
        ways=chosen_ways(session, None),
    )  # fmt: skip
