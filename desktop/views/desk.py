"""What every view works with: the runner, the exchange, the clock, and the doors that the program hands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from desktop.system.clock import today
from desktop.views.memory import Memory
from desktop.views.threads import Runner, SyncThread

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtCore import SignalInstance

    from billing.charges import Charge
    from billing.crediting import CreditWish
    from billing.wire import PaymentsInfo
    from desktop.queries.rows import OfficeRow
    from desktop.services.assisting.proposing import Decided
    from desktop.services.connection import PortalFound
    from desktop.services.converting import RenewedQuote
    from desktop.services.issuing import IssuedNumber
    from desktop.services.mailing.account import AccountValues
    from desktop.services.online.account import StripeFound
    from desktop.services.texting.account import TextAccountValues
    from desktop.services.verifying import BooksReport, GoOn
    from desktop.views.threads import Session


class IssueDoor(Protocol):
    """Issues a draft today; ``earlier_date_confirmed``: a person has said that its date may fall."""

    def __call__(
        self, session: Session, document_id: UUID, *, earlier_date_confirmed: bool = False
    ) -> IssuedNumber: ...


class CreditDoor(Protocol):
    """Issues a credit note today; ``earlier_date_confirmed`` as for issuing."""

    def __call__(
        self,
        session: Session,
        invoice_id: UUID,
        wishes: Sequence[CreditWish],
        why: str,
        *,
        earlier_date_confirmed: bool = False,
    ) -> IssuedNumber: ...


class WithdrawDoor(Protocol):
    """Withdraws a document today; ``earlier_date_confirmed`` is said of the credit note that comes with it."""

    def __call__(
        self, session: Session, document_id: UUID, why: str, *, earlier_date_confirmed: bool = False
    ) -> IssuedNumber | None: ...


class StripeDoor(Protocol):
    """Stripe as Settings opens it; every call is *blocking*, and none returns a key.

    ``check`` asks Stripe whose key it is (None: the kept one) and has Stripe call the portal where it has a public
    address; ``keep`` puts key and webhook secret into the keychain, inside the transaction that notes the account;
    ``forget`` takes them out and lets Stripe call ``hook`` no more, and returns why that did not work there, or "";
    ``portal_says`` asks the portal how online payment stands there, None where it has no key; ``compare`` reads
    Stripe's list for reconciliation.
    """

    def check(self, key: str | None) -> StripeFound: ...

    def keep(self, key: str | None, found: StripeFound) -> None: ...

    def forget(self, hook: str) -> str: ...

    def portal_says(self) -> PaymentsInfo | None: ...

    def compare(self, since: datetime) -> tuple[Charge, ...]: ...


class MailDoor(Protocol):
    """The office's mail server as Settings opens it; every call is *blocking*, and none returns a password.

    ``test`` sends a message from the address to itself, with the typed password (None: the kept one); ``keep`` puts it
    into the keychain (None: leaves what is there), inside the transaction that notes the account; ``forget`` takes it
    out.
    """

    def test(self, values: AccountValues, password: str | None) -> None: ...

    def keep(self, password: str | None) -> None: ...

    def forget(self) -> None: ...


class AssistantDoor(Protocol):
    """The assistant as Settings and Approvals open it. ``called`` tells that a call was recorded.

    ``leaving`` (*blocking*) gives the tools with which something leaves the office, as (name, title); ``approve`` is a
    write op that carries out a proposal once, if it still is what was shown; ``configuration`` is what an AI client's
    settings take, with ``key`` in it; ``serve_http`` and ``stop_http`` (*blocking*) switch the port of this computer,
    ``port`` is the one that is served, 0 for none.
    """

    @property
    def called(self) -> SignalInstance: ...

    @property
    def port(self) -> int: ...

    def leaving(self) -> tuple[tuple[str, str], ...]: ...

    def approve(self, session: Session, proposal_id: UUID) -> Decided: ...

    def configuration(self, key: str) -> str: ...

    def serve_http(self, port: int) -> None: ...

    def stop_http(self) -> None: ...


class TextDoor(Protocol):
    """The office's account for text messages as Settings opens it; every call is *blocking*, and none returns a token.

    ``check`` asks Twilio whose account it is, with the typed token (None: the kept one); ``keep`` puts it into the
    keychain (None: leaves what is there), inside the transaction that notes the account; ``forget`` takes it out.
    """

    def check(self, values: TextAccountValues, token: str | None) -> str: ...

    def keep(self, token: str | None) -> None: ...

    def forget(self) -> None: ...


@dataclass
class Desk:
    """Handed to every view; only ``office`` changes, when a person changes it in Settings. Callables marked
    *blocking* run on the runner's lanes only.

    ``pdf`` (blocking) reads an archived PDF by SHA-256; ``issue``, ``credit``, ``withdraw`` and ``renew`` are write ops
    that issue something today, credits and withdrawals with their reason, a quote's next revision with its last day;
    ``test_portal`` (blocking) asks an address with a key (None: the stored one) who answers; ``store_key`` (blocking)
    keeps the key in the keychain; ``stripe`` is the door to online payment, ``mail`` to the mail server, ``text`` to
    text messages, ``assistant`` to AI clients; ``backup`` (blocking) writes a verified copy of the books; ``verify``
    (blocking) checks that everything is as it was issued. ``memory`` is what the person arranged on this computer.
    """

    runner: Runner
    sync: SyncThread
    office: OfficeRow
    now: Callable[[], datetime]
    pdf: Callable[[str], bytes]
    keep: Callable[[bytes], str]
    issue: IssueDoor
    credit: CreditDoor
    withdraw: WithdrawDoor
    renew: Callable[[Session, UUID, date], RenewedQuote]
    test_portal: Callable[[str, str | None], PortalFound]
    store_key: Callable[[str], None]
    stripe: StripeDoor
    mail: MailDoor
    assistant: AssistantDoor
    text: TextDoor
    backup: Callable[[Path], None]
    verify: Callable[[GoOn], BooksReport]
    memory: Memory

    def today(self) -> date:
        """Return today's calendar date in the office's time zone."""
        return today(self.office.time_zone, self.now())
