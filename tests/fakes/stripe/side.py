"""The test or the live half of the practice account: complete objects, as the API hands them out."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

import stripe
import stripe.checkout

from tests.fakes.stripe.contract import complete

Object = dict[str, Any]
METHODS = ["card", "sepa_debit"]
DAY = 86_400
CHECKOUT = stripe.checkout.Session


class Side:
    """What the account holds, by id, oldest first. ``tell`` is called with (event type, object) on every change."""

    def __init__(self, *, live: bool, clock: Callable[[], int]) -> None:
        self.live = live
        self.clock = clock
        self.sessions: dict[str, Object] = {}
        self.intents: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.disputes: dict[str, Object] = {}
        self.events: dict[str, Object] = {}
        self.endpoints: dict[str, Object] = {}
        self.intent_data: dict[str, Object] = {}  # of a session, until its payment is made

    def name(self, kind: str) -> str:
        """Return a fresh id such as ``pi_test_...``."""
        return f"{kind}_{'live' if self.live else 'test'}_{secrets.token_hex(12)}"

    def add_session(self, params: Object, address: str) -> Object:
        """Open a Checkout session of one or more lines; its payment is made when the customer confirms."""
        name, now = self.name("cs"), self.clock()
        lines = params["line_items"]
        total = sum(int(line["price_data"]["unit_amount"]) * int(line.get("quantity", "1")) for line in lines)
        methods = params.get("payment_method_types", METHODS)
        custom = complete(CHECKOUT.CustomText)
        session = complete(
            CHECKOUT,
            id=name,
            amount_subtotal=total,
            amount_total=total,
            automatic_tax=complete(CHECKOUT.AutomaticTax, enabled=False),
            cancel_url=params.get("cancel_url"),
            client_reference_id=params.get("client_reference_id"),
            created=now,
            currency=lines[0]["price_data"]["currency"],
            custom_fields=[],
            custom_text=custom,
            customer_email=params.get("customer_email"),
            expires_at=int(params.get("expires_at", now + DAY)),
            livemode=self.live,
            locale=params.get("locale"),
            metadata=dict(params.get("metadata", {})),
            mode="payment",
            payment_method_types=list(methods),
            payment_status="unpaid",
            shipping_options=[],
            status="open",
            submit_type=params.get("submit_type"),
            success_url=params.get("success_url"),
            ui_mode="hosted_page",
            url=f"{address}/c/pay/{name}",
        )
        self.sessions[name] = session
        self.intent_data[name] = dict(params.get("payment_intent_data", {}))
        return session

    def add_intent(self, session: Object) -> Object:
        """Make the payment of ``session``, as Stripe does when the customer first confirms."""
        data = self.intent_data[session["id"]]
        name = self.name("pi")
        intent = complete(
            stripe.PaymentIntent,
            id=name,
            amount=session["amount_total"],
            amount_capturable=0,
            amount_received=0,
            capture_method="automatic_async",
            client_secret=f"{name}_secret_{secrets.token_hex(8)}",
            confirmation_method="automatic",
            created=self.clock(),
            currency=session["currency"],
            description=data.get("description"),
            livemode=self.live,
            metadata=dict(data.get("metadata", {})),
            payment_method_types=list(session["payment_method_types"]),
            receipt_email=data.get("receipt_email"),
            status="requires_payment_method",
        )
        self.intents[name] = intent
        session["payment_intent"] = name
        return intent

    def add_charge(self, intent: Object, method: str, *, status: str) -> Object:
        """Charge ``intent`` by ``method``: ``succeeded``, ``pending`` (a bank debit) or ``failed``."""
        details = complete(stripe.Charge.PaymentMethodDetails, type=method)
        if method == "card":
            details["card"] = complete(
                stripe.Charge.PaymentMethodDetails.Card, brand="visa", last4="4242", exp_month=12, exp_year=2034
            )
        elif method == "sepa_debit":
            details["sepa_debit"] = complete(stripe.Charge.PaymentMethodDetails.SepaDebit, last4="3000", country="DE")
        charge = complete(
            stripe.Charge,
            id=self.name("ch"),
            amount=intent["amount"],
            amount_captured=intent["amount"] if status == "succeeded" else 0,
            amount_refunded=0,
            billing_details=complete(stripe.Charge.BillingDetails),
            captured=status == "succeeded",
            created=self.clock(),
            currency=intent["currency"],
            disputed=False,
            livemode=self.live,
            metadata=dict(intent["metadata"]),
            paid=status == "succeeded",
            payment_intent=intent["id"],
            payment_method_details=details,
            refunded=False,
            status=status,
        )
        self.charges[charge["id"]] = charge
        intent["latest_charge"] = charge["id"]
        return charge

    def add_refund(self, intent: Object, amount: int, params: Object, *, status: str) -> Object:
        """Give back ``amount`` of Stripe's units of a payment; ``status`` pending, succeeded or failed."""
        refund = complete(
            stripe.Refund,
            id=self.name("re"),
            amount=amount,
            charge=intent["latest_charge"],
            created=self.clock(),
            currency=intent["currency"],
            metadata=dict(params.get("metadata", {})),
            payment_intent=intent["id"],
            pending_reason="processing" if status == "pending" else None,
            reason=params.get("reason"),
            status=status,
        )
        self.refunds[refund["id"]] = refund
        return refund

    def add_dispute(self, intent: Object, *, reason: str, due_by: int) -> Object:
        """Let the payer's bank ask for all of a payment; evidence counts until ``due_by``."""
        evidence = complete(
            stripe.Dispute.Evidence, enhanced_evidence=complete(stripe.Dispute.Evidence.EnhancedEvidence)
        )
        dispute = complete(
            stripe.Dispute,
            id=self.name("dp"),
            amount=intent["amount"],
            balance_transactions=[],
            charge=intent["latest_charge"],
            created=self.clock(),
            currency=intent["currency"],
            enhanced_eligibility_types=[],
            evidence=evidence,
            evidence_details=complete(
                stripe.Dispute.EvidenceDetails,
                due_by=due_by,
                enhanced_eligibility=complete(stripe.Dispute.EvidenceDetails.EnhancedEligibility),
                has_evidence=False,
                past_due=False,
                submission_count=0,
                submission_method="not_submitted",
            ),
            is_charge_refundable=False,
            livemode=self.live,
            metadata={},
            payment_intent=intent["id"],
            reason=reason,
            status="needs_response",
        )
        self.disputes[dispute["id"]] = dispute
        self.charges[intent["latest_charge"]]["disputed"] = True
        return dispute

    def add_endpoint(self, params: Object) -> Object:
        """Register a webhook address; the only answer that carries its secret is the one to this call."""
        endpoint = complete(
            stripe.WebhookEndpoint,
            id=self.name("we"),
            api_version=params.get("api_version"),
            created=self.clock(),
            description=params.get("description"),
            enabled_events=list(params["enabled_events"]),
            livemode=self.live,
            metadata=dict(params.get("metadata", {})),
            secret=f"whsec_{secrets.token_hex(16)}",
            status="enabled",
            url=params["url"],
        )
        self.endpoints[endpoint["id"]] = endpoint
        return endpoint

    def refunded(self, intent: str) -> int:
        """Return what is on its way back or has arrived, in Stripe's units."""
        gone = ("failed", "canceled")
        return sum(one["amount"] for one in self.of_intent(self.refunds.values(), intent) if one["status"] not in gone)

    @staticmethod
    def of_intent(objects: Iterable[Object], intent: str) -> list[Object]:
        """Return the refunds or disputes of one payment."""
        return [one for one in objects if one["payment_intent"] == intent]

    def find(self, name: str) -> Object | None:
        """Return the object with this id, of whatever kind."""
        tables = (self.sessions, self.intents, self.charges, self.refunds, self.disputes, self.events, self.endpoints)
        return next((table[name] for table in tables if name in table), None)
