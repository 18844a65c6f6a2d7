"""Pages ready to send: drawn, encoded and compressed once, kept while nothing that they show has changed."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from billing.customer_index import CustomerIndex
from billing.snapshot import View
from billing.wording import wording
from portal.database import Database
from portal.edge import page_policy
from portal.faces import Face
from portal.later import shown_now
from portal.opening import DocFate, Opened
from portal.page_answer import NOTHING, Typed
from portal.page_pay import PayForm, pay_part
from portal.page_stub import stub_of
from portal.pages import DeadEnd, Page, Pages, Pay
from portal.payments.charged import read_charged
from portal.payments.listed import offers_of, with_charged
from portal.store.visits import may_ask
from portal.unsealing import CannotShow, Moved, fates_among, read_index

MAX_KEPT = 12 * 1024 * 1024  # about 750 pages; a worker as a whole has 72 MiB beside a bare one
_BESIDE = 4 * 1024  # bytes that a kept page takes beside its own: objects, its key, the allocator's gaps; measured
_COMPRESS_LEVEL = 3  # a page that nobody saw lately: half the time of level 6 for 200 bytes more

Key = tuple[str, str, int, int, str, date, bool]


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

    def __init__(self, database: Database, pages: Pages, *, practice: bool, stripe: str = "") -> None:
        self._database = database
        self._pages = pages
        self._practice = practice
        self._stripe = stripe
        self._kept = Kept()
        self._unknown: dict[tuple[DeadEnd, str], Sheet] = {}

    def document(self, opened: Opened, *, preview: bool, changed: bool = False) -> Sheet:
        """Return the page of the document, or of all of a customer's; the language is its own.

        Raises CannotShow, Moved.

        ``changed``: this browser has seen an earlier revision, and is told so.
        """
        if preview or changed:
            return self._drawn(opened, preview=preview, changed=changed)
        key = self._key(opened)
        sheet = self._kept.get(key)
        if sheet is None:
            sheet = self._drawn(opened, preview=False, changed=False)
            self._kept.put(key, sheet)
        return sheet

    def with_typed(self, opened: Opened, view: View, typed: Typed) -> Sheet:
        """Return the page of ``view`` with what was typed into its forms, for one browser."""
        return self._page(opened, view, typed, preview=False, changed=False)

    def offer(self, opened: Opened, view: View) -> PayForm | None:
        """Return what may be paid on the page of ``view`` now, None where nothing may."""
        words, today = wording(view.language), opened.face.today(opened.now)
        is_live = opened.state == "live"
        pay = self._paying(opened)
        return pay_part(view, words, today, stub_of(view, words, today), is_live=is_live, **pay._asdict()).form

    def dead_end(self, kind: DeadEnd, opened: Opened) -> Sheet:
        """Return a calm page of the link's office."""
        face = opened.face
        return _sheet(
            self._pages.dead_end(
                kind,
                profile=face.profile,
                language=face.profile.language,
                address=opened.address if kind == "expired" else None,
                home=opened.home if opened.entry is not None else "",
                practice=self._practice,
                logo_url=face.logo_url,
            )
        )

    def of_office(self, kind: DeadEnd, face: Face) -> Sheet:
        """Return a calm page of an office that is known without any link."""
        page = self._pages.dead_end(
            kind,
            profile=face.profile,
            language=face.profile.language,
            address=None,
            practice=self._practice,
            logo_url=face.logo_url,
        )
        return _sheet(page)

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
        doc = opened.entry.doc if opened.entry is not None else ""
        asked = not may_ask(row.asked_at, opened.now)
        return (opened.lookup, doc, row.rev, row.office_rev, opened.state, opened.face.today(opened.now), asked)

    def _drawn(self, opened: Opened, *, preview: bool, changed: bool) -> Sheet:
        if opened.is_list:
            return self._drawn_list(opened, preview=preview)
        return self._page(opened, shown_now(self._database, opened), NOTHING, preview=preview, changed=changed)

    def _page(self, opened: Opened, view: View, typed: Typed, *, preview: bool, changed: bool) -> Sheet:
        face = opened.face
        page = self._pages.document(
            view,
            profile=face.profile,
            state=opened.state,
            today=face.today(opened.now),
            address=opened.address,
            typed=typed,
            asked=not may_ask(opened.row.asked_at, opened.now),
            changed=changed,
            pay=self._paying(opened),
            preview=preview,
            practice=self._practice,
            logo_url=face.logo_url,
            home=opened.home if opened.entry is not None else "",
        )
        return _sheet(page, self._stripe)

    def _paying(self, opened: Opened) -> Pay:
        fate, charged = opened.fate, []
        if fate.charged is not None and opened.doc is not None:
            charged = read_charged(self._database, opened.row.office, [opened.doc])
        return Pay(charged, fate.payable, opened.face.takes_payments)

    def _drawn_list(self, opened: Opened, *, preview: bool) -> Sheet:
        face = opened.face
        index = read_index(self._database, opened)
        fates = fates_among(self._database, opened.row.office, [each.doc for each in index.entries])
        paid = [name for name, fate in fates.items() if fate.charged is not None]
        charged = read_charged(self._database, opened.row.office, paid) if paid else []
        index = with_charged(_as_answered(index, fates), charged)
        marks = {name: fate.payable for name, fate in fates.items()}
        page = self._pages.customer(
            index,
            offers=offers_of(index, charged, marks, is_offered=face.takes_payments and opened.state == "live"),
            profile=face.profile,
            today=face.today(opened.now),
            address=opened.address,
            withdrawn=frozenset(name for name, fate in fates.items() if fate.is_withdrawn),
            preview=preview,
            practice=self._practice,
            logo_url=face.logo_url,
        )
        return _sheet(page, self._stripe)


def _as_answered(index: CustomerIndex, fates: Mapping[str, DocFate]) -> CustomerIndex:
    """Return the list with the answers that its office has not heard of yet."""
    answers = {name: fate.answer for name, fate in fates.items() if fate.answer}
    entries = tuple(
        each.model_copy(update={"state": answers[each.doc]}) if each.state == "open" and each.doc in answers else each
        for each in index.entries
    )
    return index.model_copy(update={"entries": entries})


def _sheet(page: Page, stripe: str = "") -> Sheet:
    """``stripe`` is where Stripe's own page is: a form that pays leads on to there."""
    body = page.html.encode()
    policy = page_policy(page.style_hash, stripe if page.pays else "")
    return Sheet(body, gzip.compress(body, _COMPRESS_LEVEL, mtime=0), policy)


__all__ = ["CannotShow", "Moved", "Sheet", "Sheets"]
