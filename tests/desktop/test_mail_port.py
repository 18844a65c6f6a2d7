"""The port to a mail server: TLS in both ways, letters beyond ASCII, and connections that die before anything left."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.errors import Refused
from billing.mailing.message import LARGEST, MailTooLarge
from desktop.mail import (
    BrokenOff,
    MailPort,
    MaybeSent,
    NoTls,
    NotTaken,
    NoUnicode,
    Patience,
    PutOff,
    Security,
    Server,
    ServerAway,
    ServerBusy,
    ServerRefused,
    TurnedAway,
)
from desktop.mail_doors import MailDoors
from desktop.models import Outbox
from desktop.queries.mails import mail_account, mails_of
from desktop.services.links import extend
from desktop.services.mailing.account import AccountValues, NoMailAccount, NoMailPassword, save_account
from desktop.services.mailing.drafting import check_size, draft_mail
from desktop.services.mailing.leaving import take_next
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.services.withdrawing import CannotVoid, void
from desktop.sync.engine import SyncEngine
from desktop.sync.mailer import Mailer
from desktop.system.secret import MemorySecret
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import link_of, received
from tests.fakes.mail.raw import RawMail, raw_mail
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, Way, practice_mail

SENDER = "office@alder.example"
CONTENT = b"From: office@alder.example\r\nSubject: x\r\n\r\nHello\r\n"
LARGE = CONTENT + (b"x" * 76 + b"\r\n") * 80_000  # 6 MB, more than a computer takes off a program's hands at once
WAITS = Patience(20, 20, 20, 20)


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))


def send(port: int, security: Security, to: str = "anna@x.example", *, unicode: bool = False) -> None:
    with MailPort(Server("localhost", port, security, USER), PASSWORD, patience=Patience(1, 1, 1, 1)) as opened:
        assert opened.send(CONTENT, sender=SENDER, to=[to], needs_unicode=unicode) == ()


@pytest.mark.parametrize("way", ["implicit", "starttls"])
def test_a_message_is_handed_in_over_tls_from_the_start_or_after_starttls(tmp_path: Path, way: Way) -> None:
    with practice_mail(tmp_path, way) as practice:
        send(practice.port, way)
        assert practice.to == [["anna@x.example"]]
        assert practice.logins == 1


def test_tls_that_is_set_the_other_way_is_named_and_no_password_travels(tmp_path: Path) -> None:
    with practice_mail(tmp_path, "starttls") as practice:
        with pytest.raises(NoTls, match="Look at host, port and security"):
            send(practice.port, "implicit")
        assert practice.logins == 0


@contextmanager
def hanging_up(greeting: bytes) -> Iterator[int]:
    """A server that takes one connection, says ``greeting``, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)
                connection.recv(10)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(("security", "greeting"), [("implicit", b""), ("starttls", b"220 hello\r\n")])
def test_a_connection_dropped_in_the_handshake_is_tried_again(security: Security, greeting: bytes) -> None:
    with hanging_up(greeting) as port, pytest.raises(ServerAway, match="nothing is lost"):
        send(port, security)


def test_a_server_without_smtputf8_is_asked_for_ascii_alone(tmp_path: Path) -> None:
    with practice_mail(tmp_path, unicode=False) as practice:
        send(practice.port, "starttls", "anna@xn--bcher-kva.example")
        with pytest.raises(NoUnicode, match="before the @"):
            send(practice.port, "starttls", "büro@x.example", unicode=True)
        assert len(practice.inbox) == 1


def test_a_server_that_stalls_before_the_message_got_nothing(tmp_path: Path) -> None:
    with practice_mail(tmp_path) as practice:
        practice.manner = "stalls before the message"
        with pytest.raises(BrokenOff, match="Nothing was sent"):
            send(practice.port, "starttls")
        assert practice.inbox == []


# -- what is said of one message, and what of all ---------------------------------------------------------------------


def hand_in(
    server: RawMail, *to: str, content: bytes = CONTENT, patience: Patience = WAITS, unicode: bool = False
) -> tuple[NotTaken, ...]:
    with MailPort(Server("127.0.0.1", server.port, "none"), patience=patience) as port:
        return port.send(content, sender=SENDER, to=to or ("anna@x.example",), needs_unicode=unicode)


