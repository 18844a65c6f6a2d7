"""Who calls the API and in which version: the bearer key, the wire header, bodies of a bounded size."""

from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from billing.wire import OLDEST_WIRE, WIRE, WIRE_HEADER
from portal.context import Portal
from portal.problems import ProblemError
from portal.store.offices import CALLER, Caller, hash_of

_bearer = HTTPBearer(auto_error=False, description="The key of one computer, given out by the portal's operator.")


def portal_of(request: Request) -> Portal:
    """Return the portal that the API belongs to."""
    portal: Portal = request.app.state.portal
    return portal


PortalHere = Annotated[Portal, Depends(portal_of)]


async def speaks(wire: Annotated[str, Header(alias=WIRE_HEADER)] = "") -> None:
    """Raise ProblemError unless the call speaks this version of the wire or the one before."""
    if wire not in {str(version) for version in range(OLDEST_WIRE, WIRE + 1)}:
        sentence = f"This portal speaks version {OLDEST_WIRE} to {WIRE} of the wire. Nothing was changed."
        raise ProblemError(400, "wire", sentence)


async def caller(
    portal: PortalHere, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """Return whose key the call carries; compared as hashes, so that the store's own content opens nothing."""
    rows = portal.database.rows(CALLER, {"hash": hash_of(credentials.credentials)}) if credentials else ()
    if not rows:
        sentence = "This portal does not know the key. Nothing was changed. Ask its operator for one."
        raise ProblemError(401, "bad_key", sentence, headers={"WWW-Authenticate": "Bearer"})
    return Caller(rows[0].office, rows[0].id, rows[0].name)


CallerHere = Annotated[Caller, Depends(caller)]


async def bounded_body(request: Request, most: int) -> bytes:
    """Return the body, read only as far as it is allowed to go. Raises ProblemError above ``most`` bytes."""
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced) > most:
        raise _too_large(most)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise _too_large(most)
        parts.append(part)
    return b"".join(parts)


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, "too_large", f"A body has at most {most:,} bytes here. Nothing was changed.")
