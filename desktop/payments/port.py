"""The calls that the desktop makes of Stripe, typed: plain values in and out, no object of the SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from billing.charges import DOC, OFFICE, OPERATION, Charge, ChargeRefund, Unreadable, charge_of, refund_of
from billing.stripe_amounts import to_stripe
from desktop.payments.errors import (
    NotAtStripe,
    NotLoopback,
    RightMissing,
    StripeKeyRefused,
    StripeRefused,
    StripeUnavailable,
)

if TYPE_CHECKING:
    import stripe

    from desktop.payments.http import HouseClient

_SECONDS = 20.0
_RETRIES = 2
_AT_ONCE = 100
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
# What the portal wants to hear of; it reads everything again, so that a message more or less decides nothing.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose key it is; ``currency`` (``EUR``) is what the account is paid out in."""

    id: str
    name: str
    livemode: bool
    currency: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A registered address; the secret is told once, and no repr shows it."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"Webhook({self.id})"


class StripePort:
    """One key. It never stands in a repr, an error or a log. Every call blocks: at most about a minute.

    Every call raises StripeUnavailable (try again), StripeKeyRefused, RightMissing, NotAtStripe or StripeRefused.
    """

    def __init__(self, key: str, *, base: str = "", seconds: float = _SECONDS) -> None:
        """``base`` is a practice Stripe on this computer, "" for Stripe. Raises NotLoopback."""
        if base and (urlsplit(base).scheme != "http" or urlsplit(base).hostname not in _HERE):
            raise NotLoopback
        self._key = key
        self._base = base
        self._seconds = seconds
        self._made: tuple[stripe.StripeClient, HouseClient] | None = None

    def __repr__(self) -> str:
        return "StripePort()"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._made is not None:
            self._made[1].close()

    # -- the account --------------------------------------------------------------------------------------------------

    def check_key(self) -> Account:
        """Return whose key it is, once every right that the two programs need was tried; nothing is changed by that."""
        lacking = [name for name, call in self._rights() if not _allowed(call)]
        if lacking:
            raise RightMissing(tuple(lacking))
        with _told():
            found = self._v1().accounts.retrieve_current().to_dict()
        profile = found.get("business_profile") or {}
        return Account(
            id=found["id"],
            name=profile.get("name") or found.get("email") or "",
            livemode="_live_" in self._key,
            currency=(found.get("default_currency") or "").upper(),
        )

    def has_webhook(self, url: str) -> bool:
        """Tell whether Stripe calls ``url`` now, for everything that the portal wants to hear of."""
        with _told():
            known = [one.to_dict() for one in self._v1().webhook_endpoints.list({"limit": _AT_ONCE})]
        return any(
            one["url"] == url and one["status"] == "enabled" and set(EVENTS) <= set(one["enabled_events"])
            for one in known
        )

    def register_webhook(self, url: str) -> Webhook:
        """Have Stripe call ``url``, and no endpoint of ours at the same address beside it.

        The new one is there before the old ones go, so that no moment has none.
        """
        with _told():
            before = self._webhooks(url)
            params = {
                "url": url,
                "enabled_events": EVENTS,
                "api_version": _version(),
                "description": "Counterfoil portal",
            }
            made = self._v1().webhook_endpoints.create(params).to_dict()
            self._delete(before)
        return Webhook(made["id"], made["secret"] or "")

    def remove_webhooks(self, url: str) -> None:
        """Let Stripe call ``url`` no more."""
        with _told():
            self._delete(self._webhooks(url))

    # -- payments -----------------------------------------------------------------------------------------------------

    def read_charge(self, intent: str) -> Charge:
        """Return what Stripe says now of the payment ``intent``, its refunds and its disputes."""
        with _told():
            found = self._v1().payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).to_dict()
        return self._charge(found)

    def list_charges(self, since: datetime, office: str) -> Iterator[Charge]:
        """Return the payments of ``office`` (by their metadata) made at ``since`` or later, newest first.

        Refunds that failed are left out where nothing else was given back: the list would take a call for each.
        """
        with _told():
            params: Any = {
                "limit": _AT_ONCE,
                "created": {"gte": int(since.timestamp())},
                "expand": ["data.latest_charge"],
            }
            for one in self._v1().payment_intents.list(params).auto_paging_iter():
                found = one.to_dict()
                if found["metadata"].get(OFFICE) == office:
                    given_back = (found["latest_charge"] or {}).get("amount_refunded", 0)
                    yield self._charge(found) if given_back else self._unrefunded(found)

    def list_refunds(self, intent: str) -> tuple[ChargeRefund, ...]:
        """Return every refund of a payment, oldest first."""
        return self.read_charge(intent).refunds

    def create_refund(
        self, intent: str, minor: int, currency: str, *, operation: str, reason: str, office: str, doc: str
    ) -> ChargeRefund:
        """Give ``minor`` ISO minor units back, once for each ``operation``, which the refund remembers.

        ``reason``: duplicate, fraudulent or requested_by_customer; Stripe is not told any other.
        """
        params: Any = {
            "payment_intent": intent,
            "amount": to_stripe(minor, currency),
            "metadata": {OPERATION: operation, OFFICE: office, DOC: doc},
        }
        if reason in ("duplicate", "fraudulent", "requested_by_customer"):
            params["reason"] = reason
        with _told():
            made = self._v1().refunds.create(params, {"idempotency_key": operation}).to_dict()
        return refund_of(made, currency)

    # -- within -------------------------------------------------------------------------------------------------------

    def _webhooks(self, url: str) -> list[str]:
        return [one.id for one in self._v1().webhook_endpoints.list({"limit": _AT_ONCE}) if one.url == url]

    def _delete(self, webhooks: list[str]) -> None:
        for name in webhooks:
            self._v1().webhook_endpoints.delete(name)

    def _charge(self, intent: dict[str, Any]) -> Charge:
        with _told():
            only: Any = {"payment_intent": intent["id"], "limit": _AT_ONCE}
            refunds = [one.to_dict() for one in self._v1().refunds.list(only).auto_paging_iter()]
        return charge_of(intent, refunds, self._disputes(intent))

    def _unrefunded(self, intent: dict[str, Any]) -> Charge:
        return charge_of(intent, (), self._disputes(intent))

    def _disputes(self, intent: dict[str, Any]) -> list[dict[str, Any]]:
        if not (intent.get("latest_charge") or {}).get("disputed"):
            return []
        with _told():
            found = self._v1().disputes.list({"payment_intent": intent["id"], "limit": _AT_ONCE})
            return [one.to_dict() for one in found]

    def _rights(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return each right as Stripe's pages name it, with a call that needs it and changes nothing."""
        v1, one = self._v1(), 1
        return (
            ("Account, read", lambda: v1.accounts.retrieve_current()),
            ("Checkout Sessions, write", lambda: v1.checkout.sessions.expire("cs_none")),
            ("PaymentIntents, read", lambda: v1.payment_intents.list({"limit": one})),
            ("Charges and Refunds, write", lambda: v1.refunds.create({"payment_intent": "pi_none"})),
            ("Disputes, read", lambda: v1.disputes.list({"limit": one})),
            ("Events, read", lambda: v1.events.list({"limit": one})),
            ("Webhook Endpoints, write", lambda: v1.webhook_endpoints.delete("we_none")),
        )

    def _v1(self) -> Any:
        """Return the SDK's first version of the API; typed loosely, since the SDK is imported on first use."""
        if self._made is None:
            import stripe

            from desktop.payments.http import HouseClient

            http = HouseClient(self._seconds)
            where: Any = {"base_addresses": {"api": self._base}} if self._base else {}
            self._made = (
                stripe.StripeClient(self._key, http_client=http, max_network_retries=_RETRIES, **where),
                http,
            )
        return self._made[0].v1


def _version() -> str:
    import stripe

    return stripe.api_version


def _allowed(call: Callable[[], object]) -> bool:
    """Make a call and tell whether the key may; that what it names does not exist is as good as a yes."""
    try:
        with _told():
            call()
    except RightMissing:
        return False
    except (NotAtStripe, StripeRefused):
        return True
    return True


@contextmanager
def _told() -> Iterator[None]:
    """Turn the SDK's errors into the two families of the house, without what they carry."""
    import stripe

    try:
        yield
    except stripe.AuthenticationError:
        raise StripeKeyRefused from None
    except stripe.PermissionError:
        raise RightMissing(("what was asked for",)) from None
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise NotAtStripe from None
        raise StripeRefused(_sentence(error), error.code or "") from None
    except (stripe.CardError, stripe.IdempotencyError) as error:
        raise StripeRefused(_sentence(error), error.code or "") from None
    except (KeyError, AttributeError):  # another shape than Stripe's
        raise Unreadable from None
    except stripe.StripeError:
        raise StripeUnavailable from None


def _sentence(error: stripe.StripeError) -> str:
    said = (error.user_message or "it gives no reason").strip().splitlines()[0]
    return said if said.endswith((".", "!", "?")) else f"{said}."
