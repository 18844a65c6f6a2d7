"""The page of all of one customer's documents as finished strings: what is open first, and the most urgent on top."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from billing.customer_index import CustomerIndex, IndexEntry
from billing.formatting import format_date
from billing.statement import StatementSums
from billing.wording import Plural, Wording
from portal.page_document import Sum, amount_length, file_size, imprint_of
from portal.page_stub import Tone
from portal.page_text import filled
from portal.payments.listed import NO_OFFERS, Offers


class Pay(NamedTuple):
    """What a row's form carries: the mark of what may be paid, and what the customer sees."""

    payable: str
    currency: str
    balance_minor: int


class Row(NamedTuple):
    """One document on one line; without ``href`` it opens nothing. ``button`` says what its button is for, or is "";
    with ``pay`` it pays.
    """

    href: str
    number: str
    amount: str
    tone: Tone
    state: str
    when: Markup
    button: str = ""
    is_filled: bool = False
    pay: Pay | None = None


class Account(NamedTuple):
    """One currency of the statement; ``caption`` tells several apart."""

    caption: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Everything the template places, in the order of the page. ``tone`` and ``state`` are the pill, or empty."""

    name: str
    tone: str
    state: str
    amounts: tuple[tuple[str, str], ...]
    sentence: Markup
    open: tuple[Row, ...]
    waiting: tuple[Row, ...]
    settled: tuple[Row, ...]
    older: str
    accounts: tuple[Account, ...]
    statement_size: str
    imprint: str


def customer_page(
    index: CustomerIndex,
    words: Wording,
    today: date,
    address: str,
    withdrawn: Collection[str],
    offers: Offers = NO_OFFERS,
) -> CustomerPage:
    """Return the page of ``index`` on the calendar date ``today`` of the office.

    ``withdrawn`` are documents that the portal knows to be so, whatever the list says yet: they show no amount.
    ``offers`` are those that may be paid here.
    """
    lists = _sorted(index, today, withdrawn)
    overdue = [each for each in lists.open if each.due_on is not None and each.due_on < today]
    tone, state = _pill(lists, len(overdue), words)
    first = next((each for each in lists.open if each.doc in offers.payable), next(iter(lists.open), None))
    return CustomerPage(
        name=index.name,
        tone=tone,
        state=state,
        amounts=_amounts(index, lists, withdrawn),
        sentence=_sentence(lists, overdue, index, words),
        open=tuple(_open_row(each, words, today, address, offers, first=each is first) for each in lists.open),
        waiting=tuple(
            _waiting_row(each, words, address, first=not lists.open and each is lists.waiting[0])
            for each in lists.waiting
        ),
        settled=tuple(_settled_row(each, words, address, withdrawn) for each in lists.settled),
        older=words.labels.older_not_listed.of(index.older) if index.older else "",
        accounts=tuple(_accounts(index.sums, words)),
        statement_size=file_size(index.statement, index.language) if index.statement else "",
        imprint=imprint_of(index.seller),
    )


class _Lists(NamedTuple):
    open: Sequence[IndexEntry]
    waiting: Sequence[IndexEntry]
    settled: Sequence[IndexEntry]


def _sorted(index: CustomerIndex, today: date, withdrawn: Collection[str]) -> _Lists:
    """Part the entries; an offer that ended waits for nobody. The oldest due comes first, of the settled the newest."""
    open_ones: list[IndexEntry] = []
    waiting: list[IndexEntry] = []
    settled: list[IndexEntry] = []
    for each in index.entries:
        if each.state != "open" or each.kind == "credit" or each.doc in withdrawn:
            settled.append(each)
        elif each.kind == "invoice":
            open_ones.append(each)
        else:
            ended = each.valid_until is not None and each.valid_until < today
            (settled if ended else waiting).append(each)
    open_ones.sort(key=lambda each: (each.due_on or date.max, each.number))
    waiting.sort(key=lambda each: (each.valid_until or date.max, each.number))
    settled.sort(key=lambda each: (each.issued_on, each.number), reverse=True)
    return _Lists(open_ones, waiting, settled)


def _pill(lists: _Lists, overdue: int, words: Wording) -> tuple[str, str]:
    if overdue:
        return "bad", words.states.overdue_count.of(overdue)
    if lists.open or lists.waiting:
        return "info", words.states.open
    return ("ok", words.labels.settled) if lists.settled else ("", "")


def _amounts(index: CustomerIndex, lists: _Lists, withdrawn: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return each amount with the class that sets it; several stand below each other, smaller."""
    amounts = list(_sums_open(index, lists, withdrawn))
    return tuple((each, amount_length(each) or (" long" if len(amounts) > 1 else "")) for each in amounts)


