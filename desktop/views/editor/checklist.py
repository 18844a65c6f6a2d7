"""Before you issue: what is missing, what to look at, what is in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from billing.errors import Refused
from billing.terms import part_days
from billing.totals import Totals
from desktop.queries.drafts import DraftValues
from desktop.queries.pay_ways import PayWayRow, is_left_without, shown_ways
from desktop.queries.people import CustomerRow
from desktop.queries.rows import OfficeRow
from desktop.services.assembly import whats_missing
from desktop.services.deducting import Deductible, left_out
from desktop.views.editor.country_checks import country_checks


class Standing(Enum):
    """MISSING keeps the draft from being issued, LOOK does not, GOOD is in order, NOTE says what issuing does."""

    MISSING = auto()
    LOOK = auto()
    GOOD = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the checklist; ``detail`` says what to do. ``deposit`` is one that a press takes off."""

    standing: Standing
    text: str
    detail: str = ""
    deposit: UUID | None = None


def missing(values: DraftValues, refusal: str, today: date, ways: Sequence[PayWayRow] = ()) -> tuple[str, ...]:
    """Return everything that keeps the draft from being issued; ``refusal`` says why it cannot be added up.

    ``ways`` are the ways to pay on offer.
    """
    said = (refusal, _refusal_of_days(values, today))
    return (*whats_missing(values), *_missing_way(values, ways), *(words.rstrip(".") for words in said if words))


def _missing_way(values: DraftValues, ways: Sequence[PayWayRow]) -> list[str]:
    if values.kind != "invoice" or not is_left_without(tuple(ways), values.pay_ways):
        return []
    return [_tr("choose how to pay: what was chosen is not there any more")]


def _refusal_of_days(values: DraftValues, today: date) -> str:
    """Return why its parts cannot fall due like this; their days move with that of the invoice."""
    try:
        part_days(values.parts if values.kind == "invoice" else (), values.dated or today)
    except Refused as refused:
        return str(refused)
    return ""


def checklist(
    values: DraftValues,
    blockers: tuple[str, ...],
    *,
    customer: CustomerRow | None,
    office: OfficeRow,
    totals: Totals | None,
    today: date,
    deposits: Sequence[Deductible] = (),
    ways: Sequence[PayWayRow] = (),
) -> tuple[Check, ...]:
    """Return the rows of the checklist, the most urgent first; ``totals`` None: the draft cannot be added up.

    ``ways`` are the ways to pay on offer.
    """
    rows = [Check(Standing.MISSING, _sentence(each)) for each in blockers]
    found = (
        *country_checks(values, totals, customer=customer, office=office),
        *_office_checks(values, office),
        *_way_checks(values, ways),
        *_date_checks(values, today),
        *_customer_checks(customer),
        *_line_checks(values),
    )
    looks = [*_deposit_checks(values, deposits)]
    looks += [Check(Standing.LOOK, text, detail) for text, detail in found if detail]
    good = [Check(Standing.GOOD, text) for text, detail in found if not detail]
    note = Check(Standing.NOTE, _tr("Issuing gives the next number"), _tr("It cannot be taken back."))
    return (*rows, *looks, *good, note)


Found = tuple[str, str]


def _office_checks(values: DraftValues, office: OfficeRow) -> list[Found]:
    found = []
    if office.tax_id.strip() and any(tax.rate for line in values.lines if not line.is_blank for tax in line.taxes):
        name = office.tax_label or _tr("VAT")
        found.append((_tr("Your {tax} number").format(tax=name), ""))
    return found


def _way_checks(values: DraftValues, ways: Sequence[PayWayRow]) -> list[Found]:
    if values.kind != "invoice":
        return []
    if is_left_without(tuple(ways), values.pay_ways):
        return []
    if shown_ways(tuple(ways), values.pay_ways):
        return [(_tr("How to pay"), "")]
    if ways:
        return [(_tr("No way to pay is chosen"), _tr("Nobody reads where to pay. Tick one under How to pay."))]
    return [(_tr("No way to pay"), _tr("Nobody reads where to pay. Add your bank details in Settings, Business."))]


def _date_checks(values: DraftValues, today: date) -> list[Found]:
    issued = values.dated or today
    if values.kind == "quote":
        if values.valid_until is not None and values.valid_until < issued:
            return [(_tr("It is valid until a day before it is issued"), _tr("Choose a later day."))]
        return [(_tr("Valid until"), "")] if values.valid_until else []
    if values.due_on is None:
        return [(_tr("No due date"), _tr("Type one, or say in the terms when to pay."))]
    if values.due_on < issued:
        return [(_tr("The due date lies before the invoice date"), _tr("Choose a later day."))]
    if values.due_on < today:
        return [(_tr("The due date has passed"), _tr("It is overdue as soon as it is issued."))]
    return [(_tr("Due date"), "")]


def _customer_checks(customer: CustomerRow | None) -> list[Found]:
    if customer is None:
        return []
    found = [(_tr("Customer’s address"), "")] if customer.address.strip() else []
    if not customer.email.strip():
        found.append((_tr("The customer has no e-mail address"), _tr("The link can still be copied.")))
    return found


def _line_checks(values: DraftValues) -> list[Found]:
    free = sum(1 for line in values.lines if line.title.strip() and not line.unit_price and not line.typed)
    if not free:
        return []
    words = _tr("1 line has no price") if free == 1 else _tr("{count} lines have no price").format(count=free)
    return [(words, _tr("It is printed with 0."))]


def _deposit_checks(values: DraftValues, deposits: Sequence[Deductible]) -> Iterator[Check]:
    for each in left_out(values, deposits) if values.kind == "invoice" else ():
        words = _tr("Deposit invoice {number} is not taken off").format(number=each.number)
        yield Check(Standing.LOOK, words, _tr("Its amount would be asked for twice."), each.deposit.document_id)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tr(text: str) -> str:
    return QCoreApplication.translate("checklist", text)
