"""The outermost layer: one header set on every answer, one clean line in the log. No token, no address, no input."""

import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]
Place = tuple[object, frozenset[str]]  # an endpoint, and the names in the address that led to it
LOOKUP = "counterfoil.lookup"
CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS: RawHeaders = [
    (b"content-security-policy", CLOSED_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store, private"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
]
_HTTPS: RawHeaders = [*_ALWAYS, (b"strict-transport-security", b"max-age=31536000")]

log = logging.getLogger("portal.requests")


@lru_cache(maxsize=1_000)  # an office has one style: its pages share the text
def page_policy(style_hash: str, form_leads_to: str = "") -> str:
    """Return the policy of a page: our own files, and the one inline style that has ``style_hash``.

    ``form_leads_to`` is the one other host that a form may end at, by redirect.
    """
    forms = f"'self' {form_leads_to}".rstrip()
    return (
        f"default-src 'none'; style-src 'self' '{style_hash}'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def completed(headers: Iterable[tuple[bytes, bytes]], scheme: str) -> RawHeaders:
    """Return ``headers`` with every one of the set that they do not say themselves."""
    said = list(headers)
    names = {name for name, _ in said}
    return said + [each for each in (_HTTPS if scheme == "https" else _ALWAYS) if each[0] not in names]


class Edge:
    """Wraps the app. ``templates`` gives the route's template by its place, for the log."""

    def __init__(self, app: ASGIApp, *, templates: Mapping[Place, str]) -> None:
        self._app = app
        self._templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def send_completed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = completed(message.get("headers", ()), scope["scheme"])
            await send(message)

        try:
            await self._app(scope, receive, send_completed)
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(self._line(scope, status, perf_counter() - started))

    def _line(self, scope: Scope, status: int, seconds: float) -> str:
        method = scope["method"] if scope["method"] in _METHODS else "-"
        place: Place = (scope.get("endpoint"), frozenset(scope.get("path_params", ())))
        template = self._templates.get(place, "-")
        return f"{method} {template} {status} {scope.get(LOOKUP, '-')[:8]} {seconds * 1000:.1f} ms"
