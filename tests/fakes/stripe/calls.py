"""The calls of the API that are practised: what each may be asked, needs and answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import stripe
import stripe.checkout

from tests.fakes.stripe.acts import Acts
from tests.fakes.stripe.contract import complete
from tests.fakes.stripe.rules import check_metadata, check_session, missing, refund_amount, refused
from tests.fakes.stripe.side import Object, Side

ACCOUNT = "acct_practice0000000001"
SESSION = stripe.checkout.Session


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: whose, which id stands in its path, and its decoded form or query."""

    side: Side
    acts: Acts
    params: Object
    name: str
    address: str

    def one(self, table: dict[str, Object], kind: str) -> Object:
        """Return the object that the path names. Raises ApiError."""
        found = table.get(self.name)
        if found is None:
            raise missing(kind, self.name)
        return found


@dataclass(frozen=True, slots=True)
class Call:
    """One route: ``wanted`` is the SDK's TypedDict of its parameters, ``right`` what a restricted key must have."""

    method: str
    path: str
    right: str
    wanted: type
    answers: Any
    do: Callable[[Asked], Object]


def _params(name: str, module: str) -> type:
    found: type = getattr(import_module(f"stripe.params.{module}"), name)
    return found


def account(_asked: Asked) -> Object:
    return complete(
        stripe.Account,
        id=ACCOUNT,
        business_profile=complete(stripe.Account.BusinessProfile, name="Practice account"),
        charges_enabled=True,
        country="IE",
        default_currency="eur",
        details_submitted=True,
        email="practice@example.com",
        payouts_enabled=True,
        type="standard",
    )


def create_session(asked: Asked) -> Object:
    check_session(asked.params, asked.side)
    return asked.side.add_session(asked.params, asked.address)


def expire_session(asked: Asked) -> Object:
    session = asked.one(asked.side.sessions, "checkout.session")
    if session["status"] != "open":
        raise refused('Only Checkout Sessions with a status in ["open"] can be expired.')
    return asked.acts.expire(session["id"])


def create_refund(asked: Asked) -> Object:
    intent, amount = refund_amount(asked.params, asked.side)
    return asked.acts.refund(intent["id"], amount, asked.params)


def create_endpoint(asked: Asked) -> Object:
    url = str(asked.params["url"])
    if asked.side.live and not url.startswith("https://"):
        raise refused("Invalid URL: URL must be https in live mode.", code="url_invalid", param="url")
    if len(asked.side.endpoints) >= 16:
        raise refused("You have reached the maximum of 16 test webhook endpoints.")
    check_metadata(asked.params.get("metadata", {}))
    return asked.side.add_endpoint(asked.params)


def delete_endpoint(asked: Asked) -> Object:
    gone = asked.one(asked.side.endpoints, "webhook_endpoint")
    del asked.side.endpoints[gone["id"]]
    return {"id": gone["id"], "object": "webhook_endpoint", "deleted": True}


def read(table: str, kind: str) -> Callable[[Asked], Object]:
    return lambda asked: asked.one(getattr(asked.side, table), kind)


def listing(table: str, path: str, *filters: str) -> Callable[[Asked], Object]:
    def page(asked: Asked) -> Object:
        params = asked.params
        rows = [one for one in getattr(asked.side, table).values() if _fits(one, params, filters)]
        rows.reverse()
        rows = _after(rows, params.get("starting_after"))
        limit = int(params.get("limit", "10"))
        if not 1 <= limit <= 100:
            raise refused("This value must be between 1 and 100.", param="limit")
        data = [{**one, "secret": None} if table == "endpoints" else one for one in rows[:limit]]
        return {"object": "list", "data": data, "has_more": len(rows) > limit, "url": path}

    return page


def _fits(one: Object, params: Object, filters: Iterable[str]) -> bool:
    if any(name in params and one[name] != params[name] for name in filters):
        return False
    if "types" in params and one["type"] not in params["types"]:
        return False
    created = params.get("created", {})
    if isinstance(created, str):
        return bool(one["created"] == int(created))
    compare = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(compare[name](one["created"], int(value)) for name, value in created.items())


def _after(rows: list[Object], name: str | None) -> list[Object]:
    if name is None:
        return rows
    places = [number for number, one in enumerate(rows) if one["id"] == name]
    if not places:
        raise missing("object", name)
    return rows[places[0] + 1 :]


class _Deleted(stripe.StripeObject):
    """What remains of a deleted endpoint."""

    OBJECT_NAME = "webhook_endpoint"
    id: str
    object: str
    deleted: bool


