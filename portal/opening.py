"""From a token to its link: both rows are read on every request, so that an ended link is ended at once."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, bindparam, select

from billing.links import Keys, Token, derive, lookup_of
from billing.wire import LinkState
from portal.database import Database
from portal.faces import Face, Faces
from portal.instants import Clock, micros
from portal.life import link_state
from portal.tables import doc, link, office

SHOWN_KINDS = frozenset({"invoice", "quote", "credit"})

_ROWS = (
    select(
        link.c.office,
        link.c.doc,
        link.c.kind,
        link.c.revision,
        link.c.view,
        link.c.state,
        link.c.rev,
        link.c.expires_at,
        link.c.ended_as,
        link.c.asked_at,
        doc.c.withdrawn_at,
        doc.c.answer,
        doc.c.answered,
        office.c.rev.label("office_rev"),
        office.c.on_hold,
    )
    .join(office, office.c.id == link.c.office)
    .join(doc, (doc.c.office == link.c.office) & (doc.c.id == link.c.doc), isouter=True)
    .where(link.c.lookup == bindparam("lookup"))
)


@dataclass(frozen=True)
class Opened:
    """One request's link as it is at ``now``. Its repr shows no token."""

    token: Token
    lookup: str = field(repr=False)
    row: Row[Any] = field(repr=False)
    face: Face = field(repr=False)
    state: LinkState
    now: datetime

    @cached_property
    def keys(self) -> Keys:
        """All that the token unlocks; a page that is kept ready needs none of it."""
        return derive(self.token)

    @property
    def doc(self) -> str | None:
        """The document's random name."""
        name: str | None = self.row.doc
        return name

    @property
    def address(self) -> str:
        """The path of the page, without a slash at its end."""
        return f"/portal/{self.row.kind}/{self.token.text}"


class Opener:
    """Finds links by token on the held connection. For the event loop's thread."""

    def __init__(self, database: Database, faces: Faces, clock: Clock) -> None:
        self._database = database
        self._faces = faces
        self._clock = clock

    def open(self, token: Token) -> Opened | None:
        """Return the link behind ``token``, in whatever state, or None. Raises StoreUnavailable."""
        lookup = lookup_of(token)
        rows = self._database.rows(_ROWS, {"lookup": lookup})
        if not rows or rows[0].kind not in SHOWN_KINDS:
            return None
        row = rows[0]
        face = self._faces.face(row.office, row.office_rev)
        if face is None:
            return None
        now = self._clock()
        return Opened(token, lookup, row, face, link_state(row, micros(now), face.profile.settled_days), now)
