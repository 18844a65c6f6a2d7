"""What customers have paid online as their pages show it: known before the office's computer has heard of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from billing.formatting import day_of, format_date, format_money
from billing.money import Money
from billing.payment_words import method_word
from billing.snapshot import PaymentView, View
from billing.wording import wording
from portal.database import Database
from portal.instants import instant
from portal.tables import payment

_CHARGED = (
    select(payment)
    .where(payment.c.office == bindparam("office"), payment.c.doc.in_(bindparam("docs", expanding=True)))
    .order_by(payment.c.at, payment.c.intent)
)
_FAILURE_SHOWN = timedelta(days=1)  # and the rest of its day


@dataclass(frozen=True, slots=True)
class Charged:
    """One payment; amounts in minor units. ``told`` is the place in the feed where its arrival stands, None before;
    ``newest`` that of the last thing that was told of it.
    """

    intent: str
    doc: str
    currency: str
    minor: int
    state: str
    at: datetime
    changed_at: datetime
    refunded_minor: int = 0
    refunding_minor: int = 0
    is_disputed: bool = False
    method: str = "card"
    code: str = ""
    told: int | None = None
    event: str = ""
    newest: int = 0

    @property
    def net(self) -> int:
        """What of it has stayed with the office."""
        return self.minor - self.refunded_minor if self.told is not None else 0


def read_charged(database: Database, office: str, docs: Sequence[str]) -> list[Charged]:
    """Return the payments of ``docs``, oldest first, on the held connection. Raises StoreUnavailable."""
    return [_charged(row) for row in database.rows(_CHARGED, {"office": office, "docs": list(docs)})]


def uncounted(charged: Iterable[Charged], *, through: int, includes: Sequence[str], currency: str) -> list[Charged]:
    """Return what has arrived and is not in a balance that knows of the feed up to ``through``."""
    known = frozenset(includes)
    return [
        each
        for each in charged
        if each.told is not None
        and each.told > through
        and each.currency == currency
        and not known & {each.intent, each.event}
    ]


def with_payments(view: View, charged: Iterable[Charged]) -> View:
    """Return ``view`` less what was paid since it was published; a balance below 0 says what is too much."""
    later = uncounted(charged, through=view.through, includes=view.includes, currency=view.currency)
    arrived = sum(each.net for each in later)
    if view.kind != "invoice" or not arrived:
        return view
    paid, open_minor = view.paid_minor + arrived, view.balance_minor - arrived
    return view.model_copy(
        update={
            "state": "paid" if open_minor <= 0 and view.state == "open" else view.state,
            "paid": _money(view, -paid),
            "paid_minor": paid,
            "balance": _money(view, max(open_minor, 0)),
            "balance_minor": open_minor,
            "payments": (*view.payments, *(_shown(view, each) for each in later if each.net)),
        }
    )


def failed_lately(charged: Sequence[Charged], today: date, zone: str) -> Charged | None:
    """Return the newest payment where it failed today or yesterday; what failed before is no news."""
    newest = max(charged, key=lambda each: (each.changed_at, each.intent), default=None)
    if newest is None or newest.state != "failed" or day_of(newest.changed_at, zone) < today - _FAILURE_SHOWN:
        return None
    return newest


def refunds_shown(charged: Iterable[Charged], view: View) -> tuple[PaymentView, ...]:
    """Return what was given back since ``view`` was published, as rows of the history.

    A refund that the office asked for stands in its view before Stripe confirms it here: that is the same money.
    """
    word = wording(view.language).labels.refund
    shown = {each.amount for each in view.payments if each.is_refund}
    rows = (
        PaymentView(
            on=_day(view, each.changed_at), method=word, amount=_money(view, -each.refunded_minor), is_refund=True
        )
        for each in charged
        if each.refunded_minor and each.newest > view.through and each.currency == view.currency
    )
    return tuple(row for row in rows if row.amount not in shown)


def _shown(view: View, each: Charged) -> PaymentView:
    word = method_word(each.method, wording(view.language))
    return PaymentView(on=_day(view, each.at), method=word, amount=_money(view, each.minor))


def _day(view: View, at: datetime) -> str:
    return format_date(day_of(at, view.time_zone), view.language)


def _money(view: View, minor: int) -> str:
    return format_money(Money(minor, view.currency, view.exponent), view.language)


def _charged(row: Row[Any]) -> Charged:
    return Charged(
        intent=row.intent,
        doc=row.doc,
        currency=row.currency,
        minor=row.minor,
        state=row.state,
        at=instant(row.at),
        changed_at=instant(row.changed_at),
        refunded_minor=row.refunded_minor,
        refunding_minor=row.refunding_minor,
        is_disputed=row.is_disputed,
        method=row.method,
        code=row.code,
        told=row.paid_at,
        event=row.paid_event,
        newest=row.sequence,
    )
