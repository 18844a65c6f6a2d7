"""What became of one online payment, derived from what Stripe says now; both programs read it the same way.

Events are hints. A charge is built from the objects read again from Stripe, so their order and number do not matter.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from billing.canonical import Frozen
from billing.errors import Unavailable
from billing.stripe_amounts import from_stripe

OFFICE = "counterfoil_office"  # in the metadata of a Checkout session and of its payment
DOC = "counterfoil_doc"
OPERATION = "counterfoil_operation"  # in the metadata of a refund

ChargeState = Literal["open", "processing", "paid", "failed", "canceled", "partly_refunded", "refunded"]
RefundState = Literal["pending", "succeeded", "failed", "canceled"]
# A dispute that still asks something of the office or of the bank; the others have ended.
OPEN_DISPUTES = frozenset(
    (
        "appeal_needs_response",
        "appeal_under_review",
        "needs_response",
        "under_review",
        "warning_needs_response",
        "warning_under_review",
    )
)


class Unreadable(Unavailable):
    """Stripe's answer lacks what a payment is made of; it is read again later, nothing is guessed."""

    def __init__(self) -> None:
        super().__init__("Stripe's answer could not be read. Nothing was booked. The app tries again by itself.")


class ChargeRefund(Frozen):
    """Money on its way back, in ISO minor units; ``operation`` is our own id of it, "" when made elsewhere."""

    id: str
    minor: int
    state: RefundState
    reason: str = ""
    operation: str = ""
    failure: str = ""


class ChargeDispute(Frozen):
    """The payer's bank asks for the money back; ``state`` is Stripe's word for how far that is.

    ``minor`` is in ISO units of the dispute's own ``currency``, which may be another than the payment's.
    """

    id: str
    state: str
    reason: str
    minor: int
    currency: str
    evidence_due_by: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while something is still to be answered or decided."""
        return self.state in OPEN_DISPUTES


class Charge(Frozen):
    """One PaymentIntent as it stands. Amounts in ISO minor units of ``currency`` (upper case), ``at`` in UTC.

    ``refunded_minor`` counts only what Stripe has confirmed; disputes stand beside the state and change none.
    ``disputes`` are all there were, oldest first.
    """

    intent: str
    session: str = ""
    office: str
    doc: str
    livemode: bool
    minor: int
    currency: str
    state: ChargeState
    refunded_minor: int = 0
    refunds: tuple[ChargeRefund, ...] = ()
    disputes: tuple[ChargeDispute, ...] = ()
    method: str = ""
    failure_code: str = ""
    failure: str = ""
    at: datetime

    @property
    def dispute(self) -> ChargeDispute | None:
        """Return the dispute that matters now: the newest that is open, or else the newest of all."""
        newest_first = self.disputes[::-1]
        return next((one for one in newest_first if one.is_open), next(iter(newest_first), None))


def charge_of(
    intent: Mapping[str, Any], refunds: Sequence[Mapping[str, Any]] = (), disputes: Sequence[Mapping[str, Any]] = ()
) -> Charge:
    """Return what became of ``intent`` (``latest_charge`` expanded), given all of its refunds and disputes.

    Plain dicts in Stripe's shape, in any order. Never paid before the intent itself has succeeded.
    Raises Unreadable, and NotPayable or UnknownCurrency for an amount that ISO 4217 does not have.
    """
    try:
        found = _Intent.model_validate(intent)
        back = _REFUNDS.validate_python(refunds)
        disputed = _DISPUTES.validate_python(disputes)
    except ValidationError:
        raise Unreadable from None
    return _charge(found, back, disputed)


def refund_of(refund: Mapping[str, Any], currency: str) -> ChargeRefund:
    """Return a refund in Stripe's shape, of a payment in ``currency``. Raises Unreadable, NotPayable."""
    try:
        return _refund(_Refund.model_validate(refund), currency)
    except ValidationError:
        raise Unreadable from None


_Instant = Annotated[int, Field(ge=0, le=253_402_300_799)]  # seconds since 1970, as far as a calendar reaches