_SESSIONS = "/v1/checkout/sessions"
_INTENTS = "/v1/payment_intents"
_REFUNDS = "/v1/refunds"
_DISPUTES = "/v1/disputes"
_EVENTS = "/v1/events"
_HOOKS = "/v1/webhook_endpoints"
_LISTED = {
    SESSION: stripe.ListObject[SESSION],
    stripe.PaymentIntent: stripe.ListObject[stripe.PaymentIntent],
    stripe.Refund: stripe.ListObject[stripe.Refund],
    stripe.Dispute: stripe.ListObject[stripe.Dispute],
    stripe.Event: stripe.ListObject[stripe.Event],
    stripe.WebhookEndpoint: stripe.ListObject[stripe.WebhookEndpoint],
}


def _get(path: str, right: str, params: tuple[str, str], answers: Any, do: Callable[[Asked], Object]) -> Call:
    return Call("GET", path, right, _params(*params), answers, do)


CALLS = [
    _get(
        "/v1/account",
        "accounts_kyc_basic_read",
        ("AccountRetrieveCurrentParams", "_account_retrieve_current_params"),
        stripe.Account,
        account,
    ),
    Call(
        "POST",
        _SESSIONS,
        "checkout_session_write",
        _params("SessionCreateParams", "checkout._session_create_params"),
        SESSION,
        create_session,
    ),
    _get(
        _SESSIONS,
        "checkout_session_read",
        ("SessionListParams", "checkout._session_list_params"),
        _LISTED[SESSION],
        listing("sessions", _SESSIONS, "payment_intent", "status"),
    ),
    _get(
        _SESSIONS + "/{name}",
        "checkout_session_read",
        ("SessionRetrieveParams", "checkout._session_retrieve_params"),
        SESSION,
        read("sessions", "checkout.session"),
    ),
    Call(
        "POST",
        _SESSIONS + "/{name}/expire",
        "checkout_session_write",
        _params("SessionExpireParams", "checkout._session_expire_params"),
        SESSION,
        expire_session,
    ),
    _get(
        _INTENTS,
        "payment_intent_read",
        ("PaymentIntentListParams", "_payment_intent_list_params"),
        _LISTED[stripe.PaymentIntent],
        listing("intents", _INTENTS, "customer"),
    ),
    _get(
        _INTENTS + "/{name}",
        "payment_intent_read",
        ("PaymentIntentRetrieveParams", "_payment_intent_retrieve_params"),
        stripe.PaymentIntent,
        read("intents", "payment_intent"),
    ),
    Call(
        "POST",
        _REFUNDS,
        "charge_write",
        _params("RefundCreateParams", "_refund_create_params"),
        stripe.Refund,
        create_refund,
    ),
    _get(
        _REFUNDS,
        "charge_read",
        ("RefundListParams", "_refund_list_params"),
        _LISTED[stripe.Refund],
        listing("refunds", _REFUNDS, "payment_intent", "charge"),
    ),
    _get(
        _REFUNDS + "/{name}",
        "charge_read",
        ("RefundRetrieveParams", "_refund_retrieve_params"),
        stripe.Refund,
        read("refunds", "refund"),
    ),
    _get(
        _DISPUTES,
        "dispute_read",
        ("DisputeListParams", "_dispute_list_params"),
        _LISTED[stripe.Dispute],
        listing("disputes", _DISPUTES, "payment_intent", "charge"),
    ),
    _get(
        _DISPUTES + "/{name}",
        "dispute_read",
        ("DisputeRetrieveParams", "_dispute_retrieve_params"),
        stripe.Dispute,
        read("disputes", "dispute"),
    ),
    _get(
        _EVENTS,
        "event_read",
        ("EventListParams", "_event_list_params"),
        _LISTED[stripe.Event],
        listing("events", _EVENTS, "type"),
    ),
    _get(
        _EVENTS + "/{name}",
        "event_read",
        ("EventRetrieveParams", "_event_retrieve_params"),
        stripe.Event,
        read("events", "event"),
    ),
    Call(
        "POST",
        _HOOKS,
        "webhook_write",
        _params("WebhookEndpointCreateParams", "_webhook_endpoint_create_params"),
        stripe.WebhookEndpoint,
        create_endpoint,
    ),
    _get(
        _HOOKS,
        "webhook_read",
        ("WebhookEndpointListParams", "_webhook_endpoint_list_params"),
        _LISTED[stripe.WebhookEndpoint],
        listing("endpoints", _HOOKS),
    ),
    Call(
        "DELETE",
        _HOOKS + "/{name}",
        "webhook_write",
        _params("WebhookEndpointDeleteParams", "_webhook_endpoint_delete_params"),
        _Deleted,
        delete_endpoint,
    ),
]
