"""What a person does to a draft, as pure steps from one state of it to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from billing.errors import Refused
from billing.issued import IssuedWithholding
from billing.money import Money, exponent, to_decimal, to_minor
from billing.terms import DueRule, Part, due_date, read_terms
from desktop.queries.drafts import ChargeValues, DraftValues, LineValues
from desktop.queries.people import CustomerRow, ItemRow, TaxRow
from desktop.services.drafts import MAX_LINES, TooManyLines, cash_step
from desktop.views.editor.figures import Reading, read_discount, read_figure, read_rate, show_discount

_NOTHING: Mapping[str, Mapping[str, Any]] = {
    "quantity": {"quantity": Decimal(0)},
    "unit_price": {"unit_price": Decimal(0)},
    "discount": {"discount_percent": None, "discount_minor": None},
}


def blank_line(taxes: Sequence[TaxRow]) -> LineValues:
    """Return an empty line with the default tax."""
    return fill_tax(LineValues(), taxes[0]) if taxes else LineValues()


def set_fields(values: DraftValues, **fields: Any) -> DraftValues:
    """Set fields of the draft by their names; a value that does not belong into its field is a mistake of ours."""
    return replace(values, **fields)


def set_text(line: LineValues, **texts: Any) -> LineValues:
    """Set title, detail or unit."""
    return replace(line, **texts)


def set_line(values: DraftValues, row: int, line: LineValues) -> DraftValues:
    """Put ``line`` into ``row``; the row below the last one makes it a new line. Raises TooManyLines."""
    if row >= len(values.lines):
        return insert_line(values, len(values.lines), line)
    return replace(values, lines=(*values.lines[:row], line, *values.lines[row + 1 :]))


def insert_line(values: DraftValues, row: int, line: LineValues) -> DraftValues:
    """Put ``line`` before ``row``. Raises TooManyLines."""
    if len(values.lines) >= MAX_LINES:
        raise TooManyLines
    return replace(values, lines=(*values.lines[:row], line, *values.lines[row:]))


def remove_line(values: DraftValues, row: int) -> DraftValues:
    """Take the line away."""
    return replace(values, lines=(*values.lines[:row], *values.lines[row + 1 :]))


def move_line(values: DraftValues, row: int, to: int) -> DraftValues:
    """Move the line so that it stands in row ``to``; beyond either end nothing changes."""
    if not (0 <= row < len(values.lines) and 0 <= to < len(values.lines)):
        return values
    lines = list(values.lines)
    lines.insert(to, lines.pop(row))
    return replace(values, lines=tuple(lines))


def type_figure(line: LineValues, field: str, text: str, currency: str, language: str) -> tuple[LineValues, Reading]:
    """Take what stands in a figure's cell; what is no number yet is kept as typed and counts for nothing."""
    reading = read_figure(field, text, currency, language)
    kept = {name: words for name, words in line.typed.items() if name != field}
    if reading.values is None:
        return replace(line, typed=kept | {field: text}, **_NOTHING[field]), reading
    fields: dict[str, Any] = dict(reading.values)
    return replace(line, typed=kept, **fields), reading


def keep_typed(values: DraftValues, field: str, text: str) -> DraftValues:
    """Keep ``text`` as what stands in a field of the document while it cannot be read; "" once it can."""
    kept = {name: words for name, words in values.typed.items() if name != field}
    return replace(values, typed=kept | {field: text} if text else kept)


def type_document_discount(values: DraftValues, text: str, language: str) -> DraftValues:
    """Take "5 %" or "12.50" as the document's discount; what is neither yet is kept as typed and takes nothing off."""
    try:
        fields: dict[str, Any] = dict(read_discount(text, values.currency, language))
    except Refused:
        return replace(keep_typed(values, "discount", text), **_NOTHING["discount"])
    return replace(keep_typed(values, "discount", ""), **fields)


def add_charge(values: DraftValues, taxes: Sequence[TaxRow]) -> DraftValues:
    """Add an empty charge with the default tax."""
    return replace(values, charges=(*values.charges, ChargeValues(taxes=taxes[0].taxes if taxes else ())))


def set_charge(values: DraftValues, place: int, charge: ChargeValues) -> DraftValues:
    """Put ``charge`` into its place."""
    return replace(values, charges=(*values.charges[:place], charge, *values.charges[place + 1 :]))


def remove_charge(values: DraftValues, place: int) -> DraftValues:
    """Take the charge away."""
    return replace(values, charges=(*values.charges[:place], *values.charges[place + 1 :]))


def type_charge(charge: ChargeValues, text: str, currency: str, language: str) -> ChargeValues:
    """Take "5 %" or "12.50" as the charge; what is neither yet is kept as typed and adds nothing."""
    try:
        found: dict[str, Any] = dict(read_discount(text, currency, language))
    except Refused:
        return replace(charge, percent=None, minor=None, typed=text)
    return replace(charge, percent=found["discount_percent"], minor=found["discount_minor"], typed="")