class _Error(BaseModel):
    code: str | None = None
    decline_code: str | None = None
    message: str | None = None


class _Details(BaseModel):
    type: str = ""


class _Paid(BaseModel):
    created: _Instant
    payment_method_details: _Details | None = None


class _Intent(BaseModel):
    id: str
    amount: int
    amount_received: int = 0
    created: _Instant
    currency: str
    livemode: bool
    status: str
    metadata: dict[str, str] = Field(default_factory=dict)
    latest_charge: _Paid | str | None = None
    last_payment_error: _Error | None = None
    payment_method_types: list[str] = Field(default_factory=list)


class _Refund(BaseModel):
    id: str
    amount: int
    created: _Instant = 0
    status: str | None = None
    reason: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None


class _Evidence(BaseModel):
    due_by: _Instant | None = None


class _Dispute(BaseModel):
    id: str
    amount: int
    created: _Instant
    currency: str
    reason: str
    status: str
    evidence_details: _Evidence = _Evidence()


_REFUNDS = TypeAdapter(list[_Refund])
_DISPUTES = TypeAdapter(list[_Dispute])
_UNPAID: Mapping[str, ChargeState] = {
    "canceled": "canceled",
    "processing": "processing",
    "requires_capture": "processing",  # the bank has promised the money, nobody has it
}


def _charge(intent: _Intent, refunds: list[_Refund], disputes: list[_Dispute]) -> Charge:
    currency = intent.currency.upper()
    back = tuple(_refund(one, currency) for one in sorted(refunds, key=lambda one: (one.created, one.id)))
    returned = sum(one.minor for one in back if one.state == "succeeded")
    minor = from_stripe(intent.amount_received if intent.status == "succeeded" else intent.amount, currency)
    paid = intent.latest_charge if isinstance(intent.latest_charge, _Paid) else None
    error = intent.last_payment_error or _Error()
    state = _state(intent, minor, returned)
    disputed = [_dispute(one) for one in sorted(disputes, key=lambda one: (one.created, one.id))]
    return Charge(
        intent=intent.id,
        office=intent.metadata.get(OFFICE, ""),
        doc=intent.metadata.get(DOC, ""),
        livemode=intent.livemode,
        minor=minor,
        currency=currency,
        state=state,
        refunded_minor=returned,
        refunds=back,
        disputes=tuple(disputed),
        method=_method(intent, paid),
        failure_code=(error.decline_code or error.code or "") if state == "failed" else "",
        failure=(error.message or "") if state == "failed" else "",
        at=datetime.fromtimestamp(paid.created if paid else intent.created, UTC),
    )


def _state(intent: _Intent, minor: int, returned: int) -> ChargeState:
    if intent.status == "succeeded":
        if not returned:
            return "paid"
        return "refunded" if returned >= minor else "partly_refunded"
    if intent.status in _UNPAID:
        return _UNPAID[intent.status]
    return "failed" if intent.last_payment_error else "open"


def _method(intent: _Intent, paid: _Paid | None) -> str:
    if paid and paid.payment_method_details:
        return paid.payment_method_details.type
    return intent.payment_method_types[0] if len(intent.payment_method_types) == 1 else ""


def _refund(refund: _Refund, currency: str) -> ChargeRefund:
    state: RefundState = "pending"
    if refund.status in ("succeeded", "failed", "canceled"):
        state = refund.status  # type: ignore[assignment]  # one of the three it was just compared with
    return ChargeRefund(
        id=refund.id,
        minor=from_stripe(refund.amount, currency),
        state=state,
        reason=refund.reason or "",
        operation=(refund.metadata or {}).get(OPERATION, ""),
        failure=refund.failure_reason or "",
    )


def _dispute(one: _Dispute) -> ChargeDispute:
    due, currency = one.evidence_details.due_by, one.currency.upper()
    return ChargeDispute(
        id=one.id,
        state=one.status,
        reason=one.reason,
        minor=from_stripe(one.amount, currency),
        currency=currency,
        evidence_due_by=None if due is None else datetime.fromtimestamp(due, UTC),
    )
