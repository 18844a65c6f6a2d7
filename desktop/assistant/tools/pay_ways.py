"""Ways to pay outside of the page: listed with their numbers masked; changed only where a person says yes."""

from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as PydanticField

from billing.issued import PayWayKind
from desktop.assistant import finding
from desktop.assistant.figures import Line, Ref, Word, Words
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Rehearsal, Tool
from desktop.assistant.trust import seen
from desktop.queries.pay_ways import PayWayRow, pay_ways
from desktop.queries.stripe_settings import stripe_standing
from desktop.services.assisting.numbers import without_accounts
from desktop.services.assisting.proposing import PAYMENT_DETAILS
from desktop.services.pay_ways import (
    LONGEST_DETAILS,
    LONGEST_LABEL,
    NoSuchWay,
    PayWayValues,
    add_way,
    check_way,
    remove_way,
    update_way,
)

GROUP = "Payment methods"
_NEW = "new payment method"
_TYPES = "bank, wise, payoneer, paypal, crypto or other."
_DETAILS = "What customers need, one line each, such as IBAN: and the number."
_LABEL = "The heading on the invoice; left out, the word for the type in the customer's language."
Details = Annotated[Words, PydanticField(max_length=LONGEST_DETAILS)]
Label = Annotated[Line, PydanticField(max_length=LONGEST_LABEL)]


class AddWay(Creating):
    """A new way to pay."""

    type: Annotated[PayWayKind, Word] = PydanticField(description=_TYPES)
    details: Details = PydanticField(description=_DETAILS)
    label: Label | None = PydanticField(None, description=_LABEL)


class OneWay(Arguments):
    """One way to pay by its id."""

    method_id: Ref


class UpdateWay(OneWay):
    """What changes of a way to pay; what is left out stays, and a label of null takes it away."""

    type: Annotated[PayWayKind | None, Word] = PydanticField(None, description=_TYPES)
    details: Details | None = PydanticField(None, description=_DETAILS)
    label: Label | None = PydanticField(None, description=_LABEL)


class WayShape(Answer):
    """A way to pay; account numbers are masked. ``id`` is None for online payment, which is no entry of the list."""

    id: UUID | None
    type: str
    label: str
    details: str


class WayList(Answer):
    """The ways to pay, in the order in which invoices show them."""

    payment_methods: tuple[WayShape, ...]


def list_payment_methods(errand: Errand, _args: Arguments) -> WayList:
    ways = [_shape(row) for row in pay_ways(errand.session)]
    if stripe_standing(errand.session).account is not None:
        ways.append(WayShape(id=None, type="stripe", label="Online", details="On the invoice's page"))
    return WayList(payment_methods=tuple(ways))


def rehearse_add(_errand: Errand, args: AddWay) -> Rehearsal:
    values = _new(args)
    check_way(values)
    return _rehearsal("Adds a way to pay to every new invoice.", values)


def add_payment_method(errand: Errand, args: AddWay) -> Done:
    add_way(errand.session, _new(args), at=errand.now)
    return Done(says="The way to pay is added. New invoices show it, unless one says otherwise.")


def rehearse_update(errand: Errand, args: UpdateWay) -> Rehearsal:
    row = _offered(errand, args)
    values = _changed(row, args)
    check_way(values)
    return _rehearsal(f"Changes where customers pay. Until now: {_told(row)}", values, row)


def update_payment_method(errand: Errand, args: UpdateWay) -> Done:
    row = _offered(errand, args)
    update_way(errand.session, row.id, _changed(row, args), at=errand.now)
    return Done(says="The way to pay is changed. Drafts follow; issued invoices keep what they say.")


def rehearse_remove(errand: Errand, args: OneWay) -> Rehearsal:
    row = _offered(errand, args)
    return _rehearsal(f"Takes a way to pay off every new invoice: {_told(row)}", None, row)


def remove_payment_method(errand: Errand, args: OneWay) -> Done:
    remove_way(errand.session, _offered(errand, args).id, at=errand.now)
    return Done(says="The way to pay is removed. Issued invoices keep what they say.")


def _new(args: AddWay) -> PayWayValues:
    return PayWayValues(args.type, seen(args.details), seen(args.label or ""))


def _changed(row: PayWayRow, args: UpdateWay) -> PayWayValues:
    """Return the row with what is named; what nobody sees is left out, so that a person approves what will stand."""
    label = seen(args.label or "") if "label" in args.model_fields_set else row.label
    details = row.details if args.details is None else seen(args.details)
    return PayWayValues(args.type or row.kind, details, label)


def _offered(errand: Errand, args: OneWay) -> PayWayRow:
    identifier = finding.pay_way(errand, args.method_id)
    row = next((row for row in pay_ways(errand.session) if row.id == identifier), None)
    if row is None:
        raise NoSuchWay
    return row


def _rehearsal(says: str, values: PayWayValues | None, row: PayWayRow | None = None) -> Rehearsal:
    """Say in full what would stand there, and what does now as far as a client may read it; both are bound."""
    shown: tuple[str, ...] = ()
    if values is not None:
        heading = f"Customers will read, under {values.label or values.kind}:"
        shown = (heading, *filter(None, (line.strip() for line in values.details.splitlines())))
    bound = sha256(repr((row, values)).encode()).hexdigest()
    documents = ((str(row.id) if row else _NEW, bound),)
    return Rehearsal(says=(says, *shown), recipients=(), documents=documents, amounts=(), channel=PAYMENT_DETAILS)


def _told(row: PayWayRow) -> str:
    return f"{without_accounts(row.label) or row.kind}, {', '.join(without_accounts(row.details).splitlines())}."


def _shape(row: PayWayRow) -> WayShape:
    return WayShape(id=row.id, type=row.kind, label=without_accounts(row.label), details=without_accounts(row.details))


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "list_payment_methods", "List ways to pay", GROUP,
        "Lists the ways to pay that invoices offer, account numbers masked, and whether they can be paid online. "
        "Changes nothing.",
        "How can our customers pay us?",
        Arguments, list_payment_methods, idempotent=True,
    ),
    Tool(
        "add_payment_method", "Add a way to pay", GROUP,
        "A person approves it first, every time, and reads where the money would go. Adds a way to pay: new "
        "invoices show it on paper and page, unless one says otherwise. Issued ones keep what they say.",
        "Let customers pay by PayPal too: https://paypal.me/alderfinch.",
        AddWay, add_payment_method, scope="draft", effect="leaves", rehearse=rehearse_add, always_asks=True,
    ),
    Tool(
        "update_payment_method", "Change a way to pay", GROUP,
        "A person approves it first, every time, and reads where the money would go. Changes what is named of a way "
        "to pay; drafts follow, issued invoices keep what they say. list_payment_methods shows the ids.",
        "Our bank has a new BIC, AIBKIE2DXXX: put it on the invoices from now on.",
        UpdateWay, update_payment_method, scope="draft", effect="leaves", idempotent=True, rehearse=rehearse_update,
        always_asks=True, destructive=True,
    ),
    Tool(
        "remove_payment_method", "Remove a way to pay", GROUP,
        "A person approves it first, every time. New invoices and drafts show this way to pay no more; issued ones "
        "keep it.",
        "We closed the Payoneer account, take it off the invoices.",
        OneWay, remove_payment_method, scope="draft", effect="leaves", destructive=True, rehearse=rehearse_remove,
        always_asks=True,
    ),
)  # fmt: skip
