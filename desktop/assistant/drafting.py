"""Drafts as an assistant fills them: the fields that invoices and quotes share, applied to what stands there."""

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.money import check_rate, exponent
from billing.pdf.templates import TEMPLATES
from billing.terms import DueRule, due_date, read_terms
from desktop.assistant import finding
from desktop.assistant.figures import Figure, Line, Ref, Word, Words, amount_or_none_in
from desktop.assistant.lines import LineItem, new_line
from desktop.assistant.tool import Arguments, Errand
from desktop.queries import people
from desktop.queries.drafts import ChargeValues, DraftValues, draft
from desktop.queries.office import office_row
from desktop.services.customers import find_or_add_customer
from desktop.services.drafts import agreed_terms, cash_step, save_draft, totals_of

MOST_LINES = 500
SHIPPING, ADJUSTMENT = "Shipping", "Adjustment"
_NET = re.compile(r"net (\d{1,4})")


class BadWish(Refused):
    """What was asked of a draft does not go together; the sentence says what would."""


class Whose(Arguments):
    """Who gets it: a customer's id, or a name, which makes the customer where none is called so."""

    customer_id: Ref | None = None
    customer_name: Annotated[Line | None, PydanticField(max_length=200)] = PydanticField(
        None, description="Found by exactly this name; a customer is made where there is none."
    )


class Terms(Arguments):
    """What may be said about any draft; in an update, what is left out stays as it is and null takes it away."""

    currency: Line | None = PydanticField(None, description="ISO 4217 code, such as EUR; the office's where left out.")
    terms: Line | None = PydanticField(
        None, description="Due on Receipt, Net 15, Net 30, Net 45, Net 60, or another Net n; the usual ones where null."
    )
    customer_notes: Words | None = PydanticField(None, description="A message that the customer reads.")
    terms_and_conditions: Words | None = None
    private_notes: Words | None = PydanticField(None, description="For the office only; never returned by a tool.")
    purchase_order: Annotated[Line | None, PydanticField(max_length=100)] = None
    discount_type: Annotated[Literal["fixed", "percentage"] | None, Word] = PydanticField(
        None, description="What discountValue is; percentage where left out."
    )
    discount_value: Figure | None = PydanticField(None, description="Off the whole document, before tax.")
    shipping_charges: Figure | None = PydanticField(None, description="0 or more; taxed with the office's own tax.")
    adjustment: Figure | None = PydanticField(
        None, description="An amount that is added, taxed with the office's own tax; to take off use discountValue."
    )
    template: Line | None = PydanticField(None, description="One of those that get_org_settings names.")


def customer_of(errand: Errand, whose: Whose) -> UUID | None:
    """Return the customer that is meant, made where nobody is called so. Raises BadWish, NotFound, Refused."""
    if whose.customer_id is not None and whose.customer_name is not None:
        raise BadWish("Give either customerId or customerName. Nothing was changed.")
    if whose.customer_id is not None:
        return finding.customer(errand, whose.customer_id)
    if whose.customer_name is not None:
        return find_or_add_customer(errand.session, whose.customer_name, at=errand.now)
    return None


def with_terms(errand: Errand, values: DraftValues, wish: Terms) -> DraftValues:
    """Return ``values`` with what ``wish`` names. Raises BadWish, BadFigure, OutOfRange, UnknownCurrency."""
    named = wish.model_fields_set
    values = _with_currency(errand, values, wish.currency)
    values = replace(
        values,
        message=(wish.customer_notes or "") if "customer_notes" in named else values.message,
        terms=(wish.terms_and_conditions or "") if "terms_and_conditions" in named else values.terms,
        notes=(wish.private_notes or "") if "private_notes" in named else values.notes,
        order_reference=(wish.purchase_order or "") if "purchase_order" in named else values.order_reference,
        template=known_template(wish.template) if "template" in named else values.template,
    )
    values = _discounted(values, wish) if named & {"discount_value", "discount_type"} else values
    for name, label in (("shipping_charges", SHIPPING), ("adjustment", ADJUSTMENT)):
        if name in named:
            values = _charged(errand, values, label, getattr(wish, name))
    if "terms" not in named:
        return values
    said = spelled_terms(wish.terms) if wish.terms else agreed_terms(errand.session, values.customer_id)
    return _with_rule(errand, values, said)


def with_lines(errand: Errand, values: DraftValues, wishes: list[LineItem] | None) -> DraftValues:
    """Return ``values`` with these lines in the place of its own; None leaves them. Raises as ``new_line``."""
    return values if wishes is None else replace(values, lines=tuple(new_line(errand, each) for each in wishes))


def dated(values: DraftValues, on: date | None, today: date) -> DraftValues:
    """Return ``values`` dated ``on``, None for the day of issue; what falls due by a rule follows."""
    due = due_date(read_terms(values.payment_terms), on or today) if values.kind == "invoice" else None
    return replace(values, dated=on, due_on=due or values.due_on, typed=_read(values, "dated"))


