"""Payments in the store: each as Stripe has it now, told in the feed once per change, shown on all links of its doc."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.charges import Charge
from billing.wire import EventBody
from portal.instants import micros
from portal.payments import checkouts
from portal.payments.changes import ARRIVED, Data, data_of, is_stale, kinds_of, values_of
from portal.store import docs
from portal.store.feed import NewEvent, append_events
from portal.store.offices import locked_office
from portal.tables import checkout, doc, link, payment

_MAY_BE_TRIED_AGAIN = timedelta(days=2)  # Stripe's session lives for one
_MAY_TAKE = timedelta(days=120)  # a bank debit, a refund or a dispute; what has not ended by then is for a person


def record(connection: Connection, office: str, charge: Charge, *, made_by: str, now: datetime) -> bool:
    """Keep ``charge`` as it was read from Stripe; True where something is new.

    ``made_by``: our id of the session it was made in, "" if unknown. What names another office or a document that is
    not known here touches nothing.
    """
    locked_office(connection, office)
    if charge.office != office or not _is_known(connection, office, charge.doc):
        return False
    held = _held(connection, office, charge.intent)
    new = values_of(charge)
    if is_stale(held, new):
        return False
    row = checkouts.find(connection, office, identifier=made_by) if made_by else None
    if row is not None and row.doc != charge.doc:
        row = None
    session = (row.session or "") if row is not None else ""
    events = [_event(kind, charge.doc, row, data_of(charge.intent, session, new)) for kind in kinds_of(held, new)]
    if held is not None and not events:
        connection.execute(_at(office, charge.intent).values(**new))
        return False
    _keep(connection, office, charge, row, new, events, now=now)
    return bool(events)


def tell(connection: Connection, row: Row[Any], kind: str, *, now: datetime) -> None:
    """Tell of a session that there is no payment of (yet): started, abandoned."""
    data: Data = {
        "intent": "", "session": row.session or "", "minor": row.minor, "currency": row.currency,
        "method": "", "code": "", "refunded": 0, "due_by": "",
    }  # fmt: skip
    append_events(connection, row.office, [_event(kind, row.doc, row, data)], now=now)


def of_docs(connection: Connection, office: str, identifiers: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the payments of documents, oldest first."""
    place = (payment.c.office == office) & payment.c.doc.in_(identifiers)
    return connection.execute(select(payment).where(place).order_by(payment.c.at, payment.c.intent)).all()


def states_of(connection: Connection, row: Row[Any]) -> frozenset[str]:
    """Return the states of what was paid in a session."""
    place = (payment.c.office == row.office) & (payment.c.session == row.session)
    return frozenset(connection.scalars(select(payment.c.state).where(place)))


def unsettled(connection: Connection, office: str, *, now: datetime) -> Sequence[str]:
    """Return the payments that can still become something else by themselves."""
    waits = (payment.c.state == "processing") | payment.c.is_disputed | (payment.c.refunding_minor > 0)
    tried = payment.c.state.in_(("open", "failed")) & (payment.c.changed_at >= micros(now - _MAY_BE_TRIED_AGAIN))
    place = (payment.c.office == office) & (payment.c.changed_at >= micros(now - _MAY_TAKE)) & or_(waits, tried)
    return [str(each) for each in connection.scalars(select(payment.c.intent).where(place))]


def _keep(
    connection: Connection,
    office: str,
    charge: Charge,
    row: Row[Any] | None,
    new: dict[str, Any],
    events: Sequence[NewEvent],
    *,
    now: datetime,
) -> None:
    held = _held(connection, office, charge.intent)
    places = _told(connection, office, events, now=now)
    values = new | {"sequence": max(places.values(), default=0), "changed_at": micros(now)}
    if "payment.succeeded" in places:
        arrived = next(each for each in events if each.kind == "payment.succeeded")
        values |= {"paid_at": places["payment.succeeded"], "paid_event": arrived.id}
    if held is None:
        first = {
            "office": office, "intent": charge.intent, "doc": charge.doc, "paid_at": None, "paid_event": "",
            **_bound(row, charge),
        }  # fmt: skip
        connection.execute(insert(payment).values(**first | values))
    else:
        connection.execute(_at(office, charge.intent).values(**values))
    if not events:
        return
    docs.know(connection, office, charge.doc)
    place = (doc.c.office == office) & (doc.c.id == charge.doc)
    connection.execute(update(doc).where(place).values(charged=values["sequence"]))
    if charge.state in ARRIVED:
        _settle(connection, office, charge, row)
    docs.raise_revs(connection, office, charge.doc)


def _bound(row: Row[Any] | None, charge: Charge) -> dict[str, Any]:
    if row is None or (row.currency, row.minor) != (charge.currency, charge.minor):
        return {"session": row.session or "" if row is not None else "", "balance_minor": None, "settles": False}
    settles = row.minor == row.balance_minor
    return {"session": row.session or "", "balance_minor": row.balance_minor, "settles": settles}


def _settle(connection: Connection, office: str, charge: Charge, row: Row[Any] | None) -> None:
    """A document that was paid in full is a record now; a put that says open makes it live again."""
    if row is None or row.minor != row.balance_minor or charge.minor != row.minor or charge.refunded_minor:
        return
    payable = connection.scalar(select(doc.c.payable).where(doc.c.office == office, doc.c.id == charge.doc))
    if payable == row.payable:
        place = (link.c.office == office) & (link.c.doc == charge.doc) & (link.c.state == "open")
        connection.execute(update(link).where(place).values(state="settled"))


def _told(connection: Connection, office: str, events: Sequence[NewEvent], *, now: datetime) -> dict[str, int]:
    """Append ``events`` and return the place of each by its kind."""
    if not events:
        return {}
    last = append_events(connection, office, events, now=now)
    return {each.kind: last - len(events) + 1 + at for at, each in enumerate(events)}


def _event(kind: str, identifier: str, row: Row[Any] | None, data: Data) -> NewEvent:
    event = str(uuid7())
    body = EventBody(id=event, kind=kind, doc=identifier, data=data)
    return NewEvent(event, row.lookup if row is not None else None, kind, "", sealed=False, blob=canonical(body))


def _is_known(connection: Connection, office: str, identifier: str) -> bool:
    """Tell whether the office published the document, or a session was opened for it behind its customer's link."""
    published = select(doc.c.id).where(doc.c.office == office, doc.c.id == identifier)
    opened = select(checkout.c.id).where(checkout.c.office == office, checkout.c.doc == identifier).limit(1)
    return connection.scalar(published) is not None or connection.scalar(opened) is not None


def _held(connection: Connection, office: str, intent: str) -> Row[Any] | None:
    place = (payment.c.office == office) & (payment.c.intent == intent)
    return connection.execute(select(payment).where(place)).one_or_none()


def _at(office: str, intent: str) -> Any:
    return update(payment).where(payment.c.office == office, payment.c.intent == intent)
