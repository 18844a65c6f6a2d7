"""Customers: kept, archived, never deleted once a document names them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Customer
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


def add_customer(session: Session, values: CustomerValues, *, at: datetime) -> UUID:
    """Add a customer and return its id. Raises NamelessCustomer."""
    customer = Customer(**_checked(values), created_at=at)
    session.add(customer)
    session.flush()
    return customer.id


def change_customer(session: Session, customer_id: UUID, values: CustomerValues, *, at: datetime) -> None:
    """Change a customer; drafts follow and so does the page of all documents, issued documents keep their own copy.

    Raises NamelessCustomer.
    """
    customer = session.get_one(Customer, customer_id)
    fields = _checked(values)
    renamed = customer.name != fields["name"]
    shown = any(getattr(customer, name) != fields[name] for name in _ON_THE_PAGE)
    for name, value in fields.items():
        setattr(customer, name, value)
    if renamed:
        search.rename_customer(session, customer_id, customer.name)
    if shown:
        outbox.publish_page(session, customer_id, at=at)


def archive_customer(session: Session, customer_id: UUID, *, at: datetime) -> None:
    """Take a customer out of lists and completions; documents stay."""
    session.get_one(Customer, customer_id).archived_at = at


def _checked(values: CustomerValues) -> dict[str, object]:
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(values).items()}
    if not fields["name"]:
        raise NamelessCustomer
    return fields
