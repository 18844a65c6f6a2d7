"""What customers, banks and Stripe itself do to a payment; each act tells its events in Stripe's order."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Concatenate, Literal, ParamSpec

import stripe

from tests.fakes.stripe.contract import complete
from tests.fakes.stripe.hooks import Hooks, tell
from tests.fakes.stripe.side import DAY, Object, Side

How = Literal["card", "declined", "debit"]
DECLINED = "Your card was declined."
P = ParamSpec("P")


def _whole(act: "Callable[Concatenate[Acts, P], Object]") -> "Callable[Concatenate[Acts, P], Object]":
    """Let no call of the API see half of an act."""

    @wraps(act)
    def whole(acts: "Acts", /, *args: P.args, **kwargs: P.kwargs) -> Object:
        with acts._lock:
            return act(acts, *args, **kwargs)

    return whole


class Acts:
    """The acts of one side. Every method takes ids as Stripe names them and returns the changed object."""

    def __init__(self, side: Side, hooks: Hooks, lock: RLock) -> None:
        self.side = side
        self._hooks = hooks
        self._lock = lock
        self.refunds_become: Literal["succeeded", "pending", "failed"] = "succeeded"

    @_whole
    def pay(self, session: str, how: How = "card") -> Object:
        """Confirm an open session as its customer does, and return the payment."""
        opened = self.side.sessions[session]
        assert opened["status"] == "open", opened["status"]
        known = opened["payment_intent"]
        intent = self.side.intents[known] if known else self.side.add_intent(opened)
        if not known:
            self._tell("payment_intent.created", intent)
        {"card": self._charge, "declined": self._decline, "debit": self._debit}[how](opened, intent)
        return intent

    @_whole
    def settle(self, intent: str) -> Object:
        """The bank debit has arrived."""
        paid, session = self.side.intents[intent], self._session_of(intent)
        assert paid["status"] == "processing", paid["status"]
        charge = self.side.charges[paid["latest_charge"]]
        charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
        self._succeed(paid)
        session["payment_status"] = "paid"
        self._tell("checkout.session.async_payment_succeeded", session)
        return paid

    @_whole
    def bounce(self, intent: str) -> Object:
        """The bank debit comes back: no money."""
        failed, session = self.side.intents[intent], self._session_of(intent)
        assert failed["status"] == "processing", failed["status"]
        charge = self.side.charges[failed["latest_charge"]]
        charge.update(status="failed", failure_code="insufficient_funds", failure_message="The account has too little.")
        self._fail(failed, "payment_intent_payment_attempt_failed", "The account has too little.")
        self._tell("checkout.session.async_payment_failed", session)
        return failed

    @_whole
    def expire(self, session: str) -> Object:
        """End an open session: by the API, or because its time is over."""
        expired = self.side.sessions[session]
        expired.update(status="expired", url=None)
        intent = self.side.intents.get(expired["payment_intent"] or "")
        if intent is not None and intent["status"] == "requires_payment_method":
            intent.update(status="canceled", canceled_at=self.side.clock(), cancellation_reason="automatic")
            self._tell("payment_intent.canceled", intent)
        self._tell("checkout.session.expired", expired)
        return expired

    @_whole
    def refund(self, intent: str, amount: int, params: Object | None = None) -> Object:
        """Give money back: from the API, or in Stripe's own pages when ``params`` is left out."""
        paid = self.side.intents[intent]
        refund = self.side.add_refund(paid, amount, params or {}, status=self.refunds_become)
        self._tell("refund.created", refund)
        if refund["status"] == "failed":
            return self._refund_failed(refund)
        charge = self.side.charges[paid["latest_charge"]]
        charge["amount_refunded"] = self.side.refunded(intent)
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self._tell("charge.refunded", charge)
        return refund

    @_whole
    def confirm_refund(self, refund: str) -> Object:
        """A pending refund has reached its bank."""
        confirmed = self.side.refunds[refund]
        confirmed.update(status="succeeded", pending_reason=None)
        self._tell("refund.updated", confirmed)
        return confirmed

    @_whole
    def fail_refund(self, refund: str) -> Object:
        """A pending refund could not be paid out; the money is back with the office."""
        failed = self.side.refunds[refund]
        failed.update(status="failed", pending_reason=None)
        charge = self.side.charges[failed["charge"]]
        charge.update(amount_refunded=self.side.refunded(failed["payment_intent"]), refunded=False)
        return self._refund_failed(failed)

    @_whole
    def dispute(self, intent: str, *, reason: str = "product_not_received", days: int = 7) -> Object:
        """The payer's bank wants the money back; the office has ``days`` for its evidence."""
        due_by = self.side.clock() + days * DAY
        dispute = self.side.add_dispute(self.side.intents[intent], reason=reason, due_by=due_by)
        self._tell("charge.dispute.created", dispute)
        return dispute

    @_whole
    def close_dispute(self, dispute: str, status: Literal["won", "lost"]) -> Object:
        """The bank has decided."""
        closed = self.side.disputes[dispute]
        closed["status"] = status
        self._tell("charge.dispute.closed", closed)
        return closed

    def _charge(self, session: Object, intent: Object) -> None:
        self.side.add_charge(intent, "card", status="succeeded")
        self._succeed(intent)
        session.update(status="complete", payment_status="paid", url=None)
        self._tell("checkout.session.completed", session)

    def _debit(self, session: Object, intent: Object) -> None:
        self.side.add_charge(intent, "sepa_debit", status="pending")
        intent.update(status="processing", last_payment_error=None)
        self._tell("payment_intent.processing", intent)
        session.update(status="complete", payment_status="unpaid", url=None)
        self._tell("checkout.session.completed", session)

    def _decline(self, _session: Object, intent: Object) -> None:
        self.side.add_charge(intent, "card", status="failed")
        self._fail(intent, "card_declined", DECLINED, decline="insufficient_funds")

    def _succeed(self, intent: Object) -> None:
        intent.update(status="succeeded", amount_received=intent["amount"], last_payment_error=None)
        self._tell("payment_intent.succeeded", intent)
        self._tell("charge.succeeded", self.side.charges[intent["latest_charge"]])

    def _fail(self, intent: Object, code: str, message: str, decline: str | None = None) -> None:
        kind = "card_error" if decline else "invalid_request_error"
        error = complete(
            stripe.PaymentIntent.LastPaymentError, code=code, decline_code=decline, message=message, type=kind
        )
        intent.update(status="requires_payment_method", last_payment_error=error)
        self._tell("payment_intent.payment_failed", intent)

    def _refund_failed(self, refund: Object) -> Object:
        refund["failure_reason"] = "lost_or_stolen_card"
        self._tell("refund.failed", refund)
        return refund

    def _session_of(self, intent: str) -> Object:
        return next(one for one in self.side.sessions.values() if one["payment_intent"] == intent)

    def _tell(self, kind: str, about: Object) -> None:
        tell(self.side, self._hooks, kind, about)
