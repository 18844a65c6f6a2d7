"""The API that desktops call, mounted under /api/v1: types are the contract, every refusal is a Problem."""

import asyncio
from base64 import b64encode
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import ValidationError
from sqlalchemy import Row, bindparam, select

from billing.wire import (
    MAX_BATCH,
    MAX_CONTENT,
    MAX_COUNT,
    MAX_EVENTS,
    MAX_WAIT,
    OLDEST_WIRE,
    WIRE,
    Batch,
    BatchAnswer,
    ContentKind,
    ContentStored,
    EventPage,
    Manifest,
    OfficeInfo,
    PaymentsInfo,
    PaymentsPut,
)
from portal import problems
from portal.bell import rung
from portal.calls import CallerHere, PortalHere, bounded_body, speaks
from portal.context import Portal
from portal.payments import accounts
from portal.problems import ProblemError, documented, unreadable
from portal.store.contents import Stored, put_content, read_content
from portal.store.feed import FeedPart, read_feed
from portal.store.manifest import manifest_page
from portal.store.offices import Caller, locked_office
from portal.store.operations import apply_batch, check_computer, check_reader, check_shape, diverged
from portal.tables import office

API = "/api/v1"
CONTENT_HEADER = "Counterfoil-Content"
_HEAD = select(
    office.c.id, office.c.name, office.c.log, office.c.sequence, office.c.tip, office.c.books, office.c.on_hold
).where(office.c.id == bindparam("office"))

ContentId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_BYTES = {"schema": {"type": "string", "format": "binary"}}


def _takes(media_type: str, model: type[Batch] | None = None) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}") if model else _BYTES["schema"]
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


router = APIRouter(dependencies=[Depends(speaks)], responses=documented(400, 401, 503))


class OfficeApi(FastAPI):
    """FastAPI whose document says what is answered here: a call that cannot be read is 400, never 422."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if self.openapi_schema is None:
            self.openapi_schema = _described(
                get_openapi(title=self.title, version=self.version, routes=self.routes, servers=[{"url": API}])
            )
        return self.openapi_schema


def office_api(portal: Portal) -> FastAPI:
    """Return the API of ``portal``."""
    api = OfficeApi(
        title="Counterfoil portal", version=str(WIRE), docs_url=None, redoc_url=None, redirect_slashes=False
    )
    api.state.portal = portal
    api.include_router(router)
    problems.install(api)
    return api


@router.get("/office")
async def get_office(portal: PortalHere, caller: CallerHere) -> OfficeInfo:
    """Say who the key belongs to, what the portal's clock shows, and what it speaks: the test button."""
    row = _head(portal, caller)
    return OfficeInfo(
        office=row.id,
        name=row.name,
        time=portal.clock(),
        log=row.log,
        wire=(OLDEST_WIRE, WIRE),
        keys={portal.keys.key_id: b64encode(portal.keys.public).decode()},
        practice=portal.settings.practice,
        computer=caller.computer,
        books=row.books,
        payments=await run_sync(_payments, portal, caller),
    )


@router.put("/content/{content}", responses=documented(404, 409, 413), openapi_extra=_takes("application/octet-stream"))
async def put_sealed(
    request: Request,
    portal: PortalHere,
    caller: CallerHere,
    content: ContentId,
    kind: Annotated[ContentKind, Header(alias=CONTENT_HEADER)],
) -> ContentStored:
    """Store sealed bytes; an id that is there already stays as it is."""
    blob = await bounded_body(request, MAX_CONTENT)
    if not blob:
        raise unreadable("the body, which is empty")
    stored = await run_sync(_put, portal, caller, content, kind, blob)
    if stored.kind != kind:
        raise ProblemError(409, "content_differs", f"The portal holds this id as a {stored.kind}. Nothing was changed.")
    return ContentStored(content=content, size=stored.size)


@router.get(
    "/content/{content}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": _BYTES}}, **documented(404, 409)},
)
async def get_sealed(portal: PortalHere, caller: CallerHere, content: ContentId) -> Response:
    """Return sealed bytes, for the repair after a restore."""
    check_reader(_head(portal, caller))
    found = await run_sync(_get, portal, caller, content)
    if found is None:
        raise ProblemError(404, "not_found", "The portal does not hold this content.")
    kind, blob = found
    return Response(blob, headers={CONTENT_HEADER: kind}, media_type="application/octet-stream")


