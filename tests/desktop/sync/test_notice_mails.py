"""What customers did, written to the office's own address: once, together, and never about itself."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.mail import MailPort, Server
from desktop.models import Activity, Document
from desktop.queries.mails import mail_account, mail_log, mails_that_need_a_hand
from desktop.queries.notices import notice_rows
from desktop.services.activity import record
from desktop.services.mailing.account import AccountValues, remove_account, save_account
from desktop.services.noticing import mail_to, set_rule
from desktop.sync.mailer import Mailer
from tests.desktop.office import Desk
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, practice_mail

TO = "anna@alder.example"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    with practice_mail(tmp_path) as it:
        yield it


@pytest.fixture
def invoice(desk: Desk, practice: PracticeMail) -> UUID:
    """An issued invoice, a mail server, and an office that wants to hear of messages and payments."""
    values = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    document = desk.issue(desk.draft(customer=desk.customer("Quayside <b>"))).document_id
    for kind in ("comment.added", "payment.recorded", "mail.failed"):
        desk.write(lambda session, kind=kind: set_rule(session, kind, pops=True, mails=True))  # type: ignore[misc]
    desk.write(lambda session: mail_to(session, TO))
    return document


def happens(desk: Desk, document: UUID, *kinds: str) -> None:
    for kind in kinds:
        desk.write(lambda session, kind=kind: record(  # type: ignore[misc]
            session, kind, at=desk.now, document=document, who="customer", why="<script>pay me</script>", minor=12300
        ))  # fmt: skip


def work(desk: Desk) -> bool:
    def opened() -> MailPort:
        account = desk.read(mail_account)
        assert account is not None
        server = Server(account.host, account.port, account.security, account.username)
        return MailPort(server, PASSWORD)

    return asyncio.run(Mailer(desk.books, desk.archive, opened, clock=lambda: desk.now).work())


def bodies(practice: PracticeMail) -> list[str]:
    found = []
    for mail in practice.inbox:
        part = mail.get_body(("plain",))
        assert part is not None
        found.append(part.get_content())
    return found


def test_what_happened_together_is_one_message_and_is_told_once(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    happens(desk, invoice, "comment.added", "accepted", "payment.recorded")
    assert work(desk)
    assert not work(desk)
    (mail,), (body,) = practice.inbox, bodies(practice)
    assert (mail["To"], mail["Subject"]) == (TO, "2 notices from customers")
    assert "Quayside <b> wrote about INV-2026-0001." in body
    assert "Quayside <b> paid INV-2026-0001, €123.00." in body
    assert "accepted" not in body
    happens(desk, invoice, "comment.added")
    assert work(desk)
    assert practice.inbox[1]["Subject"] == "Quayside <b> wrote about INV-2026-0001"


def test_a_sign_that_nobody_sees_in_a_name_stops_no_notice(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    document = desk.issue(desk.draft(customer=desk.customer("Quay\x07side\u2028Dental"))).document_id
    happens(desk, document, "comment.added")
    assert work(desk)
    assert practice.inbox[0]["Subject"] == "Quayside Dental wrote about INV-2026-0002"


def test_what_no_notice_can_tell_of_stops_no_message(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    """A currency that this version does not know, in books that a later one wrote in."""
    happens(desk, invoice, "comment.added")
    assert work(desk)
    desk.write(lambda session: setattr(session.get_one(Document, invoice), "currency", "XYZ"))
    happens(desk, invoice, "payment.recorded")
    assert not work(desk)
    account = desk.read(mail_account)
    assert account is not None
    assert account.trouble == ""


def test_nothing_that_a_customer_wrote_and_no_link_stands_in_it(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    happens(desk, invoice, "comment.added")
    work(desk)
    whole = practice.raw[0].decode(errors="replace")
    assert "pay me" not in whole
    assert "/portal/" not in whole
    page = practice.inbox[0].get_body(("html",))
    assert page is not None
    assert "<b>" not in page.get_content().replace("&lt;b&gt;", "")


def test_a_notice_hands_nothing_over_and_one_that_fails_tells_of_none(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    practice.manner = "refuses"
    happens(desk, invoice, "comment.added")
    assert work(desk)
    (row,) = desk.read(mail_log)
    assert (row.kind, row.state) == ("notice", "failed")
    assert not work(desk)
    assert desk.read(lambda session: session.get_one(Document, invoice).handed_over_at) is None
    assert desk.read(lambda session: mails_that_need_a_hand(session, 10)) == ()
    assert [each.news.kind for each in desk.read(notice_rows)] == ["comment.added"]
    told = select(Activity.kind).where(Activity.kind.startswith("mail."))
    assert desk.read(lambda session: session.scalars(told).all()) == []


def test_without_address_rule_or_server_nothing_is_written_or_made_up_for_later(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    happens(desk, invoice, "declined")
    assert not work(desk)
    desk.write(lambda session: mail_to(session, ""))
    happens(desk, invoice, "comment.added")
    assert not work(desk)
    desk.write(lambda session: mail_to(session, TO))
    desk.write(remove_account)
    happens(desk, invoice, "comment.added")
    assert not work(desk)
    values = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    assert not work(desk)
    assert practice.inbox == []
