"""Ids on their way in: an id or a number of a record becomes the record, or a sentence that says what to do."""

from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.issued import DocumentKind
from desktop.assistant.tool import Errand
from desktop.queries.finding import Found, RecordKind, found_by_id, found_by_number

_CALLED: dict[RecordKind, str] = {
    "invoice": "an invoice", "quote": "a quote", "credit": "a credit note", "customer": "a customer",
    "payment": "a payment", "item": "an item", "tax_rate": "a tax rate",
    "payment_method": "a payment method",
}  # fmt: skip
_LISTED: dict[RecordKind, str] = {
    "invoice": "list_invoices", "quote": "list_quotes", "credit": "list_invoices with kind credit",
    "customer": "list_customers", "payment": "list_payments", "item": "list_items", "tax_rate": "list_tax_rates",
    "payment_method": "list_payment_methods",
}  # fmt: skip
_READ: dict[RecordKind, str] = {
    "invoice": "get_invoice", "quote": "get_quote", "credit": "get_invoice", "customer": "get_customer",
    "payment": "get_payment", "item": "get_item", "tax_rate": "list_tax_rates",
    "payment_method": "list_payment_methods",
}  # fmt: skip


class NotFound(Refused):
    """Nothing of the wanted kind goes by this id or number."""


def invoice(errand: Errand, ref: str) -> UUID:
    """Return the id of an invoice. Raises NotFound."""
    return _record(errand.session, ref, "invoice")


def quote(errand: Errand, ref: str) -> UUID:
    """Return the id of a quote. Raises NotFound."""
    return _record(errand.session, ref, "quote")


def document(errand: Errand, ref: str, *kinds: DocumentKind) -> UUID:
    """Return the id of a document of one of ``kinds``, of any kind where none is named. Raises NotFound."""
    return _record(errand.session, ref, *(kinds or ("invoice", "quote", "credit")))


def customer(errand: Errand, ref: str) -> UUID:
    """Return the id of a customer. Raises NotFound."""
    return _record(errand.session, ref, "customer")


def payment(errand: Errand, ref: str) -> UUID:
    """Return the id of a payment. Raises NotFound."""
    return _record(errand.session, ref, "payment")


def item(errand: Errand, ref: str) -> UUID:
    """Return the id of an entry of the catalogue. Raises NotFound."""
    return _record(errand.session, ref, "item")


def tax_rate(errand: Errand, ref: str) -> UUID:
    """Return the id of a tax rate. Raises NotFound."""
    return _record(errand.session, ref, "tax_rate")


def pay_way(errand: Errand, ref: str) -> UUID:
    """Return the id of a way to pay, on offer or not. Raises NotFound."""
    return _record(errand.session, ref, "payment_method")


def kind_of(errand: Errand, identifier: UUID) -> RecordKind:
    """Return what kind of record this is. Raises NotFound."""
    found = found_by_id(errand.session, identifier)
    if found is None:
        raise NotFound("Nothing goes by this id any more. search finds what is there.")
    return found.kind


def _record(session: Session, ref: str, *kinds: RecordKind) -> UUID:
    found, wanted = _found(session, ref), " or ".join(_CALLED[kind] for kind in kinds)
    shown = " or ".join(dict.fromkeys(_LISTED[kind] for kind in kinds))
    if found is None:
        raise NotFound(f"There is no such record: {wanted} is needed here. Nothing was changed. {shown} shows the ids.")
    if found.kind not in kinds:
        named = f" ({found.name})" if found.name else ""
        raise NotFound(
            f"This is {_CALLED[found.kind]}{named}, and {wanted} is needed here. Nothing was changed. "
            f"{_READ[found.kind]} reads it; {shown} shows the ids that fit."
        )
    return found.id


def _found(session: Session, ref: str) -> Found | None:
    try:
        return found_by_id(session, UUID(ref.strip()))
    except ValueError:
        return found_by_number(session, ref)