@router.post("/operations", responses=documented(409, 413), openapi_extra=_takes("application/json", Batch))
async def post_operations(request: Request, portal: PortalHere, caller: CallerHere) -> BatchAnswer:
    """Apply at most 100 operations, each once, and answer them one by one."""
    body = await bounded_body(request, MAX_BATCH)
    return await run_sync(_apply, portal, caller, body)


@router.get("/events", responses=documented(409))
async def get_events(
    portal: PortalHere,
    caller: CallerHere,
    log: Annotated[str, Query(pattern=r"^([0-9a-f]{32})?$")] = "",
    after: Annotated[int, Query(ge=0, le=MAX_COUNT)] = 0,
    tip: Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = MAX_EVENTS,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT)] = 0,
) -> EventPage:
    """Return what came after the cursor, waiting up to ``wait`` seconds for the first event."""
    clock = asyncio.get_running_loop().time
    until = clock() + wait
    with portal.bell.listening(caller.office) as news:
        while True:
            row = _head(portal, caller)
            check_reader(row)
            part = await _part(portal, row, log, after, tip, limit)
            left = until - clock()
            if part.events or left <= 0 or portal.bell.closing:
                return EventPage(log=row.log, time=portal.clock(), tip=part.tip, events=part.events)
            await rung(news, min(left, portal.settings.poll_seconds))


@router.get("/manifest", responses=documented(409))
async def get_manifest(
    portal: PortalHere, caller: CallerHere, after: Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")] = ""
) -> Manifest:
    """List live and dead links with the office's sealed copies, 200 a page."""
    return await run_sync(_manifest, portal, caller, after)


async def _part(portal: Portal, row: Row[Any], log: str, after: int, tip: str, limit: int) -> FeedPart:
    """Nothing new needs no thread: an idle poll costs one read."""
    if log not in {"", row.log} or after > row.sequence:
        raise diverged()
    if after == row.sequence and tip == row.tip:
        return FeedPart(tip, ())
    part = await run_sync(_read_feed, portal, row, after, tip, limit)
    if part is None:
        raise diverged()
    return part


def _head(portal: Portal, caller: Caller) -> Row[Any]:
    return portal.database.rows(_HEAD, {"office": caller.office})[0]


def _payments(portal: Portal, caller: Caller) -> PaymentsInfo | None:
    with portal.database.read() as connection:
        return accounts.info(connection, caller.office)


def _put(portal: Portal, caller: Caller, content: str, kind: ContentKind, blob: bytes) -> Stored:
    with portal.database.write() as connection:
        check_computer(connection, locked_office(connection, caller.office), caller)
        return put_content(connection, caller.office, content, kind, blob, now=portal.clock())


def _get(portal: Portal, caller: Caller, content: str) -> tuple[str, bytes] | None:
    with portal.database.read() as connection:
        return read_content(connection, caller.office, content)


def _apply(portal: Portal, caller: Caller, body: bytes) -> BatchAnswer:
    try:
        batch = Batch.model_validate_json(body)
    except ValidationError as error:
        raise unreadable(".".join(str(part) for part in error.errors()[0]["loc"][:3]) or "its beginning") from error
    if sentence := check_shape(batch):
        raise ProblemError(400, "bad_request", f"{sentence} Nothing was changed.")
    if portal.settings.practice and any(isinstance(each, PaymentsPut) and each.livemode for each in batch.operations):
        raise ProblemError(400, "bad_request", "A practice portal takes no key for real money. Nothing was changed.")
    with portal.database.write() as connection:
        return apply_batch(connection, caller, batch, vault=portal.till.vault, now=portal.clock())


def _read_feed(portal: Portal, row: Row[Any], after: int, tip: str, limit: int) -> FeedPart | None:
    with portal.database.read() as connection:
        return read_feed(connection, row, after=after, tip=tip, limit=limit)


def _manifest(portal: Portal, caller: Caller, after: str) -> Manifest:
    with portal.database.read() as connection:
        row = connection.execute(select(office).where(office.c.id == caller.office)).one()
        check_reader(row)
        return manifest_page(connection, row, after=after, now=portal.clock())


def _described(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for call in path.values():
            call["responses"].pop("422", None)
            body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schemas.update(body.pop("$defs", {}))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document
