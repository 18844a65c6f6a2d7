"""The pages that customers open: plain routes, no thread for a read, nothing counted by GET or HEAD."""

from functools import partial
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billing.links import is_preview_mark
from billing.snapshot import PdfView
from portal import acts, preview, replies
from portal.arrival import EXPIRED, OPEN, Arrivals, Ended, is_preview
from portal.context import Portal
from portal.opening import Opened
from portal.showing import Showing, give
from portal.telling import Teller
from portal.unsealing import read_index, read_pdf

SIGNS = frozenset({"pointer", "key", "scroll", "touch", "time"})
LINK = "/portal/{kind}/{token}"
BEHIND = f"{LINK}/{{doc:doc}}"


class DocConvertor(Convertor[str]):
    """A document's name in an address: no other word of an address looks like it."""

    regex = "[0-9a-f]{32}"

    def convert(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return it as it is."""
        return value


register_url_convertor("doc", DocConvertor())


def customer_routes(portal: Portal, arrivals: Arrivals, showing: Showing) -> list[Route]:
    """Return the routes by which customers look and keep."""
    customer = Customer(portal, arrivals, showing)
    return [
        *(route for place in (LINK, BEHIND) for route in _on_documents(place, customer)),
        Route(f"{LINK}/ask", customer.ask, methods=["POST"]),
        Route(f"{LINK}/statement", customer.statement, methods=["GET"]),
        Route(f"{LINK}/statement", customer.download_statement, methods=["POST"]),
        Route("/s/{token}", customer.short, methods=["GET"]),
    ]


def _on_documents(place: str, customer: "Customer") -> list[Route]:
    """Return what can be done with a document, for either form of its address."""
    return [
        Route(place, customer.page, methods=["GET"]),
        Route(f"{place}/pdf", customer.pdf, methods=["GET"]),
        Route(f"{place}/view", customer.view, methods=["POST"]),
        Route(f"{place}/download", customer.download, methods=["POST"]),
    ]


class Customer:
    """Decode, one call, encode. What ends early is raised as Ended and answered by the app's table."""

    def __init__(self, portal: Portal, arrivals: Arrivals, showing: Showing) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._showing = showing
        self._teller = Teller(portal)

    async def page(self, request: Request) -> Response:
        """The document, or a calm dead end."""
        if request.scope["query_string"] and "preview" in request.query_params:
            return self._enter_preview(request)
        opened = self._arrivals.open_link(request)
        previewed = self._counted(request, opened)
        return replies.page(request, self._showing.sheet(request, opened, previewed=previewed))

    async def short(self, request: Request) -> Response:
        """The short form of a text message leads to the long one."""
        return replies.redirect(self._arrivals.link(request).address, 308)

    async def view(self, request: Request) -> Response:
        """The page's own script says that a person looked at it."""
        sign = await _sign(request)
        opened = self._arrivals.to_act(request, OPEN)
        answer = Response(status_code=204)
        if sign in SIGNS:
            await self._showing.viewed(request, opened, answer, sign=sign)
        return answer

    async def download(self, request: Request) -> Response:
        """Counts, then leads to the file."""
        opened = self._arrivals.to_act_on_document(request, OPEN)
        return await self._downloaded(opened, f"{opened.address}/pdf")

    async def pdf(self, request: Request) -> Response:
        """The very PDF that was archived, to keep."""
        opened = self._arrivals.open_document(request)
        self._counted(request, opened)
        opened, view = self._showing.view(request, opened)
        return await self._file(request, opened, view.pdf)

    async def download_statement(self, request: Request) -> Response:
        """Counts, then leads to the statement of a customer's link."""
        opened = self._all(request, self._arrivals.to_act(request, OPEN))
        return await self._downloaded(opened, f"{opened.address}/statement")

    async def statement(self, request: Request) -> Response:
        """The statement of all of a customer's documents, to keep."""
        opened = self._all(request, self._arrivals.open_link(request))
        self._counted(request, opened)
        return await self._file(request, opened, read_index(self._portal.database, opened).statement)

    async def ask(self, request: Request) -> Response:
        """A customer asks for a new link; behind an expired one only."""
        opened = self._arrivals.to_act(request, EXPIRED)
        await self._teller.told(opened.row.office, partial(acts.ask, act=acts.act_on(opened)))
        return replies.redirect(opened.address, 303)

    def _all(self, request: Request, opened: Opened) -> Opened:
        if not opened.is_list:
            raise Ended(self._arrivals.nobody(request, "unknown", 404))
        return opened

    async def _downloaded(self, opened: Opened, path: str) -> Response:
        self._portal.checks.was_a_person(opened.row.office, opened.lookup)
        await self._teller.told(opened.row.office, partial(acts.download, act=acts.act_on(opened)))
        return replies.redirect(path, 303)

    async def _file(self, request: Request, opened: Opened, pdf: PdfView | None) -> Response:
        if pdf is None:
            return self._arrivals.nobody(request, "unknown", 404)
        return replies.attachment(await run_sync(read_pdf, self._portal.database, opened, pdf), pdf.name)

    def _counted(self, request: Request, opened: Opened) -> bool:
        """Count the fetch unless it is the office's own preview, which is returned."""
        previewed = is_preview(request, opened)
        if not previewed:
            self._portal.checks.fetched(opened.row.office, opened.lookup)
        return previewed

    def _enter_preview(self, request: Request) -> Response:
        """An old or foreign mark leads to the clean page without the cookie, as anybody."""
        opened = self._arrivals.link(request)
        answer = replies.redirect(opened.address, 303)
        if is_preview_mark(opened.keys, request.query_params["preview"], opened.now):
            cookie = preview.preview_cookie(opened.keys, opened.now)
            give(request, answer, preview.COOKIE, cookie, preview.HOUR, opened.home)
        return answer


async def _sign(request: Request) -> str:
    form = parse_qs(await replies.small_body(request))
    return form.get(b"sign", [b""])[0].decode("ascii", "replace")
