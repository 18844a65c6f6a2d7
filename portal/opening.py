"""From a token to its link: both rows are read on every request, so that an ended link is ended at once."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import bindparam, select

from billing.customer_index import IndexEntry
from billing.links import Keys, LinkKind, Token, derive, lookup_of
from billing.wire import LinkState
from portal.database import Database, Prepared
from portal.faces import Face, Faces
from portal.instants import Clock, micros
from portal.life import link_state
from portal.tables import doc, link, office

_LINK = Prepared(
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
        doc.c.payable,
        doc.c.charged,
        office.c.rev.label("office_rev"),
        office.c.on_hold,
    )
    .join(office, office.c.id == link.c.office)
    .join(doc, (doc.c.office == link.c.office) & (doc.c.id == link.c.doc), isouter=True)
    .where(link.c.lookup == bindparam("lookup"))
)


class LinkRow(NamedTuple):
    """What of a link, its document and its office every request reads, in the order of the statement.

    Instants in microseconds of portal time; ``answer`` and what follows is None where no document was put yet.
    """

    office: str
    doc: str | None
    kind: LinkKind
    revision: str
    view: str
    state: str
    rev: int
    expires_at: int
    ended_as: str | None
    asked_at: int | None
    withdrawn_at: int | None
    answer: str | None
    answered: int | None
    payable: str | None
    charged: int | None
    office_rev: int
    on_hold: bool


class DocFate(NamedTuple):
    """What became of a document, whichever link it is shown behind: withdrawn, answered, and where in the feed.

    ``payable`` is the mark of what may be paid now, ``charged`` the newest place in the feed that tells of a payment.
    """

    is_withdrawn: bool = False
    answer: str = ""
    answered: int | None = None
    payable: str = ""
    charged: int | None = None


NO_FATE = DocFate()


@dataclass(frozen=True)
class Opened:
    """One request's link as it is at ``now``, and the document that it shows. Its repr shows no token.

    Behind a customer's link ``entry`` is the one of its documents that was asked for, and ``state`` is that document's;
    None there is the list of all of them. ``fate`` is what became of the document. Who acts on a document asks
    ``doc``, ``view``, ``revision`` and ``address``, whichever of the two forms of address was opened.
    """

    token: Token
    lookup: str = field(repr=False)
    row: LinkRow = field(repr=False)
    face: Face = field(repr=False)
    state: LinkState
    now: datetime
    entry: IndexEntry | None = field(default=None, repr=False)
    fate: DocFate = NO_FATE

    @cached_property
    def keys(self) -> Keys:
        """All that the token unlocks; a page that is kept ready needs none of it."""
        return derive(self.token)

    @property
    def home(self) -> str:
        """The path of the link's own page, without a slash at its end."""
        return f"/portal/{self.row.kind}/{self.token.text}"

    @property
    def address(self) -> str:
        """The path of the page that was asked for, without a slash at its end."""
        return f"{self.home}/{self.entry.doc}" if self.entry is not None else self.home

    @property
    def is_list(self) -> bool:
        """Tell whether the page is that of all of a customer's documents."""
        return self.row.kind == "customer" and self.entry is None

    @property
    def doc(self) -> str | None:
        """The document; None for the list."""
        return self.entry.doc if self.entry is not None else self.row.doc

    @property
    def view(self) -> str:
        """The content that the page shows."""
        return self.entry.view if self.entry is not None else self.row.view

    @property
    def revision(self) -> str:
        """The revision of the document that the page shows; "" for the list."""
        return self.entry.revision if self.entry is not None else self.row.revision


class Opener:
    """Finds links by token on the held connection. For the event loop's thread."""

    def __init__(self, database: Database, faces: Faces, clock: Clock) -> None:
        self._database = database
        self._faces = faces
        self._clock = clock

    def open(self, token: Token) -> Opened | None:
        """Return the link behind ``token``, in whatever state, or None. Raises StoreUnavailable."""
        lookup = lookup_of(token)
        found = self._database.first(_LINK, {"lookup": lookup})
        if found is None:
            return None
        row = LinkRow._make(found)
        face = self._faces.face(row.office, row.office_rev)
        if face is None:
            return None
        now = self._clock()
        state = link_state(row, micros(now), face.profile.settled_days)
        fate = DocFate(row.withdrawn_at is not None, row.answer or "", row.answered, row.payable or "", row.charged)
        return Opened(token, lookup, row, face, state, now, fate=fate)
