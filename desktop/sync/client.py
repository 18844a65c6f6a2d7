"""The portal's API as typed calls; every way to fail is Unavailable or a Refused that says what to do."""

import re
import ssl
from collections.abc import Awaitable
from types import TracebackType
from typing import Self, TypeVar

import httpx2
import truststore
from pydantic import BaseModel, ValidationError

from billing.errors import Refused, Unavailable
from billing.wire import (
    MAX_EVENTS,
    MAX_WAIT,
    WIRE,
    WIRE_HEADER,
    Batch,
    BatchAnswer,
    ContentStored,
    EventPage,
    Manifest,
    OfficeInfo,
    Problem,
)

_M = TypeVar("_M", bound=BaseModel)
_HOST = re.compile(r"((?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)\.?|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_TIMEOUT = httpx2.Timeout(10.0, connect=5.0)


class PortalUnavailable(Unavailable):
    """No route, a timeout, 5xx or 429: try again. ``after`` is the portal's own wish in seconds, if it had one."""

    def __init__(self, why: str, *, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class NotAPortal(Refused):
    """Something answers at the address, but it is no Counterfoil portal."""

    def __init__(self) -> None:
        super().__init__("This address answers, but not as a Counterfoil portal. Nothing was sent. Check the address.")


class WrongKey(Refused):
    """The portal does not know the key."""

    def __init__(self) -> None:
        super().__init__(
            "The portal does not accept this key. Nothing was sent. Paste the key that the portal's operator gave out."
        )


class NotAnAddress(Refused):
    """What was typed is no address of the web."""

    def __init__(self) -> None:
        super().__init__(
            "This is no address of a portal. Nothing was sent. "
            "It begins with https:// and a name, such as https://pay.example.com."
        )


class NotSecure(Refused):
    """Plain http is for this computer only."""

    def __init__(self) -> None:
        super().__init__("The address begins with http, so others could read along. Nothing was sent. Use https.")


class PortalRefused(Refused):
    """The portal refused the whole call; ``problem`` says why (diverged, other computer, other books, on hold...)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class PortalClient:
    """One portal, one key. The key never stands in a repr, an error or a log."""

    def __init__(self, address: str, key: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """Raises NotAnAddress, NotSecure, WrongKey (it holds what no key holds)."""
        _check_address(address)
        if not re.fullmatch(r"[!-~]+", key):
            raise WrongKey
        self.address = address
        self._http = httpx2.AsyncClient(
            base_url=address.rstrip("/"),
            headers={"Authorization": f"Bearer {key}", WIRE_HEADER: str(WIRE)},
            timeout=_TIMEOUT,
            transport=transport,
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def office(self) -> OfficeInfo:
        """Return who the key belongs to and what the portal speaks; the test button's call."""
        return _read(OfficeInfo, await self._answered(self._http.get("/api/v1/office")))

    async def put_content(self, content: str, kind: str, blob: bytes) -> ContentStored:
        """Store a sealed content; the same id twice is one content."""
        headers = {"Content-Type": "application/octet-stream", "Counterfoil-Content": kind}
        call = self._http.put(f"/api/v1/content/{content}", content=blob, headers=headers)
        return _read(ContentStored, await self._answered(call))

    async def send(self, batch: Batch) -> BatchAnswer:
        """Send one batch; the same batch again gets the stored answer."""
        body = batch.model_dump_json().encode()
        call = self._http.post("/api/v1/operations", content=body, headers={"Content-Type": "application/json"})
        return _read(BatchAnswer, await self._answered(call))

    async def manifest(self, after: str) -> Manifest:
        """Return the links behind the lookup ``after`` ("" for the first page) as the portal holds them."""
        params = {"after": after} if after else {}
        return _read(Manifest, await self._answered(self._http.get("/api/v1/manifest", params=params)))

    async def events(self, log: str, after: int, tip: str, *, wait: int = MAX_WAIT) -> EventPage:
        """Return the events after the cursor, waiting up to ``wait`` seconds for the first one."""
        params: dict[str, str | int] = {"log": log, "after": after, "tip": tip, "limit": MAX_EVENTS, "wait": wait}
        timeout = httpx2.Timeout(10.0 + wait, connect=5.0)
        return _read(EventPage, await self._answered(self._http.get("/api/v1/events", params=params, timeout=timeout)))

    async def _answered(self, call: Awaitable[httpx2.Response]) -> httpx2.Response:
        try:
            response = await call
        except httpx2.HTTPError as error:
            raise PortalUnavailable("The portal does not answer. Everything is safe here and is sent later.") from error
        if response.is_success:
            return response
        raise _failure(response)


def _check_address(address: str) -> None:
    """Plain http is for this computer only; a name and password in an address would reach every customer."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL as error:
        raise NotAnAddress from error
    host = url.raw_host.decode("ascii")
    if url.scheme not in {"https", "http"} or not _HOST.fullmatch(host) or url.port == 0 or (url.port or 0) > 65_535:
        raise NotAnAddress
    if url.userinfo or url.query or url.fragment:
        raise NotAnAddress
    if url.scheme == "http" and url.host not in _HERE:
        raise NotSecure


def _read(model: type[_M], response: httpx2.Response) -> _M:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise NotAPortal from error


def _failure(response: httpx2.Response) -> Refused | Unavailable:
    """A status becomes what the person can do about it."""
    if response.status_code in {408, 425, 429} or response.status_code >= 500:
        return PortalUnavailable(
            "The portal is busy. Everything is safe here and is sent later.", after=_after(response)
        )
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return NotAPortal()
    return WrongKey() if problem.code == "bad_key" else PortalRefused(problem)


def _after(response: httpx2.Response) -> float | None:
    wish = response.headers.get("Retry-After", "")
    return float(wish) if wish.isascii() and wish.isdigit() else None
