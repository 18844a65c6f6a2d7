"""The way back from Stripe's page. Stripe knows a nonce, the browser knows the page: neither learns the other's."""

import re
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from billing.errors import Refused, Unavailable
from portal import replies
from portal.arrival import Arrivals
from portal.context import Portal
from portal.instants import micros
from portal.pages import DeadEnd
from portal.payments import booking, checkouts
from portal.payments.calling import Caller
from portal.payments.checkouts import HOUR
from portal.payments.syncing import NoAccount
from portal.showing import give

PATH = "/back"
_COOKIE = "counterfoil_back_"
_NONCE = re.compile(r"[0-9a-f]{32}")
_PAGE = re.compile(r"/portal/(invoice|customer)/[A-Za-z0-9]{32}(/[0-9a-f]{32})?")


def remember(request: Request, answer: Response, back: str, page: str) -> None:
    """Let this browser, and nobody else, find back to ``page`` for an hour; ``back`` is the hashed nonce."""
    give(request, answer, _COOKIE + back[:8], page, HOUR, PATH)


class Back:
    """Leads to the page, having asked Stripe what became of the payment. Coming twice changes nothing."""

    def __init__(self, portal: Portal, arrivals: Arrivals, caller: Caller) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._caller = caller

    async def back(self, request: Request) -> Response:
        """The page where this browser knows it; else what is known, and that the link opens again."""
        nonce = request.path_params["nonce"]
        hashed = checkouts.hashed(nonce) if _NONCE.fullmatch(nonce) else ""
        found = await run_sync(self._found, hashed) if hashed else None
        if found is None:
            return self._arrivals.nobody(request, "unknown", 404)
        office, identifier, is_fresh = found
        is_known = request.method == "HEAD" or await self._asked(office, identifier)
        page = request.cookies.get(_COOKIE + hashed[:8], "")
        if is_fresh and is_known and _PAGE.fullmatch(page):
            return replies.redirect(page, 303)
        face, what = self._portal.faces.face(office), await run_sync(self._what, identifier)
        if face is None:
            return self._arrivals.nobody(request, what, 200)
        return replies.page(request, self._portal.sheets.of_office(what, face))

    async def _asked(self, office: str, identifier: str) -> bool:
        """Ask Stripe; False where what became of the payment is not known yet."""
        try:
            return await self._caller.run(office, partial(self._ask, office, identifier))
        except (NoAccount, Unavailable):
            return False
        except Refused:
            return True

    def _ask(self, office: str, identifier: str) -> bool:
        with self._portal.database.read() as connection:
            row = checkouts.find(connection, office, identifier=identifier)
        if row is None or row.state == "done" or row.session is None:
            return True
        till = self._portal.till
        till.session(till.account(office, removed=True), row.session)
        return True

    def _found(self, hashed: str) -> tuple[str, str, bool] | None:
        with self._portal.database.read() as connection:
            row = checkouts.by_back(connection, hashed)
        if row is None:
            return None
        return row.office, row.id, row.back_until > micros(self._portal.clock())

    def _what(self, identifier: str) -> DeadEnd:
        with self._portal.database.read() as connection:
            row = checkouts.by_id(connection, identifier)
            if row is None:
                return "payment_checked"
            if row.state != "done":
                return "payment_checked"
            states = booking.states_of(connection, row)
        if states & {"paid", "partly_refunded", "refunded"}:
            return "payment_arrived"
        return "payment_checked" if "processing" in states else "payment_not_made"
