"""Mail as a test sends it: queued, handed in through the real port, and read back."""

import asyncio
from uuid import UUID

from desktop.mail import MailPort, Patience, Server
from desktop.queries.cards import activity_rows
from desktop.queries.mails import MailRow, mail_account, mails_of
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.sync.mailer import Mailer
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import received
from tests.fakes.mail.server import PASSWORD

TO = "anna@rosewood.example"


def send(desk: Desk, document: UUID, to: str = TO, *, with_pdf: bool = True) -> UUID:
    wish = MailWish(to, "Invoice {number}", "Hello,\n\n{amount} please.\n\n{link}\n\nThanks", with_pdf)
    return desk.write(lambda session: queue_mail(session, document, wish, today=TODAY, at=desk.now).id)


def work(desk: Desk, password: str = PASSWORD, seconds: float = 10) -> bool:
    def opened() -> MailPort:
        account = desk.read(mail_account)
        assert account is not None
        server = Server(account.host, account.port, account.security, account.username)
        return MailPort(server, password, patience=Patience(seconds, seconds, seconds, seconds))

    return asyncio.run(Mailer(desk.books, desk.archive, opened, clock=lambda: desk.now).work())


def rows(desk: Desk, document: UUID) -> tuple[MailRow, ...]:
    return desk.read(lambda session: mails_of(session, document))


def kinds(desk: Desk, document: UUID) -> list[str]:
    return [row.kind for row in desk.read(lambda session: activity_rows(session, document))]


def issued_as_well(desk: Desk) -> UUID:
    document = desk.issue().document_id
    received(desk, document)
    desk.later(minutes=1)
    return document
