"""Stripe, portal and books beside each other, payment by payment: what agrees, what does not, and what mends it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.charges import Charge
from desktop.models import Customer, Document, Inbox, Office, OnlineCharge, Payment, Refund
from desktop.queries.online import intent_told

Verdict = Literal[
    "agrees",  # all there is to agree
    "under_way",  # a bank debit, or a refund that Stripe has not sent: nothing is due yet
    "not_booked",  # money at Stripe that the books do not have
    "refund_differs",  # given back at Stripe and here in different sums
    "amount_differs",  # the books have another amount under this payment
    "not_at_stripe",  # the books have a payment that Stripe does not list
    "only_reported",  # the portal told of money that Stripe does not have
    "misfit",  # booked, and not all of it went to its invoice
    "problem",  # could not be booked; the reason is in ``why``
]
_T = TypeVar("_T")
_ARRIVED = frozenset(("paid", "partly_refunded", "refunded"))
_MENDABLE = frozenset(("not_booked", "refund_differs"))
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """One payment, seen three times; amounts in minor units of ``currency``, None where it is not there.

    ``stripe_back`` and ``books_back`` are what went back or is on its way; ``reported`` is what the portal told last,
    "" for nothing. ``charge`` is what mends it, where something can.
    """

    intent: str
    at: datetime
    number: str
    document_id: UUID | None
    customer: str
    currency: str
    stripe_minor: int | None
    stripe_back: int
    books_minor: int | None
    books_back: int
    reported: str
    verdict: Verdict
    why: str = ""
    charge: Charge | None = None

    @property
    def id(self) -> UUID:
        """A name for the row that is the same whenever the payment is compared."""
        return uuid5(NAMESPACE_URL, self.intent)

    @property
    def mendable(self) -> bool:
        """True where one press brings it in order."""
        return self.charge is not None and self.verdict in _MENDABLE

    @property
    def agrees(self) -> bool:
        """True where nobody has to look."""
        return self.verdict in ("agrees", "under_way")


class _Whose(NamedTuple):
    number: str
    customer: str
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the books have of the payments that are compared; documents by their id and by their name at the portal."""

    payments: dict[str, Payment]
    charges: dict[str, OnlineCharge]
    reports: dict[str, tuple[str, datetime]]
    back: dict[UUID, int]
    by_id: dict[UUID, _Whose]
    by_doc: dict[str, _Whose]
    customers: dict[UUID, str]


def reconcile(session: Session, charges: Sequence[Charge], *, since: datetime) -> tuple[ReconciledRow, ...]:
    """Compare ``charges`` with portal and books: all that Stripe lists since then, and what ``intents_since`` names.

    What differs comes first, the newest before. Attempts that came to no money anywhere are left out.
    """
    listed = {one.intent: one for one in charges}
    known = _known(session, listed, since)
    rows = [_row(intent, listed.get(intent), known) for intent in _intents(listed, known)]
    found = [row for row in rows if row is not None]
    return tuple(sorted(found, key=lambda row: (row.agrees, -row.at.timestamp(), row.intent)))


def intents_since(session: Session, since: datetime) -> frozenset[str]:
    """Return the payments that came into the books or were reported since ``since``, whenever they were begun: a bank
    debit that was begun before stands in no list of Stripe's that begins there.
    """
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    day = since.astimezone(zone).date()
    booked = session.scalars(select(Payment.intent).where(Payment.intent.is_not(None), Payment.received_on >= day))
    return frozenset(each for each in booked if each is not None) | _reports(session, since).keys()


def intents_sent_back(session: Session) -> frozenset[str]:
    """Return the payments of which something went back through Stripe: where it lists nothing of that any more, each
    is read whole, so that the books hear which refund failed.
    """
    counts = (Refund.stripe_id.is_not(None), Refund.state != "failed", Refund.undone_at.is_(None))
    rows = select(Payment.intent).join(Refund, Refund.payment_id == Payment.id).where(*counts)
    return frozenset(each for each in session.scalars(rows) if each is not None)


def _intents(listed: Iterable[str], known: _Known) -> Iterable[str]:
    return dict.fromkeys([*listed, *known.payments, *known.reports])


def _known(session: Session, listed: dict[str, Charge], since: datetime) -> _Known:
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    day = since.astimezone(zone).date()
    recent = select(Payment).where(Payment.intent.is_not(None), Payment.received_on >= day)
    payments = {row.intent: row for row in session.scalars(recent) if row.intent is not None}
    reports = _reports(session, since)
    names = [*listed, *payments, *reports]
    for part in _parts(names):
        older = session.scalars(select(Payment).where(Payment.intent.in_(part)))
        payments |= {row.intent: row for row in older if row.intent is not None}
    charges: dict[str, OnlineCharge] = {}
    for part in _parts(names):
        charges |= {
            row.intent: row for row in session.scalars(select(OnlineCharge).where(OnlineCharge.intent.in_(part)))
        }
    sent = (
        select(Refund.payment_id, func.sum(Refund.amount_minor))
        .where(Refund.stripe_id.is_not(None), Refund.state != "failed", Refund.undone_at.is_(None))
        .group_by(Refund.payment_id)
    )
    back = {row[0]: int(row[1]) for row in session.execute(sent)}
    by_id, by_doc = _documents(session, {row.document_id for row in charges.values()}, listed.values())
    whose = {row.customer_id for row in payments.values()}
    customers = {
        row.id: row.name
        for part in _parts(whose)
        for row in session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(part)))
    }
    return _Known(payments, charges, reports, back, by_id, by_doc, customers)


