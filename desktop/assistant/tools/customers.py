"""Customers: kept by name, read with what they owe, given the one link to all of their documents."""

from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.mailing.addresses import NotAnAddress, read_addresses
from billing.money import exponent
from billing.statement import Account, beginning
from desktop.assistant import finding
from desktop.assistant.drafting import spelled_terms
from desktop.assistant.figures import Line, Ref, Words, amount_out
from desktop.assistant.handing_out import LinkAnswer, hand_out
from desktop.assistant.paging import cursor_after, cut, name_at
from desktop.assistant.shapes import Done, EventShape, LinkShape, event_of, link_shape
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Paged, Rehearsal, Tool
from desktop.queries.customer_cards import customer_card
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.money import unapplied_of
from desktop.queries.pages import customer_page_of
from desktop.queries.people import CustomerRow, customer
from desktop.services.customers import CustomerValues, add_customer, archive_customer, change_customer, values_of

GROUP = "Customers"
_LISTED = "customer"
_LIKE = "accounts@marlow.example"
_EVENTS = 20


class ListCustomers(Paged):
    """Which customers."""

    search: Line | None = PydanticField(None, description="A part of name, contact person or e-mail address.")


class OneCustomer(Arguments):
    """One customer by its id."""

    customer_id: Ref


class CustomerFacts(Arguments):
    """What may be known of a customer; in an edit, what is left out stays and null takes it away."""

    contact: Annotated[Line, PydanticField(max_length=200)] | None = PydanticField(
        None, description="The person who is written to."
    )
    email: Annotated[Line, PydanticField(max_length=320)] | None = PydanticField(
        None, description="Where messages go; commas between several."
    )
    phone: Annotated[Line, PydanticField(max_length=50)] | None = None
    billing_street: Line | None = None
    billing_city: Line | None = None
    billing_state: Line | None = None
    billing_zip: Line | None = None
    billing_country: Line | None = PydanticField(None, description="ISO 3166 code of two letters, such as IE.")
    currency: Line | None = PydanticField(None, description="ISO 4217 code; the office's where there is none.")
    payment_terms: Line | None = PydanticField(None, description="Due on Receipt, or Net n; the office's where none.")
    tax_label: Annotated[Line, PydanticField(max_length=40)] | None = None
    tax_id: Annotated[Line, PydanticField(max_length=40)] | None = None
    notes: Words | None = PydanticField(None, description="For the office only; never returned by a tool.")


class CreateCustomer(Creating, CustomerFacts):
    """A new customer."""

    display_name: Annotated[Line, PydanticField(max_length=200)]


class EditCustomer(OneCustomer, CustomerFacts):
    """What changes of a customer."""

    display_name: Annotated[Line, PydanticField(max_length=200)] | None = None


class StatementOf(OneCustomer):
    """Whose account, and since when."""

    since: date | None = PydanticField(None, description="First day; the first of the month two months ago where none.")


class SumShape(Answer):
    """An amount of a currency; currencies are never added up."""

    currency: str
    amount: str


class CustomerLine(Answer):
    """A customer as a row of a list."""

    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    country: str


class CustomerList(Answer):
    """A page of customers; ``next_cursor`` None: that was all."""

    customers: tuple[CustomerLine, ...]
    next_cursor: str | None


class CustomerShape(Answer):
    """A customer, what is open, what of their money is unused, how their link stands."""

    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    address: str
    country: str
    currency: str
    payment_terms: str
    tax_label: str
    tax_id: str
    documents: int
    open: tuple[SumShape, ...]
    unused_money: tuple[SumShape, ...]
    link: LinkShape | None
    activity: tuple[EventShape, ...]


class MovementShape(Answer):
    """One change of what is owed, with its sign, and what is owed after it."""

    on: date
    kind: str
    number: str
    amount: str
    balance: str


class AccountShape(Answer):
    """One currency of a statement."""

    currency: str
    opening: str
    movements: tuple[MovementShape, ...]
    open: str
    in_favour: str


class StatementShape(Answer):
    """What a customer owes, one account a currency."""

    customer: str
    since: date
    accounts: tuple[AccountShape, ...]


class BadCustomer(Refused):
    """A fact of a customer that the books cannot take."""


def list_customers(errand: Errand, args: ListCustomers) -> CustomerList:
    ids = customer_page_of(
        errand.session, search=args.search or "", after=name_at(args.cursor, _LISTED), limit=args.limit + 1
    )
    shown, _last = cut(ids, args.limit)
    rows = [customer(errand.session, identifier) for identifier in shown]
    more = cursor_after(_LISTED, rows[-1].name, str(rows[-1].id)) if len(ids) > args.limit else None
    return CustomerList(customers=tuple(map(_line, rows)), next_cursor=more)


