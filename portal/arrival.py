"""From a request to its link and its document, or to the calm page on which it ends.

Both forms of address come through here: a document's own link, and ``/<doc>`` behind that of its customer.
"""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from billing.links import LINK_KINDS, read_token, without_trailing
from billing.snapshot import SETTLED
from billing.wire import LinkState
from billing.wording import wording
from portal import replies
from portal.context import Portal
from portal.edge import LOOKUP
from portal.opening import NO_FATE, Opened
from portal.pages import DeadEnd
from portal.preview import COOKIE, is_preview_cookie
from portal.store.visits import may_ask
from portal.unsealing import fates_among, read_index

OPEN: frozenset[LinkState] = frozenset({"live", "settled"})
EXPIRED: frozenset[LinkState] = frozenset({"expired"})
_ENDS: dict[LinkState, tuple[DeadEnd, int]] = {
    "expired": ("expired", 410),
    "replaced": ("replaced", 410),
    "revoked": ("revoked", 410),
    "withdrawn": ("withdrawn", 200),
}
_LATER = {"retry-after": "60"}


class Ended(Exception):  # noqa: N818 - no error: the request has its answer, and the app's table sends it
    """The request goes no further; ``answer`` says why."""

    def __init__(self, answer: Response) -> None:
        super().__init__("the request has its answer")
        self.answer = answer


class Arrivals:
    """Lets requests through to their link."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def link(self, request: Request) -> Opened:
        """Return the link in whatever state. Raises Ended: cut by redirect, unknown, throttled, on hold."""
        kind, text = request.path_params.get("kind"), request.path_params["token"]
        token = read_token(text)
        if kind is not None and kind not in LINK_KINDS:
            raise self._miss(request)
        if token is None:
            raise self._repaired(request, kind, text) or self._miss(request)
        opened = self._portal.opener.open(token)
        if opened is None or kind not in {None, opened.row.kind}:
            raise self._miss(request)
        request.scope[LOOKUP] = opened.lookup
        if opened.row.on_hold:
            raise Ended(replies.page(request, self._portal.sheets.dead_end("on_hold", opened), 503, _LATER))
        return self._behind(request, opened) if "doc" in request.path_params else opened

    def open_link(self, request: Request) -> Opened:
        """Return the link if it shows its document. Raises Ended."""
        opened = self.link(request)
        if opened.state not in OPEN:
            raise self.dead_end(request, opened)
        return opened

    def open_document(self, request: Request) -> Opened:
        """Return the link if it shows one document: its own, or one of a customer's. Raises Ended."""
        return self._one(request, self.open_link(request))

    def to_act_on_document(self, request: Request, states: frozenset[LinkState]) -> Opened:
        """Return the link for a POST that is about one document. Raises Ended."""
        return self._one(request, self.to_act(request, states))

    def to_act(self, request: Request, states: frozenset[LinkState]) -> Opened:
        """Return the link for a POST that is open in ``states`` only; a form that came too late finds out why.

        Raises Ended, for the office's own preview too.
        """
        opened = self.link(request)
        if is_preview(request, opened) and opened.state in OPEN:
            sheet = self._portal.sheets.document(opened, preview=True)
            raise Ended(replies.page(request, sheet, 409))
        if opened.state in states:
            return opened
        if opened.state in OPEN:
            raise Ended(replies.redirect(opened.address, 303))
        raise self.dead_end(request, opened)

    def dead_end(self, request: Request, opened: Opened) -> Ended:
        """Return the end of a request whose link shows nothing any more."""
        kind, status = _ENDS[opened.state]
        if kind == "expired" and not may_ask(opened.row.asked_at, opened.now):
            kind = "asked"
        return Ended(replies.page(request, self._portal.sheets.dead_end(kind, opened), status))

    def nobody(
        self, request: Request, kind: DeadEnd, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return a calm page that belongs to no office, in the browser's language where it is spoken here."""
        wanted = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
        return replies.page(request, self._portal.sheets.nobody(kind, wording(wanted).language), status, headers)

    def _one(self, request: Request, opened: Opened) -> Opened:
        if opened.is_list:
            raise Ended(self.nobody(request, "unknown", 404))
        return opened

    def _behind(self, request: Request, opened: Opened) -> Opened:
        """Return the document that was asked for behind a customer's link, in the state of its own.

        An ended link is ended for all of them. What is not in the list is not found, whoever's it may be.
        """
        if opened.row.kind != "customer":
            raise self._miss(request)
        if opened.state not in OPEN:
            return opened
        doc = request.path_params["doc"]
        index = read_index(self._portal.database, opened)
        entry = next((each for each in index.entries if each.doc == doc), None)
        if entry is None:
            raise Ended(self.nobody(request, "unknown", 404))
        fate = fates_among(self._portal.database, opened.row.office, [doc]).get(doc, NO_FATE)
        gone = entry.state == "withdrawn" or fate.is_withdrawn
        settled = entry.state in SETTLED or entry.kind == "credit" or fate.answer
        state: LinkState = "withdrawn" if gone else "settled" if settled else opened.state
        return replace(opened, entry=entry, state=state, fate=fate)

    def _repaired(self, request: Request, kind: str | None, text: str) -> Ended | None:
        """What was pasted behind a token is cut by redirect; nothing else is repaired, and no store is asked."""
        cut = without_trailing(text) if request.method in {"GET", "HEAD"} else None
        if cut is None:
            return None
        return Ended(replies.redirect(f"/s/{cut}" if kind is None else f"/portal/{kind}/{cut}", 308))

    def _miss(self, request: Request) -> Ended:
        address = request.client.host if request.client is not None else ""
        wait = self._portal.throttle.miss(address, self._portal.clock().timestamp())
        if wait:
            return Ended(self.nobody(request, "throttled", 429, {"retry-after": str(wait)}))
        return Ended(self.nobody(request, "unknown", 404))


def is_preview(request: Request, opened: Opened) -> bool:
    """Tell whether this browser looks for the office itself."""
    if "cookie" not in request.headers:
        return False
    cookie = request.cookies.get(COOKIE)
    return cookie is not None and is_preview_cookie(opened.keys, cookie, opened.now)
