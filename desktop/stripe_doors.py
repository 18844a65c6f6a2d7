"""Stripe as the program hands it to views and exchange: the keychain, the SDK's port and the books put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop.system.practice import practice_stripe
from desktop.system.secret import KeychainSecret, Secret

if TYPE_CHECKING:
    from datetime import datetime

    from billing.charges import Charge
    from billing.wire import Batch, PaymentsInfo
    from desktop.database import Database
    from desktop.payments.port import StripePort
    from desktop.services.online.account import StripeFound


def kept_secrets(books: Callable[[], str]) -> tuple[Secret, Secret]:
    """Return where the keychain keeps Stripe's key and the secret of its webhook."""
    return KeychainSecret(books, "stripe"), KeychainSecret(books, "stripe-hook")


class StripeDoors:
    """Everything here blocks. ``portal`` gives the portal's address and key, "" and None where there is none."""

    def __init__(
        self, key: Secret, secret: Secret, books: Callable[[], Database], portal: Callable[[], tuple[str, str | None]]
    ) -> None:
        self._key = key
        self._secret = secret
        self._books = books
        self._portal = portal

    def open(self) -> StripePort | None:
        """Return the port with the kept key, or None where there is none. Raises NoKeychain, NotLoopback."""
        key = self._key.read()
        return self._port(key) if key else None

    def fill(self, batch: Batch) -> Batch:
        """Return ``batch`` with the secrets that it lacks. Raises NoKeychain."""
        from desktop.sync.stripe_setup import with_secrets

        return with_secrets(batch, self._key.read, self._secret.read)

    def check(self, key: str | None) -> StripeFound:
        """See ``views.desk.StripeDoor``. Raises Unavailable and what the port refuses."""
        from desktop.queries.stripe_settings import hook_address
        from desktop.services.online.account import NoKeyHere, check_key_kind, is_practice
        from desktop.sync.stripe_setup import set_up

        with self._books().read() as session:
            practice = is_practice(session)
        pasted = key if key is not None else self._key.read()
        if pasted is None:
            raise NoKeyHere
        known = check_key_kind(pasted, practice=practice)
        with self._port(known) as port:
            has_secret = self._secret.read() is not None
            return set_up(port, known, hook_address(*self._hook_parts()), has_secret=has_secret)

    def keep(self, key: str | None, found: StripeFound) -> None:
        """See ``views.desk.StripeDoor``. Raises NoKeychain."""
        if key is not None:
            self._key.store(key.strip())
        if found.secret:
            self._secret.store(found.secret)
        elif not found.hook:
            self._secret.forget()

    def forget(self, hook: str) -> str:
        """See ``views.desk.StripeDoor``. Raises NoKeychain."""
        from billing.errors import Refused, Unavailable

        why = ""
        try:
            port = self.open() if hook else None
            if port is not None:
                with port:
                    port.remove_webhooks(hook)
        except (Refused, Unavailable) as error:
            why = str(error)
        self._key.forget()
        self._secret.forget()
        return why

    def portal_says(self) -> PaymentsInfo | None:
        """See ``views.desk.StripeDoor``. Raises Unavailable and what the portal refuses."""
        from desktop.sync.probe import payments_at

        address, key = self._portal()
        return payments_at(address, key) if key else None

    def compare(self, since: datetime) -> tuple[Charge, ...]:
        """See ``views.desk.StripeDoor``. Raises Unavailable and what the port refuses."""
        from desktop.payments.errors import NotAtStripe
        from desktop.queries.online import portal_office_id
        from desktop.queries.reconciling import intents_sent_back, intents_since
        from desktop.services.online.account import NoKeyHere

        with self._books().read() as session:
            office, expected = portal_office_id(session), intents_since(session, since)
            back = intents_sent_back(session)
        port = self.open()
        if port is None:
            raise NoKeyHere
        with port:
            found = [
                one if one.refunds or one.intent not in back else port.read_charge(one.intent)
                for one in port.list_charges(since, office)
            ]
            for intent in sorted(expected - {one.intent for one in found}):
                with suppress(NotAtStripe):
                    found.append(port.read_charge(intent))
        return tuple(found)

    def _hook_parts(self) -> tuple[str, str]:
        from desktop.queries.sync import portal_row

        with self._books().read() as session:
            portal = portal_row(session)
        return portal.address, portal.office

    @staticmethod
    def _port(key: str) -> StripePort:
        from desktop.payments.port import StripePort

        return StripePort(key, base=practice_stripe())
