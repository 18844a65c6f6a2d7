"""Mail against a real server on loopback, with TLS and a password; it fails in every way that mail servers know."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.errors import Unavailable
from desktop.mail import MailPort, Patience, Server, WrongPassword
from desktop.models import Document, Mail
from desktop.queries.cards import activity_rows
from desktop.queries.mails import MailRow, mail_account, mail_log, mails_of
from desktop.services.mailing.account import AccountValues, remove_account, save_account
from desktop.services.mailing.leaving import Missed, take_next, taken
from desktop.services.mailing.queueing import MailWish, queue_mail, try_again
from desktop.services.withdrawing import void
from desktop.sync.mailer import Mailer
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import link_of, received
from tests.fakes.mail.raw import RawMail, raw_mail
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, practice_mail

TO = "anna@rosewood.example"


@pytest.fixture
def invoice(desk: Desk, practice: PracticeMail) -> UUID:
    """An issued invoice whose link the portal has, and a mail server."""
    desk.connect()
    values = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    document = desk.issue().document_id
    received(desk, document)
    return document


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


def test_a_server_that_takes_nothing_from_the_office_fails_no_message(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    other = desk.issue().document_id
    received(desk, other)
    send(desk, invoice)
    send(desk, other)
    with raw_mail(RawMail({"GREETING": "554 5.7.1 Your address is on a block list"})) as server:
        values = AccountValues("127.0.0.1", server.port, "none", "", "office@alder.example", "")
        desk.write(lambda session: save_account(session, values, at=desk.now))
        work(desk)
        assert server.calls == 1
    account = desk.read(mail_account)
    assert account is not None
    assert "554 5.7.1 Your address is on a block list" in account.trouble
    assert [row.state for row in desk.read(mail_log)] == ["queued", "queued"]


def test_a_message_whose_pdf_is_gone_fails_alone(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    send(desk, invoice)
    desk.archive.path(desk.read(lambda session: session.scalars(select(Mail.pdf_sha256)).one())).unlink()
    other = issued_as_well(desk)
    send(desk, other)
    assert work(desk)
    (row,) = rows(desk, invoice)
    assert (row.state, "archived PDF is missing" in row.reason) == ("failed", True)
    assert [each.state for each in rows(desk, other)] == ["sent"]


def test_an_address_at_which_the_server_stalls_is_put_off_for_the_next_and_given_up_after_three_days(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    send(desk, invoice, "slow@rosewood.example")
    other = issued_as_well(desk)
    send(desk, other)
    with pytest.raises(Unavailable, match="broke off before the message was handed in"):
        work(desk, seconds=0.3)
    assert practice.inbox == []
    desk.later(days=4)  # without a network, say: two tries in four days are no three days of trying
    with pytest.raises(Unavailable, match="broke off"):
        work(desk, seconds=0.3)
    assert [each.state for each in rows(desk, other)] == ["sent"]
    assert [each.state for each in rows(desk, invoice)] == ["queued"]
    for _ in range(8):
        desk.later(hours=1)
        with pytest.raises(Unavailable, match="broke off"):
            work(desk, seconds=0.1)
    (row,) = rows(desk, invoice)
    assert (row.state, "tried for three days" in row.reason) == ("failed", True)


def test_one_that_is_put_off_lets_the_next_go_and_three_end_the_round(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    practice.manner = "busy"
    documents = [invoice, *(issued_as_well(desk) for _ in range(4))]
    for document in documents:
        send(desk, document)
    with pytest.raises(Unavailable, match="Insufficient system storage"):
        work(desk)
    assert sorted(row.tries for row in desk.read(mail_log)) == [0, 0, 1, 1, 1]
    practice.manner = "well"
    fresh = issued_as_well(desk)
    send(desk, fresh)
    desk.later(minutes=5)
    assert work(desk)
    assert {row.state for row in desk.read(mail_log)} == {"sent"}
    sent = [mail["Subject"] for mail in practice.inbox]
    assert sent.index(f"Invoice {rows(desk, fresh)[0].number}") == 2  # before those that were put off


def test_the_trouble_of_a_server_that_was_replaced_meanwhile_is_not_the_new_ones(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    send(desk, invoice)
    values = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "")
    patience = Patience(10, 10, 10, 10)
    calls = 0

    def opened() -> MailPort:
        nonlocal calls
        calls += 1
        if calls > 1:
            return MailPort(Server("localhost", practice.port, "starttls", USER), PASSWORD, patience=patience)
        desk.later(minutes=1)
        desk.write(lambda session: save_account(session, values, at=desk.now))
        raise WrongPassword("535 5.7.8 of the server before")

    assert asyncio.run(Mailer(desk.books, desk.archive, opened, clock=lambda: desk.now).work())
    account = desk.read(mail_account)
    assert account is not None
    assert account.trouble == ""
    assert len(practice.inbox) == 1


def test_a_server_that_is_away_is_asked_once_and_counts_against_no_message(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    other = issued_as_well(desk)
    for document in (invoice, other):
        send(desk, document)
    with raw_mail(RawMail(hangs_up="GREETING")) as server:
        values = AccountValues("127.0.0.1", server.port, "none", "", "office@alder.example", "")
        desk.write(lambda session: save_account(session, values, at=desk.now))
        for call in range(1, 4):
            with pytest.raises(Unavailable, match="nothing is lost"):
                work(desk)
            assert server.calls == call
            desk.later(days=2)
    assert [(row.state, row.tries, row.next_at) for row in desk.read(mail_log)] == [("queued", 0, None)] * 2


def test_who_was_refused_is_told_so_also_where_the_rest_may_have_gone(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    practice.manner = "drops at the end"
    send(desk, invoice, f"{TO}, nobody@rosewood.example")
    with pytest.raises(Unavailable, match="may have been sent"):
        work(desk)
    found = {row.state: row for row in rows(desk, invoice)}
    assert (found["unsure"].to, found["failed"].to) == ((TO,), ("nobody@rosewood.example",))
    assert "550 5.1.1 No such person here" in found["failed"].reason


def test_a_server_removed_while_a_message_is_handed_in_loses_nobody_who_was_refused(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    send(desk, invoice, f"{TO}, nobody@rosewood.example")
    job = desk.write(lambda session: take_next(session, at=desk.now))
    assert job is not None
    desk.write(remove_account)
    missed = [Missed("nobody@rosewood.example", later=False, words="550 No")]
    desk.write(lambda session: taken(session, job.id, missed, at=desk.now))
    assert {row.state for row in rows(desk, invoice)} == {"sent", "failed"}
    copies = desk.read(lambda session: session.scalars(select(Mail.message_id)).all())
    assert [each.endswith("@alder.example>") for each in copies] == [True, True]


def test_what_waits_stays_so_without_a_server(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    send(desk, invoice)
    desk.write(remove_account)
    assert desk.write(lambda session: take_next(session, at=desk.now)) is None
    assert not work(desk)
    assert [row.state for row in rows(desk, invoice)] == ["queued"]


def test_many_that_wait_for_their_page_hold_up_no_other(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    other = issued_as_well(desk)
    for _ in range(51):
        send(desk, invoice, with_pdf=False)
    desk.pay(invoice, 2_300)
    desk.later(seconds=1)
    send(desk, other)
    assert work(desk)
    assert [row.state for row in rows(desk, other)] == ["sent"]
    assert len(practice.inbox) == 1
    assert not work(desk)


def issued_as_well(desk: Desk) -> UUID:
    document = desk.issue().document_id
    received(desk, document)
    desk.later(minutes=1)
    return document