@pytest.mark.parametrize(
    "says",
    [
        {"GREETING": "554 5.7.1 Your address is on a block list"},
        {"EHLO": "550 5.7.1 Not you", "HELO": "550 5.7.1 Not you"},
        {"MAIL": "530 5.7.0 Authentication required"},
    ],
)
def test_a_no_before_a_recipient_is_named_is_the_offices_trouble_in_the_servers_words(says: dict[str, str]) -> None:
    with raw_mail(RawMail(says)) as server, pytest.raises(TurnedAway) as told:
        hand_in(server)
    assert list(says.values())[-1] in str(told.value)
    assert server.taken == []


def test_a_message_that_is_too_large_for_the_server_is_refused_alone() -> None:
    with raw_mail(RawMail({"MAIL": "552 5.3.4 Too large"})) as server, pytest.raises(ServerRefused, match="Too large"):
        hand_in(server)


def test_later_is_said_of_all_before_a_message_is_begun_and_then_of_that_one() -> None:
    with raw_mail(RawMail({"GREETING": "421 4.3.2 Too busy"})) as server, pytest.raises(ServerBusy) as told:
        hand_in(server)
    assert not isinstance(told.value, PutOff)
    for step in ("MAIL", "DATA", "."):
        with raw_mail(RawMail({step: "452 4.3.1 No room"})) as server, pytest.raises(PutOff, match="No room"):
            hand_in(server)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
def test_a_connection_that_ends_before_all_was_handed_over_sent_nothing(step: str) -> None:
    with raw_mail(RawMail(hangs_up=step)) as server, pytest.raises(BrokenOff, match="Nothing was sent"):
        hand_in(server, content=LARGE)
    assert server.taken == []


def test_a_slow_upload_that_gets_on_takes_the_time_that_it_takes() -> None:
    with raw_mail(RawMail(slow=True)) as server:
        assert hand_in(server, content=LARGE, patience=Patience(20, 20, 1, 20)) == ()
    assert server.taken == [LARGE + b".\r\n"]


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(tmp_path: Path) -> None:
    with practice_mail(tmp_path, "none") as practice:
        with MailPort(Server("127.0.0.1", practice.port, "none")) as port:
            port.send(CONTENT + b".\r\n..x\r\nend", sender=SENDER, to=["anna@x.example"], needs_unicode=False)
        assert practice.raw == [CONTENT + b".\r\n..x\r\nend\r\n"]


def test_each_wait_has_its_own_patience(tmp_path: Path) -> None:
    with practice_mail(tmp_path, "none") as practice:
        practice.manner = "stalls before the message"
        with pytest.raises(BrokenOff):
            hand_in(RawMail(port=practice.port), patience=Patience(20, 0.2, 20, 20))
        practice.manner = "stalls at the end"
        with pytest.raises(MaybeSent):
            hand_in(RawMail(port=practice.port), patience=Patience(20, 20, 20, 0.2))
        assert len(practice.inbox) == 1


def test_who_was_refused_is_known_also_where_the_answer_is_lost(tmp_path: Path) -> None:
    with practice_mail(tmp_path, "none") as practice:
        practice.manner = "drops at the end"
        with pytest.raises(MaybeSent, match="may have been sent") as told:
            hand_in(RawMail(port=practice.port), "anna@x.example", "nobody@x.example")
    assert [each.address for each in told.value.refused] == ["nobody@x.example"]


# -- the doors of the program -----------------------------------------------------------------------------------------


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeMail]:
    with practice_mail(tmp_path) as it:
        yield it


def account(practice: PracticeMail, **changes: str) -> AccountValues:
    plain = AccountValues("localhost", practice.port, "starttls", USER, SENDER, "Alder")
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test's values


def test_the_doors_open_the_kept_account_with_the_kept_password(desk: Desk, practice: PracticeMail) -> None:
    secret = MemorySecret()
    doors = MailDoors(secret, lambda: desk.books, lambda: desk.now)
    with pytest.raises(NoMailAccount):
        doors.open()
    desk.write(lambda session: save_account(session, account(practice), at=desk.now))
    with pytest.raises(NoMailPassword):
        doors.open()
    doors.keep(PASSWORD)
    with doors.open() as port:
        port.send(CONTENT, sender=SENDER, to=["anna@x.example"], needs_unicode=False)
    assert len(practice.inbox) == 1
    doors.keep(None)
    assert secret.read() == PASSWORD
    doors.forget()
    assert secret.read() is None


