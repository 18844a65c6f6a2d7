"""From a press of *Pay* to the address of Stripe's page: one open session a document, bound to what was seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from billing.charges import DOC, OFFICE
from billing.stripe_amounts import to_stripe
from portal.payments import booking, checkouts
from portal.payments.checkouts import Bid
from portal.payments.ports import KEY_WAS_USED, Account, Order, Payments, Session, StripeBroke, StripeRefused
from portal.payments.syncing import CHECKOUT, Till
from portal.store.offices import locked_office

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of a press. ``open``: ``url`` leads on, ``back`` is the hashed nonce of the way back.

    ``paid``: somebody has paid in it already; ``moved``: what was seen is not so any more.
    """

    kind: Literal["open", "paid", "moved"]
    url: str = ""
    back: str = ""


_MOVED = Opening("moved")


def open_session(
    till: Till, bid: Bid, *, title: str, language: str, mail_to: str, back: Callable[[str], str]
) -> Opening:
    """Return the one open session of the document; blocks. ``back`` makes an address of a nonce, ``mail_to`` gets
    Stripe's receipt.

    Raises NotPayable, NoAccount, StripeSilent, KeyRefused, StripeRefused, StoreUnavailable; then nothing is half done:
    another press goes on with the same key.
    """
    account = till.account(bid.office)
    amount = to_stripe(bid.minor, bid.currency)

    def order(row: Row[Any]) -> Order:
        metadata = {OFFICE: bid.office, DOC: bid.doc, CHECKOUT: row.id}
        address = back(till.vault.nonce(row.id))
        return Order(row.id, title, amount, bid.currency.lower(), language, address, mail_to, metadata)

    for _ in range(_ROUNDS):
        rows = _rows(till, bid)
        if any(_was_paid(till, account, row) for row in rows if not _is_current(row, bid)):
            return Opening("paid")
        row = next((each for each in rows if _is_current(each, bid)), None) or _added(till, account, bid)
        if row is None:
            continue
        asked = order(row)
        session = _at_stripe(till, account, row, asked)
        if session is None or session.status == "expired":
            continue
        if session.status != "open" or (session.back != asked.back and _was_paid(till, account, row)):
            return Opening("paid")
        if (
            session.back != asked.back
        ):  # made for another name of this portal, by whoever sent that: nobody is led there
            continue
        if _named(till, row, session):
            return Opening("open", session.url, row.back)
        return _MOVED
    return _MOVED


def _is_current(row: Row[Any], bid: Bid) -> bool:
    return row.state == "open" and bid.fits(row)


def _rows(till: Till, bid: Bid) -> list[Row[Any]]:
    with till.database.read() as connection:
        return list(checkouts.of_doc(connection, bid.office, bid.doc))


def _was_paid(till: Till, account: Account, row: Row[Any]) -> bool:
    """End a stale session; True where it turns out that somebody paid in it."""
    if row.session is None:
        with till.database.write() as connection:
            checkouts.end(connection, row.id)
        return False
    try:
        return till.close(account, row).status == "complete"
    except StripeRefused:  # Stripe does not know it (any more)
        with till.database.write() as connection:
            checkouts.end(connection, row.id)
        return False


def _added(till: Till, account: Account, bid: Bid) -> Row[Any] | None:
    """Write a session down, or None where another press did so meanwhile."""
    with till.database.write() as connection:
        locked_office(connection, bid.office)
        if checkouts.of_doc(connection, bid.office, bid.doc):
            return None
        return checkouts.add(connection, bid, till.vault, livemode=account.livemode, now=till.clock())


def _at_stripe(till: Till, account: Account, row: Row[Any], order: Order) -> Session | None:
    """Return the session as Stripe has it, made now if need be; None where this one cannot be used any more."""
    stripe: Payments = till.stripe(account)
    if row.session is not None:
        return till.session(account, row.session)
    try:
        session: Session = till.asked(account, lambda: stripe.create(order))
    except (StripeRefused, StripeBroke) as error:  # if there is a session all the same, nobody knows its address
        with till.database.write() as connection:
            checkouts.end(connection, row.id)
        if isinstance(error, StripeRefused) and error.code == KEY_WAS_USED:
            return None
        raise
    return session


def _named(till: Till, row: Row[Any], session: Session) -> bool:
    """Note the session and tell that it was started; False where it has become stale since it was written down."""
    with till.database.write() as connection:
        locked_office(connection, row.office)
        first = checkouts.name(connection, row.id, session.id)
        known = checkouts.find(connection, row.office, identifier=row.id)
        assert known is not None
        if known.state != "open":
            checkouts.close_again(connection, known.id, now=till.clock())
            return False
        checkouts.lengthen(connection, row.id, now=till.clock())
        if first:
            booking.tell(connection, known, "payment.started", now=till.clock())
    return True
