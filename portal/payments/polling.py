"""Without webhooks nothing is lost: Stripe's lists are read in turns, stale sessions are ended. All of it blocks."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row

from billing.charges import Unreadable
from billing.errors import Refused, Unavailable
from portal.database import StoreUnavailable
from portal.instants import instant, micros
from portal.payments import accounts, booking, checkouts
from portal.payments.ports import Account
from portal.payments.syncing import Till

WITH_WEBHOOK = 15 * 60  # seconds between two reads of Stripe's lists
WITHOUT = 60
_OVERLAP = timedelta(hours=1)  # Stripe's lists may lag, and its clock may differ
_AT_ONCE = 50

log = logging.getLogger("portal")


def work(till: Till) -> list[str]:
    """Do what is due; return the offices that may have news. Raises StoreUnavailable."""
    return [*close_stale(till), *poll(till)]


def poll(till: Till) -> list[str]:
    """Read the lists of each account that is due, one worker each; return whose were read. Raises StoreUnavailable."""
    with till.database.read() as connection:
        if not accounts.due(connection, now=till.clock(), with_webhook=WITH_WEBHOOK, without=WITHOUT):
            return []
    with till.database.write() as connection:
        due = accounts.lease(connection, now=till.clock(), with_webhook=WITH_WEBHOOK, without=WITHOUT)
    for row in due:
        began = till.clock()
        is_read = _is_read(till, row.office, instant(row.polled_at) - _OVERLAP)
        with till.database.write() as connection:
            accounts.release(connection, row.office, micros(began) if is_read else None)
    return [row.office for row in due]


def close_stale(till: Till) -> list[str]:
    """End stale sessions at Stripe; what Stripe does not answer is tried again later. Raises StoreUnavailable."""
    with till.database.read() as connection:
        rows = checkouts.to_close(connection, now=till.clock(), most=_AT_ONCE)
        removed = accounts.any_removed(connection)
    for row in rows:
        _close(till, row)
    if removed:
        with till.database.write() as connection:
            accounts.forget_removed(connection, now=till.clock())
    return [row.office for row in rows]


def read_account(till: Till, account: Account, since: datetime) -> None:
    """Read all that may have changed since: what was made, given back or disputed, and what was not settled.

    Raises StripeSilent, KeyRefused, Unreadable, StoreUnavailable.
    """
    with till.database.read() as connection:
        sessions = checkouts.open_ones(connection, account.office)
        waiting = booking.unsettled(connection, account.office, now=till.clock())
    all_read = _read_each(partial(till.session, account), sessions)
    listed = till.asked(account, lambda: list(till.stripe(account).touched(since)))
    all_read &= _read_each(partial(till.payment, account), filter(None, dict.fromkeys([*waiting, *listed])))
    if not all_read:
        raise Unreadable


def _read_each(read: Callable[[str], object], names: Iterable[str]) -> bool:
    """Read each; False where one was unreadable, which keeps no other from being read. Raises what else it raises."""
    all_read = True
    for name in names:
        try:
            read(name)
        except Unreadable:
            all_read = False
    return all_read


def _is_read(till: Till, office: str, since: datetime) -> bool:
    try:
        read_account(till, till.account(office), since)
    except StoreUnavailable:
        raise
    except (Unavailable, Refused) as error:
        log.warning("%s", error)
        return False
    return True


def _close(till: Till, row: Row[Any]) -> None:
    try:
        till.close(till.account(row.office, removed=True), row)
    except StoreUnavailable:
        raise
    except Unavailable as error:
        log.warning("%s", error)
        with till.database.write() as connection:
            checkouts.try_later(connection, row, now=till.clock())
    except Refused:  # no such session, or no account any more: there is nothing to end
        with till.database.write() as connection:
            checkouts.end(connection, row.id)
    till.forget_former(row.office)
