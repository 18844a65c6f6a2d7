"""The portal as a value: routes, the edge around them, the error table, what runs beside them."""

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from portal import problems
from portal.arrival import Arrivals, Ended
from portal.context import Portal, Settings
from portal.customer import customer_routes
from portal.database import StoreUnavailable, open_database
from portal.edge import Edge, Place, completed
from portal.faces import Faces
from portal.files import file_routes
from portal.keys import portal_keys
from portal.office import API, office_api
from portal.office import router as office_router
from portal.opening import Opener
from portal.pages import Pages
from portal.payments.routes import payment_routes
from portal.payments.stripe_accounts import StripeAccounts
from portal.payments.syncing import Till
from portal.payments.vault import Vault
from portal.quotes import answer_routes
from portal.sheets import Sheets
from portal.showing import Showing
from portal.sweeping import sweeping
from portal.unsealing import CannotShow, Moved

_LATER = {"retry-after": "30"}
log = logging.getLogger("portal")


def make_app(settings: Settings) -> Starlette:
    """Return the portal of ``settings``; ``app.state.portal`` holds its parts.

    Opens the store, bringing it up to date, and makes the portal's keys the first time. Raises Refused, Unavailable.
    """
    portal = _assembled(settings)
    arrivals = Arrivals(portal)
    showing = Showing(portal, arrivals)
    routes: list[BaseRoute] = [
        *customer_routes(portal, arrivals, showing),
        *answer_routes(portal, arrivals, showing),
        *payment_routes(portal, arrivals, showing),
        *file_routes(portal, arrivals),
        Mount(API, office_api(portal)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Edge, templates=_templates(routes))],
        exception_handlers=_error_table(arrivals),
        lifespan=_lifespan(portal),
    )
    app.router.redirect_slashes = False
    app.state.portal = portal
    return app


def _assembled(settings: Settings) -> Portal:
    settings.data.mkdir(parents=True, exist_ok=True)
    keys = portal_keys(settings.data, os.environ)
    database = open_database(settings.store_url)
    faces = Faces(database)
    till = Till(database, Vault(keys.master), settings.clock, StripeAccounts(settings.stripe))
    return Portal(
        settings=settings,
        database=database,
        keys=keys,
        faces=faces,
        opener=Opener(database, faces, settings.clock),
        sheets=Sheets(database, Pages(), practice=settings.practice, stripe=settings.checkout_host),
        till=till,
    )


def _lifespan(portal: Portal) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            async with sweeping(portal):
                yield
        finally:
            portal.database.close()

    return lifespan


def _error_table(arrivals: Arrivals) -> Mapping[Any, Callable[[Request, Any], Awaitable[Response]]]:
    async def ended(_: Request, error: Ended) -> Response:
        return error.answer

    async def elsewhere(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(f"{API}/"):  # a line break in it, which no mount lets through to the API
            return await problems.elsewhere(request, error)
        return arrivals.nobody(request, "unknown", error.status_code, error.headers)

    async def resting(request: Request, error: Exception) -> Response:
        log.error("%s", error)
        return arrivals.nobody(request, "on_hold", 503, _LATER)

    async def broken(request: Request, _: Exception) -> Response:
        """A bug: it flies on to the log, and past the edge, so this answer brings its own headers."""
        answer = arrivals.nobody(request, "on_hold", 500)
        answer.raw_headers = completed(answer.raw_headers, request.scope["scheme"])
        return answer

    async def gone(_request: Request, _: ClientDisconnect) -> Response:
        return Response(status_code=400)

    return {
        Ended: ended,
        HTTPException: elsewhere,
        StoreUnavailable: resting,
        CannotShow: resting,
        Moved: resting,
        ClientDisconnect: gone,
        Exception: broken,
    }


def _templates(routes: Iterable[BaseRoute]) -> dict[Place, str]:
    """Return each route's template by its endpoint and what stands in its address, for the log."""
    ours = {_place(route): route.path for route in routes if isinstance(route, Route)}
    return ours | {_place(route): API + route.path for route in office_router.routes if isinstance(route, Route)}


def _place(route: Route) -> Place:
    return route.endpoint, frozenset(route.param_convertors)
