"""The journey of one invoice on real parts, without screen or browser: typed offline, read online, its link renewed."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx2
from sqlalchemy.orm import Session

from billing.errors import Unavailable
from desktop.archive import Archive
from desktop.database import Database, open_database
from desktop.demo.practice import PracticeAddress, PracticePortalProcess
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import LineValues
from desktop.services import links
from desktop.services.connection import connect
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.drafts import begin_draft, save_draft
from desktop.services.issuing import IssuedNumber, issue
from desktop.services.office import Founding, found_office
from desktop.sync.client import PortalClient
from desktop.sync.engine import SyncEngine
from desktop.sync.probe import probe
from desktop.system import clock
from desktop.system.paths import DataFolder

T = TypeVar("T")
_PATIENCE_S = 20.0
_ZONE = "Europe/Dublin"


class DidNotHappen(Unavailable):
    """A step's effect did not show within its time."""


@dataclass
class Journey:
    """One walk; ``steps`` says in order what was seen to be true."""

    books: Database
    archive: Archive
    practice: PracticeAddress
    steps: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)
    wake: Callable[[], None] = field(default=lambda: None)

    def go(self) -> None:
        """Walk from a typed line to a customer reading it, and back. Raises DidNotHappen."""
        issued = self._work_offline()
        first = self._copy(issued.document_id)
        self._saw(first.state == "waiting", "link copied while offline")
        with self._online():
            self._until(lambda: self._card(issued.document_id).link_state == "live", "the portal has the document")
            self._customer_reads(first.address, issued.number)
            self._until(lambda: self._card(issued.document_id).state == "viewed", "the office sees that it was viewed")
            self._regenerate(issued.document_id, first.address)

    def _work_offline(self) -> IssuedNumber:
        now = clock.now()
        found = probe(self.practice.address, self.practice.key, clock=clock.now)
        today = clock.today(_ZONE, now)

        def typed(session: Session) -> UUID:
            found_office(session, Founding("Self-test", "IE", "EUR", "en-IE", _ZONE, demo=True))
            connect(session, found, at=now)
            customer = add_customer(session, CustomerValues("Rosewood Dental"), at=now)
            document, draft = begin_draft(session, "invoice", on=today, at=now, customer_id=customer)
            line = LineValues("Reception desk", quantity=Decimal(2), unit_price=Decimal("99.95"))
            save_draft(session, document, replace(draft, lines=(line,)), at=now)
            return document

        document = self._write(typed)
        number = self._write(lambda session: issue(session, document, on=today, at=now, archive=self.archive))
        self._saw(number.number.endswith("-0001"), "customer and invoice typed and issued without a network")
        return number

    def _customer_reads(self, address: str, number: str) -> None:
        with httpx2.Client(follow_redirects=True) as browser:
            page = browser.get(address)
            self._saw(page.status_code == 200 and number in page.text, "the customer opens the link")
            browser.post(f"{address}/view", content=b"sign=pointer", headers=_FORM)
            pdf = browser.post(f"{address}/download")
            self._saw(pdf.content.startswith(b"%PDF"), "the customer downloads the PDF")

    def _regenerate(self, document: UUID, old: str) -> None:
        self._write(lambda session: links.regenerate(session, document, why="Self-test", at=clock.now()))
        fresh = self._copy(document).address
        self._until(lambda: httpx2.get(old).status_code == 410, "the old link is dead")
        self._saw(httpx2.get(fresh).status_code == 200, "the new link opens")

    def _online(self) -> _Online:
        return _Online(self)

    def _copy(self, document: UUID) -> links.CopiedLink:
        return self._write(lambda session: links.copy_link(session, document, at=clock.now()))

    def _card(self, document: UUID) -> _Seen:
        now = clock.now()
        with self.books.read() as session:
            card: DocumentCard = document_card(session, document, today=clock.today(_ZONE, now), now=now)
        return _Seen(card.state, card.link.state if card.link else "none")

    def _write(self, op: Callable[[Session], T]) -> T:
        with self.books.write() as session:
            done = op(session)
        self.wake()
        return done

    def _saw(self, happened: bool, what: str) -> None:
        if not happened:
            raise DidNotHappen(what)
        self.steps.append(what)

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        with self.news:
            while not condition():
                if time.monotonic() > until:
                    raise DidNotHappen(what)
                self.news.wait(0.2)
        self.steps.append(what)


@dataclass(frozen=True, slots=True)
class _Seen:
    state: str
    link_state: str


class _Online:
    """The exchange runs inside the ``with``; each of its commits wakes who waits."""

    def __init__(self, journey: Journey) -> None:
        self._journey = journey
        practice = journey.practice
        self._engine = SyncEngine(
            journey.books,
            journey.archive,
            lambda: PortalClient(practice.address, practice.key),
            clock=clock.now,
            changed=self._tell,
            status=lambda _status: None,
        )

    def __enter__(self) -> None:
        self._engine.start()
        self._journey.wake = self._engine.wake

    def __exit__(self, *_error: object) -> None:
        self._engine.close()

    def _tell(self) -> None:
        with self._journey.news:
            self._journey.news.notify_all()


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run_self_test() -> int:
    """Walk the journey in a folder of its own, print what was seen as JSON, and return 0 if all of it was true."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="counterfoil-self-test-", ignore_cleanup_errors=True) as place:
        folder = DataFolder(Path(place))
        portal = PracticePortalProcess(folder.root / "portal")
        steps: list[str] = []
        failed = ""
        try:
            journey = Journey(open_database(folder.books), Archive(folder.archive), portal.start(), steps)
            try:
                journey.go()
            finally:
                journey.books.close()
        except Unavailable as error:
            failed = str(error)
        finally:
            portal.stop()
    told = {"ok": not failed, "steps": steps, "failed": failed, "seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if failed else 0