def type_withholding(values: DraftValues, text: str, language: str) -> DraftValues:
    """Take "15 %" or "15" as what is withheld of the net; what is no rate yet is kept as typed, at 0 %."""
    label = values.withholding.label if values.withholding else ""
    try:
        rate = read_rate(text, language)
    except Refused:
        return replace(
            keep_typed(values, "withholding", text), withholding=IssuedWithholding(label=label, rate=Decimal(0))
        )
    return replace(keep_typed(values, "withholding", ""), withholding=IssuedWithholding(label=label, rate=rate))


def fill_item(line: LineValues, item: ItemRow) -> LineValues:
    """Put a catalogue entry into the line; quantity and discount stay."""
    kept = {name: words for name, words in line.typed.items() if name != "unit_price"}
    filled = replace(
        line,
        title=item.title,
        detail=item.detail,
        unit=item.unit,
        unit_price=item.unit_price,
        item_id=item.id,
        typed=kept,
    )
    return fill_tax(filled, item.tax) if item.tax else filled


def fill_tax(line: LineValues, tax: TaxRow) -> LineValues:
    """Give the line one of the taxes on offer, with those it comes with."""
    return replace(line, taxes=tax.taxes)


def next_option(line: LineValues) -> LineValues:
    """Step from a fixed line to an optional one ticked for them, to one left to them, and back."""
    if not line.optional:
        return replace(line, optional=True, chosen=True)
    if line.chosen:
        return replace(line, chosen=False)
    return replace(line, optional=False, chosen=True)


def choose_customer(values: DraftValues, customer: CustomerRow, today: date) -> DraftValues:
    """Address the draft to ``customer`` and take on what was agreed with them: payment terms, and the currency
    as long as no price was typed in another one."""
    chosen = replace(values, customer_id=customer.id)
    if customer.currency and all(line.is_blank for line in values.lines):
        chosen = change_currency(chosen, customer.currency, "")
    if customer.payment_terms and values.kind == "invoice" and not values.parts:
        chosen = agree_terms(chosen, customer.payment_terms, today)
    return chosen


def agree_terms(values: DraftValues, spelled: str, today: date) -> DraftValues:
    """Take on payment terms for the whole; the due date follows from them, or stays where they name none."""
    return _due_again(replace(values, payment_terms=spelled, parts=()), today)


def agree_parts(values: DraftValues, parts: Sequence[Part], today: date) -> DraftValues:
    """Let the total fall due in parts; the draft is due when the first one is."""
    return _due_again(replace(values, parts=tuple(parts)), today)


def _due_again(values: DraftValues, today: date) -> DraftValues:
    return replace(values, due_on=due_on(values, today))


def due_on(values: DraftValues, today: date) -> date | None:
    """Return when the draft, or its first part, would be due if issued on its date, or today where it has none."""
    if values.parts:
        issued_on = values.dated or today
        return due_date(values.parts[0].terms, issued_on) or issued_on
    return due_date(read_terms(values.payment_terms), values.dated or today) or values.due_on


def date_draft(values: DraftValues, on: date | None, today: date) -> DraftValues:
    """Date the draft; what is due some time after it follows."""
    return _due_again(replace(values, dated=on), today)


def fix_due_date(values: DraftValues, on: date | None) -> DraftValues:
    """Take a day that a person chose: it stays, whatever the draft is dated."""
    return replace(values, due_on=on, payment_terms=DueRule.FIXED.value, parts=())


def change_currency(values: DraftValues, currency: str, language: str) -> DraftValues:
    """Write the draft in another currency: prices and discounts keep their figures, nothing is converted.

    A discount whose figure the new currency cannot hold (12.50 in JPY) stands in its cell as typed.
    """
    if currency == values.currency:
        return values
    exponent(currency)
    lines = tuple(_recast(line, values.currency, currency, language) for line in values.lines)
    charges = tuple(_recast_charge(charge, values.currency, currency, language) for charge in values.charges)
    minor = _same_figure(values.discount_minor, values.currency, currency)
    step = cash_step(currency) if values.cash_step else 0
    changed = replace(values, currency=currency, lines=lines, charges=charges, discount_minor=minor, cash_step=step)
    if minor == values.discount_minor or minor is not None:
        return changed
    return keep_typed(changed, "discount", show_discount(None, values.discount_minor, values.currency, language))


def _recast(line: LineValues, old: str, new: str, language: str) -> LineValues:
    if line.discount_minor is None:
        return line
    minor = _same_figure(line.discount_minor, old, new)
    typed = dict(line.typed)
    if minor is None:
        typed["discount"] = show_discount(None, line.discount_minor, old, language)
    return replace(line, discount_minor=minor, typed=typed)


def _recast_charge(charge: ChargeValues, old: str, new: str, language: str) -> ChargeValues:
    if charge.minor is None:
        return charge
    minor = _same_figure(charge.minor, old, new)
    typed = show_discount(None, charge.minor, old, language) if minor is None else charge.typed
    return replace(charge, minor=minor, typed=typed)


def _same_figure(minor: int | None, old: str, new: str) -> int | None:
    if minor is None:
        return None
    figure = to_decimal(Money(minor, old))
    try:
        kept = to_minor(figure, new)
    except Refused:
        return None
    return kept if to_decimal(Money(kept, new)) == figure else None
