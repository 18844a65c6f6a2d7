"""A link's document as it is now, and its page: read again where it was published anew between two reads."""

import secrets
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from billing.snapshot import View
from portal import acts, replies
from portal.arrival import Arrivals
from portal.context import Portal
from portal.later import brought_up_to_date
from portal.opening import Opened
from portal.page_answer import Typed
from portal.sheets import Sheet
from portal.store.visits import SEEN_AGAIN
from portal.telling import Teller
from portal.unsealing import CannotShow, Moved, read_view

BROWSER_COOKIE = "counterfoil_browser"
SAW_COOKIE = "counterfoil_saw"
_HALF_HOUR = SEEN_AGAIN // 1_000_000
_SAW_SECONDS = 400 * 86_400
_TRIES = 3


class Showing:
    """Reads and draws what a link shows."""

    def __init__(self, portal: Portal, arrivals: Arrivals) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._teller = Teller(portal)

    def view(self, request: Request, opened: Opened) -> tuple[Opened, View]:
        """Return the link and what it shows, what was said since included. Raises CannotShow, Ended."""
        database = self._portal.database
        for _ in range(_TRIES):
            try:
                return opened, brought_up_to_date(database, opened, read_view(database, opened))
            except Moved:
                opened = self._arrivals.open_link(request)
        raise CannotShow("its view is not there")

    def sheet(self, request: Request, opened: Opened, *, previewed: bool) -> Sheet:
        """Return the page that is kept ready, or drawn now. Raises CannotShow, Ended."""
        changed = not previewed and _saw_another(request, opened)
        for _ in range(_TRIES):
            try:
                return self._portal.sheets.document(opened, preview=previewed, changed=changed)
            except Moved:
                opened = self._arrivals.open_link(request)
        raise CannotShow("its view is not there")

    def page(self, request: Request, opened: Opened, view: View, *, typed: Typed, status: int = 200) -> Response:
        """Return the page of ``view`` with what was typed into its forms; it is drawn for this browser alone."""
        return replies.page(request, self._portal.sheets.with_typed(opened, view, typed), status)

    async def viewed(self, request: Request, opened: Opened, answer: Response, *, sign: str) -> None:
        """Count a view, once per browser in half an hour, and let ``answer`` remember the browser and what it saw."""
        self._portal.checks.was_a_person(opened.row.office, opened.lookup)
        browser = request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(16)
        act = partial(acts.view, act=acts.act_on(opened), browser=browser, sign=sign)
        if await self._teller.told(opened.row.office, act):
            give(request, answer, BROWSER_COOKIE, browser, _HALF_HOUR, "/portal")
        if opened.revision:
            give(request, answer, SAW_COOKIE, _mark(opened), _SAW_SECONDS, opened.address)


def quote_has_ended(opened: Opened, view: View) -> bool:
    """Tell whether a quote waits for an answer past its last day, on the office's calendar."""
    today = opened.face.today(opened.now)
    return view.kind == "quote" and view.state == "open" and view.valid_until is not None and view.valid_until < today


def give(request: Request, answer: Response, name: str, value: str, seconds: int, path: str) -> None:
    """Let ``answer`` set a cookie that no script reads."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax")


def _saw_another(request: Request, opened: Opened) -> bool:
    """Tell whether this browser has seen an earlier revision."""
    if "cookie" not in request.headers:
        return False
    seen = request.cookies.get(SAW_COOKIE)
    return seen is not None and seen != _mark(opened)


def _mark(opened: Opened) -> str:
    return opened.revision[:16]
