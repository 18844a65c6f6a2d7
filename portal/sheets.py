"""Pages ready to send: drawn, encoded and compressed once, kept while nothing that they show has changed."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from portal.database import Database
from portal.edge import page_policy
from portal.opening import Opened
from portal.pages import DeadEnd, Page, Pages
from portal.unsealing import CannotShow, Moved, read_view

MAX_KEPT = 16 * 1024 * 1024
_BESIDE = 4 * 1024  # bytes that a kept page takes beside its own: objects, its key, the allocator's gaps; measured
_COMPRESS_LEVEL = 6

Key = tuple[str, int, int, str, date]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as bytes, plain and gzipped, with the policy that its style needs."""

    body: bytes = field(repr=False)
    gzipped: bytes = field(repr=False)
    policy: str

    @property
    def weight(self) -> int:
        """What keeping it costs in memory."""
        return len(self.body) + len(self.gzipped) + _BESIDE


class Kept:
    """The pages shown lately, in at most ``most`` bytes of memory."""

    def __init__(self, most: int = MAX_KEPT) -> None:
        self._most = most
        self._weight = 0
        self._sheets: OrderedDict[Key, Sheet] = OrderedDict()

    def get(self, key: Key) -> Sheet | None:
        """Return the page kept under ``key``."""
        sheet = self._sheets.get(key)
        if sheet is not None:
            self._sheets.move_to_end(key)
        return sheet

    def put(self, key: Key, sheet: Sheet) -> None:
        """Keep ``sheet``; what was not shown for longest goes."""
        self._weight += sheet.weight
        self._sheets[key] = sheet
        while self._weight > self._most:
            _, oldest = self._sheets.popitem(last=False)
            self._weight -= oldest.weight


class Sheets:
    """Draws what a request is answered with."""

    def __init__(self, database: Database, pages: Pages, *, practice: bool) -> None:
        self._database = database
        self._pages = pages
        self._practice = practice
        self._kept = Kept()
        self._unknown: dict[tuple[DeadEnd, str], Sheet] = {}

    def document(self, opened: Opened, *, preview: bool) -> Sheet:
        """Return the document's page; the language is the view's own. Raises CannotShow, Moved."""
        if preview:
            return self._drawn(opened, preview=True)
        key = self._key(opened)
        sheet = self._kept.get(key)
        if sheet is None:
            sheet = self._drawn(opened, preview=False)
            self._kept.put(key, sheet)
        return sheet

    def dead_end(self, kind: DeadEnd, opened: Opened) -> Sheet:
        """Return a calm page of the link's office."""
        face = opened.face
        return _sheet(
            self._pages.dead_end(
                kind,
                profile=face.profile,
                language=face.profile.language,
                address=opened.address if kind == "expired" else None,
                practice=self._practice,
                logo_url=face.logo_url,
            )
        )

    def nobody(self, kind: DeadEnd, language: str) -> Sheet:
        """Return a calm page that belongs to no office, drawn once per language."""
        sheet = self._unknown.get((kind, language))
        if sheet is None:
            page = self._pages.dead_end(
                kind, profile=None, language=language, address=None, practice=self._practice, logo_url=None
            )
            sheet = self._unknown[kind, language] = _sheet(page)
        return sheet

    def _key(self, opened: Opened) -> Key:
        row = opened.row
        return (opened.lookup, row.rev, row.office_rev, opened.state, opened.face.today(opened.now))

    def _drawn(self, opened: Opened, *, preview: bool) -> Sheet:
        face = opened.face
        page = self._pages.document(
            read_view(self._database, opened),
            profile=face.profile,
            state=opened.state,
            today=face.today(opened.now),
            address=opened.address,
            preview=preview,
            practice=self._practice,
            logo_url=face.logo_url,
        )
        return _sheet(page)


def _sheet(page: Page) -> Sheet:
    body = page.html.encode()
    return Sheet(body, gzip.compress(body, _COMPRESS_LEVEL, mtime=0), page_policy(page.style_hash))


__all__ = ["CannotShow", "Moved", "Sheet", "Sheets"]