def due_by(values: DraftValues, on: date | None) -> DraftValues:
    """Return ``values`` due on a day that a person chose; None leaves its terms."""
    if on is None:
        return values
    return replace(values, payment_terms=DueRule.FIXED.value, parts=(), due_on=on, typed=_read(values, "due_on"))


def without_due_day(values: DraftValues) -> DraftValues:
    """Return ``values`` that say no day on which they fall due."""
    return replace(values, payment_terms=DueRule.FIXED.value, parts=(), due_on=None, typed=_read(values, "due_on"))


def valid_until(values: DraftValues, on: date | None) -> DraftValues:
    """Return ``values`` that may be accepted up to ``on``; None leaves it."""
    return values if on is None else replace(values, valid_until=on, typed=_read(values, "valid_until"))


def in_own_currency(errand: Errand, values: DraftValues) -> DraftValues:
    """Return a new draft in the currency that its customer is billed in."""
    if values.customer_id is None or not (code := people.customer(errand.session, values.customer_id).currency):
        return values
    return _with_currency(errand, values, code)


def keep(errand: Errand, document_id: UUID, values: DraftValues) -> None:
    """Save the draft, if it can be added up. Raises what the calculator refuses; then nothing was changed."""
    if dated_past_due(values):
        raise BadWish("It would be due, or end, before its own date. Nothing was changed. Choose a later day.")
    totals_of(values)
    save_draft(errand.session, document_id, values, at=errand.now)


def known_template(name: str | None) -> str:
    """Return the template's name, "" for the office's own. Raises BadWish."""
    if name and name.lower() not in TEMPLATES:
        raise BadWish(f"There is no template {name}. Nothing was changed. Choose one of {', '.join(TEMPLATES)}.")
    return (name or "").lower()


def dated_past_due(values: DraftValues) -> bool:
    """Tell whether a day by which something is to happen lies before the document's own."""
    ends = [on for on in (values.due_on, values.valid_until) if on is not None]
    return values.dated is not None and any(on < values.dated for on in ends)


def draft_values(errand: Errand, document_id: UUID) -> DraftValues:
    """Return a draft without its blank lines. Raises AlreadyIssued."""
    values = draft(errand.session, document_id)
    return replace(values, lines=tuple(line for line in values.lines if not line.is_blank))


def _with_currency(errand: Errand, values: DraftValues, currency: str | None) -> DraftValues:
    if currency is None or (code := currency.upper()) == values.currency:
        return values
    amounts = [values.discount_minor, *(each.minor for each in values.charges)]
    amounts += [each.discount_minor for each in values.lines]
    if exponent(code) != exponent(values.currency) and any(amount is not None for amount in amounts):
        raise BadWish(
            f"{values.currency} and {code} have different decimals, and the draft has amounts in it. Nothing was "
            "changed. Take discount and charges away first."
        )
    office = office_row(errand.session)
    step = cash_step(code) if office is not None and office.round_cash else 0
    return replace(values, currency=code, cash_step=step)


def _discounted(values: DraftValues, wish: Terms) -> DraftValues:
    if wish.discount_value is None:
        if wish.discount_type is not None:
            raise BadWish("discountType alone says nothing. Nothing was changed. Give discountValue with it.")
        return replace(values, discount_percent=None, discount_minor=None, typed=_read(values, "discount"))
    percent, minor = None, None
    if wish.discount_type == "fixed":
        minor = amount_or_none_in(wish.discount_value, values.currency, "discount")
    else:
        percent = check_rate(wish.discount_value)
    return replace(values, discount_percent=percent, discount_minor=minor, typed=_read(values, "discount"))


def _read(values: DraftValues, field: str) -> dict[str, str]:
    return {name: text for name, text in values.typed.items() if name != field}


def _charged(errand: Errand, values: DraftValues, label: str, amount: Figure | None) -> DraftValues:
    others = tuple(each for each in values.charges if each.label != label)
    if amount is None or amount == 0:
        return replace(values, charges=others)
    minor = amount_or_none_in(amount, values.currency, label.lower())
    return replace(values, charges=(*others, ChargeValues(label, None, minor, people.default_taxes(errand.session))))


def spelled_terms(said: str) -> str:
    """Return payment terms as the books spell them: "Net 30" is ``net:30``. Raises BadWish, NotTerms."""
    words = said.strip().lower()
    spelled = "on-receipt" if words == "due on receipt" else _NET.sub(r"net:\1", words)
    try:
        return read_terms(spelled).spelled()
    except ValueError:
        raise BadWish(
            f"“{said[:40]}” are no payment terms that the books know. Nothing was changed. Use Due on Receipt, Net 15, "
            "Net 30, Net 45 or Net 60, or give dueDate."
        ) from None


def _with_rule(errand: Errand, values: DraftValues, spelled: str) -> DraftValues:
    rule = read_terms(spelled)
    due = due_date(rule, values.dated or errand.today) if values.kind == "invoice" else None
    return replace(values, payment_terms=rule.spelled(), parts=(), due_on=due or values.due_on)


def fingerprint(values: DraftValues) -> str:
    """Return the SHA-256 of all that stands in a draft: an approval is for exactly these words and figures."""
    return sha256(repr(values).encode()).hexdigest()
