"""How online payment stands here: for Settings, Payments."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import OnlineCharge, Outbox, PortalState
from desktop.queries.online import StripeRow, stripe_row


@dataclass(frozen=True, slots=True)
class StripeStanding:
    """``portal`` is its address, "" for none. ``waits``: the portal does not have the last wish yet; ``refused`` is why
    it does not want it. ``checking`` counts the payments that were reported and not yet read at Stripe.
    """

    account: StripeRow | None
    portal: str
    waits: bool
    refused: str
    checking: int


def stripe_standing(session: Session) -> StripeStanding:
    """Return how online payment stands."""
    kinds = Outbox.kind.in_(("payments.put", "payments.remove"))
    rows = session.execute(select(Outbox.parked_at, Outbox.parked_why).where(kinds)).all()
    return StripeStanding(
        account=stripe_row(session),
        portal=session.scalars(select(PortalState.address)).one(),
        waits=any(row.parked_at is None for row in rows),
        refused=next((row.parked_why for row in rows if row.parked_at is not None), ""),
        checking=session.scalar(select(func.count()).select_from(OnlineCharge).where(OnlineCharge.waits)) or 0,
    )
