"""Customers: kept, archived, never deleted once a document names them."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Customer
from desktop.queries.pages import customers_called
from desktop.queries.people import CustomerRow
from desktop.services import outbox, search


@dataclass(frozen=True, slots=True)
class CustomerValues:
    """What is known of a customer; empty language, currency and payment terms mean the office's."""

    name: str
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    country: str = ""
    tax_label: str = ""
    tax_id: str = ""
    language: str = ""
    currency: str = ""
    payment_terms: str = ""
    notes: str = ""


_ON_THE_PAGE = ("name", "contact", "address", "country", "language")


class NamelessCustomer(Refused):
    """A customer needs a name."""

    def __init__(self) -> None:
        super().__init__("The customer has no name yet. What else was typed is still here. Type a name.")


class SeveralCustomers(Refused):
    """A name that several customers have says nothing; ``found`` are their ids."""

    def __init__(self, name: str, found: tuple[UUID, ...]) -> None:
        ids = ", ".join(map(str, found[:10]))
        super().__init__(f"{len(found)} customers are called {name}. Nothing was changed. Choose one by its id: {ids}.")
        self.found = found


def add_customer(session: Session, values: CustomerValues, *, at: datetime) -> UUID:
    """Add a customer and return its id. Raises NamelessCustomer."""
    customer = Customer(**_checked(values), created_at=at)
    session.add(customer)
    session.flush()
    return customer.id


def find_or_add_customer(session: Session, name: str, *, at: datetime) -> UUID:
    """Return the one customer called ``name``, added where nobody is. Raises NamelessCustomer, SeveralCustomers."""
    found = customers_called(session, name) if name.strip() else ()
    if len(found) > 1:
        raise SeveralCustomers(name.strip(), found)
    return found[0] if found else add_customer(session, CustomerValues(name), at=at)


def values_of(row: CustomerRow) -> CustomerValues:
    """Return what is known of a customer, to be changed in part."""
    return CustomerValues(**{field.name: getattr(row, field.name) for field in fields(CustomerValues)})


def change_customer(session: Session, customer_id: UUID, values: CustomerValues, *, at: datetime) -> None:
    """Change a customer; drafts follow and so does the page of all documents, issued documents keep their own copy.

    Raises NamelessCustomer.
    """
    customer = session.get_one(Customer, customer_id)
    checked = _checked(values)
    renamed = customer.name != checked["name"]
    shown = any(getattr(customer, name) != checked[name] for name in _ON_THE_PAGE)
    for name, value in checked.items():
        setattr(customer, name, value)
    if renamed:
        search.rename_customer(session, customer_id, customer.name)
    if shown:
        outbox.publish_page(session, customer_id, at=at)


def archive_customer(session: Session, customer_id: UUID, *, at: datetime) -> None:
    """Take a customer out of lists and completions; documents stay."""
    session.get_one(Customer, customer_id).archived_at = at


def _checked(values: CustomerValues) -> dict[str, object]:
    checked = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(values).items()}
    if not checked["name"]:
        raise NamelessCustomer
    return checked
