"""The Stripe account of these books: set up, changed, taken away; the key itself is in the keychain only."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Office, OnlineCharge, PortalState, StripeAccount
from desktop.services import outbox
from desktop.services.online.rules import publish_open_invoices

_KEY = re.compile(r"(sk|rk)_(test|live)_[0-9A-Za-z_]{8,240}")


class WrongKindOfKey(Refused):
    """What was pasted is no key that the office's own programs may use."""


class NoKeyHere(Refused):
    """The books know an account, and this computer's keychain has no key for it."""

    def __init__(self) -> None:
        super().__init__(
            "This computer's keychain has no Stripe key. Nothing was changed. Customers can pay as before; "
            "paste a key in Settings, Payments, and what was paid is booked."
        )


class NeedsPortal(Refused):
    """Customers pay on their page, and pages are at the portal."""

    def __init__(self) -> None:
        super().__init__(
            "No portal is set up, so there is no page to pay on. Nothing was changed. Set up Portal first."
        )


@dataclass(frozen=True, slots=True)
class StripeFound:
    """What a check of a key brought to light. ``hook`` is the address that Stripe calls now, "" for none."""

    account: str
    name: str
    currency: str
    livemode: bool
    hint: str
    hook: str = ""
    secret: str = field(default="", repr=False)


def check_key_kind(key: str, *, practice: bool) -> str:
    """Return ``key`` without blanks around it; ``practice``: the portal or the books are there to try things.

    Raises WrongKindOfKey, whose sentence says what was pasted and what is wanted.
    """
    plain = key.strip()
    kind = plain[:3]
    if kind == "pk_":
        raise WrongKindOfKey(
            "This is a publishable key, which can take no payment. Nothing was changed. "
            "Paste the secret or a restricted key: it begins with sk_ or rk_."
        )
    if plain.startswith("whsec_"):
        raise WrongKindOfKey(
            "This is the secret of a webhook. The app makes that itself. Nothing was changed. "
            "Paste the secret or a restricted key: it begins with sk_ or rk_."
        )
    if not _KEY.fullmatch(plain):
        raise WrongKindOfKey(
            "This is no key of Stripe. Nothing was changed. In Stripe, open Developers, API keys, and copy one that "
            "begins with sk_ or rk_."
        )
    if practice and "_live_" in plain:
        raise WrongKindOfKey(
            "This is a live key, and this is practice: real money would move. Nothing was changed. "
            "Paste a test key: it has _test_ in it."
        )
    return plain


def connect_stripe(session: Session, found: StripeFound, *, at: datetime) -> None:
    """Let customers pay into the account that was found. Raises NeedsPortal.

    The page of every open invoice follows, unless the account is the one of before: a test of its key interrupts
    nobody who is paying.
    """
    if not session.scalars(select(PortalState.address)).one():
        raise NeedsPortal
    row = session.scalars(select(StripeAccount)).one_or_none()
    if row is None:
        row = StripeAccount(connected_at=at)
        session.add(row)
    is_new = (row.account, row.livemode) != (found.account, found.livemode)
    row.account, row.name, row.currency = found.account, found.name[:200], found.currency
    row.livemode, row.hint, row.hook = found.livemode, found.hint, found.hook
    row.checked_at, row.trouble = at, ""
    session.execute(update(OnlineCharge).where(OnlineCharge.problem != "").values(waits=True, problem=""))
    session.flush()
    outbox.queue_payments(session, at=at)
    if is_new:
        publish_open_invoices(session, at=at)


def remove_stripe(session: Session, *, at: datetime) -> str:
    """Let nobody pay online any more, and return the address that Stripe is still to be told to call no more, or "".

    What was paid stays in the books, and what is being checked waits for a key.
    """
    hook = session.scalars(select(StripeAccount.hook)).one_or_none() or ""
    session.execute(delete(StripeAccount))
    session.flush()
    outbox.queue_payments(session, at=at)
    publish_open_invoices(session, at=at)
    return hook


def note_stripe_trouble(session: Session, why: str, *, at: datetime) -> None:
    """Remember what only a person can end, or ``""`` that all is well again."""
    session.execute(update(StripeAccount).values(trouble=why, checked_at=at))


def is_practice(session: Session) -> bool:
    """Tell whether these books or their portal are there to try things."""
    demo = session.scalars(select(Office.demo)).one()
    return demo or session.scalars(select(PortalState.practice)).one()