def test_a_trial_goes_to_the_sender_and_says_where_it_is_not_taken(desk: Desk, practice: PracticeMail) -> None:
    doors = MailDoors(MemorySecret(), lambda: desk.books, lambda: desk.now)
    doors.test(account(practice), PASSWORD)
    assert practice.to == [[SENDER]]
    assert practice.inbox[0]["Subject"] == "Counterfoil can send e-mail"
    with pytest.raises(Refused, match="does not take the sender's address: 550"):
        doors.test(account(practice, sender="nobody@alder.example"), PASSWORD)


def test_a_kept_password_is_tried_at_its_own_server_only(desk: Desk, practice: PracticeMail) -> None:
    doors = MailDoors(MemorySecret(), lambda: desk.books, lambda: desk.now)
    desk.write(lambda session: save_account(session, account(practice), at=desk.now))
    doors.keep(PASSWORD)
    doors.test(account(practice), None)
    for other in (account(practice, host="127.0.0.1"), account(practice, username="other")):
        with pytest.raises(NoMailPassword):
            doors.test(other, None)
    assert practice.logins == 1


# -- the mailer within the exchange -----------------------------------------------------------------------------------


@pytest.fixture
def invoice(desk: Desk, practice: PracticeMail) -> UUID:
    desk.connect()
    desk.write(lambda session: save_account(session, account(practice), at=desk.now))
    document = desk.issue().document_id
    received(desk, document)
    return document


def queue(desk: Desk, document: UUID, *, with_pdf: bool = True) -> UUID:
    wish = MailWish("anna@rosewood.example", "Invoice {number}", "Hello\n\n{link}", with_pdf)
    return desk.write(lambda session: queue_mail(session, document, wish, today=TODAY, at=desk.now).id)


def test_the_exchange_sends_what_is_queued_while_it_runs(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    doors = MailDoors(MemorySecret(), lambda: desk.books, lambda: desk.now)
    doors.keep(PASSWORD)
    sent = threading.Event()

    def changed() -> None:
        if any(row.state == "sent" for row in desk.read(lambda session: mails_of(session, invoice))):
            sent.set()

    engine = SyncEngine(
        desk.books, desk.archive, lambda: None, clock=lambda: desk.now, changed=changed, status=lambda _status: None,
        mailer=Mailer(desk.books, desk.archive, doors.open, clock=lambda: desk.now),
    )  # fmt: skip
    engine.start()
    queue(desk, invoice)
    engine.wake()
    assert sent.wait(20)
    engine.close()
    assert len(practice.inbox) == 1


def test_a_password_that_is_gone_is_told_and_nothing_is_lost(desk: Desk, practice: PracticeMail, invoice: UUID) -> None:
    doors = MailDoors(MemorySecret(), lambda: desk.books, lambda: desk.now)
    queue(desk, invoice)
    asyncio.run(Mailer(desk.books, desk.archive, doors.open, clock=lambda: desk.now).work())
    known = desk.read(mail_account)
    assert known is not None
    assert "keychain has no password" in known.trouble
    assert [row.state for row in desk.read(lambda session: mails_of(session, invoice))] == ["queued"]


def test_a_document_cannot_be_voided_while_its_message_is_handed_in(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    queue(desk, invoice)
    desk.write(lambda session: take_next(session, at=desk.now))
    with pytest.raises(CannotVoid, match="just being handed in"):
        desk.write(lambda session: void(session, invoice, why="Wrong", at=desk.now))


def test_sent_again_the_link_lives_a_whole_life_from_now_and_never_less_than_it_has(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    queue(desk, invoice)
    desk.write(lambda session: extend(session, invoice, days=90, at=desk.now))
    queue(desk, invoice)

    seconds = select(Outbox.seconds).where(Outbox.kind == "link.extend")
    assert desk.read(lambda session: session.scalars(seconds).all()) == [90 * 86_400]
    assert desk.read(lambda session: link_of(session, invoice).current)


def test_a_pdf_over_25_mb_is_refused_before_a_server_is_asked(
    desk: Desk, practice: PracticeMail, invoice: UUID
) -> None:
    draft = desk.read(lambda session: draft_mail(session, invoice, today=TODAY, now=desk.now))
    heavy = replace(draft, pdf_size=LARGEST * 3 // 4)
    with pytest.raises(MailTooLarge, match="Send it without the PDF"):
        check_size(heavy, with_pdf=True)
    check_size(heavy, with_pdf=False)
    assert practice.logins == 0
