"""The one file that speaks to Stripe; imported on first use, since the SDK is larger than the portal."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import stripe

from portal.payments.ports import (
    KEY_WAS_USED,
    Account,
    Found,
    KeyRefused,
    NotSigned,
    Object,
    Order,
    Session,
    StripeBroke,
    StripeRefused,
    StripeSilent,
)

T = TypeVar("T")

_TIMEOUT = (5.0, 20.0)  # seconds: to connect, to answer
_RETRIES = 2
_AT_ONCE = 100  # rows a page of a list
_TOLERANCE = 300  # seconds
_BROKE = 500  # HTTP statuses from here on are kept with the idempotency key, and answered again
# Languages of the hosted page; it finds the browser's own for every other.
_SPOKEN = "bg cs da de el en es et fi fr hr hu id it ja ko lt lv ms mt nb nl pl pt ro ru sk sl sv th tr vi zh"


class StripePort:
    """One account through the SDK; ``base`` is another address of the API, for practice."""

    def __init__(self, account: Account, base: str = "") -> None:
        self._secret = account.webhook_secret
        self._client = stripe.StripeClient(
            account.key,
            max_network_retries=_RETRIES,
            base_addresses={"api": base} if base else {},
            http_client=stripe.RequestsClient(timeout=_TIMEOUT),
        )

    def create(self, order: Order) -> Session:
        """Return a new session, or the one that ``order.key`` made before."""
        metadata = dict(order.metadata)
        language = order.language.partition("-")[0].lower()
        price = {
            "currency": order.currency,
            "unit_amount": order.amount,
            "product_data": {"name": order.title},
        }
        about_payment = {"metadata": metadata, "description": order.title}
        if order.mail_to:
            about_payment["receipt_email"] = order.mail_to
        params: Any = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": order.back,
            "cancel_url": order.back,
            "locale": language if language in _SPOKEN.split() else "auto",
            "metadata": metadata,
            "payment_intent_data": about_payment,
        }
        options: Any = {"idempotency_key": order.key}
        return _session(_asked(lambda: self._client.v1.checkout.sessions.create(params, options)))

    def session(self, identifier: str) -> Session:
        """Return a session as it is now."""
        return _session(_asked(lambda: self._client.v1.checkout.sessions.retrieve(identifier)))

    def expire(self, identifier: str) -> Session:
        """End an open session and return it; one that has ended already is returned as it is."""
        try:
            return _session(_asked(lambda: self._client.v1.checkout.sessions.expire(identifier)))
        except StripeRefused:
            return self.session(identifier)

    def payment(self, intent: str) -> Found:
        """Return a payment with its refunds and disputes as they are now."""
        found = _asked(lambda: self._client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}))
        if not found.get("latest_charge"):
            return Found(found)
        refunds = self._all(lambda: self._client.v1.refunds.list({"payment_intent": intent, "limit": _AT_ONCE}))
        disputes = self._all(lambda: self._client.v1.disputes.list({"payment_intent": intent, "limit": _AT_ONCE}))
        return Found(found, tuple(refunds), tuple(disputes))

    def touched(self, since: datetime) -> Iterator[str]:
        """Yield the ids of payments that were made, given back or disputed since."""
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": _AT_ONCE}
        for row in self._all(lambda: self._client.v1.payment_intents.list(params)):
            yield row.get("id") or ""
        for row in self._all(lambda: self._client.v1.refunds.list(params)):
            yield row.get("payment_intent") or ""
        for row in self._all(lambda: self._client.v1.disputes.list(params)):
            yield row.get("payment_intent") or ""

    def event(self, body: bytes, signature: str) -> Object:
        """Return a webhook's event once its signature is proven. Raises NotSigned."""
        try:
            return _plain(self._client.construct_event(body, signature, self._secret, _TOLERANCE))
        except (stripe.SignatureVerificationError, ValueError, TypeError, AttributeError) as error:
            raise NotSigned from error

    def _all(self, page: Callable[[], Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, page after page, to its end."""
        for row in _paged(_called(page)):
            yield _plain(row)


def _paged(listed: Any) -> Iterator[Any]:
    try:
        rows = listed.auto_paging_iter()
    except AttributeError as error:
        raise StripeSilent from error
    while True:
        try:
            row = _called(lambda: next(rows, None))
        except StopIteration:
            return
        if row is None:
            return
        yield row


def _asked(call: Callable[[], Any]) -> dict[str, Any]:
    return _plain(_called(call))


def _called(call: Callable[[], T]) -> T:
    try:
        return call()
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise KeyRefused from error
    except (stripe.RateLimitError, stripe.APIConnectionError) as error:
        raise StripeSilent from error
    except stripe.IdempotencyError as error:
        raise StripeRefused(KEY_WAS_USED) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise StripeRefused(error.code or "") from error
    except stripe.StripeError as error:
        raise (StripeBroke if (error.http_status or 0) >= _BROKE else StripeSilent) from error
    except json.JSONDecodeError as error:
        raise StripeSilent from error


def _plain(found: Any) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = found.to_dict()
    except AttributeError as error:  # JSON, and no object: something else answers in Stripe's place
        raise StripeSilent from error
    return plain


def _session(found: dict[str, Any]) -> Session:
    intent = found.get("payment_intent") or ""
    if found.get("object") != "checkout.session":
        raise StripeSilent
    return Session(
        id=found["id"],
        status=found.get("status") or "",
        url=found.get("url") or "",
        intent=intent if isinstance(intent, str) else intent["id"],
        metadata=found.get("metadata") or {},
        back=found.get("success_url") or "",
    )
