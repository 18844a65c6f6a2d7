"""A business with books on disk, and the few acts that most tests begin with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from billing.issued import DocumentKind, IssuedTax
from desktop.archive import Archive
from desktop.database import Database, open_database
from desktop.models import Document
from desktop.queries.drafts import LineValues
from desktop.services.connection import PortalFound, connect
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.drafts import begin_draft, save_draft
from desktop.services.issuing import IssuedNumber, issue
from desktop.services.office import Founding, found_office
from desktop.services.payments.booking import PaymentValues, fitting, record_payment
from tests.blank import lay_books

T = TypeVar("T")
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OFFICE_ID = "01990000-0000-7000-8000-000000000001"
LOG = "0" * 32
FOUNDING = Founding("Alder & Finch", "IE", "EUR", "en-IE", "Europe/Dublin")


@dataclass
class Desk:
    """Real books in a real file; ``now`` is what the clock on the wall shows."""

    books: Database
    archive: Archive
    now: datetime = NOON

    def found(self) -> None:
        self.write(lambda session: found_office(session, FOUNDING))

    def write(self, op: Callable[[Session], T]) -> T:
        with self.books.write() as session:
            return op(session)

    def read(self, op: Callable[[Session], T]) -> T:
        with self.books.read() as session:
            return op(session)

    def customer(self, name: str = "Rosewood Dental") -> UUID:
        return self.write(lambda session: add_customer(session, CustomerValues(name), at=self.now))

    def draft(self, *lines: LineValues, kind: DocumentKind = "invoice", customer: UUID | None = None) -> UUID:
        who = customer or self.customer()

        def typed(session: Session) -> UUID:
            identifier, blank = begin_draft(session, kind, on=TODAY, at=self.now, customer_id=who)
            save_draft(session, identifier, replace(blank, lines=lines or (line(),)), at=self.now)
            return identifier

        return self.write(typed)

    def issue(self, document: UUID | None = None, *, earlier: bool = False) -> IssuedNumber:
        identifier = document or self.draft()
        return self.write(
            lambda session: issue(
                session, identifier, on=TODAY, at=self.now, archive=self.archive, earlier_date_confirmed=earlier
            )
        )

    def pay(self, invoice: UUID, minor: int, *, on: date = TODAY) -> UUID:
        """Record a payment for one invoice and return its id; what is more than it owes is the customer's credit."""

        def write(session: Session) -> UUID:
            document = session.get_one(Document, invoice)
            values = PaymentValues(on, minor, document.currency, "bank_transfer", document.customer_id)
            shares = fitting(session, invoice, minor, document.currency)
            return record_payment(session, values, shares, today=TODAY, at=self.now, rest_confirmed=True)

        return self.write(write)

    def connect(self, address: str = "https://pay.alder.example") -> None:
        found = PortalFound(address, OFFICE_ID, LOG, practice=False, books=None, offset_ms=0)
        self.write(lambda session: connect(session, found, at=self.now))

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)


def line(title: str = "Reception desk", price: str = "100", quantity: str = "1", rate: str = "23") -> LineValues:
    return LineValues(
        title=title,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        taxes=(IssuedTax(label="VAT", rate=Decimal(rate)),),
    )


def open_desk(folder: Path) -> Desk:
    lay_books(folder / "books.db")
    return Desk(open_database(folder / "books.db"), Archive(folder / "archive"))