def get_customer(errand: Errand, args: OneCustomer) -> CustomerShape:
    return _shape(errand, finding.customer(errand, args.customer_id))


def create_customer(errand: Errand, args: CreateCustomer) -> CustomerShape:
    values = _with_facts(CustomerValues(args.display_name), args)
    return _shape(errand, add_customer(errand.session, values, at=errand.now))


def edit_customer(errand: Errand, args: EditCustomer) -> CustomerShape:
    identifier = finding.customer(errand, args.customer_id)
    values = _with_facts(values_of(customer(errand.session, identifier)), args)
    change_customer(errand.session, identifier, values, at=errand.now)
    return _shape(errand, identifier)


def rehearse_delete(errand: Errand, args: OneCustomer) -> Rehearsal:
    identifier = finding.customer(errand, args.customer_id)
    card = customer_card(errand.session, identifier, now=errand.now)
    _must_be_listed(errand, identifier)
    open_ = tuple((minor, currency) for currency, minor in card.open_sums)
    owed = ", ".join(f"{amount_out(minor, currency)} {currency}" for minor, currency in open_) or "nothing"
    return Rehearsal(
        says=(
            f"Takes {card.customer} out of lists and completions.",
            f"Their {card.documents} documents stay, and so do their links; they owe {owed}, and go on owing it.",
        ),
        recipients=(),
        documents=((str(identifier), card.customer),),
        amounts=open_,
        channel="books",
    )


def delete_customer(errand: Errand, args: OneCustomer) -> Done:
    identifier = finding.customer(errand, args.customer_id)
    _must_be_listed(errand, identifier)
    archive_customer(errand.session, identifier, at=errand.now)
    name = customer(errand.session, identifier).name
    return Done(says=f"{name} is out of lists. Documents and links stay as they are.")


def _must_be_listed(errand: Errand, identifier: UUID) -> None:
    row = customer(errand.session, identifier)
    if row.is_archived:
        raise BadCustomer(f"{row.name} is out of lists already. Nothing was changed.")


def get_customer_statement(errand: Errand, args: StatementOf) -> StatementShape:
    identifier = finding.customer(errand, args.customer_id)
    since = args.since or beginning(errand.today)
    documents = issued_documents(errand.session, identifier)
    accounts = accounts_of(errand.session, identifier, documents, since=since)
    return StatementShape(
        customer=customer(errand.session, identifier).name,
        since=since,
        accounts=tuple(map(_account, accounts)),
    )


def generate_customer_portal_link(errand: Errand, args: OneCustomer) -> LinkAnswer:
    return hand_out(errand, finding.customer(errand, args.customer_id), "customer")


def _with_facts(values: CustomerValues, facts: CustomerFacts | EditCustomer) -> CustomerValues:
    """Return ``values`` with what is named. Raises BadCustomer, NotAnAddress, UnknownCurrency, BadWish."""
    named = facts.model_fields_set
    given = {name: getattr(facts, name) or "" for name in _PLAIN if name in named}
    if given.get("email"):
        given["email"] = _email(given["email"])
    if given.get("currency"):
        given["currency"] = given["currency"].upper()
        exponent(given["currency"])
    if given.get("payment_terms"):
        given["payment_terms"] = spelled_terms(given["payment_terms"])
    if "billing_country" in named:
        given["country"] = _country(facts.billing_country or "")
    if named & set(_ADDRESS):
        if values.address and not named >= _WHOLE:
            raise BadCustomer(
                "An address is kept as one text, and one stands there already. Nothing was changed. Give the whole of "
                "it: billingStreet and billingCity, with state and zip where there are any; null for a part it lacks."
            )
        given["address"] = _address(facts)
    if isinstance(facts, EditCustomer) and "display_name" in named:
        if not (facts.display_name or "").strip():
            raise BadCustomer("A customer needs a name. Nothing was changed. Give displayName, or leave it out.")
        given["name"] = facts.display_name or ""
    return replace(values, **given)


_PLAIN = ("contact", "email", "phone", "currency", "payment_terms", "tax_label", "tax_id", "notes")
_ADDRESS = ("billing_street", "billing_city", "billing_state", "billing_zip")
_WHOLE = {"billing_street", "billing_city"}  # an address without these was not meant as a whole


def _email(said: str) -> str:
    try:
        return ", ".join(read_addresses(said))
    except NotAnAddress as error:
        raise BadCustomer(f"“{said[:60]}” is no e-mail address. Nothing was changed. Give one like {_LIKE}.") from error


def _country(code: str) -> str:
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise BadCustomer(f"“{code[:40]}” is no country code. Nothing was changed. Use two letters, such as IE or US.")
    return code.upper()


