"""What a customer owes in one currency: as it stood on a day, and what changed since. One rule for page and paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Literal

from billing import formatting
from billing.attempts import Attempt, StatementAttempt, attempts_in_words
from billing.canonical import Frozen
from billing.issued import Party
from billing.money import Money

MovementKind = Literal["invoice", "credit", "payment", "refund", "write_off"]
_MONTHS_BACK = 2
_ORDER: dict[MovementKind, int] = {"invoice": 0, "credit": 1, "payment": 2, "refund": 3, "write_off": 4}


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of what is owed, in minor units: invoices and refunds raise it, the others lower it.

    ``number`` is the invoice's or, of a credit, the credit note's; money carries the number of its invoice.
    """

    on: date
    kind: MovementKind
    number: str
    minor: int


@dataclass(frozen=True, slots=True)
class Account:
    """One currency since ``since``. ``favour`` is what the customer may still use, in minor units: credit that is left,
    and money that arrived beyond what was asked for. It is never taken off what is open.
    """

    currency: str
    since: date
    opening: int
    movements: tuple[Movement, ...]
    favour: int = 0

    def sum_of(self, kind: MovementKind) -> int:
        """Return what movements of this kind changed since, with its sign."""
        return sum(each.minor for each in self.movements if each.kind == kind)

    @property
    def open(self) -> int:
        """What is owed now."""
        return self.opening + sum(each.minor for each in self.movements)


def beginning(today: date) -> date:
    """Return the day that a statement of ``today`` begins with: the first of the month two months before."""
    months = today.year * 12 + today.month - 1 - _MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)


def account(currency: str, movements: Iterable[Movement], *, since: date, favour: int = 0) -> Account:
    """Return the account of ``currency``: what moved before ``since`` is its opening."""
    ordered = sorted(movements, key=lambda each: (each.on, _ORDER[each.kind], each.number))
    opening = sum(each.minor for each in ordered if each.on < since)
    return Account(currency, since, opening, tuple(each for each in ordered if each.on >= since), favour)


class StatementRow(Frozen):
    """One movement as it is printed: its day, its amount with its sign, and what is owed after it."""

    on: str
    kind: MovementKind
    number: str
    amount: str
    balance: str


class StatementSums(Frozen):
    """One currency in display strings of the customer's language; what is 0 beside opening and open is ""."""

    currency: str
    since: str
    opening: str
    invoiced: str
    credited: str
    paid: str
    refunded: str = ""
    written_off: str = ""
    open: str
    favour: str


class StatementAccount(Frozen):
    """One currency with every movement; ``online`` lists its online payments, whatever came of them."""

    sums: StatementSums
    rows: tuple[StatementRow, ...]
    online: tuple[StatementAttempt, ...] = ()


class Statement(Frozen):
    """A customer's statement as of ``on``, one account a currency."""

    language: str
    on: str
    seller: Party
    buyer: Party
    accounts: tuple[StatementAccount, ...]


def in_words(account: Account, language: str, attempts: Iterable[Attempt] = ()) -> StatementAccount:
    """Return ``account`` as its customer reads it, with the online payments of its invoices."""

    def money(minor: int) -> str:
        return formatting.format_money(Money(minor, account.currency), language)

    def unless_zero(minor: int) -> str:
        return money(minor) if minor else ""

    after = accumulate((each.minor for each in account.movements), initial=account.opening)
    next(after)
    return StatementAccount(
        sums=StatementSums(
            currency=account.currency,
            since=formatting.format_date(account.since, language),
            opening=money(account.opening),
            invoiced=unless_zero(account.sum_of("invoice")),
            credited=unless_zero(account.sum_of("credit")),
            paid=unless_zero(account.sum_of("payment")),
            refunded=unless_zero(account.sum_of("refund")),
            written_off=unless_zero(account.sum_of("write_off")),
            open=money(account.open),
            favour=unless_zero(account.favour),
        ),
        rows=tuple(
            StatementRow(
                on=formatting.format_date_short(each.on, language),
                kind=each.kind,
                number=each.number,
                amount=money(each.minor),
                balance=money(balance),
            )
            for each, balance in zip(account.movements, after, strict=True)
        ),
        online=attempts_in_words(attempts, language, since=account.since),
    )
