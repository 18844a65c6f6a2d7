"""One message that cannot go, and a server that takes none: what waits, what goes on, and who is told."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.errors import Unavailable
from desktop.mail import MailPort, Patience, Server, WrongPassword
from desktop.models import Mail
from desktop.queries.mails import mail_account, mail_log
from desktop.services.mailing.account import AccountValues, remove_account, save_account
from desktop.services.mailing.leaving import Missed, take_next, taken
from desktop.sync.mailer import Mailer
from tests.desktop.office import Desk
from tests.desktop.sync.mailing import TO, issued_as_well, rows, send, work
from tests.desktop.views.doors import received
from tests.fakes.mail.raw import RawMail, raw_mail
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail


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
