"""The page of all of one customer's documents: an allow-list, formatted in the customer's language.

What is not a field here cannot travel: internal ids, notes, tokens. It is a content of its own; each document that it
lists keeps its own view, which the page opens by the content id that stands here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from billing import formatting
from billing.canonical import Frozen
from billing.issued import DocumentKind, Party
from billing.money import Money
from billing.snapshot import PdfView, ViewState
from billing.statement import StatementSums
from billing.wire import MAX_WRAPS

MAX_LISTED = (MAX_WRAPS - 2) // 2  # the index and the statement have a key each, every document two


class IndexEntry(Frozen):
    """One document on one line. ``view`` and ``pdf`` are content ids; a withdrawn one has neither, and no amounts.

    Amounts in minor units; a credit note's are below 0. ``revision`` is the one that its view shows, ``paying`` says
    that the whole balance may be paid online.
    """

    doc: str
    kind: DocumentKind
    number: str
    revision: str = ""
    state: ViewState
    currency: str
    issued_on: date
    issued: str
    due_on: date | None = None
    due: str = ""
    valid_until: date | None = None
    valid: str = ""
    total: str = ""
    paid_minor: int = 0
    balance: str = ""
    balance_minor: int = 0
    view: str = ""
    pdf: str = ""
    paying: bool = False


class OpenSum(Frozen):
    """What is open in one currency; currencies are never added up."""

    currency: str
    minor: int
    amount: str


class CustomerIndex(Frozen):
    """Everything that the page of one customer shows. ``entries``: what is open first, then the newest.

    ``open_invoices`` and ``open`` count all documents, those included that are ``older`` than the page has room for.
    ``through`` and ``includes`` say what the balances already count.
    """

    format: Literal[1] = 1
    kind: Literal["customer"] = "customer"
    name: str
    language: str
    time_zone: str
    seller: Party
    open: tuple[OpenSum, ...] = ()
    open_invoices: int = 0
    entries: tuple[IndexEntry, ...] = ()
    older: int = 0
    sums: tuple[StatementSums, ...] = ()
    statement: PdfView | None = None
    through: int = 0
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What is known of one issued document; amounts in minor units, ``asked_minor`` is what it asked for in all."""

    doc: str
    kind: DocumentKind
    number: str
    state: ViewState
    currency: str
    issued_on: date
    due_on: date | None
    valid_until: date | None
    asked_minor: int
    paid_minor: int
    balance_minor: int
    paying: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether something is owed on it."""
        return self.kind == "invoice" and self.state == "open" and self.balance_minor > 0


def entry_of(facts: EntryFacts, language: str, *, revision: str = "", view: str = "", pdf: str = "") -> IndexEntry:
    """Return the line of one document; a withdrawn one says its number and its day alone."""
    shown = IndexEntry(
        doc=facts.doc,
        kind=facts.kind,
        number=facts.number,
        state=facts.state,
        currency=facts.currency,
        issued_on=facts.issued_on,
        issued=formatting.format_date_short(facts.issued_on, language),
    )
    if facts.state == "withdrawn":
        return shown
    sign = -1 if facts.kind == "credit" else 1
    return shown.model_copy(
        update={
            "revision": revision,
            "due_on": facts.due_on,
            "due": _day(facts.due_on, language),
            "valid_until": facts.valid_until,
            "valid": _day(facts.valid_until, language),
            "total": _money(sign * facts.asked_minor, facts.currency, language),
            "paid_minor": facts.paid_minor,
            "balance": _money(sign * facts.balance_minor, facts.currency, language),
            "balance_minor": sign * facts.balance_minor,
            "view": view,
            "pdf": pdf,
            "paying": facts.paying and facts.is_open,
        }
    )


def open_sums(facts: list[EntryFacts], language: str) -> tuple[OpenSum, ...]:
    """Return what is open in each currency, in the order of their codes."""
    open_ones = [each for each in facts if each.is_open]
    sums = {
        currency: sum(each.balance_minor for each in open_ones if each.currency == currency)
        for currency in sorted({each.currency for each in open_ones})
    }
    return tuple(
        OpenSum(currency=currency, minor=minor, amount=_money(minor, currency, language))
        for currency, minor in sums.items()
    )


def listed(facts: list[EntryFacts]) -> list[EntryFacts]:
    """Return what the page has room for: what is open, the oldest due first, then what waits and the newest."""
    urgent = sorted((each for each in facts if each.is_open), key=lambda each: (each.due_on or date.max, each.number))
    others = sorted(
        (each for each in facts if not each.is_open),
        key=lambda each: (each.kind == "quote" and each.state == "open", each.issued_on, each.number),
        reverse=True,
    )
    return [*urgent, *others][:MAX_LISTED]


def _money(minor: int, currency: str, language: str) -> str:
    return formatting.format_money(Money(minor, currency), language)


def _day(on: date | None, language: str) -> str:
    return formatting.format_date_short(on, language) if on else ""
