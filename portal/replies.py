"""Answers to customers as bytes: pages, redirects, files."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from portal.sheets import Sheet

MAX_BODY = 4 * 1024
FOR_EVER = "public, max-age=31536000, immutable"


def page(request: Request, sheet: Sheet, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return ``sheet`` as the browser takes it."""
    zipped = takes_gzip(request)
    said = {"content-security-policy": sheet.policy, "vary": "Accept-Encoding", **(headers or {})}
    if zipped:
        said["content-encoding"] = "gzip"
    body = sheet.gzipped if zipped else sheet.body
    return Response(body, status, said, media_type="text/html")


def redirect(path: str, status: int) -> Response:
    """Return a redirect within this portal; ``path`` is made of what was checked, never of input."""
    return Response(status_code=status, headers={"location": path})


def attachment(body: bytes, name: str, *, media_type: str = "application/pdf") -> Response:
    """Return a file to keep; ``name`` is an office's own and may hold any letter."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(body, headers={"content-disposition": disposition}, media_type=media_type)


def for_ever(body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a file whose address names its content."""
    return Response(body, headers={"cache-control": FOR_EVER, **(headers or {})}, media_type=content_type)


def takes_gzip(request: Request) -> bool:
    """Tell whether the browser reads gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


async def small_body(request: Request) -> bytes:
    """Return the request's body as far as it is small; what is longer than any form of ours reads as empty."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return b""
    return body
