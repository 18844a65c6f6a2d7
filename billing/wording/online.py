"""Online payments as a statement lists them: one word for each state, and what English calls it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineStates:
    """Where an online payment stands; ``heading`` stands above them all."""

    heading: str
    processing: str
    failed: str
    abandoned: str
    paid: str
    partly_refunded: str
    refunded: str
    disputed: str
    lost: str


ONLINE = OnlineStates(
    heading="Online payments",
    processing="On its way from the bank",
    failed="Failed",
    abandoned="Not finished",
    paid="Paid",
    partly_refunded="Partly refunded",
    refunded="Refunded",
    disputed="Disputed at the bank",
    lost="Taken back by the bank",
)
