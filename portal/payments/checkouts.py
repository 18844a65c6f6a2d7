"""Checkout sessions in the store: at most one open per document, whichever of its links was used."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update
from uuid_utils.compat import uuid7

from portal.instants import SECOND, micros
from portal.payments.vault import Vault
from portal.tables import checkout

HOUR = 3_600
_LONGEST_WAIT = 600  # seconds between two tries to close a session


@dataclass(frozen=True, slots=True)
class Bid:
    """One press of *Pay*: what was seen and is to be paid, in minor units of ``currency``."""

    office: str
    doc: str
    lookup: str = field(repr=False)
    payable: str
    currency: str
    minor: int
    balance_minor: int

    def fits(self, row: Row[Any]) -> bool:
        """Tell whether a session was made for exactly this."""
        return (row.payable, row.currency, row.minor, row.balance_minor) == (
            self.payable, self.currency, self.minor, self.balance_minor,
        )  # fmt: skip


def of_doc(connection: Connection, office: str, doc: str) -> Sequence[Row[Any]]:
    """Return the sessions of a document that may still be open at Stripe, the newest first."""
    place = (checkout.c.office == office) & (checkout.c.doc == doc) & (checkout.c.state != "done")
    return connection.execute(select(checkout).where(place).order_by(checkout.c.at.desc())).all()


def add(connection: Connection, bid: Bid, vault: Vault, *, livemode: bool, now: datetime) -> Row[Any]:
    """Write a session down before Stripe is asked for it: its id is the idempotency key. Needs the office's lock."""
    identifier, at = str(uuid7()), micros(now)
    connection.execute(
        insert(checkout).values(
            id=identifier,
            office=bid.office,
            doc=bid.doc,
            lookup=bid.lookup,
            payable=bid.payable,
            currency=bid.currency,
            minor=bid.minor,
            balance_minor=bid.balance_minor,
            livemode=livemode,
            session=None,
            state="open",
            back=hashed(vault.nonce(identifier)),
            back_until=at + HOUR * SECOND,
            at=at,
            tries=0,
            next_at=0,
        )
    )
    return connection.execute(select(checkout).where(checkout.c.id == identifier)).one()


def hashed(nonce: str) -> str:
    """Return what the store keeps of a nonce."""
    return sha256(nonce.encode()).hexdigest()


def name(connection: Connection, identifier: str, session: str) -> bool:
    """Note what Stripe calls the session; False where that is known."""
    place = (checkout.c.id == identifier) & checkout.c.session.is_(None)
    return connection.execute(update(checkout).where(place).values(session=session)).rowcount == 1


def lengthen(connection: Connection, identifier: str, *, now: datetime) -> None:
    """Let the return address be good for an hour from now."""
    values = {"back_until": micros(now) + HOUR * SECOND}
    connection.execute(update(checkout).where(checkout.c.id == identifier).values(**values))


def end(connection: Connection, identifier: str) -> bool:
    """Note that the session has ended at Stripe, however; False where that is known."""
    place = (checkout.c.id == identifier) & (checkout.c.state != "done")
    return connection.execute(update(checkout).where(place).values(state="done")).rowcount == 1


def close_again(connection: Connection, identifier: str, *, now: datetime) -> None:
    """The session has become stale while Stripe was asked for it: a job ends it."""
    values = {"state": "closing", "tries": 0, "next_at": micros(now)}
    connection.execute(update(checkout).where(checkout.c.id == identifier).values(**values))


def find(connection: Connection, office: str, *, identifier: str = "", session: str = "") -> Row[Any] | None:
    """Return the office's session by our id of it or by Stripe's."""
    which = checkout.c.id == identifier if identifier else checkout.c.session == session
    return connection.execute(select(checkout).where(checkout.c.office == office, which).limit(1)).one_or_none()


def by_back(connection: Connection, back: str) -> Row[Any] | None:
    """Return the session whose return address has the hashed nonce ``back``."""
    return connection.execute(select(checkout).where(checkout.c.back == back)).one_or_none()


def by_id(connection: Connection, identifier: str) -> Row[Any] | None:
    """Return the session that we call so."""
    return connection.execute(select(checkout).where(checkout.c.id == identifier)).one_or_none()


def close_doc(connection: Connection, office: str, doc: str, *, now: datetime) -> None:
    """What was open for the document is stale: a job ends it at Stripe."""
    _close(connection, (checkout.c.office == office) & (checkout.c.doc == doc), now)


def close_link(connection: Connection, office: str, lookup: str, doc: str | None, *, now: datetime) -> None:
    """A link has ended: what was opened behind it, or for its document, is stale."""
    of_link = or_(checkout.c.lookup == lookup, checkout.c.doc == doc) if doc else checkout.c.lookup == lookup
    _close(connection, (checkout.c.office == office) & of_link, now)


def close_all(connection: Connection, office: str, *, now: datetime) -> None:
    """The office takes no payments any more."""
    _close(connection, checkout.c.office == office, now)


def forget_open(connection: Connection, office: str) -> None:
    """The key that could end them cannot be read any more."""
    place = (checkout.c.office == office) & (checkout.c.state != "done")
    connection.execute(update(checkout).where(place).values(state="done"))


def to_close(connection: Connection, *, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Return the sessions that a job has to end at Stripe now, also where the clock was set back since."""
    at = micros(now)
    is_due = or_(checkout.c.next_at <= at, checkout.c.next_at > at + _LONGEST_WAIT * SECOND)
    place = (checkout.c.state == "closing") & is_due
    return connection.execute(select(checkout).where(place).order_by(checkout.c.next_at).limit(most)).all()


def try_later(connection: Connection, row: Row[Any], *, now: datetime) -> None:
    """Stripe did not answer: again in a moment, each time a longer one."""
    wait = min(2**row.tries, _LONGEST_WAIT)
    values = {"tries": row.tries + 1, "next_at": micros(now) + wait * SECOND}
    connection.execute(update(checkout).where(checkout.c.id == row.id).values(**values))


def open_ones(connection: Connection, office: str) -> Sequence[str]:
    """Return what Stripe calls the office's sessions that nothing waits to end."""
    place = (checkout.c.office == office) & (checkout.c.state == "open") & checkout.c.session.is_not(None)
    return [str(each) for each in connection.scalars(select(checkout.c.session).where(place))]


def _close(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """One that Stripe was never asked for, or whose answer nobody has seen, has an address that nobody knows."""
    stale = which & (checkout.c.state == "open")
    connection.execute(update(checkout).where(stale, checkout.c.session.is_(None)).values(state="done"))
    connection.execute(update(checkout).where(stale).values(state="closing", tries=0, next_at=micros(now)))
