"""Mail against a real server on loopback, with TLS and a password; it fails in every way that mail servers know."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.errors import Unavailable
from desktop.mail import MailPort, Server
from desktop.models import Document, Mail
from desktop.queries.mails import mail_account, mail_log
from desktop.services.mailing.account import AccountValues, save_account
from desktop.services.mailing.leaving import take_next
from desktop.services.mailing.queueing import try_again
from desktop.services.withdrawing import void
from desktop.sync.mailer import Mailer
from tests.desktop.office import Desk
from tests.desktop.sync.mailing import TO, kinds, rows, send, work
from tests.desktop.views.doors import link_of, received
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, practice_mail


def test_a_message_leaves_with_its_link_its_page_and_the_very_pdf(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    send(desk, invoice)
    assert work(desk)
    (mail,) = practice.inbox
    (row,) = rows(desk, invoice)
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        f"Invoice {row.number}", TO, 'Alder & Finch <office@alder.example>',
    )  # fmt: skip
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "€123.00 please." in text.get_content()
    assert "https://pay.alder.example/portal/invoice/" in text.get_content()
    assert 'href="https://pay.alder.example/portal/invoice/' in page.get_content()
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == f"{row.number}.pdf"
    sha256 = desk.read(lambda session: session.scalars(select(Mail.pdf_sha256)).one())
    assert pdf.get_content() == desk.archive.read(sha256)
    assert (row.state, row.sent_at, row.reason) == ("sent", desk.now, "")
    assert kinds(desk, invoice)[:2] == ["mail.sent", "mail.queued"]
    assert desk.read(lambda session: session.get_one(Document, invoice).handed_over_at) == desk.now


def test_a_message_waits_until_the_portal_has_its_link(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    other = desk.issue().document_id
    send(desk, other)
    assert not work(desk)
    assert [row.state for row in rows(desk, other)] == ["waits_for_portal"]
    assert [row.state for row in desk.read(lambda session: mail_log(session, states=["waits_for_portal"]))] != []
    assert desk.read(lambda session: mail_log(session, states=["queued"])) == ()
    received(desk, other)
    assert work(desk)
    assert len(practice.inbox) == 1


def test_a_server_that_says_later_is_asked_again_later(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    practice.manner = "busy"
    send(desk, invoice)
    assert work(desk)
    (row,) = rows(desk, invoice)
    assert (row.state, row.next_at) == ("queued", desk.now + timedelta(minutes=1))
    assert "452 4.3.1 Insufficient system storage" in row.reason
    practice.manner = "well"
    assert not work(desk)
    desk.later(minutes=1)
    assert work(desk)
    assert [row.state for row in rows(desk, invoice)] == ["sent"]


def test_a_refusal_has_the_servers_own_words_and_can_be_tried_again(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    practice.manner = "refuses"
    identifier = send(desk, invoice)
    work(desk)
    (row,) = rows(desk, invoice)
    assert (row.state, "554 5.7.1 This looks like spam to us" in row.reason) == ("failed", True)
    assert not work(desk)
    practice.manner = "well"
    desk.write(lambda session: try_again(session, identifier, at=desk.now))
    work(desk)
    assert [row.state for row in rows(desk, invoice)] == ["sent"]
    assert len(practice.inbox) == 1


def test_one_of_three_refused_gets_a_row_of_its_own_and_the_others_their_mail_once(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    send(desk, invoice, f"{TO}; nobody@rosewood.example, later@rosewood.example")
    work(desk)
    found = {row.state: row for row in rows(desk, invoice)}
    assert found["sent"].to == (TO,)
    assert found["failed"].to == ("nobody@rosewood.example",)
    assert "550 5.1.1 No such person here" in found["failed"].reason
    assert found["queued"].to == ("later@rosewood.example",)
    assert not work(desk)
    assert practice.to == [[TO]]


@pytest.mark.parametrize("manner", ["drops at the end", "stalls at the end"])
def test_a_server_that_never_says_whether_it_took_it_is_a_persons_question(
    desk: Desk, practice: PracticeMail, invoice: UUID, manner: str
) -> None:
    practice.manner = manner  # type: ignore[assignment]  # one of the manners
    send(desk, invoice)
    with pytest.raises(Unavailable, match="may have been sent"):
        work(desk, seconds=0.5)
    (row,) = rows(desk, invoice)
    assert row.state == "unsure"
    assert "may have been sent" in row.reason
    practice.manner = "well"
    assert not work(desk)
    assert len(practice.inbox) == 1


def test_a_crash_while_sending_never_sends_twice_by_itself(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    send(desk, invoice)
    assert desk.write(lambda session: take_next(session, at=desk.now)) is not None

    async def start_and_stop() -> None:
        told = asyncio.Event()
        port = MailPort(Server("localhost", practice.port, "starttls", USER), PASSWORD)
        mailer = Mailer(desk.books, desk.archive, lambda: port, clock=lambda: desk.now)
        running = asyncio.ensure_future(mailer.run(told.set))
        await told.wait()
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(start_and_stop())
    assert [row.state for row in rows(desk, invoice)] == ["unsure"]
    assert practice.inbox == []


def test_a_wrong_password_rests_until_a_person_types_another(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    send(desk, invoice)
    work(desk, password="wrong")
    account = desk.read(mail_account)
    assert account is not None
    assert "does not take this user and password" in account.trouble
    tries = practice.logins
    assert not work(desk)
    assert practice.logins == tries
    values = AccountValues(account.host, account.port, "starttls", USER, account.sender, "Alder")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    assert work(desk)
    assert [row.state for row in rows(desk, invoice)] == ["sent"]


def test_a_server_without_tls_gets_no_password(
    desk: Desk, practice: PracticeMail, invoice: UUID, tmp_path: Path
) -> None:
    with practice_mail(tmp_path / "archive", "none") as plain:
        values = AccountValues("localhost", plain.port, "starttls", USER, "office@alder.example", "")
        desk.write(lambda session: save_account(session, values, at=desk.now))
        send(desk, invoice)
        work(desk)
        assert plain.logins == 0
    account = desk.read(mail_account)
    assert account is not None
    assert "offers no TLS" in account.trouble


def test_a_certificate_that_nobody_trusts_ends_it(
    desk: Desk, practice: PracticeMail, invoice: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    send(desk, invoice)
    work(desk)
    account = desk.read(mail_account)
    assert account is not None
    assert "is not trusted" in account.trouble


def test_no_server_loses_nothing(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    values = AccountValues("localhost", 1, "starttls", USER, "office@alder.example", "")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    send(desk, invoice)
    with pytest.raises(Unavailable, match="nothing is lost"):
        work(desk)
    (row,) = rows(desk, invoice)
    assert (row.state, "does not answer" in row.reason) == ("queued", True)


def test_what_was_voided_while_its_message_waited_stays_here(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    send(desk, invoice)
    desk.write(lambda session: void(session, invoice, why="Wrong customer", at=desk.now))
    work(desk)
    (row,) = rows(desk, invoice)
    assert (row.state, practice.inbox) == ("failed", [])


@pytest.mark.parametrize("what", ["customer", "link"])
def test_link_document_and_customer_that_no_longer_belong_together_send_nothing(
    desk: Desk, practice: PracticeMail, invoice: UUID, what: str
) -> None:
    other = desk.issue().document_id
    received(desk, other)
    mail = send(desk, invoice)
    with desk.books.write() as session:
        row = session.get_one(Mail, mail)
        if what == "link":
            row.link_id = link_of(session, other).id
        else:
            row.customer_id = session.get_one(Document, other).customer_id
    work(desk)
    (found,) = rows(desk, invoice)
    assert (found.state, practice.inbox) == ("failed", [])
    assert "opens another document" in found.reason


def test_what_changed_is_on_the_page_before_the_message_goes(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    """Else a customer opens the balance of before."""
    desk.pay(invoice, 2_300)
    send(desk, invoice)
    work(desk)
    assert practice.inbox == []
    received(desk, invoice)
    assert work(desk)
    assert len(practice.inbox) == 1
