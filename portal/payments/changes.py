"""What is new in a payment since it was read last: the row to keep, and the kinds of events to tell, each once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from billing.charges import Charge
from portal.instants import instant, micros

ARRIVED = frozenset({"paid", "partly_refunded", "refunded"})
_TOLD_BY_STATE = {"processing": "payment.processing", "failed": "payment.failed"}

Data = dict[str, str | int | bool]


class Held(Protocol):
    """A payment as it was kept last; amounts in minor units."""

    @property
    def state(self) -> str: ...
    @property
    def refunded_minor(self) -> int: ...
    @property
    def refunding_minor(self) -> int: ...
    @property
    def dispute(self) -> str: ...
    @property
    def due_by(self) -> int | None: ...
    @property
    def code(self) -> str: ...


def values_of(charge: Charge) -> dict[str, Any]:
    """Return what the store keeps of ``charge``, without its place in the feed."""
    dispute = charge.dispute
    return {
        "livemode": charge.livemode,
        "currency": charge.currency,
        "minor": charge.minor,
        "state": charge.state,
        "refunded_minor": charge.refunded_minor,
        "refunding_minor": sum(each.minor for each in charge.refunds if each.state == "pending"),
        "dispute": dispute.state[:40] if dispute else "",
        "is_disputed": dispute is not None and dispute.is_open,
        "due_by": micros(dispute.evidence_due_by) if dispute and dispute.evidence_due_by else None,
        "method": charge.method[:40],
        "code": charge.failure_code[:80],
        "at": micros(charge.at),
    }


def kinds_of(held: Held | None, new: Mapping[str, Any]) -> Iterator[str]:
    """Yield the kinds of events that tell what is new, in their order; nothing where nothing is.

    Money that has arrived cannot go back to being on its way: what says so was read before what is known.
    """
    before = held.state if held is not None else "none"
    if before in ARRIVED and new["state"] not in ARRIVED:
        return
    if new["state"] in ARRIVED and before not in ARRIVED:
        yield "payment.succeeded"
    elif new["state"] in _TOLD_BY_STATE and (before != new["state"] or _failed_anew(held, new)):
        yield _TOLD_BY_STATE[new["state"]]
    elif new["state"] == "canceled" and before == "processing":
        yield "payment.failed"
    known = (held.refunded_minor, held.refunding_minor) if held is not None else (0, 0)
    if (new["refunded_minor"], new["refunding_minor"]) != known:
        yield "payment.refunded"
    if (new["dispute"], new["due_by"]) != ((held.dispute, held.due_by) if held is not None else ("", None)):
        yield "payment.disputed"


def is_stale(held: Held | None, new: Mapping[str, Any]) -> bool:
    """Tell whether ``new`` was read before what is known."""
    return held is not None and held.state in ARRIVED and new["state"] not in ARRIVED


def data_of(intent: str, session: str, new: Mapping[str, Any]) -> Data:
    """Return what an event tells; a hint, since the office's computer asks Stripe itself."""
    return {
        "intent": intent,
        "session": session,
        "minor": new["minor"],
        "currency": new["currency"],
        "method": new["method"],
        "code": new["code"],
        "refunded": new["refunded_minor"],
        "due_by": _written(instant(new["due_by"])) if new["due_by"] is not None else "",
    }


def _failed_anew(held: Held | None, new: Mapping[str, Any]) -> bool:
    return held is not None and new["state"] == "failed" and held.code != new["code"]


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
