"""An office's computer and its customers' browsers, played with the core alone against the real app on a real file."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.customer_index import IndexEntry
from billing.links import Keys, LinkKind, Token, derive, new_token, view_digest
from billing.sealing import content_place, event_place, new_key, office_place, open_sealed, seal, seal_key, wrap_place
from billing.snapshot import PdfView, View
from billing.wire import (
    WIRE,
    WIRE_HEADER,
    Answer,
    Batch,
    BatchAnswer,
    EventBody,
    EventPage,
    EventRow,
    LinkPut,
    LinkReplace,
    OfficeCopy,
    OfficeProfile,
    Operation,
    Wrap,
)
from portal.app import make_app
from portal.context import Portal, Settings
from portal.store.offices import add_office
from tests.blank import lay_store
from tests.portal import samples

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = 86_400
MONTH = 30 * DAY
PAGE = 200  # events, unless a call says otherwise
PDF = b"%PDF-1.7 the archived bytes of INV-2026-0187"


@dataclass
class Clock:
    """What the portal's clock shows."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Published:
    """A link as its office knows it."""

    token: Token
    keys: Keys
    kind: LinkKind
    doc: str | None
    put: LinkPut
    view: View
    documents: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"/portal/{self.kind}/{self.token.text}"


@dataclass
class Desk:
    """One office's computer."""

    id: str
    key: str
    http: httpx2.AsyncClient
    books: str = field(default_factory=lambda: str(uuid7()))
    office_key: bytes = field(default_factory=new_key)
    receipt: str = ""
    sealed: bool = True
    issued: set[str] = field(default_factory=set)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", WIRE_HEADER: str(WIRE)}

    async def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = self.headers | more.pop("headers", {})
        return await self.http.request(method, f"/api/v1{path}", headers=headers, **more)

    def batch(self, *operations: Operation) -> Batch:
        return Batch(batch=str(uuid7()), receipt=self.receipt, books=self.books, operations=operations)

    async def post(self, batch: Batch) -> httpx2.Response:
        return await self.call("POST", "/operations", content=batch.model_dump_json())

    async def send(self, *operations: Operation) -> tuple[Answer, ...]:
        """Send one batch and remember its receipt."""
        response = await self.post(self.batch(*operations))
        assert response.status_code == 200, response.text
        answer = BatchAnswer.model_validate_json(response.content)
        self.receipt = answer.receipt
        return answer.answers

    async def upload(self, content: str, kind: str, blob: bytes) -> httpx2.Response:
        return await self.call("PUT", f"/content/{content}", content=blob, headers={"Counterfoil-Content": kind})

    async def prepare(self, view: View | None = None, *, pdf: bytes | None = PDF, **changes: Any) -> Published:
        """Upload a view and its PDF, and return the put that would publish them; ``changes`` are to the put."""
        shown = view or samples.view()
        token = changes.pop("token", None) or new_token()
        self.issued.add(token.text)
        keys = derive(token)
        contents: dict[str, bytes] = {}
        if pdf is not None:
            name = f"{shown.number}.pdf"
            identifier = await self._store("pdf", pdf, contents)
            described = PdfView(content=identifier, name=name, size=len(pdf), sha256=sha256(pdf).hexdigest())
            shown = shown.model_copy(update={"pdf": described})
        plain = canonical(shown)
        content = await self._store("view", plain, contents)
        values: dict[str, Any] = {
            "id": str(uuid7()),
            "lookup": keys.lookup,
            "kind": shown.kind,
            "doc": secrets.token_hex(16),
            "version": 1,
            "digest": view_digest(keys, plain),
            "state": "open",
            "payable": secrets.token_hex(16),
            "revision": shown.revision,
            "view": content,
            "wraps": tuple(
                Wrap(content=each, sealed=seal_key(keys.wrap, wrap_place(self.id, keys.lookup, each), key))
                for each, key in contents.items()
            ),
            "lifetime": MONTH,
            "office_copy": OfficeCopy(
                blob=seal(self.office_key, office_place(self.id, keys.lookup, "link"), token.text.encode())
            ),
        }
        put = LinkPut(**values | changes)
        return Published(token, keys, put.kind, put.doc, put, shown)

    async def publish(self, view: View | None = None, **changes: Any) -> Published:
        """Publish a link and return it."""
        published = await self.prepare(view, **changes)
        (answer,) = await self.send(published.put)
        assert answer.result == "done", answer
        return published

    async def publish_page(self, *views: View, empty: bool = False, **changes: Any) -> Published:
        """Publish a customer's link over ``views`` (one invoice, unless it is to be ``empty``), each with a PDF."""
        token = new_token()
        contents: dict[str, bytes] = {}
        keys = derive(token)
        wraps: list[Wrap] = []

        async def stored(kind: str, plain: bytes, doc: str | None) -> str:
            identifier = await self._store(kind, plain, contents)
            sealed = seal_key(keys.wrap, wrap_place(self.id, keys.lookup, identifier), contents[identifier])
            wraps.append(Wrap(content=identifier, sealed=sealed, doc=doc))
            return identifier

        entries = [await self._entry(view, stored) for view in views or (() if empty else (samples.view(),))]
        paper = await stored("pdf", PDF, None)
        described = PdfView(content=paper, name="Statement.pdf", size=len(PDF), sha256=sha256(PDF).hexdigest())
        index = samples.customer_index(tuple(entries), statement=described)
        plain = canonical(index)
        values: dict[str, Any] = {
            "id": str(uuid7()),
            "lookup": keys.lookup,
            "kind": "customer",
            "doc": None,
            "version": 1,
            "digest": view_digest(keys, plain),
            "state": "open",
            "payable": secrets.token_hex(16),
            "view": await stored("view", plain, None),
            "wraps": tuple(wraps),
            "lifetime": MONTH,
        }
        put = LinkPut(**values | changes | {"wraps": tuple(wraps)})
        (answer,) = await self.send(put)
        assert answer.result == "done", answer
        documents = tuple(each.doc for each in entries)
        return Published(token, keys, "customer", None, put, samples.view(), documents)

    async def _entry(self, view: View, stored: Callable[[str, bytes, str | None], Awaitable[str]]) -> IndexEntry:
        doc = secrets.token_hex(16)
        paper = await stored("pdf", PDF, doc)
        described = PdfView(content=paper, name=f"{view.number}.pdf", size=len(PDF), sha256=sha256(PDF).hexdigest())
        content = await stored("view", canonical(view.model_copy(update={"pdf": described})), doc)
        return samples.entry(view, doc=doc, view_content=content, pdf=paper)

    async def republish(self, link: Published, view: View | None = None, **changes: Any) -> Answer:
        """Publish the next version of a link."""
        values: dict[str, Any] = {"version": link.put.version + 1, "lifetime": None, "doc": link.doc, "kind": link.kind}
        again = await self.prepare(view or link.view, token=link.token, **values | changes)
        return (await self.send(again.put))[0]

    async def replace(self, old: Published, *, only_if_expired: bool = False) -> tuple[Published, Answer]:
        """Put a fresh token in the place of ``old``."""
        fresh = await self.prepare(old.view, doc=old.doc, version=old.put.version + 1)
        operation = LinkReplace(id=fresh.put.id, old=old.keys.lookup, link=fresh.put, only_if_expired=only_if_expired)
        return fresh, (await self.send(operation))[0]

    async def feed(self, after: int = 0, tip: str = "", **params: Any) -> EventPage:
        """Return the events after a cursor."""
        response = await self.call("GET", "/events", params={"after": after, "tip": tip, **params})
        assert response.status_code == 200, response.text
        return EventPage.model_validate_json(response.content)

    async def rows(self) -> list[EventRow]:
        """Return all that was told, page after page."""
        page = await self.feed()
        rows = list(page.events)
        while len(page.events) == PAGE:
            page = await self.feed(rows[-1].sequence, page.tip)
            rows += page.events
        return rows

    async def events(self, link: Published | None = None) -> list[str]:
        """Return the kinds of what was told, of one link or of all."""
        return [row.kind for row in await self.rows() if link is None or row.lookup == link.keys.lookup]

    def opened(self, link: Published, row: EventRow) -> EventBody:
        """Open an event as the office does. Raises Unsealable."""
        place = event_place(self.id, link.keys.lookup, row.id, row.kind, row.revision)
        blob = open_sealed(link.keys.event, place, row.blob) if row.sealed else row.blob
        return EventBody.model_validate_json(blob)

    async def _store(self, kind: str, plain: bytes, contents: dict[str, bytes]) -> str:
        identifier, key = secrets.token_hex(16), new_key()
        blob = seal(key, content_place(self.id, identifier, kind), plain) if self.sealed else plain
        response = await self.upload(identifier, kind, blob)
        assert response.status_code == 200, response.text
        contents[identifier] = key
        return identifier


