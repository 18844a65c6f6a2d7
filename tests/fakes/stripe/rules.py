"""What Stripe refuses beyond types: keys, rights, amounts, times. Written from Stripe's pages, not from our tables."""

from dataclasses import dataclass

from tests.fakes.stripe.side import DAY, Object, Side

ZERO_DECIMAL = {
    "bif",
    "clp",
    "djf",
    "gnf",
    "jpy",
    "kmf",
    "krw",
    "mga",
    "pyg",
    "rwf",
    "vnd",
    "vuv",
    "xaf",
    "xof",
    "xpf",
}
THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}
MINIMUM = {"gbp": 30, "dkk": 250, "nok": 300, "sek": 300, "czk": 1500, "huf": 17500, "pln": 200}
MAXIMUM = 99_999_999
HALF_HOUR = 1800


@dataclass(frozen=True, slots=True)
class ApiError(Exception):
    """An error as the API words it; ``status`` is HTTP's."""

    status: int
    kind: str
    message: str
    code: str | None = None
    param: str | None = None
    decline_code: str | None = None

    def body(self) -> Object:
        """Return the JSON of the answer."""
        error: Object = {"type": self.kind, "message": self.message}
        named = {"code": self.code, "param": self.param, "decline_code": self.decline_code}
        return {"error": error | {name: value for name, value in named.items() if value is not None}}


def refused(message: str, *, code: str | None = None, param: str | None = None, status: int = 400) -> ApiError:
    """Return an invalid_request_error."""
    return ApiError(status, "invalid_request_error", message, code, param)


def missing(kind: str, name: str) -> ApiError:
    """Return the answer for an id that this side of the account does not have."""
    return refused(f"No such {kind}: '{name}'", code="resource_missing", param="id", status=404)


def check_amount(amount: int, currency: str) -> None:
    """Raise ApiError for what cannot be charged in this currency."""
    if currency in ("isk", "ugx") and amount % 100:
        raise refused("Invalid amount: must be evenly divisible by 100.", code="invalid_amount")
    if currency in THREE_DECIMAL and amount % 10:
        raise refused("Invalid amount: the last digit must be 0.", code="invalid_amount")
    if amount < MINIMUM.get(currency, 50):
        raise refused("The amount is too small.", code="amount_too_small")
    if amount > MAXIMUM:
        raise refused("The amount is too large.", code="amount_too_large")


def check_session(params: Object, side: Side) -> None:
    """Raise ApiError for a Checkout session that Stripe would not open."""
    if params.get("mode") != "payment" or not params.get("line_items"):
        raise refused("Only mode=payment with line_items is practised here.", param="mode")
    if not params.get("success_url"):
        raise refused("Missing required param: success_url.", code="parameter_missing", param="success_url")
    if side.live and not str(params["success_url"]).startswith("https://"):
        raise refused("Livemode requests must always be redirected via HTTPS.", code="url_invalid", param="success_url")
    prices = [line.get("price_data") for line in params["line_items"]]
    if not all(prices) or any("unit_amount" not in price or "product_data" not in price for price in prices):
        raise refused("A line needs price_data with unit_amount and product_data.", param="line_items")
    currency = prices[0]["currency"]
    total = sum(
        int(line["price_data"]["unit_amount"]) * int(line.get("quantity", "1")) for line in params["line_items"]
    )
    check_amount(total, currency)
    ends = int(params.get("expires_at", side.clock() + DAY))
    if not HALF_HOUR <= ends - side.clock() + 5 <= DAY + 10:
        raise refused("The `expires_at` must be between 30 minutes and 24 hours from now.", param="expires_at")
    for metadata in (params.get("metadata", {}), params.get("payment_intent_data", {}).get("metadata", {})):
        check_metadata(metadata)


def check_metadata(metadata: Object) -> None:
    """Raise ApiError beyond 50 names of 40 and values of 500 characters."""
    if len(metadata) > 50 or any(len(name) > 40 or len(value) > 500 for name, value in metadata.items()):
        raise refused("Metadata is limited to 50 keys of 40 and values of 500 characters.", param="metadata")


def refund_amount(params: Object, side: Side) -> tuple[Object, int]:
    """Return the payment and what of it is to be given back. Raises ApiError for more than there is."""
    intent = side.intents.get(params.get("payment_intent", ""))
    if intent is None:
        raise missing("payment_intent", params.get("payment_intent", ""))
    if intent["status"] != "succeeded":
        raise refused("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    left = intent["amount_received"] - side.refunded(intent["id"])
    amount = int(params.get("amount", left))
    if left == 0:
        raise refused("The payment has already been refunded.", code="charge_already_refunded")
    if amount > left or amount < 1:
        raise refused(f"Refund amount ({amount}) is greater than unrefunded amount ({left}).", param="amount")
    if side.charges[intent["latest_charge"]]["disputed"]:
        raise refused("The charge is disputed and cannot be refunded.", code="charge_disputed")
    check_metadata(params.get("metadata", {}))
    if intent["currency"] in THREE_DECIMAL and amount % 10:
        raise refused("Invalid amount: the last digit must be 0.", code="invalid_amount")
    return intent, amount


def digits(currency: str) -> int:
    """Return how many decimals the practice pages show."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
