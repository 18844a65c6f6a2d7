"""One office at work: its books, its exchange, its window, put together and taken apart in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from desktop.assistant_desk import AssistantDesk
from desktop.assistant_lines import AssistantDoors
from desktop.glance import glance
from desktop.mail_doors import MailDoors
from desktop.stripe_doors import StripeDoors, kept_secrets
from desktop.system import clock
from desktop.system.paths import DataFolder
from desktop.system.secret import KeychainSecret, MemorySecret, Secret
from desktop.text_doors import TextDoors
from desktop.views import fonts, theme
from desktop.views.collector import Collector
from desktop.views.desk import Desk
from desktop.views.memory import DEFAULT_PORT, HTTP, HTTP_PORT, Memory
from desktop.views.threads import Runner, SyncThread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from billing.crediting import CreditWish
    from desktop.archive import Archive
    from desktop.assistant.host import Host
    from desktop.database import Database
    from desktop.queries.rows import OfficeRow
    from desktop.services.connection import PortalFound
    from desktop.services.converting import RenewedQuote
    from desktop.services.issuing import IssuedNumber
    from desktop.services.verifying import BooksReport, GoOn
    from desktop.sync.client import PortalClient
    from desktop.views.window import MainWindow


def application(arguments: list[str], scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> QApplication:
    """Return the one application, dressed in the house's colours and type."""
    app = QApplication(arguments)
    app.setApplicationName("Counterfoil")
    app.setDesktopFileName("counterfoil")
    theme.apply(app, scheme)
    fonts.install(app)
    return app