def _sums_open(index: CustomerIndex, lists: _Lists, withdrawn: Collection[str]) -> Iterator[str]:
    """Yield what is open in each currency; where nothing is, a zero in each that was ever used."""
    if any(each.doc in withdrawn and each.state == "open" for each in index.entries):
        return  # the list tells it anew in a moment; a sum that counts what was withdrawn is not shown
    yield from (each.amount for each in index.open)
    if not index.open and lists.settled:
        yield from (each.open for each in index.sums)


def _sentence(lists: _Lists, overdue: Sequence[IndexEntry], index: CustomerIndex, words: Wording) -> Markup:
    sentences = words.sentences
    count = index.open_invoices if lists.open else 0
    if overdue and overdue[0].due_on is not None:
        oldest = format_date(overdue[0].due_on, index.language)
        if count == 1:
            return filled(sentences.customer_one_overdue, date=oldest)
        return _counted(sentences.customer_overdue, len(overdue), open=count, date=oldest)
    if count:
        return _counted(sentences.customer_open, count)
    if lists.waiting:
        return _counted(sentences.customer_waiting, len(lists.waiting))
    return filled(sentences.customer_settled if lists.settled else words.labels.no_documents)


def _open_row(entry: IndexEntry, words: Wording, today: date, address: str, offers: Offers, *, first: bool) -> Row:
    states = words.states
    partly = entry.paid_minor > 0
    tone: Tone = "wait" if partly else "info"
    state = states.partly_paid if partly else states.open
    if entry.due_on is not None and entry.due_on < today:
        tone, state = "bad", states.overdue
    if entry.doc in offers.waiting:
        tone, state = "wait", states.processing
    if entry.doc in offers.disputed:
        tone, state = "bad", states.disputed
    pays = entry.doc in offers.payable
    pay = Pay(offers.payable[entry.doc], entry.currency, entry.balance_minor) if pays else None
    return Row(
        f"{address}/{entry.doc}", entry.number, entry.balance, tone, state, _due(entry, words, today),
        words.actions.pay_now if pays else words.actions.view_invoice, first, pay,
    )  # fmt: skip


def _due(entry: IndexEntry, words: Wording, today: date) -> Markup:
    sentences = words.sentences
    if entry.due_on is None:
        return filled(sentences.due_undated)
    days = (entry.due_on - today).days
    if days == 0:
        return filled(sentences.short_due_today, date=entry.due)
    plural = sentences.short_due_in if days > 0 else sentences.short_overdue
    return _counted(plural, abs(days), date=entry.due)


def _waiting_row(entry: IndexEntry, words: Wording, address: str, *, first: bool) -> Row:
    when = filled("{label} {date}", label=words.labels.valid_until, date=entry.valid) if entry.valid else Markup()
    return Row(
        f"{address}/{entry.doc}", entry.number, entry.total, "info", words.states.open, when,
        words.actions.view_quote, first,
    )  # fmt: skip


def _settled_row(entry: IndexEntry, words: Wording, address: str, withdrawn: Collection[str]) -> Row:
    states = words.states
    when = filled("{date}", date=entry.issued)
    if entry.state == "withdrawn" or entry.doc in withdrawn:
        return Row("", entry.number, "", "off", states.withdrawn, when)
    tone: Tone = "ok" if entry.state in {"paid", "accepted"} else "off"
    state = {
        "paid": states.paid, "accepted": states.accepted, "declined": states.declined, "credited": states.credited,
        "written_off": states.written_off,
    }.get(entry.state, states.credited if entry.kind == "credit" else states.expired)  # fmt: skip
    return Row(f"{address}/{entry.doc}", entry.number, entry.total, tone, state, when)


def _accounts(sums: Sequence[StatementSums], words: Wording) -> Iterator[Account]:
    for each in sums:
        caption = words.labels.amounts_in.format(currency=each.currency) if len(sums) > 1 else ""
        yield Account(caption, tuple(_rows(each, words)))


def _rows(sums: StatementSums, words: Wording) -> Iterator[Sum]:
    labels = words.labels
    yield Sum("", filled(labels.open_on, date=sums.since), sums.opening)
    for label, figure in (
        (labels.invoiced_since, sums.invoiced),
        (labels.credited_since, sums.credited),
        (labels.paid_since, sums.paid),
        (labels.refunded_since, sums.refunded),
        (labels.written_off_since, sums.written_off),
    ):
        if figure:
            yield Sum("", escape(label), figure)
    yield Sum("due", escape(labels.open_today), sums.open)
    if sums.favour:
        yield Sum("", escape(labels.in_your_favour), sums.favour)


def _counted(plural: Plural, count: int, **facts: str | int) -> Markup:
    return filled(plural.form(count), count=count, **facts)
