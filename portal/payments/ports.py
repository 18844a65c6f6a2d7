"""What this portal asks of Stripe, as a protocol: one file speaks to the SDK, everything else to this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from billing.errors import Refused, Unavailable

Object = Mapping[str, Any]
KEY_WAS_USED = "idempotency_error"  # for a session that was asked for in other words


class StripeSilent(Unavailable):
    """Stripe could not be asked, is busy, or answered what cannot be read; asking again later is right."""

    def __init__(self) -> None:
        super().__init__("Stripe does not answer. Nothing was changed. It is asked again later.")


class StripeBroke(StripeSilent):
    """Stripe failed while it did what was asked, and will say so again under the same idempotency key."""


class KeyRefused(Unavailable):
    """Stripe does not take the office's key (any more), or the key may not do this."""

    def __init__(self) -> None:
        super().__init__("Stripe refused the key. Nothing was changed. Enter a working key on the desktop.")


class StripeRefused(Refused):
    """Stripe says no to this very request; ``code`` is its word for why, "" where it has none."""

    def __init__(self, code: str) -> None:
        super().__init__("Stripe refused the request. Nothing was changed.")
        self.code = code


class NotSigned(Refused):
    """A call to the webhook that Stripe did not sign with this office's secret, or not lately; nothing was read."""

    def __init__(self) -> None:
        super().__init__("The call is not signed by Stripe. Nothing was read.")


@dataclass(frozen=True, slots=True)
class Account:
    """An office's account. Its repr shows no secret. ``is_former``: it was replaced, and only ends what it began."""

    office: str
    name: str
    livemode: bool
    key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a session is made of: ``amount`` as Stripe counts, ``currency`` as it spells, ``back`` the way back;
    ``mail_to`` gets Stripe's own receipt, "" for nobody.
    """

    key: str
    title: str
    amount: int
    currency: str
    language: str
    back: str = field(repr=False)
    mail_to: str = field(default="", repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout session as Stripe has it: open (with ``url``), complete or expired; ``intent`` once there is one.

    ``back`` is where it leads whoever has paid.
    """

    id: str
    status: str
    url: str = field(repr=False)
    intent: str
    metadata: Mapping[str, str]
    back: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A payment with all that belongs to it, as plain objects in Stripe's shape."""

    intent: Object
    refunds: Sequence[Object] = ()
    disputes: Sequence[Object] = ()


class Payments(Protocol):
    """Every method blocks, and raises StripeSilent, KeyRefused, StripeRefused."""

    def create(self, order: Order) -> Session:
        """Return a new session, or the one that ``order.key`` made before."""

    def session(self, identifier: str) -> Session:
        """Return a session as it is now."""

    def expire(self, identifier: str) -> Session:
        """End an open session and return it; one that has ended already is returned as it is."""

    def payment(self, intent: str) -> Found:
        """Return a payment with its refunds and disputes as they are now."""

    def touched(self, since: datetime) -> Iterator[str]:
        """Yield the ids of payments that were made, given back or disputed since."""

    def event(self, body: bytes, signature: str) -> Object:
        """Return a webhook's event once its signature is proven. Raises NotSigned."""