def _address(facts: CustomerFacts) -> str:
    town = " ".join(filter(None, (facts.billing_city, facts.billing_state, facts.billing_zip)))
    return "\n".join(filter(None, (facts.billing_street, town)))


def _line(row: CustomerRow) -> CustomerLine:
    return CustomerLine(
        id=row.id, name=row.name, contact=row.contact, email=row.email, phone=row.phone, country=row.country
    )


def _shape(errand: Errand, identifier: UUID) -> CustomerShape:
    row, card = customer(errand.session, identifier), customer_card(errand.session, identifier, now=errand.now)
    unused = unapplied_of(errand.session, [identifier])
    return CustomerShape(
        id=row.id,
        name=row.name,
        contact=row.contact,
        email=row.email,
        phone=row.phone,
        address=row.address,
        country=row.country,
        currency=row.currency,
        payment_terms=row.payment_terms,
        tax_label=row.tax_label,
        tax_id=row.tax_id,
        documents=card.documents,
        open=tuple(SumShape(currency=code, amount=amount_out(minor, code)) for code, minor in card.open_sums),
        unused_money=tuple(SumShape(currency=code, amount=amount_out(minor, code)) for code, minor in unused),
        link=link_shape(card.link),
        activity=tuple(map(event_of, card.activity[:_EVENTS])),
    )


def _account(account: Account) -> AccountShape:
    after = accumulate((each.minor for each in account.movements), initial=account.opening)
    next(after)
    return AccountShape(
        currency=account.currency,
        opening=amount_out(account.opening, account.currency),
        movements=tuple(
            MovementShape(
                on=each.on,
                kind=each.kind,
                number=each.number,
                amount=amount_out(each.minor, account.currency),
                balance=amount_out(balance, account.currency),
            )
            for each, balance in zip(account.movements, after, strict=True)
        ),
        open=amount_out(account.open, account.currency),
        in_favour=amount_out(account.favour, account.currency),
    )


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "list_customers", "List customers", GROUP,
        "Lists customers by name, with contact, e-mail address and phone. Changes nothing. At most limit rows (20 "
        "where left out, 200 at most); nextCursor continues.",
        "Which customers of ours are called Marlow?",
        ListCustomers, list_customers, idempotent=True,
    ),
    Tool(
        "get_customer", "Read a customer", GROUP,
        "Reads one customer: address, terms, what is open in each currency, money that no invoice has, how the link "
        "to all their documents stands. Its address is not in it, and private notes are never returned. Changes "
        "nothing.",
        "What does Rosewood Dental owe us?",
        OneCustomer, get_customer, idempotent=True,
    ),
    Tool(
        "create_customer", "Add a customer", GROUP,
        "Adds a customer, even where another has the same name already: look with list_customers first.",
        "Add Marlow & Sons, accounts@marlow.example, 3 Quay Street, Galway.",
        CreateCustomer, create_customer, scope="draft", effect="writes",
    ),
    Tool(
        "edit_customer", "Change a customer", GROUP,
        "Changes what is named of a customer; what is left out stays, null takes it away. The address is one text: "
        "where one stands, billingStreet and billingCity are given together and replace all of it. Drafts follow, "
        "and so does the page of all their documents; issued documents keep the words that they were issued with.",
        "Rosewood Dental's bookkeeping now reads mail at books@rosewood.example.",
        EditCustomer, edit_customer, scope="draft", effect="writes", idempotent=True, destructive=True, open_world=True,
    ),
    Tool(
        "delete_customer", "Archive a customer", GROUP,
        "A person approves it first. Takes a customer out of lists and completions; nothing is deleted. Their "
        "documents, links and debts stay as they are.",
        "We no longer work for Marlow & Sons: take them off the list.",
        OneCustomer, delete_customer, scope="draft", effect="leaves", idempotent=True, destructive=True,
        rehearse=rehearse_delete,
    ),
    Tool(
        "get_customer_statement", "Read a statement", GROUP,
        "Reads what a customer owed on a day and every invoice, credit, payment, refund and write-off since, one "
        "account a currency. Changes and sends nothing.",
        "How does Rosewood Dental's account stand since the first of October?",
        StatementOf, get_customer_statement, idempotent=True,
    ),
    Tool(
        "generate_customer_portal_link", "Get a customer's link", GROUP,
        "Returns the one link to the page of all of a customer's documents: the current one where there is one, a "
        "new one where none was ever made, a fresh one where it has expired, and the answer says which. Whoever has "
        "the link sees every issued document of this customer.",
        "Give me the portal link for Rosewood Dental.",
        OneCustomer, generate_customer_portal_link, scope="draft", effect="writes", idempotent=True, open_world=True,
    ),
)  # fmt: skip