@dataclass
class Running:
    """The app on a real file, its clock, and who talks to it."""

    app: Starlette
    clock: Clock
    data: Path
    desks: list[Desk] = field(default_factory=list)

    @property
    def portal(self) -> Portal:
        portal: Portal = self.app.state.portal
        return portal

    def browser(self, address: str = "203.0.113.7", base: str = "https://portal.example") -> httpx2.AsyncClient:
        """Return a browser with cookies of its own."""
        transport = httpx2.ASGITransport(app=self.app, client=(address, 4321))
        return httpx2.AsyncClient(transport=transport, base_url=base, follow_redirects=False)

    def office(self, name: str = "Alder & Finch Fit-Out") -> Desk:
        """Add an office and return its first computer."""
        with self.portal.database.write() as connection:
            new = add_office(connection, name, computer="Front desk", now=self.clock())
        desk = Desk(new.id, new.key, self.browser())
        self.desks.append(desk)
        return desk

    def secrets(self) -> set[str]:
        """Return every token that the offices made and every key they were given."""
        return {secret for desk in self.desks for secret in (*desk.issued, desk.key)}


@asynccontextmanager
async def running(data: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Running]:
    """Serve a portal whose files are in ``data``, with its background tasks, until the block ends."""
    clock = clock or Clock()
    if "database" not in settings:
        lay_store(data / "portal.db")
    app = make_app(Settings(data=data, clock=clock, **settings))
    async with app.router.lifespan_context(app):
        yield Running(app, clock, data)


def profile(**changes: Any) -> OfficeProfile:
    """Return a public profile in Dublin's time zone."""
    return samples.office(time_zone="Europe/Dublin", **changes)
