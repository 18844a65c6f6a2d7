"""How online payment stands here, and where Stripe can call the portal: for Settings, Payments."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import OnlineCharge, Outbox, PortalState
from desktop.queries.online import StripeRow, stripe_row


@dataclass(frozen=True, slots=True)
class StripeStanding:
    """``portal`` is its address, "" for none. ``waits``: the portal does not have the last wish yet; ``refused`` is why
    it does not want it. ``checking`` counts the payments that were reported and not yet read at Stripe. ``is_called``:
    Stripe calls the portal, or cannot.
    """

    account: StripeRow | None
    portal: str
    waits: bool
    refused: str
    checking: int
    is_called: bool = True


def stripe_standing(session: Session) -> StripeStanding:
    """Return how online payment stands."""
    kinds = Outbox.kind.in_(("payments.put", "payments.remove"))
    account, portal = stripe_row(session), session.scalars(select(PortalState)).one()
    rows = session.execute(select(Outbox.parked_at, Outbox.parked_why).where(kinds)).all()
    return StripeStanding(
        account=account,
        portal=portal.address,
        waits=any(row.parked_at is None for row in rows),
        refused=next((row.parked_why for row in rows if row.parked_at is not None), ""),
        checking=session.scalar(select(func.count()).select_from(OnlineCharge).where(OnlineCharge.waits)) or 0,
        is_called=account is None or account.hook == hook_address(portal.address, portal.office),
    )


def hook_address(portal: str, office: str) -> str:
    """Return where Stripe can call the portal, "" where nobody from outside reaches it."""
    return f"{portal.rstrip('/')}/hooks/stripe/{office}" if portal and is_public(portal) else ""


def is_public(address: str) -> bool:
    """Tell whether Stripe could reach ``address``: https, and neither this computer nor a private network."""
    url = urlsplit(address)
    host = (url.hostname or "").rstrip(".")
    if url.scheme != "https" or not host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test"))
