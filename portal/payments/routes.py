"""The routes of paying online."""

from starlette.routing import Route

from portal.arrival import Arrivals
from portal.context import Portal
from portal.customer import BEHIND, LINK
from portal.payments.back import Back
from portal.payments.calling import Caller
from portal.payments.hooks import Hooks
from portal.payments.paying import Paying
from portal.showing import Showing


def payment_routes(portal: Portal, arrivals: Arrivals, showing: Showing) -> list[Route]:
    """Return the routes by which customers pay and come back, and by which Stripe calls."""
    caller = Caller(portal)
    paying, back, hooks = (
        Paying(portal, arrivals, showing, caller),
        Back(portal, arrivals, caller),
        Hooks(portal, caller),
    )
    return [
        *(Route(f"{place}/pay", paying.pay, methods=["POST"]) for place in (LINK, BEHIND)),
        *(Route(f"{place}/receipt.pdf", paying.receipt, methods=["GET"]) for place in (LINK, BEHIND)),
        Route("/back/{nonce}", back.back, methods=["GET"]),
        Route("/hooks/stripe/{office}", hooks.stripe, methods=["POST"]),
    ]