def _documents(
    session: Session, identifiers: Iterable[UUID | None], charges: Iterable[Charge]
) -> tuple[dict[UUID, _Whose], dict[str, _Whose]]:
    """Return the documents with these ids, and those with the names that ``charges`` carry."""
    columns = select(Document.id, Document.doc, Document.number, Document.customer_name)
    asked = [Document.id.in_(part) for part in _parts(identifiers)]
    asked += [Document.doc.in_(part) for part in _parts(one.doc for one in charges)]
    by_id: dict[UUID, _Whose] = {}
    by_doc: dict[str, _Whose] = {}
    for which in asked:
        for row in session.execute(columns.where(which)):
            by_id[row.id] = by_doc[row.doc or ""] = _Whose(row.number or "", row.customer_name, row.id)
    return by_id, by_doc


def _parts(values: Iterable[_T | None]) -> Iterator[list[_T]]:
    """Yield what there is of ``values``, each once, in lists that one statement can carry."""
    wanted = list(dict.fromkeys(each for each in values if each))
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _reports(session: Session, since: datetime) -> dict[str, tuple[str, datetime]]:
    """Return what the portal told last of each payment: the event's kind and time."""
    rows = select(Inbox.kind, Inbox.at, Inbox.body).where(Inbox.kind.startswith("payment."), Inbox.at >= since)
    found: dict[str, tuple[str, datetime]] = {}
    for kind, at, body in session.execute(rows.order_by(Inbox.sequence)):
        intent = intent_told(body)
        if intent:
            found[intent] = (kind.removeprefix("payment."), at)
    return found


def _row(intent: str, charge: Charge | None, known: _Known) -> ReconciledRow | None:
    payment, row = known.payments.get(intent), known.charges.get(intent)
    told, told_at = known.reports.get(intent, ("", None))
    verdict, why = _verdict(charge, payment, row, told, known)
    if verdict is None:
        return None
    at = charge.at if charge is not None else (payment.at if payment is not None else told_at)
    assert at is not None
    number, customer, document_id = _whose(charge, payment, row, known)
    return ReconciledRow(
        intent=intent,
        at=at,
        number=number,
        document_id=document_id,
        customer=customer,
        currency=charge.currency if charge else payment.currency if payment else row.currency if row else "",
        stripe_minor=charge.minor if charge is not None and charge.state in _ARRIVED else None,
        stripe_back=_back(charge),
        books_minor=payment.amount_minor if payment is not None else None,
        books_back=known.back.get(payment.id, 0) if payment is not None else 0,
        reported=told,
        verdict=verdict,
        why=why,
        charge=charge,
    )


def _verdict(
    charge: Charge | None, payment: Payment | None, row: OnlineCharge | None, told: str, known: _Known
) -> tuple[Verdict | None, str]:
    if charge is None or charge.state not in _ARRIVED:
        return _without_money(charge, payment, told)
    if payment is None:
        problem = row.problem if row is not None else ""
        return ("problem", problem) if problem else ("not_booked", "")
    if (payment.amount_minor, payment.currency) != (charge.minor, charge.currency):
        return "amount_differs", ""
    if _back(charge) != known.back.get(payment.id, 0):
        return "refund_differs", row.problem if row is not None else ""
    if payment.refunded_minor != _back(charge):
        return "under_way", ""
    if row is not None and row.misfit:
        return "misfit", row.misfit
    return "agrees", ""


def _without_money(charge: Charge | None, payment: Payment | None, told: str) -> tuple[Verdict | None, str]:
    if payment is not None:
        return "not_at_stripe", ""
    if charge is not None and charge.state == "processing":
        return "under_way", ""
    return ("only_reported", "") if told in ("succeeded", "refunded") and charge is None else (None, "")


def _back(charge: Charge | None) -> int:
    """Return what went back, is on its way, or was taken by a bank after a dispute."""
    if charge is None:
        return 0
    lost = [one for one in charge.disputes if one.state == "lost" and one.currency == charge.currency]
    back = [one.minor for one in charge.refunds if one.state in ("succeeded", "pending")]
    return sum(one.minor for one in lost) + sum(back)


def _whose(charge: Charge | None, payment: Payment | None, row: OnlineCharge | None, known: _Known) -> _Whose:
    """Return whose money it is: by the document that was paid, else by its customer, as far as these books know."""
    found = known.by_id.get(row.document_id) if row is not None and row.document_id is not None else None
    if found is None and charge is not None:
        found = known.by_doc.get(charge.doc)
    if found is None and payment is not None and payment.customer_id is not None:
        return _Whose("", known.customers[payment.customer_id], None)
    return found or _Whose("", "", None)
