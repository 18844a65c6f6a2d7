"""Cursors of lists: opaque on the wire, the place of the last row within."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from billing.errors import Refused

R = TypeVar("R")


class BadCursor(Refused):
    """A cursor is taken from the answer before, of the same list."""

    def __init__(self) -> None:
        super().__init__("This cursor is not one of this list. Leave it out to begin, or take nextCursor as it came.")


def ordinal_at(cursor: str | None, listed: str) -> int | None:
    """Return the ordinal of the last row seen of the list ``listed``, None for its beginning. Raises BadCursor."""
    place = _read(cursor, listed)
    if place is None:
        return None
    if len(place) != 1 or not isinstance(place[0], int) or isinstance(place[0], bool) or not 0 <= place[0] < 2**62:
        raise BadCursor
    return place[0]


def name_at(cursor: str | None, listed: str) -> tuple[str, UUID] | None:
    """Return name and id of the last row seen of the list ``listed``, None for its beginning. Raises BadCursor."""
    place = _read(cursor, listed)
    if place is None:
        return None
    if len(place) != 2 or not all(isinstance(part, str) for part in place):
        raise BadCursor
    try:
        str(place[0]).encode()  # half of a letter is no name that was ever given out
        return str(place[0]), UUID(str(place[1]))
    except ValueError:
        raise BadCursor from None


def instant_at(cursor: str | None, listed: str) -> tuple[datetime, UUID] | None:
    """Return instant and id of the last row seen of the list ``listed``, None for its beginning. Raises BadCursor."""
    place = name_at(cursor, listed)
    if place is None:
        return None
    try:
        at = datetime.fromisoformat(place[0])
    except ValueError:
        raise BadCursor from None
    if at.tzinfo is None:
        raise BadCursor
    return at, place[1]


def cursor_after(listed: str, *place: str | int) -> str:
    """Return the cursor behind the row at ``place`` of the list ``listed``."""
    return urlsafe_b64encode(json.dumps([listed, *place], separators=(",", ":")).encode()).decode().rstrip("=")


def cut(rows: Sequence[R], limit: int) -> tuple[Sequence[R], R | None]:
    """Return the first ``limit`` of ``rows``, and the last of them where there are more."""
    shown = rows[:limit]
    return shown, (shown[-1] if len(rows) > limit else None)


def _read(cursor: str | None, listed: str) -> list[str | int] | None:
    if cursor is None or not cursor.strip():
        return None
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise BadCursor from None
    if not isinstance(place, list) or not place or place[0] != listed:
        raise BadCursor
    return place[1:]
