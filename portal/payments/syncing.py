"""Reading from Stripe what became of a payment or a session, and keeping it. Everything here blocks: for a thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from billing.charges import Unreadable, charge_of
from billing.errors import Refused
from billing.sealing import Unsealable
from portal.database import Database
from portal.instants import Clock
from portal.payments import accounts, booking, checkouts
from portal.payments.ports import Account, KeyRefused, Payments, Session, StripeRefused, StripeSilent
from portal.payments.vault import Vault

CHECKOUT = "counterfoil_checkout"  # in the metadata beside office and doc: our id of the session
PaymentsOf = Callable[[Account], Payments]


class NoAccount(Refused):
    """The office takes no payments here."""

    def __init__(self) -> None:
        super().__init__("This office takes no payments online.")


@dataclass(frozen=True)
class Till:
    """One portal's payments: its store, its key for secrets, the way to Stripe. Who calls it rings the office's bell.

    Reads of one office are kept in order, so that an older answer of Stripe never follows a newer one in one process.
    """

    database: Database
    vault: Vault
    clock: Clock
    payments_of: PaymentsOf
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    def account(self, office: str, *, removed: bool = False) -> Account:
        """Return the office's account. Raises NoAccount."""
        try:
            with self.database.read() as connection:
                found = accounts.find(connection, office, self.vault, removed=removed)
        except Unsealable as error:  # sealed under another portal.key: the office has to enter its key anew
            self._note(office, accounts.KEY_TROUBLE)
            raise NoAccount from error
        if found is None:
            raise NoAccount
        return found

    def former(self, office: str) -> Account | None:
        """Return the account before, as long as sessions of it may be open."""
        try:
            with self.database.read() as connection:
                return accounts.former(connection, office, self.vault)
        except Unsealable:
            return None

    def forget_former(self, office: str) -> None:
        """Drop the key of the account before where nothing waits for it."""
        with self.database.write() as connection:
            accounts.forget_former(connection, office, self.vault)

    def stripe(self, account: Account) -> Payments:
        """Return the way to the account."""
        return self.payments_of(account)

    def asked(self, account: Account, call: Callable[[], Any]) -> Any:
        """Return what ``call`` to Stripe returns; whether the key works is remembered, but for an account before.

        Raises what it raises.
        """
        try:
            found = call()
        except KeyRefused:
            if not account.is_former:
                self._note(account.office, accounts.KEY_TROUBLE)
            raise
        if not account.is_former:
            self._note(account.office, "")
        return found

    def payment(self, account: Account, intent: str) -> None:
        """Read a payment again and keep what became of it.

        What is another's, unknown here, or in an amount that no currency has, touches nothing.
        Raises StripeSilent, KeyRefused, Unreadable, StoreUnavailable.
        """
        with self._locks.setdefault(account.office, threading.Lock()):
            try:
                found = self.asked(account, lambda: self.stripe(account).payment(intent))
                charge = charge_of(found.intent, found.refunds, found.disputes)
            except Unreadable:
                raise
            except Refused:
                return
            if charge.livemode != account.livemode:
                return
            made_by = (found.intent.get("metadata") or {}).get(CHECKOUT, "")
            with self.database.write() as connection:
                booking.record(connection, account.office, charge, made_by=made_by, now=self.clock())

    def session(self, account: Account, identifier: str) -> Session | None:
        """Read a session again and keep what became of it; None where Stripe lacks it. Raises as ``payment``."""
        try:
            session: Session = self.asked(account, lambda: self.stripe(account).session(identifier))
        except StripeRefused:  # of another account, or long gone
            self._forget(account.office, identifier)
            return None
        self.keep(account, session)
        return session

    def keep(self, account: Account, session: Session) -> None:
        """Keep what a session says that was just read: its payment first, then that it has ended."""
        if session.intent:
            self.payment(account, session.intent)
        if session.status != "open":
            self.ended(account.office, session)

    def ended(self, office: str, session: Session) -> None:
        """Note that a session has ended; one that nobody paid in is told as abandoned, once."""
        with self.database.write() as connection:
            row = checkouts.find(connection, office, session=session.id)
            if row is None or not checkouts.end(connection, row.id):
                return
            if session.status == "expired":
                booking.tell(connection, row, "payment.abandoned", now=self.clock())

    def close(self, account: Account, row: Row[Any]) -> Session:
        """End a stale session at Stripe, in the account before where it was opened there, and keep what became of it.

        Raises as ``payment``, and StripeRefused.
        """
        former = self.former(account.office)
        if former is not None:
            try:
                return self._ended_at(former, row)
            except (KeyRefused, StripeRefused):  # that key is of no use any more, or it was opened with this account
                pass
        return self._ended_at(account, row)

    def _ended_at(self, account: Account, row: Row[Any]) -> Session:
        session: Session = self.asked(account, lambda: self.stripe(account).expire(row.session))
        self.keep(account, session)
        return session

    def _forget(self, office: str, session: str) -> None:
        with self.database.write() as connection:
            row = checkouts.find(connection, office, session=session)
            if row is not None:
                checkouts.end(connection, row.id)

    def _note(self, office: str, trouble: str) -> None:
        with self.database.read() as connection:
            known = accounts.info(connection, office)
        if known is not None and (known.state == "needs_attention") != bool(trouble):
            with self.database.write() as connection:
                accounts.note_trouble(connection, office, trouble)


__all__ = ["CHECKOUT", "KeyRefused", "NoAccount", "StripeSilent", "Till"]