class Program(QObject):
    """Owns runner and exchange of one data folder; ``open_window`` needs a founded office.

    Where a ``secret`` is handed in, all others are kept in memory as well.
    """

    def __init__(self, folder: DataFolder, secret: Secret | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.secret: Secret = secret or KeychainSecret(self._books_id)
        self.runner = Runner(self._open_books)
        self.stripe = StripeDoors(
            *((MemorySecret(), MemorySecret()) if secret else kept_secrets(self._books_id)),
            self.runner.books,
            self._portal,
        )
        password = MemorySecret() if secret else KeychainSecret(self._books_id, "mail")
        self.mail = MailDoors(password, self.runner.books, clock.now)
        self.text = TextDoors(MemorySecret() if secret else KeychainSecret(self._books_id, "texts"), self.runner.books)
        self.sync = SyncThread(self)
        self.assistant = AssistantDoors(self._make_host, self)
        self.assistant.changed.connect(self.runner.committed)
        self.memory = Memory(folder.settings)
        self.window: MainWindow | None = None

    def office(self) -> OfficeRow | None:
        """Return the office; at once where the books are in today's shape, else after they were brought up to date."""
        seen = glance(self.folder.books)
        if seen is not None:
            return seen
        from desktop.queries.office import office_row

        with self.runner.books().read() as session:
            return office_row(session)

    def open_window(self, office: OfficeRow) -> MainWindow:
        """Show the window; the exchange begins once it is painted and the books are open."""
        from desktop.views.window import MainWindow

        self.window = MainWindow(self.desk(office))
        self.memory.place(self.window)
        self.window.completed.connect(self._open_up)
        self.window.show()
        return self.window

    def desk(self, office: OfficeRow) -> Desk:
        """Return what views work with."""
        return Desk(
            runner=self.runner,
            sync=self.sync,
            office=office,
            now=clock.now,
            pdf=self._pdf,
            keep=lambda pdf: self._archive().keep(pdf),
            issue=self._issue,
            credit=self._credit,
            withdraw=self._withdraw,
            renew=self._renew,
            test_portal=self._test_portal,
            store_key=self.secret.store,
            stripe=self.stripe,
            mail=self.mail,
            assistant=AssistantDesk(self.assistant, self.folder, clock.now),
            text=self.text,
            backup=lambda to: self.runner.books().backup(to),
            verify=self._verify,
            memory=self.memory,
        )

    def _open_up(self) -> None:
        Collector(self)  # from here on garbage is collected on this thread, and on no other
        self.runner.open()
        self.runner.read(lambda _session: None, lambda _done: self._begin_work())

    def close(self) -> None:
        """End the exchange and the assistant, finish what was started, close the books."""
        self.sync.close()
        self.assistant.close()
        self.runner.close()

    # -- the doors ----------------------------------------------------------------------------------------------------

    def _open_books(self) -> Database:
        from desktop.database import open_database

        return open_database(self.folder.books)

    def _books_id(self) -> str:
        from desktop.queries.sync import books_id

        with self.runner.books().read() as session:
            return str(books_id(session))

    def _pdf(self, sha256: str) -> bytes:
        from desktop.archive import Archive

        return Archive(self.folder.archive).read(sha256)

    def _archive(self) -> Archive:
        from desktop.archive import Archive

        return Archive(self.folder.archive)

    def _today(self, session: Session, now: datetime) -> date:
        from desktop.queries.office import office_row

        office = office_row(session)
        assert office is not None
        return clock.today(office.time_zone, now)

    def _issue(self, session: Session, document_id: UUID, *, earlier_date_confirmed: bool = False) -> IssuedNumber:
        from desktop.services.issuing import issue

        now = clock.now()
        return issue(
            session,
            document_id,
            on=self._today(session, now),
            at=now,
            archive=self._archive(),
            earlier_date_confirmed=earlier_date_confirmed,
        )

    def _credit(
        self,
        session: Session,
        invoice_id: UUID,
        wishes: Sequence[CreditWish],
        why: str,
        *,
        earlier_date_confirmed: bool = False,
    ) -> IssuedNumber:
        from desktop.services.crediting import give_credit

        now, archive = clock.now(), self._archive()
        return give_credit(
            session, invoice_id, wishes, why=why, on=self._today(session, now), at=now, archive=archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def _withdraw(
        self, session: Session, document_id: UUID, why: str, *, earlier_date_confirmed: bool = False
    ) -> IssuedNumber | None:
        from desktop.services.withdrawing import withdraw

        now, archive = clock.now(), self._archive()
        return withdraw(
            session, document_id, why=why, on=self._today(session, now), at=now, archive=archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def _renew(self, session: Session, quote_id: UUID, until: date) -> RenewedQuote:
        from desktop.services.converting import renew_quote

        now, archive = clock.now(), self._archive()
        on = self._today(session, now)
        return renew_quote(session, quote_id, valid_until=until, on=on, at=now, archive=archive)

    def _verify(self, go_on: GoOn) -> BooksReport:
        from desktop.services.verifying import verify

        with self.runner.books().read() as session:
            return verify(session, self._archive(), go_on=go_on)

    def _test_portal(self, address: str, key: str | None) -> PortalFound:
        from desktop.sync.client import WrongKey
        from desktop.sync.probe import probe

        known = key or self.secret.read()
        if not known:
            raise WrongKey
        found = probe(address, known, clock=clock.now)
        return replace(found, unheard=self._hear_out(found.office))

    def _hear_out(self, next_office: str) -> str:
        """Read the portal of now to its end where the books would leave it; return why that was not possible."""
        from desktop.queries.sync import portal_row
        from desktop.sync.leaving import hear_out

        with self.runner.books().read() as session:
            portal = portal_row(session)
        if not portal.address or portal.office == next_office:
            return ""
        return hear_out(self.runner.books(), portal.address, self.secret.read() or "", clock=clock.now)

    def _open_client(self) -> PortalClient | None:
        from desktop.sync.client import PortalClient

        address, key = self._portal()
        return PortalClient(address, key) if key else None

    def _portal(self) -> tuple[str, str | None]:
        from desktop.queries.sync import portal_row

        with self.runner.books().read() as session:
            address = portal_row(session).address
        return address, self.secret.read() if address else None

    def _begin_work(self) -> None:
        self._start_exchange()
        self.assistant.open()
        if self.memory.choice(HTTP):
            port = self.memory.number(HTTP_PORT, DEFAULT_PORT)
            self.runner.work_aside(lambda: self.assistant.serve_http(port), lambda _done: None)

    def _make_host(self, doors: AssistantDoors) -> Host:
        from desktop.assistant.host import Host
        from desktop.assistant_doors import assistant_office, note_mistake
        from desktop.system.version import VERSION

        books, archive = self.runner.books(), self.folder.archive
        return Host(
            lambda: assistant_office(
                books, archive, changed=doors.changed.emit, called=doors.called.emit, broke=note_mistake
            ),
            VERSION,
        )

    def _start_exchange(self) -> None:
        from desktop.archive import Archive
        from desktop.sync.engine import SyncEngine
        from desktop.sync.mailer import Mailer
        from desktop.sync.texter import Texter
        from desktop.sync.till import Till

        papers = Archive(self.folder.archive)
        engine = SyncEngine(
            self.runner.books(),
            papers,
            self._open_client,
            clock=clock.now,
            changed=self.sync.changed.emit,
            status=self.sync.status.emit,
            till=Till(self.runner.books(), self.stripe.open, clock=clock.now),
            mailer=Mailer(self.runner.books(), papers, self.mail.open, clock=clock.now),
            texter=Texter(self.runner.books(), self.text.open, clock=clock.now),
            fill=self.stripe.fill,
        )
        self.sync.start(engine)
