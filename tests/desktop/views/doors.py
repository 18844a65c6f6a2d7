"""The doors that the program hands to views, and the state of the exchange, as a test wants them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billing.crediting import CreditWish
from billing.errors import Unavailable
from desktop.assistant.host import Host
from desktop.assistant_desk import AssistantDesk
from desktop.assistant_doors import assistant_office, note_mistake
from desktop.assistant_lines import AssistantDoors
from desktop.mail_doors import MailDoors
from desktop.models import Link, Outbox
from desktop.services.connection import PortalFound
from desktop.services.converting import RenewedQuote, renew_quote
from desktop.services.crediting import give_credit
from desktop.services.issuing import IssuedNumber, issue
from desktop.services.verifying import BooksReport, GoOn, verify
from desktop.services.withdrawing import withdraw
from desktop.stripe_doors import StripeDoors
from desktop.sync.engine import SyncStatus
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.text_doors import TextDoors
from desktop.views.desk import Desk as ViewDesk
from tests.desktop.office import LOG, OFFICE_ID, TODAY, Desk

ADDRESS = "https://pay.alder.example"


@dataclass
class Doors:
    """``stored`` are the keys that were kept; ``locked`` makes the keychain refuse; ``asked`` are the tests made."""

    desk: Desk
    stored: list[str] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    locked: str = ""
    answer: Callable[[str], PortalFound] | None = None
    stripe: StripeDoors = field(init=False)
    mail: MailDoors = field(init=False)
    assistant: AssistantDesk = field(init=False)
    text: TextDoors = field(init=False)

    def __post_init__(self) -> None:
        """Those of Stripe and mail are the real ones, secrets in memory; COUNTERFOIL_STRIPE says where one leads."""
        self.stripe_key, self.hook_secret = MemorySecret(), MemorySecret()
        self.mail_password, self.text_token = MemorySecret(), MemorySecret()
        self.text = TextDoors(self.text_token, lambda: self.desk.books, "http://127.0.0.1:9")
        self.mail = MailDoors(self.mail_password, lambda: self.desk.books, lambda: self.desk.now)
        self.lines = AssistantDoors(self._assist)
        folder = DataFolder(self.desk.books.path.parent)
        self.assistant = AssistantDesk(self.lines, folder, lambda: self.desk.now)
        self.stripe = StripeDoors(self.stripe_key, self.hook_secret, lambda: self.desk.books, lambda: ("", None))

    def _assist(self, lines: AssistantDoors) -> Host:
        """The assistant's real thread over these books."""
        told = {"changed": lines.changed.emit, "called": lines.called.emit, "broke": note_mistake}
        return Host(lambda: assistant_office(self.desk.books, self.desk.archive.folder, **told), "0.1.0")

    def issue(self, session: Session, document_id: UUID, *, earlier_date_confirmed: bool = False) -> IssuedNumber:
        return issue(
            session, document_id, on=TODAY, at=self.desk.now, archive=self.desk.archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def credit(
        self,
        session: Session,
        invoice_id: UUID,
        wishes: Sequence[CreditWish],
        why: str,
        *,
        earlier_date_confirmed: bool = False,
    ) -> IssuedNumber:
        return give_credit(
            session, invoice_id, wishes, why=why, on=TODAY, at=self.desk.now, archive=self.desk.archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def withdraw(
        self, session: Session, document_id: UUID, why: str, *, earlier_date_confirmed: bool = False
    ) -> IssuedNumber | None:
        return withdraw(
            session, document_id, why=why, on=TODAY, at=self.desk.now, archive=self.desk.archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def renew(self, session: Session, quote_id: UUID, until: date) -> RenewedQuote:
        return renew_quote(
            session, quote_id, valid_until=until, on=TODAY, at=self.desk.now, archive=self.desk.archive
        )  # fmt: skip

    def verify(self, go_on: GoOn) -> BooksReport:
        with self.desk.books.read() as session:
            return verify(session, self.desk.archive, go_on=go_on)

    def ask(self, address: str, key: str | None) -> PortalFound:
        self.asked.append((address, key))
        if self.answer is not None:
            return self.answer(address)
        return PortalFound(address, OFFICE_ID, LOG, practice=False, books=None, offset_ms=1500)

    def store_key(self, key: str) -> None:
        if self.locked:
            raise Unavailable(self.locked)
        self.stored.append(key)


def tell(view_desk: ViewDesk, state: str, why: str = "") -> None:
    """Let the exchange stand like this."""
    view_desk.sync.status.emit(SyncStatus(state, why))  # type: ignore[arg-type]  # one of the states


def link_of(session: Session, document_id: UUID) -> Link:
    """Return the document's current link."""
    return session.scalars(select(Link).where(Link.document_id == document_id, Link.current)).one()


def received(desk: Desk, document_id: UUID, *, days: int = 30) -> None:
    """The portal has everything; the link lives for ``days`` from now."""

    def write(session: Session) -> None:
        session.execute(delete(Outbox))
        link = link_of(session, document_id)
        link.published_at, link.expires_at = desk.now, desk.now + timedelta(days=days)

    desk.write(write)


def viewed(desk: Desk, document_id: UUID, views: int, at: datetime) -> None:
    """People have opened the link."""

    def write(session: Session) -> None:
        link = link_of(session, document_id)
        link.views, link.viewed_at = views, at

    desk.write(write)
